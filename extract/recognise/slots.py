"""Rows with fewer numbers than columns: which cells are blank, and when nobody can tell.

A blank cell leaves a trace that depends on the layout: an empty line behind a tab, two separators in a row,
an extra empty line. Only traces that fit one reading are used (FORM.md section 4, "Ragged and torn"):

- a row broken off by the end of the text, or by another label inside its grid row, is read from the left;
- first and last number as far apart as the header is wide: the gaps between them are blank cells;
- blanks before the last number fill the header exactly: the row ends with its last column;
- one line per cell, blank ones included, and as many lines as the header has columns;
- full rows of the same width in the same table show where the columns lie. Blanks at the end of a piped or
  tabbed row may be mere padding and prove nothing.
"""

from __future__ import annotations

import polars as pl

from extract.recognise.events import LINE_PER_CELL, PIPE_ROWS, SPREAD_PIPES, TABBED_LINES

# Layouts in which separators stand between any two cells, blank or not.
GAPPED_LAYOUTS = [LINE_PER_CELL, SPREAD_PIPES]


def place_short_rows(
    rows: pl.DataFrame, values: pl.DataFrame, placed: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Places of the numbers of short rows, and the verdict on each such row.

    In: all planned rows; all numbers; all tokens. Out: ``numbers`` — ``anchor``, ``rank``, ``place`` (u32) for each number whose
    place is certain; ``verdicts`` — one row per short row: ``anchor``, ``is_placed``, ``is_torn``, ``printed_places`` (places
    from the left that the text reaches; the whole row unless torn).
    """
    full = pl.col("value_count") == pl.col("place_count")
    short = (pl.col("value_count") > 0) & (pl.col("value_count") < pl.col("place_count"))
    short_rows = rows.filter(short)
    if short_rows.is_empty():
        return _nothing()
    tables = short_rows.select("doc", "table_code").unique()
    near = rows.filter(short | full).join(tables, on=["doc", "table_code"], how="semi", maintain_order="left")
    numbers = values.join(
        near.select("anchor", row_blanks="blanks", row_layout="layout"), on="anchor", maintain_order="left"
    )
    numbers = _slot_numbers(numbers, usual_gaps(values, short_rows["doc"]))
    extents = numbers.group_by("anchor", maintain_order=True).agg(
        first=pl.col("slot").min(),
        last=pl.col("slot").max(),
        last_blanks=pl.col("blanks").last(),
        gap=pl.col("gap").first(),
    )
    near = near.join(extents, on="anchor", how="left", maintain_order="left")
    near = _measure_widths(
        near.join(_row_ends(near, placed), on=["doc", "grid_row"], how="left", maintain_order="left")
    )
    verdicts = _judge(near)
    numbers = numbers.join(verdicts.filter("is_placed").select("anchor", "offset"), on="anchor", maintain_order="left")
    numbers = numbers.select("anchor", "rank", place=(pl.col("slot") - pl.col("offset")).cast(pl.UInt32))
    return numbers, verdicts.select("anchor", "is_placed", "is_torn", "printed_places")


def _row_ends(rows: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """Blanks seen at the end of each grid row of the rows' documents: ``doc``, ``grid_row``, ``row_end_blanks``."""
    documents = rows.select("doc", "layout").unique("doc")
    tokens = placed.join(documents, on="doc", maintain_order="left")
    grid_row = pl.when(pl.col("layout") == TABBED_LINES).then("blank_lines").otherwise("line")
    return tokens.group_by("doc", grid_row=grid_row).agg(row_end_blanks=pl.col("blank_cells").max())


def _nothing() -> tuple[pl.DataFrame, pl.DataFrame]:
    index = pl.UInt32()
    numbers = pl.DataFrame(schema={"anchor": index, "rank": index, "place": index})
    verdict = {"anchor": index, "is_placed": pl.Boolean(), "is_torn": pl.Boolean(), "printed_places": pl.Int64()}
    return numbers, pl.DataFrame(schema=verdict)


def _slot_numbers(numbers: pl.DataFrame, gaps: pl.DataFrame) -> pl.DataFrame:
    """Add ``slot``: how many cells, blank or not, stand between the label and each number."""
    numbers = numbers.join(gaps, on="doc", how="left", maintain_order="left")
    numbers = numbers.with_columns(
        gap=pl.when(pl.col("row_layout").is_in(GAPPED_LAYOUTS)).then("usual_gap").otherwise(0).fill_null(0)
    )
    blanks = (
        pl.col("blanks").cast(pl.Int64)
        - pl.col("row_blanks").cast(pl.Int64)
        - pl.col("gap") * (pl.col("rank").cast(pl.Int64) + 1)
    )
    return numbers.with_columns(slot=pl.col("rank").cast(pl.Int64) + blanks)


def usual_gaps(values: pl.DataFrame, documents: pl.Series) -> pl.DataFrame:
    """Blanks between neighbouring numbers of one row, by document: the smallest step is the layout's own.

    Out: ``doc``, ``usual_gap`` (Int64); a document without two neighbouring numbers is not listed.
    """
    neighbours = pl.col("anchor") == pl.col("anchor").shift(1)
    step = pl.col("blanks").cast(pl.Int64) - pl.col("blanks").shift(1).cast(pl.Int64)
    near = values.filter(pl.col("doc").is_in(documents.unique().implode()))
    return near.with_columns(step=step).filter(neighbours).group_by("doc").agg(usual_gap=pl.col("step").min())


def _measure_widths(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``width``: cells of the row behind its label, blank ones included; and ``next_cells`` for torn rows."""
    piped = pl.col("layout").is_in([PIPE_ROWS, SPREAD_PIPES])
    end = (
        pl.when(pl.col("grid_row").is_not_null())
        .then(pl.col("row_end_blanks").cast(pl.Int64))
        .otherwise(pl.col("next_blanks").cast(pl.Int64) - pl.col("gap"))
    )
    trailing = (end - pl.col("last_blanks").cast(pl.Int64)).clip(0)
    trailing = pl.when(piped).then((trailing - 1).clip(0)).otherwise(trailing)
    return rows.with_columns(width=pl.col("last") + 1 + trailing.fill_null(0))


def _judge(rows: pl.DataFrame) -> pl.DataFrame:
    """Verdict and offset of each short row, from its own extent and from the rows of the same width in its table."""
    window = rows.group_by("doc", "table_code", "width").agg(
        window_first=pl.col("first").min(), window_last=pl.col("last").max(), seen_places=pl.col("place_count").max()
    )
    rows = rows.join(window, on=["doc", "table_code", "width"], how="left", maintain_order="left")
    full = rows.filter(pl.col("value_count") == pl.col("place_count"))
    starts = full.group_by("doc", "table_code").agg(
        earliest_start=pl.col("first").min(), latest_start=pl.col("first").max()
    )
    rows = rows.join(starts, on=["doc", "table_code"], how="left", maintain_order="left")
    short = rows.filter(pl.col("value_count") < pl.col("place_count"))
    places = pl.col("place_count").cast(pl.Int64)
    broken_off = pl.col("is_final") | (
        (pl.col("layout") == TABBED_LINES) & (pl.col("next_anchor_row") == pl.col("grid_row"))
    )
    torn = broken_off.fill_null(False) & (pl.col("last") < places - 1)
    between = pl.col("last") - pl.col("first") + 1 == places
    # Blanks before the first number are cells of the row only where full rows begin without any: else they may be
    # what a merged label or a padded header covers.
    plain = (pl.col("first") == 0) | ((pl.col("earliest_start") == 0) & (pl.col("latest_start") == 0)).fill_null(False)
    ends_full = (pl.col("last") + 1 == places) & (pl.col("width") == places) & plain
    window_fits = (pl.col("window_last") - pl.col("window_first") + 1 == places) & (pl.col("seen_places") == places)
    padding = ~(pl.col("layout") == TABBED_LINES) & (pl.col("last") < pl.col("window_last"))
    # One line per cell leaves a line for a blank cell too, unless the layout has no gaps between its cells.
    lined = (pl.col("layout") == TABBED_LINES) | ((pl.col("layout") == LINE_PER_CELL) & (pl.col("gap") > 0))
    exact = lined & (pl.col("width") == places)
    offset = (
        pl.when(torn & plain).then(0)
        .when(torn).then(None)
        .when(between).then("first")
        .when(ends_full | exact).then(0)
        .when(window_fits & ~padding).then("window_first")
    )  # fmt: skip
    return short.with_columns(offset=offset, is_torn=torn & plain).with_columns(
        is_placed=pl.col("offset").is_not_null(),
        printed_places=pl.when("is_torn").then(pl.col("width")).otherwise(places),
    )
