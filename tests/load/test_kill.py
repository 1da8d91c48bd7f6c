"""A load killed at any step loses nothing and doubles nothing, and the next load finishes the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.load import run_load
from tests.conftest import clean_environment
from tests.load.inspection import ask, assert_nothing_lost_or_doubled, assert_published, content_hashes
from tests.load.test_nights import night

Drive = Callable[..., subprocess.CompletedProcess[str]]
SMALL_BATCHES = {"GONGKAI_BATCH_FILES": "3"}


@pytest.mark.slow
def test_staging_is_whole_when_killed_after_any_step(
    drive: Drive, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_BATCH_FILES", "4")
    monkeypatch.setenv("GONGKAI_KEEP_LEFTOVERS_HOURS", "0")
    contents = content_hashes(inbox)
    count = tmp_path / "count"
    assert drive("stage", tmp_path / "quiet", inbox, COUNT_INTO=str(count), **SMALL_BATCHES).returncode == 0
    steps = count.read_text().splitlines()
    assert len(steps) > 8  # plans, packs, sets, what was seen, the log, the commit record
    for number in range(1, len(steps) + 1):
        home = tmp_path / f"home-{number}"
        killed = drive("stage", home, inbox, KILL_AT=str(number), **SMALL_BATCHES)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        night(home, inbox)  # which sees the files in other batches
        assert_nothing_lost_or_doubled(home, contents)
        assert len(list((home / "raw" / "packs").iterdir())) == 2, steps[number - 1]


@pytest.mark.slow
def test_publication_is_whole_when_killed_after_any_step(drive: Drive, home: Path, tmp_path: Path) -> None:
    samples = ask(home / "warehouse.duckdb", "select count(*) from marts.dim_reports")
    source = Path(ask(home / "warehouse.duckdb", "select min(file_path) from marts.fct_load_files")[0][0]).parent
    count = tmp_path / "count"
    assert drive("load", home, source, COUNT_INTO=str(count)).returncode == 0
    steps = count.read_text().splitlines()
    first = next(number for number, step in enumerate(steps, start=1) if "/commits/" in step)
    assert len(steps) - first > 5  # the build's record, its folder, the link, the database, the marts
    loads = 2
    for number in range(first, len(steps) + 1):
        killed = drive("load", home, source, KILL_AT=str(number))
        assert killed.returncode == -signal.SIGKILL, (steps[number - 1], killed.stdout + killed.stderr)
        assert ask(home / "warehouse.duckdb", "select count(*) from marts.dim_reports") == samples
        run_load(home, None)  # takes nothing in, and so publishes only what is not published
        loads += 1
        assert_published(home)
        assert ask(home / "warehouse.duckdb", "select count(*) from marts.fct_loads") == [(loads,)]
        assert ask(home / "warehouse.duckdb", "select count(*) from marts.dim_reports") == samples


@pytest.mark.slow
def test_next_load_builds_even_without_news_when_killed_while_dbt_runs(
    home: Path, inbox: Path, tmp_path: Path, gongkai: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (inbox / "new.txt").write_text((inbox / "copy.txt").read_text(encoding="utf-8") + "\n附注\n", encoding="utf-8")
    before = assert_published(home)
    command = [sys.executable, "-m", "extract", "load", str(inbox), "--home", str(home)]
    load = subprocess.Popen(command, env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: any((home / "builds").glob(".building-*/dbt.log")), load)
    load.send_signal(signal.SIGKILL)
    load.wait()
    assert assert_unbuilt(home) == before
    done = gongkai("load", "--home", home)  # names no path: there is nothing new, but something to build
    assert done.returncode == 0, done.stderr
    assert assert_published(home) != before
    assert ask(home / "warehouse.duckdb", "select count(*) from marts.dim_reports where file_name = 'new.txt'") == [
        (1,)
    ]


def assert_unbuilt(home: Path) -> str:
    """The build that is published while another one lies there unfinished."""
    ((build_id,),) = ask(home / "warehouse.duckdb", "select build_id from marts.dim_builds")
    assert list((home / "builds").glob(".building-*"))
    return str(build_id)


def wait_for(is_so: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Wait until something is so while a process runs."""
    end = time.monotonic() + seconds
    while not is_so():
        assert process.poll() is None, "the load ended before it could be killed"
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.005)


def test_child_that_runs_dbt_ends_with_its_killed_parent(tmp_path: Path) -> None:
    script = (
        "import time; from extract.warehouse.process import BuildProcess; process = BuildProcess(); process.start();"
        "print(process._process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    end = time.monotonic() + 60
    while is_running(child):
        assert time.monotonic() < end, "the process that runs dbt outlived the load"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether a process runs (one that only waits to be collected does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z" and os.getpgid(pid) > 0
