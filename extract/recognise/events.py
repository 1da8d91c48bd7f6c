"""Tokens to events: what is printed, in reading order, with its class, its line and the blanks before it.

Everything later works on events and small integers; cumulative sums over the whole batch replace
windows per document, and each document's first event starts anew.
"""

from __future__ import annotations

import polars as pl

from extract.recognise.split_labels import join_split_labels
from extract.recognise.tokens import FIRST_CELL, JOINED, LEADING_TAB, NEWLINE, PIPE, SPACED, TAB, Tokens
from extract.recognise.words import EMPTY, FURNITURE, NOTE, ROW, TEXT, VALUE

# Layouts of flattened text, and the grid of tables that are kept (REPORTS.layout_code).
LAYOUTS = ("line_per_cell", "tabbed_lines", "tab_rows", "pipe_rows", "spread_pipes", "joined", "space_rows", "grid")
LINE_PER_CELL, TABBED_LINES, TAB_ROWS, PIPE_ROWS, SPREAD_PIPES, JOINED_LINES, SPACE_ROWS, GRID = range(8)
NO_DOCUMENT = 2**32 - 1
_NUMERAL_ALONE = r"^[\d０-９]{1,2}[.．、]$"


def new_document() -> pl.Expr:
    """True on the first row of each document."""
    return pl.col("doc") != pl.col("doc").shift(1, fill_value=NO_DOCUMENT)


def last_of_document() -> pl.Expr:
    """True on the last row of each document."""
    return pl.col("doc") != pl.col("doc").shift(-1, fill_value=NO_DOCUMENT)


def place_tokens(tokens: Tokens, words: pl.DataFrame) -> pl.DataFrame:
    """Every token with its place: the columns of tokens and ``word_class``, ``separator``, ``next_separator`` (what
    parts it from the next token), ``line`` (from 1 in each document; of the fragment where there are fragments),
    ``blank_lines`` and ``blank_cells`` (seen so far in the batch), ``is_torn`` (the text ends in this token without a
    separator behind it).
    """
    word = tokens.tokens["word"]
    frame = tokens.tokens.with_columns(
        words["word_class"].gather(word).alias("word_class"),
        words["separator"].gather(word).alias("separator"),
        is_last=last_of_document() & pl.col("fragment").is_null(),  # a document with fragments is not cut
    ).with_columns(next_separator=pl.col("separator").shift(-1, fill_value=NEWLINE))
    separator = pl.col("separator")
    # What the text's end may have torn is no blank; spaces before a tab or pipe are no empty line.
    empty = (pl.col("word_class") == EMPTY) & ~pl.col("is_last")
    blank_line = empty & (separator == NEWLINE) & (pl.col("next_separator") <= LEADING_TAB)
    frame = frame.with_columns(
        line=(separator <= LEADING_TAB).cum_sum(),
        blank_lines=blank_line.cum_sum(),
        blank_cells=(empty & (separator != NEWLINE)).cum_sum(),
        is_torn=pl.col("is_last") & (pl.col("word_class") != EMPTY),
    )
    before = frame.filter(new_document())["line"] - 1
    line = pl.col("line") - before.gather(frame["doc"])
    return frame.with_columns(line=pl.coalesce("fragment", line)).drop("is_last", "fragment")


