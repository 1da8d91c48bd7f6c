"""Rows and numbers to printed cells: what stands where in the tables of each document."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from extract.contract import AMOUNT, VALUE_STATUSES
from extract.recognise.events import GRID, JOINED_LINES, LINE_PER_CELL, SPACE_ROWS, TABBED_LINES
from extract.recognise.joined import split_once
from extract.recognise.rows import MOST_PLACES
from extract.recognise.slots import GAPPED_LAYOUTS, place_short_rows, usual_gaps

REPORTED, BLANK, NIL_MARK, UNREADABLE, MISSING = range(len(VALUE_STATUSES))
_CELL = {"row": pl.UInt32(), "item": pl.UInt16(), "word": pl.UInt32(), "line": pl.UInt32()}


@dataclass(frozen=True)
class PrintedCells:
    """The printed cells of a batch.

    ``cells``: one row per printed cell: ``row`` (of rows), ``item`` (of cell_index), ``word`` (of contents),
    ``line``. ``rows``: the rows read, with ``fault_code`` (row_ragged, row_torn, row_duplicate, header_unknown,
    joined or null). ``contents``: what a cell can hold: ``raw``, ``value``, ``factor``, ``printed_unit``, ``status``;
    the words, then what is made of them: the blank cell, the texts of rows that cannot be placed, the parts of joined
    digits.
    """

    cells: pl.DataFrame
    rows: pl.DataFrame
    contents: pl.DataFrame


def read_cells(
    rows: pl.DataFrame,
    items: pl.Series,
    values: pl.DataFrame,
    words: pl.DataFrame,
    placed: pl.DataFrame,
    gridded: pl.DataFrame,
) -> PrintedCells:
    """Printed cells of all rows; what was found wrong about a row stands beside it.

    ``gridded``: the cells of place_grid_rows, which leave nothing to find out.
    """
    # Of a blank cell between spaces nothing is left.
    traced = rows.filter(~pl.col("layout").is_in([GRID, SPACE_ROWS]))
    numbers, verdicts = place_short_rows(traced, values, placed)
    rows = rows.join(verdicts, on="anchor", how="left", maintain_order="left").with_row_index("row")
    is_gridded = pl.col("anchor").is_in(gridded["anchor"].unique().implode())
    rows = rows.with_columns(is_gridded=is_gridded).with_columns(fault_code=_fault())
    contents = Contents(words)
    parts = [
        _gridded_rows(rows, gridded, words, items, contents),
        _full_rows(rows, values, items),
        _short_rows(rows, values, numbers, items, contents.blank),
        _empty_rows(rows, values, placed, items, contents.blank),
        _unplaced_rows(rows, values, words, items, contents),
        _joined_rows(rows, values, words, items, contents),
    ]
    cells = pl.concat([part.select(pl.col(name).cast(dtype) for name, dtype in _CELL.items()) for part in parts])
    return PrintedCells(cells, rows, contents.frame())


class Contents:
    """The words of a batch as contents of cells, and further ones that are no words."""

    def __init__(self, words: pl.DataFrame) -> None:
        status = pl.when("is_number").then(REPORTED).when("is_nil").then(NIL_MARK).otherwise(UNREADABLE)
        known = words.select(
            "raw", "value", pl.col("factor").fill_null(1), "printed_unit", status=status.cast(pl.UInt8)
        )
        nothing = known.clear(1).with_columns(
            raw=pl.lit(""), factor=pl.lit(1, dtype=pl.Int64), status=pl.lit(BLANK, dtype=pl.UInt8)
        )
        self._frames = [known, nothing]
        self.blank = words.height

    def add(self, texts: pl.Series, values: pl.Series | None, status: int) -> pl.Series:
        """Append contents of one state; returns their positions."""
        start = sum(frame.height for frame in self._frames)
        amounts = values if values is not None else pl.repeat(None, len(texts), dtype=AMOUNT, eager=True)
        frame = pl.DataFrame({"raw": texts, "value": amounts.cast(AMOUNT)}).with_columns(
            factor=pl.lit(1, dtype=pl.Int64),
            printed_unit=pl.lit(None, dtype=pl.String),
            status=pl.lit(status, dtype=pl.UInt8),
        )
        self._frames.append(frame)
        return pl.int_range(start, start + len(texts), dtype=pl.UInt32, eager=True)

    def frame(self) -> pl.DataFrame:
        """All contents."""
        return pl.concat(self._frames)


def _fault() -> pl.Expr:
    count, places = pl.col("value_count"), pl.col("place_count")
    joined = (count == 1) & (places > 1) & (pl.col("layout") == JOINED_LINES)
    unplaced = (count > places) | ((count < places) & (count > 0) & ~pl.col("is_placed").fill_null(False))
    # In a grid a row is read whole or not at all.
    unplaced = pl.when(pl.col("layout") == GRID).then((count > 0) & ~pl.col("is_gridded")).otherwise(unplaced)
    return (
        pl.when("is_conflict").then(pl.lit("row_duplicate"))
        .when(places.is_null()).then(pl.lit("header_unknown"))
        .when(joined).then(pl.lit("joined"))
        .when(pl.col("is_torn").fill_null(False)).then(pl.lit("row_torn"))
        .when(unplaced).then(pl.lit("row_ragged"))
    )  # fmt: skip


def _gridded_rows(
    rows: pl.DataFrame, gridded: pl.DataFrame, words: pl.DataFrame, items: pl.Series, contents: Contents
) -> pl.DataFrame:
    """Rows of tables that are kept: a content for each place."""
    cells = gridded.join(
        rows.filter(pl.col("fault_code").is_null()).select("row", "anchor", "plan"), on="anchor", maintain_order="left"
    )
    shared = cells.filter("is_shared").with_columns(words["raw"].gather(cells.filter("is_shared")["word"]))
    shared = shared.with_columns(word=contents.add(shared["raw"], None, UNREADABLE)).drop("raw")
    blank = pl.when("is_blank").then(pl.lit(contents.blank, dtype=pl.UInt32)).otherwise("word").alias("word")
    cells = pl.concat([cells.filter(~pl.col("is_shared")).with_columns(blank), shared])
    return cells.with_columns(_items_of(cells, items))


def _full_rows(rows: pl.DataFrame, values: pl.DataFrame, items: pl.Series) -> pl.DataFrame:
    """Rows with a number for each column: by far the most, so gathered by position and not joined."""
    full = rows.filter(
        (pl.col("value_count") == pl.col("place_count")) & pl.col("fault_code").is_null() & ~pl.col("is_gridded")
    )
    size = int(values["anchor"].max() or 0) + 1  # type: ignore[arg-type]
    row_of_anchor = pl.repeat(None, size, dtype=pl.UInt32, eager=True).scatter(full["anchor"], full["row"])
    cells = values.with_columns(row_of_anchor.gather(values["anchor"]).alias("row")).filter(pl.col("row").is_not_null())
    slot = rows["plan"].gather(cells["row"]) * MOST_PLACES + cells["rank"]
    return cells.with_columns(items.gather(slot).alias("item"))


def _items_of(cells: pl.DataFrame, items: pl.Series) -> pl.Series:
    return items.gather(cells["plan"] * MOST_PLACES + cells["place"]).alias("item")


def _spread(rows: pl.DataFrame, count: pl.Expr) -> pl.DataFrame:
    """One row per place of each row, from the left, as many as ``count`` says."""
    places = pl.int_ranges(0, count, dtype=pl.UInt32)
    return rows.with_columns(place=places).explode("place", empty_as_null=True).drop_nulls("place")


def _short_rows(
    rows: pl.DataFrame, values: pl.DataFrame, numbers: pl.DataFrame, items: pl.Series, blank: int
) -> pl.DataFrame:
    """Numbers of short rows at their places, and blank cells at the others that the text reaches."""
    readable = pl.col("fault_code").is_null() | (pl.col("fault_code") == "row_torn")
    short = rows.filter(pl.col("is_placed").fill_null(False) & readable)
    every = _spread(short.select("row", "anchor", "plan", "printed_places", row_line="line"), pl.col("printed_places"))
    words = values.join(numbers, on=["anchor", "rank"]).select("anchor", "place", "word", "line")
    cells = every.join(words, on=["anchor", "place"], how="left", maintain_order="left")
    cells = cells.with_columns(pl.col("word").fill_null(blank), line=pl.coalesce("line", "row_line"))
    return cells.with_columns(_items_of(cells, items))


def _empty_rows(
    rows: pl.DataFrame, values: pl.DataFrame, placed: pl.DataFrame, items: pl.Series, blank: int
) -> pl.DataFrame:
    """A label with nothing behind it: all its cells are blank, up to where the text or the grid row breaks off."""
    empty = rows.filter(
        (pl.col("value_count") == 0) & pl.col("place_count").is_not_null() & pl.col("fault_code").is_null()
        & (pl.col("layout") != GRID)
    )  # fmt: skip
    ends = (
        placed.filter(pl.col("doc").is_in(empty["doc"].unique().implode()))
        .group_by("doc")
        .agg(end_lines=pl.col("blank_lines").max(), end_cells=pl.col("blank_cells").max())
    )
    gaps = usual_gaps(values, empty["doc"])
    empty = empty.join(ends, on="doc", how="left", maintain_order="left").join(
        gaps, on="doc", how="left", maintain_order="left"
    )
    gap = pl.when(pl.col("layout").is_in(GAPPED_LAYOUTS)).then("usual_gap").otherwise(0).fill_null(0)
    end = pl.when(pl.col("layout") == LINE_PER_CELL).then("end_lines").otherwise("end_cells").cast(pl.Int64)
    blanks, places = pl.col("blanks").cast(pl.Int64), pl.col("place_count").cast(pl.Int64)
    broken_off = (pl.col("layout") == TABBED_LINES) & (pl.col("next_anchor_row") == pl.col("grid_row"))
    within = (pl.col("next_blanks").cast(pl.Int64) - blanks).clip(0)
    count = (
        pl.when("is_torn_label").then(0)
        .when("is_final").then(pl.min_horizontal((end - blanks - gap).clip(0), places))
        .when(broken_off.fill_null(False)).then(pl.min_horizontal(within, places))
        .otherwise(places)
    )  # fmt: skip
    cells = _spread(empty, count)
    return cells.with_columns(_items_of(cells, items), word=pl.lit(blank, dtype=pl.UInt32))


def _unplaced_rows(
    rows: pl.DataFrame, values: pl.DataFrame, words: pl.DataFrame, items: pl.Series, contents: Contents
) -> pl.DataFrame:
    """Rows whose numbers have no certain places: every cell is unreadable and shows the row's numbers as printed."""
    lost = rows.filter(pl.col("fault_code").is_in(["row_ragged", "row_duplicate"]))
    numbers = values.join(lost.select("anchor"), on="anchor", maintain_order="left")
    numbers = numbers.with_columns(words["raw"].gather(numbers["word"]))
    printed = numbers.group_by("anchor", maintain_order=True).agg(pl.col("raw").str.join(" "))
    printed = printed.with_columns(word=contents.add(printed["raw"], None, UNREADABLE)).drop("raw")
    cells = _spread(
        lost.drop("word").join(printed, on="anchor", how="left", maintain_order="left"), pl.col("place_count")
    )
    return cells.with_columns(_items_of(cells, items))


def _joined_rows(
    rows: pl.DataFrame, values: pl.DataFrame, words: pl.DataFrame, items: pl.Series, contents: Contents
) -> pl.DataFrame:
    """规章000 under three columns: the digits are read when they split in one way only."""
    joined = rows.filter(fault_code="joined").select("row", "anchor", "plan", "place_count", "line")
    cells = joined.join(values.select("anchor", "word"), on="anchor", maintain_order="left")
    cells = cells.with_columns(words["raw"].gather(cells["word"]))
    cells = split_once(cells).with_columns(place=pl.int_ranges(0, "place_count", dtype=pl.UInt32))
    cells = cells.explode("place", "pieces", empty_as_null=True)
    cells = cells.with_columns(_items_of(cells, items))
    whole, parts = cells.filter(pl.col("pieces").is_null()), cells.filter(pl.col("pieces").is_not_null())
    values_of_parts = parts["pieces"].cast(AMOUNT, strict=False)
    whole = whole.with_columns(word=contents.add(whole["raw"], None, UNREADABLE))
    parts = parts.with_columns(word=contents.add(parts["pieces"], values_of_parts, REPORTED))
    return pl.concat([whole, parts])
