"""What a reader found, as fragments: one row per line of prose and per cell, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import add
from typing import Any

import polars as pl

from extract.readers.blocks import Line, Reading, Table

# One fragment of a document. `row` counts rows of cells and lines of prose through the whole document, from 1;
# `column_end` is the first column behind the cell. Of prose, `table_number` and the columns are null.
FRAGMENT = pl.Struct(
    {
        "table_number": pl.UInt16(),  # from 1 in the document
        "row": pl.UInt32(),
        "column": pl.UInt16(),
        "column_end": pl.UInt16(),
        "row_span": pl.UInt16(),
        "text": pl.String(),
        "place": pl.String(),
        "confidence": pl.Float32(),  # null unless recognised in a picture
    }
)
_NAMES = [field.name for field in FRAGMENT.fields]


def fragments_of(readings: Sequence[Reading | None]) -> pl.Series:
    """The fragments of each reading as one list; null where there is no reading."""
    rows: dict[str, list[Any]] = {name: [] for name in _NAMES}
    ends = []
    for reading in readings:
        if reading is not None:
            _append(rows, reading)
        ends.append(len(rows["row"]))
    frame = pl.DataFrame(rows, schema={field.name: field.dtype for field in FRAGMENT.fields})
    counts = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    owner = pl.Series("owner", range(len(readings)), dtype=pl.UInt32)
    owners = pl.select(owner.repeat_by(pl.Series(counts, dtype=pl.UInt32)).explode(empty_as_null=True)).to_series()
    listed = (
        pl.DataFrame({"owner": owners.drop_nulls(), "fragment": frame.to_struct("fragment")})
        .group_by("owner", maintain_order=True)
        .agg("fragment")
    )
    every = pl.DataFrame({"owner": owner, "is_read": [reading is not None for reading in readings]})
    joined = every.join(listed, on="owner", how="left", maintain_order="left")
    empty = pl.lit([], dtype=pl.List(FRAGMENT))
    return joined.select(pl.when(pl.col("is_read")).then(pl.coalesce("fragment", empty)).alias("fragments")).to_series()


def text_of(reading: Reading) -> str:
    """The whole text of a reading: a line for each line of prose and each row of cells, parted by tabs."""
    return "\n".join(text for block in reading.blocks for text in _lines(block))


def _lines(block: object) -> list[str]:
    if isinstance(block, Line):
        return [block.text]
    if not isinstance(block, Table):
        return []
    rows: dict[int, list[str]] = {}
    for cell in block.cells:
        rows.setdefault(cell.row, []).append(" ".join(cell.text.split()))
    return ["\t".join(cells) for cells in rows.values()]


def _append(rows: dict[str, list[Any]], reading: Reading) -> None:
    row = tables = 0
    for block in reading.blocks:
        if isinstance(block, Line):
            row += 1
            _add(rows, [None], [row], [None], [None], [None], [block.text], [block.place], [None])
        elif isinstance(block, Table):
            tables += 1
            row = _append_table(rows, block, tables, row) if block.cells else row


def _append_table(rows: dict[str, list[Any]], table: Table, number: int, row: int) -> int:
    """Add a table's cells; the row of its last ones."""
    texts, from_top, columns, row_spans, column_spans, places, confidences = zip(*table.cells, strict=True)
    numbers = {printed: found for found, printed in enumerate(dict.fromkeys(from_top), start=row + 1)}
    ends = map(add, columns, column_spans)
    in_rows = map(numbers.__getitem__, from_top)
    _add(rows, repeat(number, len(texts)), in_rows, columns, ends, row_spans, texts, places, confidences)
    return row + len(numbers)


def _add(rows: dict[str, list[Any]], *columns: Iterable[Any]) -> None:
    """Add fragments by their columns."""
    for values, more in zip(rows.values(), columns, strict=True):
        values.extend(more)
