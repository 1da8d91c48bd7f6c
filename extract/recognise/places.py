"""Labels that mean one thing or another by their place: 其他, 总计, 小计 and the group headings of section 3."""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.form.tables import form_items
from extract.recognise.events import new_document
from extract.recognise.words import CHANNEL, COLUMN, GROUP, MARK, OTHER, ROW, SUBTOTAL, TOTAL, code_of


@cache
def _request_rows() -> list[int]:
    rows = form_items().filter(table_code="requests")["row_code"].unique(maintain_order=True)
    return [code_of(code) for code in rows]


def resolve_by_place(anchors: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The anchors with such labels turned into rows or columns.

    The column 其他 becomes the row 3.其他 behind its two sister rows; 总计 behind a row of section 3 is its row
    （七）总计 and else a column; 小计 and a group heading are rows when numbers follow.
    """
    kind, numbered = pl.col("word_class"), pl.col("value_count") > 0
    is_row = kind == ROW
    known = pl.when(is_row).then("code").when(new_document()).then(pl.lit(code_of("applicants"), dtype=pl.UInt16))
    unsplit = is_row & (pl.col("code") == code_of("other_unsplit"))
    frame = anchors.with_columns(
        words["is_numbered"].gather(anchors["word"]).alias("_is_numbered"),
        _last_row=known.forward_fill().shift(1),
        _group=pl.when((kind == GROUP) | unsplit).then("code").forward_fill(),
        _behind_header=~new_document() & kind.shift(1).is_in([COLUMN, CHANNEL, OTHER, TOTAL, MARK]),
    )
    place_known = ~pl.col("_behind_header") | pl.col("_is_numbered")
    in_requests = pl.col("_last_row").is_in(_request_rows()) & place_known
    overdue = pl.col("_last_row").is_in([code_of("other_overdue_fee"), code_of("other_overdue_correction")])
    rules: list[tuple[pl.Expr, int, pl.Expr]] = [
        ((kind == OTHER) & overdue, ROW, pl.lit(code_of("other_remaining"))),
        (kind == OTHER, COLUMN, pl.lit(code_of("other_org"))),
        ((kind == TOTAL) & in_requests, ROW, pl.lit(code_of("concluded_total"))),
        (kind == TOTAL, COLUMN, pl.lit(code_of("total"))),
        ((kind == SUBTOTAL) & in_requests & numbered, ROW, pl.col("_group")),
        (kind == SUBTOTAL, COLUMN, pl.lit(code_of("organisations_subtotal"))),
        ((kind == GROUP) & numbered, ROW, pl.col("code")),
    ]
    new_class, new_code = kind, pl.col("code")
    for condition, word_class, code in reversed(rules):
        condition = condition.fill_null(False)
        new_class = pl.when(condition).then(pl.lit(word_class, dtype=pl.UInt8)).otherwise(new_class)
        new_code = pl.when(condition).then(code.cast(pl.UInt16)).otherwise(new_code)
    frame = frame.with_columns(word_class=new_class, code=new_code)
    return frame.drop("_is_numbered", "_last_row", "_group", "_behind_header")
