"""What became of each file of a load. It needs the view over the whole load, so it is decided when committing."""

from __future__ import annotations

import polars as pl

_IS_FIRST = pl.col("file_path") == pl.col("file_path").min().over("content_sha256")


def decide_outcomes(seen: pl.DataFrame, before: pl.DataFrame, pairs: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Give each file its outcome, whatever the batching was.

    Args:
        seen: one row per file: file_path, size_bytes, content_sha256, reason_code (why it could not be read).
        before: one row per content known before this load: content_sha256.
        pairs: one row per path and content seen before: file_path, content_sha256, was_duplicate.
        now: one row per content known with this load: content_sha256, is_rejected, reason_code.

    Returns:
        One row per file: the columns of `seen` with load_outcome_code, reason_code and report_id.

    The rules (CONTRACT.md, "Load outcomes"): a path with a content seen before is `unchanged`, but a rejected file is
    `rejected` again; a known content under a new path is a `duplicate`, also when the first path with it, in
    sorted order, is of this load; the first path of a new content is `loaded` or `rejected`.
    """
    rows = (
        seen.lazy()
        .join(pairs.lazy(), on=["file_path", "content_sha256"], how="left")
        .join(before.lazy().select("content_sha256", pl.lit(True).alias("was_known")), on="content_sha256", how="left")
        .join(now.lazy().rename({"reason_code": "content_reason"}), on="content_sha256", how="left")
        .with_columns(
            (pl.col("was_known").is_null() & _IS_FIRST).alias("is_first"), pl.col("is_rejected").fill_null(False)
        )
    )
    unread = pl.col("content_sha256").is_null()
    seen_before = pl.col("was_duplicate").is_not_null()
    outcome = (
        pl.when(unread)
        .then(pl.lit("rejected"))
        .when(seen_before & pl.col("is_rejected") & ~pl.col("was_duplicate"))
        .then(pl.lit("rejected"))
        .when(seen_before)
        .then(pl.lit("unchanged"))
        .when(~pl.col("is_first"))
        .then(pl.lit("duplicate"))
        .when("is_rejected")
        .then(pl.lit("rejected"))
        .otherwise(pl.lit("loaded"))
    )
    reason = pl.when(unread).then("reason_code").when(outcome == "rejected").then("content_reason")
    return (
        rows.select(
            "file_path",
            "size_bytes",
            "content_sha256",
            outcome.alias("load_outcome_code"),
            reason.alias("reason_code"),
            pl.col("content_sha256").str.head(16).alias("report_id"),
        )
        .sort("file_path")
        .collect()
    )
