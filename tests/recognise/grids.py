"""Generated documents as a reader without fault would give them, and tables changed as authors change them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import polars as pl

from extract.contract import StagedBatch
from extract.readers.blocks import Block, Cell, Line, Reading, Table
from extract.readers.fragments import fragments_of, text_of
from extract.recognise import recognise
from tests.generator.documents import PrintedDocument, PrintedTable, print_document

Change = Callable[[str, list[list[Cell]]], list[list[Cell]]]  # code of the table and its rows → its rows


def reading_of(document: PrintedDocument, change: Change | None = None) -> Reading:
    """The document's blocks, its tables changed."""
    blocks: list[Block] = [Line(document.title)] if document.title else []
    for number, part in enumerate(document.parts):
        blocks.append(Line(part) if isinstance(part, str) else _table(part, number, change))
    return Reading(blocks)


def _table(table: PrintedTable, number: int, change: Change | None) -> Table:
    rows = [
        [
            Cell(c.text, c.row, c.column, c.row_span, c.column_span, f"part {number} row {c.row} column {c.column}")
            for c in row
        ]
        for row in table.rows()
    ]
    return Table([cell for row in (change(table.code, rows) if change else rows) for cell in row])


def stage_readings(readings: Sequence[Reading]) -> StagedBatch:
    """Staging rows of readings; the n-th has the id of `report_id_of(n)`."""
    ids = [report_id_of(number) for number in range(len(readings))]
    documents = pl.DataFrame(
        {
            "report_id": ids,
            "content_sha256": ids,
            "format_code": ["html"] * len(ids),
            "encoding_code": [None] * len(ids),
            "text": [text_of(reading) for reading in readings],
            "has_damaged_bytes": [False] * len(ids),
            "issue_codes": [reading.issue_codes for reading in readings],
            "fragments": fragments_of(readings),
        },
        schema_overrides={"encoding_code": pl.String, "issue_codes": pl.List(pl.String)},
    )
    return recognise(documents)


def report_id_of(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:16]


def stage_changed(change: Change | None, seed: int = 1, variants: Sequence[str] = ()) -> StagedBatch:
    """One document with changed tables."""
    return stage_readings([reading_of(print_document(seed, variants), change)])
