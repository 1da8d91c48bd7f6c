"""Staging sets: one folder of Parquet files per batch of contents, named by the contents and the extractor."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from extract.contract import REPORTS, ROW_GROUP_SIZE, STAGING_TABLES, StagedBatch
from extract.files import remove, sync, temporary_beside
from extract.home import Home


def name_set(fingerprint: str, contents: pl.DataFrame) -> str:
    """The id of the set that an extractor makes of some contents.

    Args:
        contents: content_sha256, reason_code; what a size limit kept unread makes another set than when it is read.
    """
    digest = hashlib.sha256(fingerprint.encode())
    unread = pl.when(pl.col("reason_code") == "too_large").then(pl.lit("!")).otherwise(pl.lit(""))
    for name in contents.select(pl.col("content_sha256") + unread).to_series().unique().sort():
        digest.update(name.encode())
    return digest.hexdigest()[:24]


def has_set(home: Home, set_id: str) -> bool:
    """Whether a set is there already; it then counts as used just now, so that no cleaning takes it away."""
    try:
        os.utime(home.sets / set_id)
    except FileNotFoundError:
        return False
    return True


def write_set(home: Home, set_id: str, batch: StagedBatch) -> None:
    """Write a set beside and move it into place; whoever was faster wrote the same bytes."""
    target = home.sets / set_id
    temporary = temporary_beside(target)
    temporary.mkdir()
    try:
        for table in STAGING_TABLES:
            path = temporary / f"{table.name}.parquet"
            write_rows(path, table.conform(batch.tables()[table.name]))
            sync(path)
        sync(temporary)
        if not has_set(home, set_id):
            move_folder(temporary, target)
    finally:
        remove(temporary)


def write_rows(path: Path, rows: pl.DataFrame) -> None:
    """Write staging rows: fixed row groups and one compression, so that the same rows are the same bytes."""
    rows.write_parquet(path, compression="zstd", compression_level=1, row_group_size=ROW_GROUP_SIZE, statistics=True)


def move_folder(source: Path, target: Path) -> None:
    """Rename a folder; another process may have put the same one there meanwhile."""
    try:
        os.rename(source, target)
    except OSError:
        if not target.is_dir():
            raise
    sync(target.parent)


def scan_sets(home: Home, set_ids: Sequence[str], table_name: str = "reports") -> pl.LazyFrame:
    """All rows of one staging table of some sets."""
    paths = [home.sets / set_id / f"{table_name}.parquet" for set_id in set_ids]
    table = next(table for table in STAGING_TABLES if table.name == table_name)
    return pl.scan_parquet(paths) if paths else table.empty().lazy()


def scan_contents(home: Home, set_ids: Sequence[str]) -> pl.LazyFrame:
    """One row per content of some sets: content_sha256, set_number 1's outcome and reason; rejected only as a whole."""
    return (
        scan_sets(home, set_ids)
        .select("content_sha256", "set_number", "load_outcome_code", "reason_code")
        .group_by("content_sha256")
        .agg(
            (pl.col("load_outcome_code") == "rejected").all().alias("is_rejected"),
            pl.col("reason_code").sort_by("set_number").first(),
        )
    )


def without_contents(home: Home, set_id: str, fingerprint: str, contents: Sequence[str]) -> tuple[str, int] | None:
    """Write the set that remains of another when some contents are taken out: its id and content count, if any."""
    reports = scan_sets(home, [set_id]).filter(~pl.col("content_sha256").is_in(contents)).collect()
    if reports.is_empty():
        return None
    rest_id = name_set(fingerprint, reports)
    rest = {
        table.name: scan_sets(home, [set_id], table.name)
        .join(reports.lazy().select("report_id"), on="report_id", how="semi")
        .collect()
        for table in STAGING_TABLES
        if table is not REPORTS
    }
    write_set(home, rest_id, StagedBatch(reports=reports, **rest))
    return rest_id, reports["content_sha256"].n_unique()
