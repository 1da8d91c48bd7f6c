"""Anchors to table rows: which row of the form each run of numbers is, and which columns it has.

One occurrence of a row is one label of the form with its numbers under a header that names its columns;
the row of section 4 has no label and follows its header, and so does a row whose label is lost.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.form.tables import cell_index, form_items
from extract.recognise.headers import (
    CHANNELS,
    Resolved,
    resolve_applicants,
    resolve_channel,
    resolve_items,
    resolve_results,
)
from extract.recognise.words import CHANNEL, COLUMN, MARK, ROW, VALUE, code_of, label_codes

MOST_PLACES = 16
NO_ITEM = 2**16 - 1
_FIRST_ROWS = {
    "issued": "regulations",
    "newly_made": "regulations",
    "amount_wan_yuan": "administrative_fees",
    "projects": "government_procurement",
}


def find_rows(anchors: pl.DataFrame, headers: pl.DataFrame) -> pl.DataFrame:
    """One row per occurrence of a form row in a document, in reading order.

    Columns: ``anchor``, ``doc``, ``table_code``, ``row_code``, ``header`` (null without one), ``plan`` (u32 row of the
    places), ``place_count`` (numbers that the header asks for; null when unresolved), ``edition_code``,
    ``is_incomplete`` (header), ``is_label_lost``, and what find_anchors says of the anchor.
    """
    anchors = anchors.rename({"is_torn": "is_torn_label"})
    starts = headers.select(
        "header", anchor=pl.col("last_anchor"), header_signature="signature", header_table="table_code"
    )
    frame = anchors.join(starts, on="anchor", how="left", maintain_order="left")
    ends_block = (pl.col("word_class") == MARK) & (pl.col("code") == code_of("article"))
    new_document = pl.col("doc") != pl.col("doc").shift(1, fill_value=2**32 - 1)
    reset = pl.when(pl.col("header").is_not_null()).then("header").when(ends_block | new_document).then(pl.lit(-1))
    frame = frame.with_columns(current=reset.cast(pl.Int64).forward_fill()).with_columns(
        current=pl.when(pl.col("current") >= 0).then("current")
    )
    labelled = _labelled_rows(frame)
    unlabelled = _unlabelled_rows(frame).join(labelled, on=["doc", "row_code"], how="anti", maintain_order="left")
    occurrences = pl.concat([labelled, unlabelled], how="diagonal").sort("anchor")
    by_header = headers.select(
        "signature", "last_anchor", current=pl.col("header").cast(pl.Int64), header_table="table_code"
    )
    occurrences = occurrences.join(by_header, on="current", how="left", maintain_order="left")
    return _plan_rows(_requests_header(occurrences, headers))


@cache
def _table_of_row() -> dict[str, str]:
    return dict(form_items().select("row_code", "table_code").unique().iter_rows())


_KEPT = ["anchor", "doc", "word", "line", "current", "value_count", "is_final", "grid_row", "next_anchor_row", "blanks", "next_blanks", "layout", "is_torn_label"]  # fmt: skip


def _labelled_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Anchors that are labels of rows; a channel is one when numbers follow it directly."""
    channel = (pl.col("word_class") == CHANNEL) & (pl.col("value_count") > 0)
    rows = frame.filter((pl.col("word_class") == ROW) | channel)
    name = pl.col("code").replace_strict(range(len(label_codes())), label_codes(), return_dtype=pl.String)
    table = pl.col("row_code").replace_strict(_table_of_row(), default=None, return_dtype=pl.String)
    rows = rows.with_columns(row_code=name).with_columns(table_code=table, is_label_lost=pl.lit(False))
    return rows.drop_nulls("table_code").select(*_KEPT, "table_code", "row_code", "is_label_lost")


