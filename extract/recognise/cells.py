"""Rows and numbers to printed cells: what stands where in the tables of each document."""

from __future__ import annotations

import polars as pl

from extract.contract import AMOUNT
from extract.form.tables import cell_index
from extract.recognise.events import JOINED_LINES, TABBED_LINES
from extract.recognise.rows import MOST_PLACES, NO_ITEM, place_items
from extract.recognise.slots import GAPPED_LAYOUTS, place_short_rows, usual_gaps

STATUSES = ("reported", "blank", "nil_mark", "unreadable", "missing")
REPORTED, BLANK, NIL_MARK, UNREADABLE, MISSING = range(5)
# One joined run of digits is read only when exactly one split into numbers exists.
_MOST_JOINED = 15

PRINTED = ["doc", "set_number", "item", "anchor", "line", "raw", "value", "factor", "printed_unit", "status"]


def read_cells(rows: pl.DataFrame, values: pl.DataFrame, words: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Printed cells of all rows, and the rows with what was found wrong about them.

    Out: ``cells`` — one row per printed cell: ``doc``, ``set_number``, ``item`` (of cell_index), ``anchor``, ``line``, ``raw``,
    ``value``, ``factor``, ``printed_unit``, ``status``; ``rows`` — with ``fault_code`` (row_ragged, row_torn, row_duplicate,
    header_unknown or null).
    """
    items = place_items(rows)
    placed, verdicts = place_short_rows(rows, values)
    rows = _find_faults(rows.join(verdicts, on="anchor", how="left", maintain_order="left"))
    parts = [
        _full_rows(rows, values, items),
        _short_rows(rows, values, placed, items),
        _rows_without_numbers(rows, values, items),
        _unreadable_rows(rows, values, words, items),
    ]
    read = pl.concat([_describe(part, words) for part in parts[:2]] + parts[2:] + [_joined_rows(rows, values, words, items)])
    return read, rows


def _find_faults(rows: pl.DataFrame) -> pl.DataFrame:
    count, places = pl.col("value_count"), pl.col("place_count")
    joined = (count == 1) & (places > 1) & (pl.col("layout") == JOINED_LINES)
    fault = (
        pl.when("is_conflict").then(pl.lit("row_duplicate"))
        .when(places.is_null()).then(pl.lit("header_unknown"))
        .when(joined).then(pl.lit("joined"))
        .when(pl.col("is_torn").fill_null(False)).then(pl.lit("row_torn"))
        .when((count > places) | ((count < places) & (count > 0) & ~pl.col("is_placed").fill_null(False))).then(pl.lit("row_ragged"))
    )  # fmt: skip
    return rows.with_columns(fault_code=fault)


def _full_rows(rows: pl.DataFrame, values: pl.DataFrame, items: pl.Series) -> pl.DataFrame:
    full = rows.filter((pl.col("value_count") == pl.col("place_count")) & pl.col("fault_code").is_null())
    plans = full.select("anchor", "set_number", "plan")
    cells = values.join(plans, on="anchor", maintain_order="left")
    return cells.with_columns(items.gather(cells["plan"] * MOST_PLACES + cells["rank"]).alias("item"))


def _short_rows(rows: pl.DataFrame, values: pl.DataFrame, placed: pl.DataFrame, items: pl.Series) -> pl.DataFrame:
    """Numbers of short rows at their places, and blank cells at the others that the text reaches."""
    short = rows.filter(pl.col("is_placed").fill_null(False) & (pl.col("fault_code").is_null() | (pl.col("fault_code") == "row_torn")))
    plans = short.select("anchor", "doc", "set_number", "plan", "line", "printed_places")
    every = plans.with_columns(place=pl.int_ranges(0, "printed_places", dtype=pl.UInt32)).explode("place", empty_as_null=True)
    every = every.drop_nulls("place").drop("printed_places")
    numbers = values.join(placed, on=["anchor", "rank"]).select("anchor", "place", "word", "is_text", number_line="line")
    cells = every.join(numbers, on=["anchor", "place"], how="left", maintain_order="left")
    cells = cells.with_columns(line=pl.coalesce("number_line", "line"), is_text=pl.col("is_text").fill_null(False))
    return cells.with_columns(items.gather(cells["plan"] * MOST_PLACES + cells["place"]).alias("item"))


def _describe(cells: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Text, number, unit and state of each cell from its word; a cell without a word is blank."""
    word = cells["word"]
    gathered = [words[name].gather(word).alias(name) for name in ("raw", "value", "factor", "printed_unit", "is_number", "is_nil")]
    cells = cells.with_columns(gathered)
    status = (
        pl.when(pl.col("word").is_null()).then(BLANK)
        .when("is_text").then(UNREADABLE)
        .when("is_number").then(REPORTED)
        .when("is_nil").then(NIL_MARK)
        .otherwise(UNREADABLE)
    )  # fmt: skip
    raw = pl.when(pl.col("word").is_null()).then(pl.lit("")).otherwise("raw")
    return cells.with_columns(raw.alias("raw"), pl.col("factor").fill_null(1), status=status.cast(pl.UInt8)).select(PRINTED)


def _spread_places(rows: pl.DataFrame, items: pl.Series, count: pl.Expr) -> pl.DataFrame:
    """One row per place of each row, from the left, as many as ``count`` says."""
    every = rows.with_columns(place=pl.int_ranges(0, count, dtype=pl.UInt32)).explode("place", empty_as_null=True).drop_nulls("place")
    return every.with_columns(items.gather(every["plan"] * MOST_PLACES + every["place"]).alias("item"))


def _without_number(cells: pl.DataFrame, status: int) -> pl.DataFrame:
    return cells.with_columns(
        value=pl.lit(None, dtype=AMOUNT),
        factor=pl.lit(1, dtype=pl.Int64),
        printed_unit=pl.lit(None, dtype=pl.String),
        status=pl.lit(status, dtype=pl.UInt8),
    ).select(PRINTED)


def _rows_without_numbers(rows: pl.DataFrame, values: pl.DataFrame, items: pl.Series) -> pl.DataFrame:
    """A label with nothing behind it: all its cells are blank, up to where the text or the grid row breaks off."""
    empty = rows.filter((pl.col("value_count") == 0) & pl.col("place_count").is_not_null() & pl.col("fault_code").is_null())
    empty = empty.join(usual_gaps(values, empty["doc"]), on="doc", how="left", maintain_order="left")
    usual_gap = pl.when(pl.col("layout").is_in(GAPPED_LAYOUTS)).then("usual_gap").otherwise(0).fill_null(0)
    reached = (pl.col("end_blanks").cast(pl.Int64) - pl.col("blanks") - usual_gap).clip(0)
    inside = (pl.col("layout") == TABBED_LINES) & (pl.col("next_anchor_row") == pl.col("grid_row"))
    within = (pl.col("next_blanks").cast(pl.Int64) - pl.col("blanks")).clip(0)
    places = pl.col("place_count").cast(pl.Int64)
    count = (
        pl.when("is_torn_label").then(0)
        .when("is_final").then(pl.min_horizontal(reached, places))
        .when(inside.fill_null(False)).then(pl.min_horizontal(within, places))
        .otherwise(places)
    )  # fmt: skip
    cells = _spread_places(empty, items, count)
    return _without_number(cells.with_columns(raw=pl.lit("")), BLANK)


def _unreadable_rows(rows: pl.DataFrame, values: pl.DataFrame, words: pl.DataFrame, items: pl.Series) -> pl.DataFrame:
    """Rows whose numbers have no certain places: every cell is unreadable and shows the row's numbers as printed."""
    lost = rows.filter(pl.col("fault_code").is_in(["row_ragged", "row_duplicate"]))
    numbers = values.join(lost.select("anchor"), on="anchor", maintain_order="left")
    numbers = numbers.with_columns(words["raw"].gather(numbers["word"]))
    printed = numbers.group_by("anchor").agg(raw=pl.col("raw").str.join(" "))
    cells = _spread_places(lost.join(printed, on="anchor", how="left", maintain_order="left"), items, pl.col("place_count"))
    return _without_number(cells, UNREADABLE)


def _joined_rows(rows: pl.DataFrame, values: pl.DataFrame, words: pl.DataFrame, items: pl.Series) -> pl.DataFrame:
    """规章000 under three columns: the digits are read when they split in one way only."""
    joined = rows.filter(fault_code="joined")
    cells = values.join(joined.select("anchor", "set_number", "plan", "place_count"), on="anchor", maintain_order="left")
    cells = cells.with_columns(words["raw"].gather(cells["word"]))
    parts = [_split_once(part) for _, part in cells.group_by("place_count", maintain_order=True)]
    if not parts:
        return _without_number(_spread_places(joined.with_columns(raw=pl.lit("")), items, pl.lit(0)), UNREADABLE)
    cells = pl.concat(parts).with_columns(place=pl.int_ranges(0, "place_count", dtype=pl.UInt32))
    cells = cells.explode("place", "pieces", empty_as_null=True)
    cells = cells.with_columns(items.gather(cells["plan"] * MOST_PLACES + cells["place"]).alias("item"))
    readable = pl.col("pieces").is_not_null()
    return cells.with_columns(
        raw=pl.coalesce("pieces", "raw"),
        value=pl.col("pieces").cast(AMOUNT, strict=False),
        factor=pl.lit(1, dtype=pl.Int64),
        printed_unit=pl.lit(None, dtype=pl.String),
        status=pl.when(readable).then(REPORTED).otherwise(UNREADABLE).cast(pl.UInt8),
    ).select(PRINTED)


def _split_once(cells: pl.DataFrame) -> pl.DataFrame:
    """Add ``pieces``: the numbers of a run of digits, or nulls where no split or more than one exists.

    The longest-first and the shortest-first split are the extremes of all splits in order; where they agree
    there is no other.
    """
    places = cells["place_count"][0]
    greedy = "^" + r"((?:0|[1-9]\d*)(?:\.\d+)?)" * places + "$"
    lazy = "^" + r"((?:0|[1-9]\d*?)(?:\.\d+?)??)" * places + "$"
    names = [str(n) for n in range(1, places + 1)]
    longest, shortest = (
        pl.concat_list(pl.col("raw").str.extract_groups(pattern).struct.field(name) for name in names) for pattern in (greedy, lazy)
    )
    agree = longest.list.join("|") == shortest.list.join("|")
    nothing = pl.concat_list([pl.lit(None, dtype=pl.String)] * places)
    return cells.with_columns(pieces=pl.when(agree.fill_null(False)).then(longest).otherwise(nothing))


__all__ = ["NO_ITEM", "STATUSES", "cell_index", "read_cells"]
