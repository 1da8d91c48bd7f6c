"""Build the warehouse with dbt in a folder of its own, and publish it when all tests have passed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict

from extract.errors import BuildFailed, DiskFull, GongkaiError, is_disk_full, says_disk_full
from extract.files import remove
from extract.home import Home, new_id
from extract.settings import Settings
from extract.staging.arrivals import first_arrivals
from extract.staging.commits import Commit, live_sets, read_commits
from extract.warehouse import inputs, publication
from extract.warehouse.process import BuildProcess
from extract.warehouse.records import PROJECT, BuildRecord, project_fingerprint, published_folder, read_record

__all__ = ["BuildProcess", "BuildSummary", "build_home"]

Progress = Callable[[str, int, int], None]


class BuildSummary(TypedDict):
    """What was built and published."""

    build_id: str
    kind: str  # full, incremental, log_only, none
    warehouse: str
    breaks_by_identity: dict[str, int]
    report_count: int
    seconds: float


def build_home(
    home: Home, settings: Settings, on_progress: Progress | None, process: BuildProcess | None
) -> BuildSummary:
    """Build what the published warehouse lacks, and publish it. Needs the home's lock.

    Raises:
        BuildFailed: dbt failed or a test did; the published warehouse is the one from before.
        DiskFull: the same, for want of space.
    """
    started = time.monotonic()
    publication.mend(home)
    commits = read_commits(home)
    previous = _published(home)
    wanted = _wanted(commits)
    kind = choose_kind(previous, wanted, settings)
    if previous and kind == "none":
        return _summary(home, previous, "none", started)
    inputs.make_log_readable(home)
    with _building(home, wanted.build_id) as folder:
        if kind == "log_only" and previous:
            record = publication.refresh_log(home, folder, previous, wanted)
        else:
            _run_dbt(home, folder, settings, wanted, commits, kind == "incremental", process, on_progress)
            record = publication.finish(home, folder, wanted, kind, settings)
        record.write(folder)
        publication.publish(home, folder, record.build_id)
    return _summary(home, record, kind, started)


def choose_kind(previous: BuildRecord | None, wanted: BuildRecord, settings: Settings) -> str:
    """Whether to build all, what changed, only the log, or nothing."""
    if previous is None or previous.project_fingerprint != wanted.project_fingerprint:
        return "full"
    if previous.live_sets == wanted.live_sets:
        return "none" if previous.load_ids == wanted.load_ids else "log_only"
    added = sum(count for set_id, count in wanted.live_sets.items() if set_id not in previous.live_sets)
    gone = sum(count for set_id, count in previous.live_sets.items() if set_id not in wanted.live_sets)
    is_large = max(added, gone) > settings.full_refresh_share * sum(previous.live_sets.values())
    return "full" if is_large else "incremental"


def _wanted(commits: list[Commit]) -> BuildRecord:
    return BuildRecord(
        build_id=new_id(),
        built_at=datetime.now(UTC).isoformat(),
        kind="",
        project_fingerprint=project_fingerprint(),
        live_sets={set_id: entry.content_count for set_id, entry in live_sets(commits).items()},
        load_ids=[commit.load_id for commit in commits],
    )


def _published(home: Home) -> BuildRecord | None:
    folder = published_folder(home)
    return read_record(folder) if folder else None


@contextmanager
def _building(home: Home, build_id: str) -> Iterator[Path]:
    """A folder to build in, which goes when the build fails; only what dbt said is kept then."""
    folder = home.builds / f".building-{build_id}"
    folder.mkdir(parents=True)
    try:
        yield folder
    except GongkaiError:
        raise
    except Exception as error:
        if is_disk_full(error):
            raise DiskFull("disk_full", home=home.root) from error
        raise
    finally:
        remove(folder)


def _run_dbt(
    home: Home,
    folder: Path,
    settings: Settings,
    wanted: BuildRecord,
    commits: list[Commit],
    is_incremental: bool,
    process: BuildProcess | None,
    on_progress: Progress | None,
) -> None:
    """One `dbt build`: into an empty file, or into a copy of the published one, where dbt finds what changed."""
    inputs.write_staging(home, folder / "staging", wanted.live_sets, first_arrivals(home, commits))
    if is_incremental:
        shutil.copyfile(home.warehouse, folder / home.warehouse.name)
    _keep_parsed(home, folder)
    result = (process or BuildProcess()).run(
        dbt_command(folder, is_incremental),
        dbt_environment(home, folder, settings, wanted, commits),
        folder / "dbt.log",
        (lambda done, total: on_progress("build", done, total)) if on_progress else None,
    )
    if not result["success"]:
        raise _failure(home, folder, result)


def dbt_command(folder: Path, is_incremental: bool) -> list[str]:
    """The arguments of dbt; unit tests judge the models and not the data, so they need not run each night."""
    command = ["build", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--no-use-colors"]
    command += ["--target-path", str(folder / "dbt"), "--log-path", str(folder / "dbt"), "--log-level-file", "none"]
    command += ["--exclude-resource-type", "unit_test"]
    return command if is_incremental else [*command, "--full-refresh"]


def dbt_environment(
    home: Home, folder: Path, settings: Settings, wanted: BuildRecord, commits: list[Commit]
) -> dict[str, str]:
    """The variables that dbt_project reads."""
    return {
        "GONGKAI_STAGING": str(folder / "staging"),
        "GONGKAI_LOG": str(home.log),
        "GONGKAI_DUCKDB": str(folder / home.warehouse.name),
        "GONGKAI_DUCKDB_TEMP": str(folder / "spill"),
        "GONGKAI_DUCKDB_MEMORY": settings.duckdb_memory,
        "GONGKAI_DUCKDB_THREADS": str(settings.duckdb_threads),
        "GONGKAI_KEEP_UNCHANGED_LOADS": str(settings.keep_unchanged_loads),
        "GONGKAI_BUILD_ID": wanted.build_id,
        "GONGKAI_FINGERPRINT": "|".join(sorted({entry.fingerprint for entry in live_sets(commits).values()})),
        "GONGKAI_DBT_FINGERPRINT": wanted.project_fingerprint,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def _keep_parsed(home: Home, folder: Path) -> None:
    """What dbt parsed for the build before saves it a second; dbt itself sees what of it is out of date."""
    (folder / "dbt").mkdir()
    published = published_folder(home)
    parsed = published / "dbt" / "partial_parse.msgpack" if published else None
    if parsed and parsed.exists():
        shutil.copyfile(parsed, folder / "dbt" / parsed.name)


def _failure(home: Home, folder: Path, result: dict[str, Any]) -> GongkaiError:
    """The error for a failed dbt run; its log is kept beside the load log."""
    kept = home.log / "failed_builds" / f"{folder.name.removeprefix('.building-')}.log"
    output = folder / "dbt.log"
    said = result["exception"]
    if output.exists():
        said += output.read_text(encoding="utf-8", errors="replace")
        kept.parent.mkdir(parents=True, exist_ok=True)
        os.replace(output, kept)
    said += "".join(failure["message"] for failure in result["failures"])
    if says_disk_full(said):
        return DiskFull("disk_full", home=home.root)
    names = ", ".join(f"{failure['name']} ({failure['message']})" for failure in result["failures"][:10])
    return BuildFailed("build_failed", names=names or result["exception"] or "dbt", log=kept)


def _summary(home: Home, record: BuildRecord, kind: str, started: float) -> BuildSummary:
    return BuildSummary(
        build_id=record.build_id,
        kind=kind,
        warehouse=str(home.warehouse),
        breaks_by_identity=record.breaks_by_identity,
        report_count=record.report_count,
        seconds=round(time.monotonic() - started, 2),
    )
