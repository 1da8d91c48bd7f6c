"""Files to staging in this process, through the very functions of the load."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from extract.home import Home
from extract.load import commit_load, extract_all, plan_load, present_extractor
from extract.settings import settings


class _NoBuild:
    """Stands where the load warms up its build process: only extraction is measured here."""

    def start(self) -> None:
        """Nothing to start."""


@dataclass(frozen=True)
class StagingRun:
    """Times of one run from files to staging, in seconds."""

    extract: float  # finding, reading, archiving, recognising, writing the sets
    commit: float  # making them count


def stage_folder(folder: Path, home: Path) -> StagingRun:
    """Take a folder into a fresh home and stage it; nothing is built."""
    extractor = present_extractor()
    place = Home.at(home).make()
    started = time.perf_counter()
    load = plan_load(place, [folder], extractor=extractor)
    results = extract_all(place, load, settings(), extractor, _NoBuild(), None)  # type: ignore[arg-type]
    staged = time.perf_counter()
    commit_load(place, load, results, extractor=extractor)
    return StagingRun(staged - started, time.perf_counter() - staged)


def staged_tables(home: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Reports and cells of a home that one run has staged."""
    sets = Home.at(home).sets
    return pl.read_parquet(sets / "*" / "reports.parquet"), pl.read_parquet(sets / "*" / "cells.parquet")
