"""Two loads in one home: the second waits and says so, or gives up and says so; nothing is staged twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from extract.home import Home
from extract.intake.plan import plan_load
from extract.load import commit_load, extract_files
from extract.settings import settings
from tests.conftest import clean_environment
from tests.load.inspection import ask, assert_nothing_lost_or_doubled, assert_published, content_hashes

Gongkai = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.slow
def test_both_loads_count_when_started_at_once(home: Path, inbox: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "same.txt").write_bytes((inbox / "copy.txt").read_bytes())
    (other / "new.txt").write_bytes((inbox / "copy.txt").read_bytes() + "\n附注\n".encode())
    loads = [
        subprocess.Popen(
            [sys.executable, "-m", "extract", "load", str(folder), "--home", str(home)],
            env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for folder in (inbox, other, inbox)
    ]  # fmt: skip
    outputs = [load.communicate()[0] for load in loads]
    assert [load.returncode for load in loads] == [0, 0, 0], outputs
    assert_published(home)
    assert ask(home / "warehouse.duckdb", "select count(*) from marts.fct_loads") == [(4,)]
    assert ask(home / "warehouse.duckdb", "select count(*), count(distinct report_id) from marts.dim_reports") == [
        (6, 6)
    ]


def test_second_load_says_so_when_it_may_not_wait(home: Path, inbox: Path, gongkai: Gongkai) -> None:
    with FileLock(Home.at(home).lock_file):
        done = gongkai("load", inbox, "--home", home, env={"GONGKAI_LOCK_WAIT_SECONDS": "0.2"})
    assert done.returncode == 1
    assert "waiting for it to finish" in done.stdout
    assert "Another load is using" in done.stderr
    assert_published(home)


def test_content_is_staged_once_when_two_loads_extracted_it(inbox: Path, tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    whole = plan_load(home, [inbox], settings(), fingerprint())
    part = plan_load(home, [inbox / "copy.txt"], settings(), fingerprint())
    results = [
        [extract_files(home, plan["load_id"], batch) for batch in plan["batches"]] for plan in (whole, part)
    ]  # neither knows of the other yet
    first = commit_load(home, part, results[1])
    second = commit_load(home, whole, results[0])
    assert (first["loaded_count"], first["duplicate_count"]) == (1, 0)
    # copy.txt is known by path and content now, its twin is the same content under another path
    assert (second["loaded_count"], second["unchanged_count"], second["duplicate_count"]) == (4, 1, 1)
    assert_nothing_lost_or_doubled(home.root, content_hashes(inbox))


def test_commit_is_made_once_when_asked_for_twice(inbox: Path, tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    plan = plan_load(home, [inbox], settings(), fingerprint())
    results = [extract_files(home, plan["load_id"], batch) for batch in plan["batches"]]
    assert commit_load(home, plan, results) == commit_load(home, plan, results)
    assert_nothing_lost_or_doubled(home.root, content_hashes(inbox))


def fingerprint() -> str:
    """The fingerprint of the present extractor."""
    from extract.load import present_extractor

    return present_extractor().fingerprint
