"""A batch of contents to texts and fragments; what each content is comes from its bytes.

Plain text is decoded here, a whole column at once; everything else is read in worker processes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from extract.readers.blocks import Reading
from extract.readers.fragments import FRAGMENT, fragments_of, text_of
from extract.readers.processes.wire import Outcome, Refusal
from extract.readers.signatures import format_of
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
    "issue_codes": pl.List(pl.String()),  # findings of the reader; never null
    "fragments": pl.List(FRAGMENT),  # null where the content is plain text
}
# (any name, content) of documents to their outcomes in the same order, as ReaderPool.read gives them.
ReadDocuments = Callable[[Sequence[tuple[str, bytes]]], list[Outcome]]
_REFUSED = {"other": Refusal("unsupported_format"), "encrypted": Refusal("undecodable", "encrypted")}
TEXT = "text"


def read_contents(contents: pl.DataFrame, read_documents: ReadDocuments | None = None) -> pl.DataFrame:
    """Read a batch of contents.

    Args:
        contents: one row per distinct content: content_sha256, content (binary), reason_code (null, or a reason
            known before reading, such as too_large, with a null content).
        read_documents: reads what is no plain text; without it, worker processes of its own are started where
            needed.

    Returns:
        One row per content, in the same order, with the columns of READ_SCHEMA.
    """
    numbered = contents.with_columns(_formats(contents)).with_row_index("row")
    is_document = (pl.col("format_code") != TEXT).fill_null(False)
    parts = [_read_texts(numbered.filter(~is_document))]
    documents = numbered.filter(is_document)
    if not documents.is_empty():
        parts.append(_read_documents(documents, read_documents or _read_in_own_workers))
    return pl.concat(map(_conform, parts)).sort("row").drop("row")


def _formats(contents: pl.DataFrame) -> pl.Series:
    """Format of each content; null where a reason is known already."""
    known = contents["reason_code"].is_not_null()
    formats = [
        None if is_known or content is None else format_of(content)
        for content, is_known in zip(contents["content"], known, strict=True)
    ]
    return pl.Series("format_code", formats, dtype=pl.String)


def _read_texts(contents: pl.DataFrame) -> pl.DataFrame:
    """Plain texts, and contents with a reason already."""
    return decode_texts(contents).with_columns(
        pl.when(pl.col("text").is_not_null()).then("format_code").alias("format_code"),
        issue_codes=pl.lit([], dtype=READ_SCHEMA["issue_codes"]),
        fragments=pl.lit(None, dtype=READ_SCHEMA["fragments"]),
    )


def _read_documents(documents: pl.DataFrame, read: ReadDocuments) -> pl.DataFrame:
    """Texts, fragments and reasons of documents."""
    is_read = [format_code not in _REFUSED for format_code in documents["format_code"]]
    asked = documents.filter(pl.Series(is_read)).select("content_sha256", "content").rows()
    answers = iter(read(asked) if asked else [])
    told: list[Outcome] = [
        next(answers) if is_asked else _REFUSED[format_code]
        for is_asked, format_code in zip(is_read, documents["format_code"], strict=True)
    ]
    readings = [outcome if isinstance(outcome, Reading) else None for outcome in told]
    return documents.with_columns(
        pl.Series("encoding_code", [one.encoding_code if one else None for one in readings], dtype=pl.String),
        pl.Series("text", [text_of(one) if one else None for one in readings], dtype=pl.String),
        pl.Series("has_damaged_bytes", [bool(one and one.has_damaged_bytes) for one in readings]),
        pl.Series("reason_code", [_reason(one) for one in told], dtype=pl.String),
        pl.Series("issue_codes", [_issues(one) for one in told], dtype=READ_SCHEMA["issue_codes"]),
        fragments_of(readings),
    )


def _reason(outcome: Outcome) -> str | None:
    return outcome.reason_code if isinstance(outcome, Refusal) else None


def _issues(outcome: Outcome) -> list[str]:
    if isinstance(outcome, Refusal):
        return [outcome.issue_code] if outcome.issue_code else []
    return outcome.issue_codes


def _read_in_own_workers(contents: Sequence[tuple[str, bytes]]) -> list[Outcome]:
    from extract.readers.processes.pool import ReaderPool

    with ReaderPool() as pool:
        return pool.read(contents)


def _conform(frame: pl.DataFrame) -> pl.DataFrame:
    """The row number and the columns of READ_SCHEMA."""
    named = frame.with_columns(pl.col("content_sha256").str.head(16).alias("report_id"))
    columns = [pl.col(name).cast(dtype) for name, dtype in READ_SCHEMA.items()]
    return named.select("row", *columns)
