"""The same contents give the same staging, whatever the batching, order, working directory or spelling of a path."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extract.home import Home
from extract.load import commit_load, extract_files, plan_load
from extract.staging.commits import live_sets, read_commits
from tests.load.inspection import staged
from tests.load.test_nights import night, outcomes

TABLES = ("reports", "cells", "issues")


def set_bytes(home: Path) -> dict[str, bytes]:
    """The bytes of all live staging files."""
    sets = live_sets(read_commits(Home.at(home)))
    return {f"{name}/{table}": (home / "staging" / "sets" / name / f"{table}.parquet").read_bytes()
            for name in sets for table in TABLES}  # fmt: skip


def test_same_contents_are_the_same_bytes(inbox: Path, tmp_path: Path) -> None:
    night(tmp_path / "one", inbox)
    night(tmp_path / "two", inbox)
    assert set_bytes(tmp_path / "one") == set_bytes(tmp_path / "two")
    renamed = tmp_path / "renamed"
    renamed.mkdir()
    for number, path in enumerate(sorted(inbox.iterdir(), reverse=True)):
        (renamed / f"{number}.dat").write_bytes(path.read_bytes())
    night(tmp_path / "three", renamed)
    assert set_bytes(tmp_path / "one") == set_bytes(tmp_path / "three")


@pytest.mark.parametrize("batch_files", ["1", "2", "4"])
def test_batching_changes_no_row(
    batch_files: str, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, samples: list[Path]
) -> None:
    first = night(tmp_path / "one", inbox)
    monkeypatch.setenv("GONGKAI_BATCH_FILES", batch_files)
    plan = plan_load(tmp_path / "two", [inbox])
    assert len(plan["batches"]) == -(-6 // int(batch_files))
    # mapped tasks end in any order
    results = [extract_files(tmp_path / "two", plan["load_id"], batch) for batch in reversed(plan["batches"])]
    second = commit_load(tmp_path / "two", plan, results)
    for table in TABLES:
        assert staged(tmp_path / "one", table).equals(staged(tmp_path / "two", table))
    assert outcomes(tmp_path / "one", first) == outcomes(tmp_path / "two", second)


def test_spelling_of_a_path_and_working_directory_do_not_matter(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    night(home, inbox)
    monkeypatch.chdir(inbox.parent)
    spellings = ["inbox", "./inbox/", f"{inbox}/../inbox", str(inbox) + os.sep, "inbox//."]
    for spelling in spellings:
        assert night(home, Path(spelling))["unchanged_count"] == 6
        plan = plan_load(home, [spelling, inbox])  # named twice, counted once
        assert plan["found_count"] == 6
    monkeypatch.chdir(inbox)
    assert night(home, Path("."))["unchanged_count"] == 6


def test_order_of_nights_changes_no_row(inbox: Path, tmp_path: Path) -> None:
    files = sorted(inbox.iterdir())
    for name, order in (("one", files), ("two", files[::-1])):
        for path in order:
            night(tmp_path / name, path)
    for table in TABLES:
        assert staged(tmp_path / "one", table).equals(staged(tmp_path / "two", table))
