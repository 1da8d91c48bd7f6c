"""`gongkai load`: progress bars while it runs, a summary when it has ended."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from extract.command.messages import identity_rule, reason, say
from extract.command.printing import make_console, make_table
from extract.errors import DiskFull, GongkaiError, is_disk_full
from extract.home import Home

if TYPE_CHECKING:
    from extract.staging.committing import LoadSummary
    from extract.warehouse.builds import BuildSummary

_LISTED = 10


def load_command(paths: Sequence[Path] | None, home_path: Path | None, lang: str) -> int:
    """Run a load, say what came of it, return the exit code."""
    console, errors = make_console(), make_console(stderr=True)
    from extract.settings import settings

    home = Home.at(home_path or settings().home)
    started = time.monotonic()
    try:
        with _Bars(console, lang) as bars:
            from extract.load import run_load

            outcome = run_load(
                home,
                paths,
                on_progress=bars.show,
                on_wait=lambda: console.print(say("waiting", lang, home=home.root)),
            )
    except KeyboardInterrupt:
        errors.print(say("interrupted", lang))
        return 130
    except Exception as error:
        errors.print(_explain(home, error, lang), style="red")
        return 1
    if outcome["load"]:
        _print_load(console, home, outcome["load"], lang)
    else:
        console.print(say("nothing_to_do", lang))
    _print_build(console, outcome["build"], time.monotonic() - started, lang)
    return 0


def _explain(home: Home, error: Exception, lang: str) -> str:
    """One sentence for a person; the details go to the diary."""
    from extract.logbook import note

    note(home, "load_failed", error=repr(error), trace="".join(traceback.format_exception(error)))
    if isinstance(error, GongkaiError):
        return error.sentence(lang)
    if is_disk_full(error):
        return DiskFull("disk_full", home=home.root).sentence(lang)
    if isinstance(error, PermissionError):
        return say("no_permission", lang, path=error.filename or home.root)
    return say("unexpected", lang, error=error, log=home.log / "gongkai.jsonl")


class _Bars:
    """One progress bar per stage, made when the stage begins."""

    def __init__(self, console: Console, lang: str) -> None:
        self._lang = lang
        self._tasks: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        )

    def __enter__(self) -> _Bars:
        self._progress.start()
        self.show("find", 0, None)
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, stage: str, done: int, total: int | None) -> None:
        """Move the bar of a stage."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(say(f"stage_{stage}", self._lang), total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)


def _print_load(console: Console, home: Home, load: LoadSummary, lang: str) -> None:
    """found = loaded + unchanged + duplicate + rejected, and why files were rejected."""
    table = make_table()
    table.add_row(say("found", lang), f"{load['found_count']:,}", style="bold")
    counts: dict[str, Any] = dict(load)
    for outcome in ("loaded", "unchanged", "duplicate", "rejected"):
        table.add_row(f"  {say(outcome, lang)}", f"{counts[f'{outcome}_count']:,}")
    for code, count in load["rejected_by_reason"].items():
        table.add_row(f"    {code}", f"{count:,}", reason(code, lang))
    for extra in ("reextracted", "skipped"):
        if counts[f"{extra}_count"]:
            table.add_row(say(extra, lang), f"{counts[f'{extra}_count']:,}")
    console.print(table)
    if load["rejected_count"]:
        _print_rejected(console, home, load["load_id"], lang)


def _print_rejected(console: Console, home: Home, load_id: str, lang: str) -> None:
    import polars as pl

    from extract.log.store import read_log
    from extract.log.tables import FILES

    rejected = (
        read_log(home, FILES, [load_id]).filter(pl.col("load_outcome_code") == "rejected").head(_LISTED).collect()
    )
    console.print(say("first_rejected", lang, count=len(rejected)))
    for path, code in rejected.select("file_path", "reason_code").iter_rows():
        console.print(f"  {path}  {code}")


def _print_build(console: Console, build: BuildSummary, seconds: float, lang: str) -> None:
    table = make_table()
    breaks = build["breaks_by_identity"]
    table.add_row(say("breaks", lang), f"{sum(breaks.values()):,}" if breaks else say("no_breaks", lang), style="bold")
    for identity, count in breaks.items():
        table.add_row(f"  {identity}", f"{count:,}", identity_rule(identity, lang))
    table.add_row(say("reports_in_warehouse", lang), f"{build['report_count']:,}")
    table.add_row(say("warehouse", lang), build["warehouse"])
    kind = say(f"build_{build['kind']}", lang)
    table.add_row(
        say("seconds", lang), say("time_taken", lang, total=round(seconds, 1), build=build["seconds"], kind=kind)
    )
    console.print(table)
