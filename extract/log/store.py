"""Writing and reading the load log's Parquet files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from extract.contract import ROW_GROUP_SIZE, StagingTable
from extract.files import write_whole
from extract.home import Home
from extract.log.tables import FILES, LOADS

# A load killed between pruning two files leaves one behind; the next loads look back this far.
_PRUNE_BACK = 10


def write_table(path: Path, table: StagingTable, rows: pl.DataFrame) -> None:
    """Write rows of a table, conformed and sorted, so that the same rows are the same bytes."""
    conformed = table.conform(rows)
    write_whole(
        path,
        lambda temporary: conformed.write_parquet(
            temporary, compression="zstd", compression_level=1, row_group_size=ROW_GROUP_SIZE
        ),
    )


def write_log(home: Home, load: pl.DataFrame, seen: pl.DataFrame) -> None:
    """Write the log of one load: its row of LOADS and its rows of FILES."""
    load_id = load["load_id"].item()
    write_table(home.log / "files" / f"{load_id}.parquet", FILES, seen)
    write_table(home.log / "loads" / f"{load_id}.parquet", LOADS, load)


def read_log(home: Home, table: StagingTable, load_ids: Iterable[str]) -> pl.LazyFrame:
    """All log rows of some loads."""
    paths = [path for load_id in load_ids if (path := home.log / table.name / f"{load_id}.parquet").exists()]
    return pl.scan_parquet(paths) if paths else table.empty().lazy()


def remove_uncommitted(home: Home, committed: Iterable[str]) -> None:
    """Remove the log of loads that were killed before they had committed. Call it under the lock."""
    known = set(committed)
    for table in (FILES, LOADS):
        for path in (home.log / table.name).glob("*.parquet"):
            if path.stem not in known:
                path.unlink()


def prune_unchanged(home: Home, committed: Iterable[str], keep_loads: int) -> None:
    """Forget the unchanged files of all but the last loads; LOADS keeps the counts of all."""
    older = sorted(committed, reverse=True)[keep_loads : keep_loads + _PRUNE_BACK]
    for path in (home.log / "files" / f"{load_id}.parquet" for load_id in older):
        rows = pl.read_parquet(path)
        kept = rows.filter(pl.col("load_outcome_code") != "unchanged")
        if len(kept) < len(rows):
            write_table(path, FILES, kept)