def find_events(placed: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """One row per printed token that is no blank, note or page furniture, in reading order.

    Columns: ``doc``, ``word`` (row of words), ``word_class``, ``code``, ``line``, ``layout`` (u8), ``grid_row`` (null
    where the layout has no rows of its own), ``blanks`` (count so far of what may be a blank cell in this layout),
    ``is_torn``.
    """
    layouts = _find_layouts(placed)
    frame = placed.filter((pl.col("word_class") != EMPTY) & (pl.col("word_class") != FURNITURE))
    frame = frame.with_columns(words["code"].gather(frame["word"]), layouts["layout"].gather(frame["doc"]))
    frame = _numbers_not_numbering(join_split_labels(frame, words), words)
    # A number that the end of the text may have torn is no number.
    torn = pl.col("is_torn") & (pl.col("word_class") == VALUE)
    frame = frame.filter((pl.col("word_class") != NOTE) & ~torn & ~_continues_cell())
    return _number_grid_rows(frame).drop("separator", "next_separator", "blank_lines", "blank_cells", "row")


def _numbers_not_numbering(frame: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """A numeral with a point ("5.") between two numbers, or a label and a number, is a cell and numbers no label."""
    numeral = words["raw"].str.contains(_NUMERAL_ALONE) & (words["word_class"] == NOTE)
    if not numeral.any():
        return frame
    behind = pl.col("word_class").shift(1).is_in([ROW, VALUE]) & ~new_document()
    before = (pl.col("word_class").shift(-1) == VALUE) & ~last_of_document()
    in_cell = numeral.gather(frame["word"]) & (pl.col("word_class") == NOTE) & behind & before
    value = pl.when(in_cell.fill_null(False)).then(pl.lit(VALUE, dtype=pl.UInt8))
    return frame.with_columns(word_class=value.otherwise("word_class"))


def _continues_cell() -> pl.Expr:
    """In the layout of leading tabs, a line without its tab goes on with the cell before it."""
    untabbed = (pl.col("layout") == TABBED_LINES) & (pl.col("separator") == NEWLINE)
    same_row = (pl.col("blank_lines") == pl.col("blank_lines").shift(1)) & ~new_document()
    behind_cell = pl.col("separator").shift(1) == LEADING_TAB
    return (untabbed & same_row & behind_cell & (pl.col("word_class") == TEXT)).fill_null(False)


def _find_layouts(placed: pl.DataFrame) -> pl.DataFrame:
    """Layout of each document, by what parts its numbers; row n is document n."""
    separator = pl.col("separator")
    piped = (separator == PIPE) | (pl.col("next_separator") == PIPE)
    numbers = placed.filter(pl.col("word_class") == VALUE).select(
        "doc", piped=piped,
        leading=~piped & (separator == LEADING_TAB),
        tabbed=~piped & ((separator == TAB) | (pl.col("next_separator") == TAB)),
        joined=separator == JOINED,
        spaced=separator == SPACED,
        gridded=separator >= FIRST_CELL,
    )  # fmt: skip
    counts = numbers.group_by("doc").agg(
        pl.len().alias("all"), pl.col("piped", "leading", "tabbed", "joined", "spaced", "gridded").sum()
    )
    half = pl.col("all") / 2
    layout = (
        pl.when(pl.col("gridded") >= half).then(GRID)
        # Spaces are marked only where they part columns.
        .when(pl.col("spaced") > 0).then(SPACE_ROWS)
        .when(pl.col("piped") >= half).then(PIPE_ROWS)
        .when(pl.col("leading") >= half).then(TABBED_LINES)
        .when(pl.col("tabbed") >= half).then(TAB_ROWS)
        .when(pl.col("joined") >= half).then(JOINED_LINES)
        .otherwise(LINE_PER_CELL)
    )  # fmt: skip
    # Of a document without any number, the tables are kept where there are cells.
    every = placed.group_by("doc").agg(has_cells=(separator >= FIRST_CELL).any()).sort("doc")
    layouts = every.join(
        counts.select("doc", layout=layout.cast(pl.UInt8)), on="doc", how="left", maintain_order="left"
    )
    unnumbered = pl.when("has_cells").then(GRID).otherwise(LINE_PER_CELL).cast(pl.UInt8)
    return layouts.select("doc", pl.col("layout").fill_null(unnumbered))


def _number_grid_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``grid_row`` and ``blanks``, and find the documents whose pipes and tabs do not keep rows on lines."""
    layout = pl.col("layout")
    row = (
        pl.when(layout == GRID).then("row")
        .when(layout == TABBED_LINES).then("blank_lines")
        .when(layout != LINE_PER_CELL).then("line")
    )  # fmt: skip
    frame = frame.with_columns(grid_row=row)
    is_value, before = pl.col("word_class") == VALUE, pl.col("word_class").shift(1)
    piped = (pl.col("separator") == PIPE) | (pl.col("next_separator") == PIPE)
    goes_on = is_value & ((before == ROW) | ((before == VALUE) & piped & (layout == PIPE_ROWS)))
    elsewhere = goes_on & (pl.col("grid_row") != pl.col("grid_row").shift(1)) & ~new_document()
    spread = frame.filter(elsewhere & ~layout.is_in([SPACE_ROWS, GRID]))["doc"].unique()
    is_spread = pl.col("doc").is_in(spread.implode())
    return frame.with_columns(
        grid_row=pl.when(~is_spread).then("grid_row"),
        layout=pl.when(is_spread & (layout == PIPE_ROWS))
        .then(pl.lit(SPREAD_PIPES, dtype=pl.UInt8))
        .otherwise("layout"),
        blanks=pl.when(layout == LINE_PER_CELL).then("blank_lines").otherwise("blank_cells"),
    )
