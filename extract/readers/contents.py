"""A batch of contents to texts; what each content is comes from its bytes."""

from __future__ import annotations

import polars as pl

from extract.readers.signatures import is_other_format
from extract.readers.text import decode_texts

# One row per content read. `reason_code` is null where `text` holds the text of a possible report.
READ_SCHEMA: dict[str, pl.DataType] = {
    "report_id": pl.String(),
    "content_sha256": pl.String(),
    "format_code": pl.String(),
    "encoding_code": pl.String(),
    "text": pl.String(),
    "has_damaged_bytes": pl.Boolean(),
    "reason_code": pl.String(),
}


def read_contents(contents: pl.DataFrame) -> pl.DataFrame:
    """Read a batch of contents.

    Args:
        contents: one row per distinct content: content_sha256, content (binary), reason_code (null, or a reason
            known before reading, such as too_large, with a null content).

    Returns:
        One row per content, in the same order, with the columns of READ_SCHEMA.
    """
    known = pl.col("reason_code").is_not_null()
    marked = contents.with_columns(
        pl.when(~known & is_other_format(pl.col("content")))
        .then(pl.lit("unsupported_format"))
        .otherwise("reason_code")
        .alias("reason_code")
    )
    return (
        decode_texts(marked)
        .select(
            pl.col("content_sha256").str.head(16).alias("report_id"),
            "content_sha256",
            pl.when(pl.col("text").is_not_null()).then(pl.lit("text")).alias("format_code"),
            "encoding_code",
            "text",
            "has_damaged_bytes",
            "reason_code",
        )
        .cast(pl.Schema(READ_SCHEMA))
    )
