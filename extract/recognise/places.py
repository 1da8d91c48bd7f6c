"""Labels that mean one thing or another by their place: 其他, 总计, 小计 and the group headings of section 3."""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.form.tables import form_items
from extract.recognise.events import new_document
from extract.recognise.words import CHANNEL, COLUMN, GROUP, MARK, OTHER, ROW, SUBTOTAL, TEXT, TOTAL, code_of

# Headings of section 3 that may stand for a printed subtotal, and the first part of each.
FIRST_PARTS = {
    "denied_subtotal": "denied_state_secret",
    "unavailable_subtotal": "unavailable_not_held",
    "not_processed_subtotal": "not_processed_petition",
}
NO_GROUP = pl.lit(2**16 - 1, dtype=pl.UInt16)


@cache
def _request_rows() -> list[int]:
    rows = form_items().filter(table_code="requests")["row_code"].unique(maintain_order=True)
    return [code_of(code) for code in rows]


def resolve_by_place(anchors: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The anchors with such labels turned into rows or columns.

    The column 其他 becomes the row 3.其他 behind its two sister rows; 总计 behind a row of section 3 is its row
    （七）总计 and else a column; 小计 and a group heading are rows when numbers follow, a heading only where its
    first part follows as well: else they may be the numbers of a part that lost its label.
    """
    kind, numbered = pl.col("word_class"), pl.col("value_count") > 0
    is_row = kind == ROW
    known = pl.when(is_row).then("code").when(new_document()).then(pl.lit(code_of("applicants"), dtype=pl.UInt16))
    unsplit = is_row & (pl.col("code") == code_of("other_unsplit"))
    frame = anchors.with_columns(
        words["is_numbered"].gather(anchors["word"]).alias("_is_numbered"),
        _last_row=pl.when(new_document()).then(code_of("applicants")).otherwise(known.forward_fill().shift(1)),
        _group=pl.when((kind == GROUP) | unsplit).then("code").when(new_document()).then(NO_GROUP).forward_fill(),
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
        ((kind == SUBTOTAL) & in_requests & numbered & (pl.col("_group") != NO_GROUP), ROW, pl.col("_group")),
        (kind == SUBTOTAL, COLUMN, pl.lit(code_of("organisations_subtotal"))),
        ((kind == GROUP) & numbered, ROW, pl.col("code")),
    ]
    new_class, new_code = kind, pl.col("code")
    for condition, word_class, code in reversed(rules):
        applies = condition.fill_null(False)
        new_class = pl.when(applies).then(pl.lit(word_class, dtype=pl.UInt8)).otherwise(new_class)
        new_code = pl.when(applies).then(code.cast(pl.UInt16)).otherwise(new_code)
    is_heading = ((kind == GROUP) | unsplit) & numbered
    frame = frame.with_columns(word_class=new_class, code=new_code, _is_heading=is_heading)
    return _without_doubtful_subtotals(frame).drop(
        "_is_numbered", "_last_row", "_group", "_behind_header", "_is_heading"
    )


def _without_doubtful_subtotals(frame: pl.DataFrame) -> pl.DataFrame:
    """Group headings with numbers become texts unless the next row is the group's first part, with its own numbers.

    （六）其他处理 is a row of the edition 2019 too, so it becomes a text only before its second or third part.
    """
    if not frame["_is_heading"].any():
        return frame
    rows = frame.filter(pl.col("word_class") == ROW).with_columns(
        next_code=pl.col("code").shift(-1), is_next=pl.col("doc") == pl.col("doc").shift(-1),
        next_numbered=pl.col("value_count").shift(-1) > 0,
    )  # fmt: skip
    unsplit, overdue = code_of("other_unsplit"), code_of("other_overdue_correction")
    later = pl.col("next_code").is_in([code_of("other_overdue_fee"), code_of("other_remaining")])
    first = pl.col("code").replace_strict(
        [code_of(group) for group in FIRST_PARTS], [code_of(part) for part in FIRST_PARTS.values()], default=None
    )
    followed = pl.col("is_next") & (pl.col("next_code") == first) & pl.col("next_numbered")
    split = later | ((pl.col("next_code") == overdue) & ~pl.col("next_numbered"))
    doubtful = pl.when(pl.col("code") == unsplit).then(pl.col("is_next") & split).otherwise(~followed)
    lost = rows.filter(pl.col("_is_heading") & doubtful.fill_null(True))["anchor"]
    return frame.with_columns(frame["word_class"].scatter(lost, TEXT), frame["code"].scatter(lost, None))
