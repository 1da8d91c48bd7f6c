"""Tokens to events: what is printed, in reading order, with its class, its line and the blanks before it.

Everything later works on events and small integers; cumulative sums over the whole batch replace
windows per document, and each document's first event starts anew.
"""

from __future__ import annotations

import polars as pl

from extract.recognise.split_labels import join_split_labels
from extract.recognise.tokens import JOINED, LEADING_TAB, NEWLINE, PIPE, TAB, Tokens
from extract.recognise.words import (
    CHANNEL, COLUMN, EMPTY, FURNITURE, GROUP, IGNORED, MARK, NOTE, OTHER, PROSE, ROW, SUBTOTAL, TEXT, TOTAL, VALUE,
    code_of, label_codes,
)  # fmt: skip

# Layouts of flattened text (REPORTS.layout_code).
LAYOUTS = ("line_per_cell", "tabbed_lines", "tab_rows", "pipe_rows", "spread_pipes", "joined")
LINE_PER_CELL, TABBED_LINES, TAB_ROWS, PIPE_ROWS, SPREAD_PIPES, JOINED_LINES = range(6)


def find_events(tokens: Tokens, words: pl.DataFrame) -> pl.DataFrame:
    """One row per printed token that is no blank, note or page furniture, in reading order.

    Columns: ``doc``, ``word`` (row of words), ``word_class``, ``code``, ``line`` (1-based), ``layout`` (u8),
    ``grid_row`` (null where the layout has no rows of its own), ``blanks`` (cumulative count of what may be a
    blank cell in this layout), ``is_torn`` (the text ends in this token without a separator behind it).
    """
    frame = _place_tokens(tokens, words)
    layouts = _find_layouts(frame).join(_find_ends(frame), on="doc", how="right", maintain_order="right")
    frame = frame.filter(~pl.col("word_class").is_in([EMPTY, FURNITURE]))
    frame = join_split_labels(frame, words).join(layouts, on="doc", how="left", maintain_order="left")
    frame = frame.filter((pl.col("word_class") != NOTE) & ~_continues_cell())
    # A number that the end of the text may have torn is no number.
    frame = frame.filter(~(pl.col("is_torn") & (pl.col("word_class") == VALUE)))
    frame = _number_grid_rows(frame)
    return _resolve_by_place(frame, words).drop("separator", "next_separator", "blank_lines", "blank_cells")


def _continues_cell() -> pl.Expr:
    """In the layout of leading tabs, a line without its tab goes on with the cell before it."""
    untabbed = (pl.col("layout") == TABBED_LINES) & (pl.col("separator") == NEWLINE)
    same_row = (pl.col("blank_lines") == pl.col("blank_lines").shift(1)) & _same_document()
    behind_cell = pl.col("separator").shift(1) == LEADING_TAB
    return (untabbed & same_row & behind_cell & (pl.col("word_class") == TEXT)).fill_null(False)


def _place_tokens(tokens: Tokens, words: pl.DataFrame) -> pl.DataFrame:
    """Every token with class, separator, line and the blanks seen so far."""
    word = tokens.tokens["word"]
    frame = tokens.tokens.with_columns(
        words["word_class"].gather(word).alias("word_class"),
        words["separator"].gather(word).alias("separator"),
        words["code"].gather(word).alias("code"),
    )
    empty = pl.col("word_class") == EMPTY
    starts_line = pl.col("separator").is_in([NEWLINE, LEADING_TAB])
    is_last = pl.col("doc") != pl.col("doc").shift(-1, fill_value=2**32 - 1)
    frame = frame.with_columns(next_separator=pl.col("separator").shift(-1, fill_value=NEWLINE), is_last=is_last)
    # Spaces before a tab or pipe are no empty line, and what the text's end may have torn is none either.
    blank_line = empty & (pl.col("separator") == NEWLINE) & pl.col("next_separator").is_in([NEWLINE, LEADING_TAB])
    blank_line &= ~pl.col("is_last")
    blank_cell = empty & (pl.col("separator") != NEWLINE) & ~pl.col("is_last")
    frame = frame.with_columns(
        line=starts_line.cum_sum().cast(pl.Int32),
        blank_lines=blank_line.cum_sum().cast(pl.Int32),
        blank_cells=blank_cell.cum_sum().cast(pl.Int32),
        starts_line=starts_line,
    )
    first_line = frame.filter(pl.col("doc") != pl.col("doc").shift(1, fill_value=2**32 - 1))["line"] - 1
    return frame.with_columns(
        line=pl.col("line") - first_line.gather(frame["doc"]),
        is_torn=pl.col("is_last") & ~empty,
        line_start_blanks=pl.when("starts_line").then(pl.col("blank_cells") - blank_cell.cast(pl.Int32)).forward_fill(),
        group_start_blanks=pl.when(blank_line).then("blank_cells").forward_fill().fill_null(0),
    ).drop("is_last", "starts_line")


def _find_layouts(frame: pl.DataFrame) -> pl.DataFrame:
    """Layout of each document, by what parts its numbers."""
    separator = pl.col("separator")
    piped = (separator == PIPE) | (pl.col("next_separator") == PIPE)
    numbers = frame.filter(pl.col("word_class") == VALUE).group_by("doc").agg(
        all=pl.len(),
        piped=piped.sum(),
        leading=(~piped & (separator == LEADING_TAB)).sum(),
        tabbed=(~piped & ((separator == TAB) | (pl.col("next_separator") == TAB))).sum(),
        joined=(separator == JOINED).sum(),
    )  # fmt: skip
    half = pl.col("all") / 2
    layout = (
        pl.when(pl.col("piped") >= half).then(PIPE_ROWS)
        .when(pl.col("leading") >= half).then(TABBED_LINES)
        .when(pl.col("tabbed") >= half).then(TAB_ROWS)
        .when(pl.col("joined") >= half).then(JOINED_LINES)
        .otherwise(LINE_PER_CELL)
    )  # fmt: skip
    return numbers.select("doc", layout=layout.cast(pl.UInt8))


