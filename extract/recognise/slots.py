"""Rows with fewer numbers than columns: which cells are blank, and when nobody can tell.

A blank cell leaves a trace that depends on the layout: an empty line behind a tab, two separators in a row,
an extra empty line. Only traces that fit one reading are used (FORM.md section 4, "Ragged and torn"):

- first and last number as far apart as the header is wide: the gaps between them are blank cells;
- else blanks before the first number count as cells where full rows of the table begin without any, or, where a
  line is a row, from the column under which all full rows begin;
- a row broken off by the end of the text, or by another label inside its grid row, is then read from the left;
- a row of exactly as many cells as the header has columns, or as full rows have, is read when its last number stands
  in the last, or when its layout does not pad rows with blanks.
"""

from __future__ import annotations

import polars as pl

from extract.recognise.events import LINE_PER_CELL, PIPE_ROWS, SPREAD_PIPES, TAB_ROWS, TABBED_LINES
from extract.recognise.tokens import LEADING_TAB
from extract.recognise.words import FURNITURE, NOTE, TEXT, VALUE

# Layouts in which separators stand between any two cells, blank or not.
GAPPED_LAYOUTS = [LINE_PER_CELL, SPREAD_PIPES]


def place_short_rows(
    rows: pl.DataFrame, values: pl.DataFrame, placed: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Places of the numbers of short rows, and the verdict on each such row.

    In: all planned rows; all numbers; all tokens. Out: ``numbers`` — ``anchor``, ``rank``, ``place`` (u32) for each
    number whose place is certain; ``verdicts`` — one row per short row: ``anchor``, ``is_placed``, ``is_torn``,
    ``printed_places`` (places from the left that the text reaches; the whole row unless torn).
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
    full_rows = rows.filter(full).join(tables.select("doc").unique(), on="doc", how="semi")
    numbers = _slot_numbers(numbers, usual_gaps(values, short_rows["doc"]), _gaps_of_full_rows(full_rows, values))
    extents = numbers.group_by("anchor", maintain_order=True).agg(
        first=pl.col("slot").min(),
        last=pl.col("slot").max(),
        last_blanks=pl.col("blanks").last(),
        gap=pl.col("gap").first(),
    )
    near = near.join(extents, on="anchor", how="left", maintain_order="left")
    following = rows.select("doc", "table_code", anchor=pl.col("anchor") - 1, is_followed_by_row=pl.lit(True))
    near = near.join(following, on=["doc", "table_code", "anchor"], how="left", maintain_order="left")
    near = near.with_columns(pl.col("is_followed_by_row").fill_null(False))
    near = _measure_widths(
        near.join(_row_ends(near, placed), on=["doc", "grid_row"], how="left", maintain_order="left")
    )
    verdicts = _judge(near)
    numbers = numbers.join(verdicts.filter("is_placed").select("anchor", "offset"), on="anchor", maintain_order="left")
    numbers = numbers.select("anchor", "rank", place=(pl.col("slot") - pl.col("offset")).cast(pl.UInt32))
    return numbers, verdicts.select("anchor", "is_placed", "is_torn", "printed_places")


def _row_ends(rows: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """The end of each grid row of the rows' documents: ``doc``, ``grid_row``, ``row_end_blanks`` (blanks seen by then),
    ``last_column`` (of the last number on a line) and ``ends_text`` (the text ends in this row).
    """
    documents = rows.select("doc", "layout").unique("doc")
    tokens = placed.join(documents, on="doc", maintain_order="left")
    grid_row = pl.when(pl.col("layout") == TABBED_LINES).then("blank_lines").otherwise("line")
    number = pl.col("word_class").is_in([VALUE, TEXT]) & ~pl.col("is_torn")
    # A note may be a cell of its own or part of one: then nobody knows the columns.
    noted = pl.col("word_class").is_in([NOTE, FURNITURE]).any()
    # A leading tab stands for a first cell that is blank and no token.
    led = (pl.col("separator") == LEADING_TAB).any().cast(pl.Int64)
    ends = tokens.group_by("doc", grid_row=grid_row).agg(
        row_end_blanks=pl.col("blank_cells").max(),
        last_column=pl.when(~noted).then(pl.int_range(pl.len()).filter(number).max() + led),
    )
    return ends.with_columns(ends_text=pl.col("grid_row") == pl.col("grid_row").max().over("doc"))


def _nothing() -> tuple[pl.DataFrame, pl.DataFrame]:
    index = pl.UInt32()
    numbers = pl.DataFrame(schema={"anchor": index, "rank": index, "place": index})
    verdict = {"anchor": index, "is_placed": pl.Boolean(), "is_torn": pl.Boolean(), "printed_places": pl.Int64()}
    return numbers, pl.DataFrame(schema=verdict)


def _slot_numbers(numbers: pl.DataFrame, gaps: pl.DataFrame, full_gaps: pl.DataFrame) -> pl.DataFrame:
    """Add ``slot``: how many cells, blank or not, stand between the label and each number."""
    numbers = numbers.join(gaps, on="doc", how="left", maintain_order="left")
    numbers = numbers.join(full_gaps, on="doc", how="left", maintain_order="left")
    numbers = numbers.with_columns(usual_gap=pl.coalesce("full_gap", "usual_gap"))
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


def _gaps_of_full_rows(full_rows: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """The commonest step between numbers of full rows, which have no blank cells: ``doc``, ``full_gap`` (Int64).

    Of steps equally common the largest, with which no blank cell is seen where there is none.
    """
    step = pl.col("blanks").cast(pl.Int64) - pl.col("blanks").shift(1).cast(pl.Int64)
    inside = pl.col("anchor") == pl.col("anchor").shift(1)
    near = values.filter(pl.col("doc").is_in(full_rows["doc"].unique().implode()))
    steps = near.with_columns(step=step).filter(inside).join(full_rows.select("anchor"), on="anchor", how="semi")
    return steps.group_by("doc").agg(full_gap=pl.col("step").mode().max())


def _measure_widths(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``width``: cells of the row behind its label, blank ones included; and ``label_column``: where its label
    stands on its line, known where a line is a row and nothing follows the numbers.
    """
    piped = pl.col("layout").is_in([PIPE_ROWS, SPREAD_PIPES])
    end = (
        pl.when(pl.col("grid_row").is_not_null())
        .then(pl.col("row_end_blanks").cast(pl.Int64))
        .otherwise(pl.col("next_blanks").cast(pl.Int64) - pl.col("gap"))
    )
    trailing = (end - pl.col("last_blanks").cast(pl.Int64)).clip(0)
    alone = pl.col("next_anchor_row").ne_missing(pl.col("grid_row"))
    is_line = pl.col("layout").is_in([TAB_ROWS, PIPE_ROWS]) & pl.col("grid_row").is_not_null() & alone
    cells = pl.when(piped).then((trailing - 1).clip(0)).otherwise(trailing)
    return rows.with_columns(
        width=pl.col("last") + 1 + cells.fill_null(0),
        label_column=pl.when(is_line).then(pl.col("last_column") - pl.col("last") - 1),
    )


def _judge(rows: pl.DataFrame) -> pl.DataFrame:
    """Verdict and offset (blanks that are no cells of the row) of each short row."""
    rows = rows.join(_full_row_starts(rows), on=["doc", "table_code"], how="left", maintain_order="left")
    is_full = pl.col("value_count") == pl.col("place_count")
    rows = rows.with_columns(is_usual_width=is_full.any().over("doc", "table_code", "width"))
    short = rows.filter(pl.col("value_count") < pl.col("place_count"))
    places = pl.col("place_count").cast(pl.Int64)
    kept = pl.col("keeps_columns").fill_null(False) & pl.col("label_column").is_not_null()
    # Blanks before the first number are cells of the row only where full rows begin without any: else they may be
    # what a merged label or a padded header covers.
    plain = (pl.col("first") == 0) | (pl.col("latest_start") == 0).fill_null(False)
    tabbed = (pl.col("layout") == TABBED_LINES) & pl.col("grid_row").is_not_null()
    unlike = pl.col("latest_start").is_null() & (pl.col("last") + 1 == places)
    alone = ((pl.col("layout") == LINE_PER_CELL) | tabbed) & unlike
    start = pl.when(kept).then(pl.col("first_column") - pl.col("label_column") - 1).when(plain | alone).then(0)
    fits = (pl.col("first") >= start) & (pl.col("last") - start < places)
    broken_off = (pl.col("is_final") & pl.col("ends_text").fill_null(True)) | (
        (pl.col("layout") == TABBED_LINES) & (pl.col("next_anchor_row") == pl.col("grid_row"))
    )
    torn = broken_off.fill_null(False) & (pl.col("last") - start < places - 1) & fits
    between = pl.col("last") - pl.col("first") + 1 == places
    as_wide = (pl.col("width") - start == places) | pl.col("is_usual_width")
    ends_full = (pl.col("last") - start + 1 == places) & as_wide
    # One line per cell leaves a line for a blank cell too, unless the layout has no gaps between its cells.
    # Behind the last row of a block an empty line may part it from what follows, so there it is no cell.
    parted = (pl.col("last") + 1 == pl.col("width")) | pl.col("is_followed_by_row")
    lined = tabbed | ((pl.col("layout") == LINE_PER_CELL) & (pl.col("gap") > 0) & parted)
    exact = (lined & (pl.col("width") - start == places)) | (kept & (pl.col("width") - start >= places))
    offset = pl.when(torn | (fits & (ends_full | exact))).then(start).when(between & ~kept).then("first")
    return short.with_columns(offset=offset, is_torn=torn.fill_null(False)).with_columns(
        is_placed=pl.col("offset").is_not_null(),
        printed_places=pl.when("is_torn")
        .then(pl.min_horizontal(pl.col("width") - pl.col("offset"), places))
        .otherwise(places),
    )


def _full_row_starts(rows: pl.DataFrame) -> pl.DataFrame:
    """Where the full rows of each table begin: ``latest_start`` (most blanks before a first number), ``first_column``
    (of the first numbers on their lines), ``keeps_columns`` (labels of different widths, numbers in the same columns).
    """
    column = pl.col("label_column") + 1 + pl.col("first")
    full = rows.filter(pl.col("value_count") == pl.col("place_count"))
    return full.group_by("doc", "table_code").agg(
        latest_start=pl.col("first").max(),
        first_column=column.min(),
        keeps_columns=(pl.col("first").n_unique() > 1) & (column.drop_nulls().n_unique() == 1),
    )
