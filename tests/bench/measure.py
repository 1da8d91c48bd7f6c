"""The measurements, in the order in which they are printed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import polars as pl

from tests.generator import write_corpus

from .accuracy import Accuracy, compare, read_warehouse
from .figures import Figure, at_least, at_most
from .floor import floor_seconds
from .staging import stage_folder, staged_tables
from .whole_load import run_load

AIM_REPORTS_PER_SECOND = 5_000
AIM_SHARE_OF_FLOOR = 15
AIM_LOAD_SECONDS = {10_000: 45}
AIM_RELOAD_SECONDS = {10_000: 5}
AIM_MEMORY_MB = {50_000: 2_000}
AIM_TIME_RATIO = 1.5

Say = Callable[[str], None]


@dataclass(frozen=True)
class Corpus:
    """Generated reports on disk and the truth about them."""

    folder: Path
    count: int
    truth: tuple[pl.DataFrame, pl.DataFrame]

    @property
    def files(self) -> list[Path]:
        """The report files."""
        return sorted(self.folder.glob("reports/*/*.txt"))


def make_corpus(workspace: Path, count: int, seed: int) -> Corpus:
    """Write a corpus of that many reports."""
    folder = workspace / f"corpus-{count}"
    return Corpus(folder, count, write_corpus(folder, count, seed))


def measure_staging(corpus: Corpus, workspace: Path, repeats: int, say: Say) -> Iterator[Figure]:
    """Reports per second from files to staging, beside the floor of the same files, taking turns; medians."""
    files = corpus.files
    floors, extracts, commits = [], [], []
    for number in range(repeats + 1):
        say(f"staging {corpus.count:,}, run {number} of {repeats}")
        floor = floor_seconds(files)
        home = workspace / "home-staging"
        shutil.rmtree(home, ignore_errors=True)
        run = stage_folder(corpus.folder / "reports", home)
        if number:  # the first run warms imports and the page cache
            floors.append(floor)
            extracts.append(run.extract)
            commits.append(run.commit)
    extract, floor = median(extracts), median(floors)
    spread = f"{corpus.count / max(extracts):,.0f} to {corpus.count / min(extracts):,.0f} in {repeats} runs"
    yield at_least("files to staging", corpus.count / extract, "reports/s", AIM_REPORTS_PER_SECOND, spread)
    yield Figure("floor: read, split, strip, collect", corpus.count / floor, "reports/s")
    yield at_least("share of the floor", 100 * floor / extract, "%", AIM_SHARE_OF_FLOOR)
    yield Figure("commit of what is staged", median(commits), "s", note=f"{corpus.count:,} reports")


def staging_accuracy(corpus: Corpus, workspace: Path) -> Accuracy:
    """The staged cells of the last staging run against the truth."""
    return compare(corpus.truth, *staged_tables(workspace / "home-staging"))


def _aimed(name: str, value: float, unit: str, count: int, aims: dict[int, int], note: str = "") -> Figure:
    if count in aims:
        return at_most(name, value, unit, aims[count], note)
    return Figure(name, value, unit, note=note)


def measure_load(corpus: Corpus, workspace: Path, say: Say) -> tuple[list[Figure], Accuracy]:
    """A whole load in a fresh home, then the same again with nothing new; and what the warehouse holds."""
    home, count = workspace / f"home-{corpus.count}", corpus.count
    say(f"whole load of {count:,}")
    first = run_load(corpus.folder / "reports", home, workspace / f"load-{count}.log")
    say(f"unchanged reload of {count:,}")
    again = run_load(corpus.folder / "reports", home, workspace / f"reload-{count}.log")
    for run in (first, again):
        if run.exit_code:
            raise RuntimeError(f"the load ended with {run.exit_code}:\n{run.tail}")
    size = f"{count:,} reports"
    figures = [
        _aimed(f"whole load, {size}", first.seconds, "s", count, AIM_LOAD_SECONDS),
        _aimed(f"peak memory, {size}", first.peak_pss_mb, "MB", count, AIM_MEMORY_MB, f"RSS {first.peak_rss_mb:,.0f}"),
        _aimed(f"unchanged reload, {size}", again.seconds, "s", count, AIM_RELOAD_SECONDS),
        Figure(f"time per report, {size}", 1000 * first.seconds / count, "ms"),
    ]
    accuracy = compare(corpus.truth, *read_warehouse(home))
    shutil.rmtree(home)
    return figures, accuracy


def accuracy_figures(accuracy: Accuracy, name: str) -> list[Figure]:
    """Shares of right, wrong and missing cells, and reports whose outcome, name, year or edition differ."""
    counts = accuracy.counts()
    total = max(sum(counts.values()), 1)
    shares = {verdict: 100 * count / total for verdict, count in counts.items()}
    return [
        Figure(f"cells right, {name}", shares["right"], "%", note=f"of {total:,}"),
        Figure(f"cells wrong, {name}", counts["wrong"], "cells", "0", counts["wrong"] == 0, f"{shares['wrong']:.4f} %"),
        Figure(f"cells missing, {name}", shares["missing"], "%", note=f"{counts['missing']:,} cells"),
        Figure(f"other state than printed, {name}", shares["state"], "%", note=f"{counts['state']:,} cells, no value"),
        Figure(f"outcome, name, year, edition differ, {name}", accuracy.reports.height, "fields"),
    ]


def linearity(loads: list[Figure]) -> list[Figure]:
    """How the marginal time per report changes from the smallest to the largest load: 1 is linear."""
    per_report = {figure.note or figure.name: figure.value for figure in loads if figure.unit == "ms"}
    if len(per_report) < 2:
        return []
    values = list(per_report.values())
    return [at_most("time per report, largest over second largest load", values[-1] / values[-2], "×", AIM_TIME_RATIO)]
