"""Which sets count, and what is cleaned away."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl

from extract.files import temporary_beside, write_text
from extract.home import Home, new_id
from extract.settings import Settings
from extract.staging.cleaning import clean_leftovers
from extract.staging.commits import Commit, SetEntry, live_packs, live_sets, read_commits, write_commit
from extract.staging.sets import name_set

LONG_AGO = 1_000_000_000


def commit(sequence: int, adds: str = "", removes: str = "", packs: str = "") -> Commit:
    """A commit that adds and removes sets named by one letter each."""
    entries = [SetEntry(letter, "fingerprint", 1) for letter in adds]
    return Commit(f"load-{9 - sequence}", sequence, "", "", entries, list(removes), list(packs))


def test_set_counts_from_its_adding_to_its_removing_in_the_order_of_committing() -> None:
    commits = [commit(1, "ab"), commit(2, "c", "a"), commit(3, "a", "c")]
    assert list(live_sets(commits)) == ["b", "a"]
    assert list(live_sets(commits[:2])) == ["b", "c"]


def test_commits_are_read_back_in_their_order_whatever_their_names(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    commits = [commit(1, "ab", packs="p"), commit(2, "c", "a"), commit(3, packs="q")]
    for one in reversed(commits):
        write_commit(home, one)
    assert read_commits(home) == commits
    assert live_packs(commits) == ["p", "q"]


def test_name_of_a_set_depends_on_contents_and_extractor_only() -> None:
    contents = pl.DataFrame({"content_sha256": ["a", "b"], "reason_code": [None, "empty"]})
    assert name_set("f", contents) == name_set("f", contents.reverse())
    assert name_set("f", contents) != name_set("g", contents)
    assert name_set("f", contents) != name_set("f", contents.head(1))
    unread = contents.with_columns(pl.lit("too_large").alias("reason_code"))
    assert name_set("f", contents) != name_set("f", unread)  # else raising the limit would find the old set


def test_cleaning_keeps_what_counts_and_what_a_running_load_may_need(tmp_path: Path) -> None:
    home = Home.at(tmp_path).make()
    write_commit(home, commit(1, "a", packs="p"))
    for name in ("a", "old", "young"):
        (home.sets / name).mkdir()
    for name in ("p", "old", "young"):
        (home.packs / f"{name}.parquet").touch()
    for name in ("old", "young"):
        home.pending(name).mkdir(parents=True)
    for path in (home.sets / "a", home.sets / "old", home.packs / "p.parquet", home.packs / "old.parquet"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    os.utime(home.pending("old"), (LONG_AGO, LONG_AGO))
    write_text(home.log / "files" / "killed.parquet", "")
    clean_leftovers(home, Settings())
    assert sorted(path.name for path in home.sets.iterdir()) == ["a", "young"]
    assert sorted(path.name for path in home.packs.iterdir()) == ["p.parquet", "young.parquet"]
    assert [path.name for path in home.pending("").iterdir()] == ["young"]
    assert not list((home.log / "files").iterdir())


def test_temporary_files_of_a_dead_process_go_at_once_and_those_of_a_living_one_stay(tmp_path: Path) -> None:
    home = Home.at(tmp_path).make()
    mine = temporary_beside(home.sets / "x")
    mine.mkdir()
    dead = mine.with_name(mine.name.replace(f"-{os.getpid()}-", "-4194304-"))  # above the largest process id
    dead.mkdir()
    clean_leftovers(home, Settings())
    assert list(home.sets.iterdir()) == [mine]


def test_ids_sort_by_time() -> None:
    ids = [new_id() for _ in range(50)]
    assert ids == sorted(ids)
    assert len({len(one) for one in ids}) == 1
