"""When and under which name each content arrived; dbt needs it for file names, loading times and version order."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from extract.home import Home
from extract.log.store import read_log
from extract.log.tables import FILES
from extract.staging.commits import Commit


def first_arrivals(home: Home, commits: Sequence[Commit]) -> pl.DataFrame:
    """One row per content: content_sha256, first_load_id, first_loaded_at (UTC), file_path, file_name.

    The first load is the one that committed first, and its first path in sorted order is the one that is `loaded`.
    """
    order = pl.DataFrame(
        {
            "load_id": [commit.load_id for commit in commits],
            "sequence": [commit.sequence for commit in commits],
            "first_loaded_at": [commit.committed_at for commit in commits],
        },
        schema={"load_id": pl.String, "sequence": pl.Int64, "first_loaded_at": pl.String},
    ).with_columns(
        pl.col("first_loaded_at").str.to_datetime(time_unit="us", time_zone="UTC").dt.replace_time_zone(None)
    )
    return (
        read_log(home, FILES, [commit.load_id for commit in commits])
        .filter(pl.col("load_outcome_code").is_in(["loaded", "rejected"]) & pl.col("content_sha256").is_not_null())
        .join(order.lazy(), on="load_id")
        .sort("content_sha256", "sequence", "file_path")
        .unique("content_sha256", keep="first", maintain_order=True)
        .select(
            "content_sha256",
            pl.col("load_id").alias("first_load_id"),
            "first_loaded_at",
            "file_path",
            pl.col("file_path").str.split("/").list.last().alias("file_name"),
        )
        .collect()
    )
