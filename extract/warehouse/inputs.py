"""The folders that dbt reads: exactly the live sets, and a log that is never without a file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from extract.contract import STAGING_TABLES
from extract.home import Home
from extract.log.tables import FILES, LOADS
from extract.staging.sets import write_rows


def write_staging(home: Home, folder: Path, set_ids: Iterable[str], arrivals: pl.DataFrame) -> Path:
    """Link the sets into `folder`/{reports,cells,issues}/, with the arrivals of all contents beside them."""
    for table in STAGING_TABLES:
        (folder / table.name).mkdir(parents=True)
        # a pattern that matches no file is an error for DuckDB, so there always is one
        write_rows(folder / table.name / "none.parquet", table.empty())
    for set_id in set_ids:
        for table in STAGING_TABLES:
            link_or_copy(home.sets / set_id / f"{table.name}.parquet", folder / table.name / f"{set_id}.parquet")
    write_rows(folder / "report_arrivals.parquet", arrivals)
    return folder


def make_log_readable(home: Home) -> None:
    """A home without loads still has log files, for the same reason as the staging folders."""
    for table in (LOADS, FILES):
        folder = home.log / table.name
        if not any(folder.glob("*.parquet")):
            write_rows(folder / "none.parquet", table.empty())


def link_or_copy(source: Path | str, target: Path | str) -> None:
    """A second name for a file that is never changed; a copy where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
