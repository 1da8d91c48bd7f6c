"""`gongkai status`: what is loaded, from when, and what waits for a ruling."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.command.messages import say
from extract.home import Home
from extract.staging.commits import Commit, live_sets, read_commits
from extract.warehouse.records import BuildRecord, published_folder, read_record

_YEARS = """
select report_year, count(*) from marts.dim_reports where is_current group by report_year order by report_year
"""
_BROKEN_TABLES = """
select count(*) from (
    select distinct checks.report_id, checks.table_code
    from marts.fct_identity_checks as checks
    inner join marts.dim_reports as reports on checks.report_id = reports.report_id
    where checks.check_result_code = 'broken' and reports.is_current
)
"""
_VERSIONS = "select count(distinct report_id) from marts.fct_extraction_issues where issue_code = 'possible_version'"
_REJECTED = """
select reason_code, count(distinct content_sha256)
from marts.fct_load_files
where load_outcome_code = 'rejected' and content_sha256 is not null
  and report_id not in (select report_id from marts.dim_reports)
group by reason_code order by reason_code
"""


@dataclass
class Status:
    """The state of a home."""

    build: BuildRecord
    last_load: Commit | None
    pending_count: int = 0  # committed loads that the published build does not hold yet
    stale_count: int = 0  # contents that an older extractor staged
    years: dict[int | None, int] = field(default_factory=dict)
    broken_table_count: int = 0
    possible_version_count: int = 0
    rejected: dict[str, int] = field(default_factory=dict)


def read_status(home: Home, fingerprint: str | None = None) -> Status | None:
    """The state of a home; nothing where no warehouse is published. Only reads, and takes no lock."""
    folder = published_folder(home)
    build = read_record(folder) if folder else None
    if build is None:
        return None
    commits = read_commits(home)
    status = Status(build, commits[-1] if commits else None)
    status.pending_count = len({commit.load_id for commit in commits} - set(build.load_ids))
    entries = live_sets(commits).values()
    status.stale_count = sum(
        entry.content_count for entry in entries if fingerprint and entry.fingerprint != fingerprint
    )
    _ask_warehouse(home, status)
    return status


def _ask_warehouse(home: Home, status: Status) -> None:
    import duckdb

    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        status.years = dict(connection.execute(_YEARS).fetchall())
        status.broken_table_count = connection.execute(_BROKEN_TABLES).fetchall()[0][0]
        status.possible_version_count = connection.execute(_VERSIONS).fetchall()[0][0]
        status.rejected = dict(connection.execute(_REJECTED).fetchall())


def status_command(home_path: Path | None, lang: str) -> int:
    """Print the state of a home; exit code 0 also where nothing is loaded yet."""
    from extract.command.printing import make_console
    from extract.load import present_extractor
    from extract.settings import settings

    home = Home.at(home_path or settings().home)
    status = read_status(home, present_extractor().fingerprint)
    console = make_console()
    if status is None:
        console.print(say("status_empty", lang, home=home.root))
    else:
        console.print(_table(home, status, lang))
    return 0


def _table(home: Home, status: Status, lang: str) -> Any:
    from extract.command.messages import reason
    from extract.command.printing import make_table

    table = make_table()
    table.add_row(say("warehouse", lang), str(home.warehouse))
    table.add_row(say("status_built", lang), f"{status.build.built_at[:19]}Z  {status.build.build_id}")
    table.add_row(say("status_loads", lang), f"{len(status.build.load_ids):,}")
    if status.last_load:
        table.add_row(
            say("status_last_load", lang), f"{status.last_load.committed_at[:19]}Z  {status.last_load.load_id}"
        )
    table.add_row(say("status_current", lang), f"{sum(status.years.values()):,}")
    for year, count in status.years.items():
        table.add_row(f"  {say('status_years', lang)} {year or '?'}", f"{count:,}")
    for key, count in (("status_pending", status.pending_count), ("status_stale", status.stale_count)):
        if count:
            table.add_row(say(key, lang), f"{count:,}", style="yellow")
    table.add_row(say("status_waiting", lang), style="bold")
    table.add_row(f"  {say('status_broken', lang)}", f"{status.broken_table_count:,}")
    table.add_row(f"  {say('status_version', lang)}", f"{status.possible_version_count:,}")
    table.add_row(f"  {say('status_rejected', lang)}", f"{sum(status.rejected.values()):,}")
    for code, count in status.rejected.items():
        table.add_row(f"    {code}", f"{count:,}", reason(code, lang))
    return table