def _unlabelled_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Numbers that follow a header directly: the row of section 4, or a row of section 2 without its label."""
    at_header = pl.col("header").is_not_null()
    behind = (
        (pl.col("word_class") == VALUE)
        & pl.col("header").shift(1).is_not_null()
        & (pl.col("doc") == pl.col("doc").shift(1))
    )
    table = pl.coalesce("header_table", pl.when(behind).then(pl.col("header_table").shift(1)))
    signature = pl.coalesce("header_signature", pl.when(behind).then(pl.col("header_signature").shift(1)))
    first_row = signature.str.extract(r"(issued|newly_made|amount_wan_yuan|projects)").replace_strict(
        _FIRST_ROWS, default=None, return_dtype=pl.String
    )
    frame = frame.with_columns(
        table_code=table,
        lost_row=first_row,
        unlabelled=(at_header | behind) & (pl.col("word_class").is_in([COLUMN, VALUE])),
    )
    followed = (
        (pl.col("value_count").shift(-1) > 0)
        & (pl.col("word_class").shift(-1) == VALUE)
        & (pl.col("doc").shift(-1) == pl.col("doc"))
    )
    frame = frame.with_columns(followed=followed.fill_null(False), next_code=pl.col("code").shift(-1))
    rows = frame.filter("unlabelled")
    litigation = rows.filter(
        (pl.col("table_code") == "litigation") & ((pl.col("value_count") > 0) | (~pl.col("followed") & ~pl.col("is_final")))
    ).with_columns(row_code=pl.lit("litigation"), is_label_lost=pl.lit(False))  # fmt: skip
    next_is_second = pl.col("next_code") == code_of("normative_documents")
    lost = rows.filter(
        (pl.col("table_code") == "proactive_disclosure") & (pl.col("value_count") > 0)
        & ((pl.col("lost_row") != "regulations") | next_is_second)
    ).with_columns(row_code="lost_row", is_label_lost=pl.lit(True))  # fmt: skip
    return (
        pl.concat([litigation, lost]).drop_nulls("row_code").select(*_KEPT, "table_code", "row_code", "is_label_lost")
    )


def _requests_header(rows: pl.DataFrame, headers: pl.DataFrame) -> pl.DataFrame:
    """Rows of section 3 stand under the last header of that table, whatever labels came between."""
    own = headers.filter(table_code="requests").select(
        "doc", "first_anchor", own_signature="signature", own_header="header"
    )
    asof = rows.select("anchor", "doc").join_asof(
        own.sort("first_anchor"),
        left_on="anchor",
        right_on="first_anchor",
        by="doc",
        strategy="backward",
        check_sortedness=False,
    )
    rows = rows.with_columns(asof["own_signature"], asof["own_header"])
    is_request = pl.col("table_code") == "requests"
    fits = pl.col("header_table") == pl.col("table_code")
    return rows.with_columns(
        signature=pl.when(is_request).then("own_signature").when(fits).then("signature"),
        header=pl.when(is_request).then("own_header").when(fits).then(pl.col("current").cast(pl.UInt32)),
    ).drop("own_signature", "own_header", "header_table", "current", "last_anchor")


def _resolve(table: str, signature: str | None, row: str) -> Resolved | None:
    if signature is None:
        return None
    if table == "requests":
        return resolve_applicants(signature)
    if table == "litigation":
        return resolve_channel(signature, row) if row in CHANNELS else resolve_results(signature)
    return resolve_items(signature, row)


def _plan_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Resolve each distinct (table, header wording, row) once and note its plan."""
    key = ["table_code", "signature", "row_code"]
    distinct = rows.select(key).unique(key).sort(key, nulls_last=True)
    plans = [_resolve(*case) for case in distinct.iter_rows()]
    resolved = distinct.with_columns(
        plan=pl.Series(range(len(plans)), dtype=pl.UInt32),
        edition_code=pl.Series([plan[0] if plan else None for plan in plans], dtype=pl.String),
        place_count=pl.Series([len(plan[1]) if plan else None for plan in plans], dtype=pl.UInt32),
        places=pl.Series([list(plan[1]) if plan else [] for plan in plans], dtype=pl.List(pl.String)),
        is_incomplete=pl.Series([bool(plan and plan[2]) for plan in plans], dtype=pl.Boolean),
    )
    return rows.join(resolved, on=key, how="left", nulls_equal=True, maintain_order="left")


def place_items(rows: pl.DataFrame) -> pl.Series:
    """Item of the form (cell_index) by plan and place: value at plan × MOST_PLACES + place; NO_ITEM where there is none."""
    plans = rows.select("plan", "table_code", "row_code", "places").unique("plan").sort("plan")
    spelt = plans.explode("places", empty_as_null=True).drop_nulls("places")
    spelt = spelt.with_columns(place=pl.int_range(pl.len()).over("plan"), part=pl.col("places").str.split("."))
    row = pl.col("part").list.get(0)
    spelt = spelt.with_columns(
        row_code=pl.when(row == "").then("row_code").otherwise(row), column_code=pl.col("part").list.get(1)
    )
    items = spelt.join(cell_index(), on=["table_code", "row_code", "column_code"], how="left")
    size = (plans["plan"].max() + 1 if plans.height else 0) * MOST_PLACES
    slots = items.select(
        slot=(pl.col("plan") * MOST_PLACES + pl.col("place")).cast(pl.UInt32), item=pl.col("item").cast(pl.UInt16)
    )
    every = pl.DataFrame({"slot": pl.Series(range(size), dtype=pl.UInt32)})
    return every.join(slots, on="slot", how="left", maintain_order="left")["item"].fill_null(NO_ITEM)