def _find_ends(frame: pl.DataFrame) -> pl.DataFrame:
    """Blanks seen up to the end of each document: ``end_lines`` and ``end_cells``."""
    last = frame.filter(pl.col("doc") != pl.col("doc").shift(-1, fill_value=2**32 - 1))
    return last.select("doc", end_lines="blank_lines", end_cells="blank_cells")


def _number_grid_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``grid_row`` and ``blanks``, and find the documents whose pipes and tabs do not keep rows on lines."""
    layout = pl.col("layout").fill_null(LINE_PER_CELL)
    row = (
        pl.when(layout == TABBED_LINES).then(pl.col("blank_lines"))
        .when(layout != LINE_PER_CELL).then(pl.col("line"))
    )  # fmt: skip
    frame = frame.with_columns(layout=layout, grid_row=row)
    is_value, before = pl.col("word_class") == VALUE, pl.col("word_class").shift(1)
    piped = (pl.col("separator") == PIPE) | (pl.col("next_separator") == PIPE)
    goes_on = is_value & ((before == ROW) | ((before == VALUE) & piped & (layout == PIPE_ROWS)))
    elsewhere = goes_on & (pl.col("grid_row") != pl.col("grid_row").shift(1)) & _same_document()
    spread = frame.filter(elsewhere)["doc"].unique()
    is_spread = pl.col("doc").is_in(spread.implode())
    return frame.with_columns(
        grid_row=pl.when(~is_spread).then("grid_row"),
        layout=pl.when(is_spread & (layout == PIPE_ROWS)).then(SPREAD_PIPES).otherwise("layout").cast(pl.UInt8),
        blanks=pl.when(layout == LINE_PER_CELL).then("blank_lines").otherwise("blank_cells"),
        end_blanks=pl.when(layout == LINE_PER_CELL).then("end_lines").otherwise("end_cells"),
        row_start_blanks=pl.when(layout == TABBED_LINES).then("group_start_blanks").otherwise("line_start_blanks"),
    ).drop("line_start_blanks", "group_start_blanks", "end_lines", "end_cells")


def _same_document() -> pl.Expr:
    return pl.col("doc") == pl.col("doc").shift(1)


def _resolve_by_place(frame: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Give 其他, 总计, 小计 and the group headings of section 3 the meaning that their place gives them."""
    codes = pl.DataFrame({"code": range(len(label_codes())), "name": label_codes()}, schema_overrides={"code": pl.UInt16})
    requests = [codes_of for codes_of in _request_rows()]
    is_row = pl.col("word_class") == ROW
    last_row = pl.when(is_row).then("code").forward_fill().shift(1)
    last_row = pl.when(pl.col("doc") == pl.when(is_row).then("doc").forward_fill().shift(1)).then(last_row)
    follows = _same_document() & pl.col("word_class").shift(1).is_in([COLUMN, CHANNEL, OTHER, TOTAL, MARK])
    next_is_value = (pl.col("word_class").shift(-1) == VALUE) & (pl.col("doc").shift(-1) == pl.col("doc"))
    next_is_value &= pl.col("grid_row").is_null() | (pl.col("grid_row").shift(-1) == pl.col("grid_row"))
    unsplit = is_row & (pl.col("code") == code_of("other_unsplit"))
    last_group = pl.when((pl.col("word_class") == GROUP) | unsplit).then("code").forward_fill()
    frame = frame.with_columns(words["is_numbered"].gather(frame["word"]).alias("_numbered"))
    in_requests = last_row.is_in(requests) & (~follows | pl.col("_numbered"))
    overdue = last_row.is_in([code_of("other_overdue_fee"), code_of("other_overdue_correction")])
    kind = pl.col("word_class")
    frame = frame.with_columns(_in_requests=in_requests.fill_null(False), _overdue=overdue.fill_null(False), _next=next_is_value, _group=last_group)
    rules = [
        ((kind == OTHER) & pl.col("_overdue"), ROW, pl.lit(code_of("other_remaining"))),
        (kind == OTHER, COLUMN, pl.lit(code_of("other_org"))),
        ((kind == TOTAL) & pl.col("_in_requests"), ROW, pl.lit(code_of("concluded_total"))),
        (kind == TOTAL, COLUMN, pl.lit(code_of("total"))),
        ((kind == SUBTOTAL) & pl.col("_in_requests") & pl.col("_next"), ROW, pl.col("_group")),
        (kind == SUBTOTAL, COLUMN, pl.lit(code_of("organisations_subtotal"))),
        ((kind == GROUP) & pl.col("_next"), ROW, pl.col("code")),
    ]
    new_class, new_code = kind, pl.col("code")
    for condition, word_class, code in reversed(rules):
        new_class = pl.when(condition).then(pl.lit(word_class, dtype=pl.UInt8)).otherwise(new_class)
        new_code = pl.when(condition).then(code.cast(pl.UInt16)).otherwise(new_code)
    return frame.with_columns(word_class=new_class, code=new_code).drop("_in_requests", "_overdue", "_next", "_group", "_numbered")


def _request_rows() -> list[int]:
    from extract.form.tables import form_items

    rows = form_items().filter(table_code="requests")["row_code"].unique(maintain_order=True)
    return [code_of(code) for code in rows]


__all__ = ["IGNORED", "LAYOUTS", "PROSE", "TEXT", "find_events"]
