"""Texts to staging rows as a load makes them: through the readers and the recognition, without a home."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from extract.contract import StagedBatch
from extract.readers.contents import read_contents
from extract.recognise import recognise

CellKey = tuple[str, str, str]  # table, row and column of the form


class Cell(NamedTuple):
    """One cell as staged."""

    value: Decimal | None
    status: str
    unit: str
    raw_text: str | None
    source_locator: str | None


def documents_of(contents: Sequence[bytes | str]) -> pl.DataFrame:
    """One row per content, as the readers hand them to the recognition."""
    raw = [content.encode() if isinstance(content, str) else content for content in contents]
    frame = pl.DataFrame(
        {
            "content_sha256": [hashlib.sha256(content).hexdigest() for content in raw],
            "content": raw,
            "reason_code": [None] * len(raw),
        },
        schema={"content_sha256": pl.String, "content": pl.Binary, "reason_code": pl.String},
    )
    documents = read_contents(frame)
    return documents.filter(pl.col("reason_code").is_null()).drop("reason_code")


def stage(*contents: bytes | str) -> StagedBatch:
    """The staging rows of these contents, recognised as one batch."""
    return recognise(documents_of(contents))


def id_of(content: bytes | str) -> str:
    """The report id of a content's first set of tables."""
    raw = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()[:16]


def cells_of(batch: StagedBatch, report_id: str | None = None) -> dict[CellKey, Cell]:
    """The cells of one report by table, row and column; of the only report when none is named."""
    cells = batch.cells if report_id is None else batch.cells.filter(report_id=report_id)
    assert cells["report_id"].n_unique() <= 1
    columns = ("value", "value_status_code", "unit_code", "raw_text", "source_locator")
    return {
        (row["table_code"], row["row_code"], row["column_code"]): Cell(*(row[name] for name in columns))
        for row in cells.to_dicts()
    }


def values_of(batch: StagedBatch, report_id: str | None = None) -> dict[CellKey, Decimal]:
    """The numbers read, by table, row and column."""
    return {key: cell.value for key, cell in cells_of(batch, report_id).items() if cell.value is not None}
