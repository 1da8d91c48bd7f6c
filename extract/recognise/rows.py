"""Anchors to table rows: which row of the form each run of numbers is, and which columns it has.

One occurrence of a row is one label of the form with its numbers under a header that names its columns;
the row of section 4 has no label and follows its header, and so does a row whose label is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from extract.form.tables import cell_index, form_items
from extract.recognise.events import GRID, new_document
from extract.recognise.headers import (
    CHANNELS,
    Resolved,
    resolve_applicants,
    resolve_channel,
    resolve_items,
    resolve_results,
)
from extract.recognise.words import CHANNEL, MARK, ROW, TEXT, VALUE, code_of, label_codes

MOST_PLACES = 16
NO_ITEM = 2**16 - 1
NO_HEADER = 2**32 - 1
LITIGATION_ROW = "litigation"  # the one row of section 4 holds all three channels
# The row that a header without a label beneath it must belong to.
_FIRST_ROWS = {
    "issued": "regulations",
    "newly_made": "regulations",
    "amount_wan_yuan": "administrative_fees",
    "projects": "government_procurement",
}


@dataclass(frozen=True)
class FormRows:
    """Occurrences of form rows, and where their numbers go.

    ``rows``: one row per occurrence in reading order: ``anchor``, ``doc``, ``table_code``, ``row_code``, ``header``
    (null without one), ``plan``, ``place_count`` (numbers that the header asks for; null when unresolved),
    ``edition_code``, ``is_incomplete`` (header), ``is_label_lost``, ``is_labelled``, and what find_anchors says of the
    anchor.
    ``items``: item of cell_index at plan × MOST_PLACES + place, NO_ITEM where there is none.
    """

    rows: pl.DataFrame
    items: pl.Series


def find_rows(anchors: pl.DataFrame, headers: pl.DataFrame) -> FormRows:
    """Find every occurrence of a form row and resolve the columns under its header."""
    labelled = _labelled_rows(anchors, headers)
    unlabelled = _unlabelled_rows(anchors, headers)
    unlabelled = unlabelled.join(labelled, on=["doc", "row_code"], how="anti", maintain_order="left")
    return _plan_rows(pl.concat([labelled, unlabelled]).sort("anchor"), headers)


_KEPT = [
    "anchor", "doc", "word", "line", "value_count", "is_final", "grid_row", "next_anchor_row", "blanks", "next_blanks",
    "layout", "is_torn_label", "header", "table_code", "row_code", "is_label_lost",
    "is_labelled",
]  # fmt: skip


@cache
def _table_of_row() -> dict[str, str]:
    return dict(form_items().select("row_code", "table_code").unique().iter_rows())


def _labelled_rows(anchors: pl.DataFrame, headers: pl.DataFrame) -> pl.DataFrame:
    """Anchors that are labels of rows; a channel is one when numbers follow it directly."""
    channel = (pl.col("word_class") == CHANNEL) & (pl.col("value_count") > 0)
    rows = anchors.filter((pl.col("word_class") == ROW) | channel).rename({"is_torn": "is_torn_label"})
    codes = range(len(label_codes()))
    tables = [_table_of_row().get(code) for code in label_codes()]
    rows = rows.with_columns(
        row_code=pl.col("code").replace_strict(codes, label_codes(), return_dtype=pl.String),
        table_code=pl.col("code").replace_strict(codes, tables, return_dtype=pl.String),
        is_label_lost=pl.lit(False),
        is_labelled=pl.lit(True),
    ).drop_nulls("table_code")
    nearest, own = _headers_above(anchors, headers)
    rows = rows.with_columns(nearest.gather(rows["anchor"]).alias("nearest"), own.gather(rows["anchor"]).alias("own"))
    fits = headers["table_code"].gather(rows["nearest"]) == rows["table_code"]
    request = pl.col("table_code") == "requests"
    header = pl.when(request).then("own").when(fits).then("nearest")
    return rows.with_columns(header=header).select(_KEPT)


def _headers_above(anchors: pl.DataFrame, headers: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """For each anchor the header above it, up to the next article; and the last header of section 3, whatever came
    between.
    """
    starts = anchors.select(new_document()).to_series()
    ends_block = (anchors["word_class"] == MARK) & (anchors["code"] == code_of("article")).fill_null(False)
    own = headers.filter(table_code="requests")
    return tuple(  # type: ignore[return-value]
        _carry_down(breaks, part) for breaks, part in ((starts | ends_block, headers), (starts, own))
    )


def _carry_down(breaks: pl.Series, headers: pl.DataFrame) -> pl.Series:
    """Header in force at each anchor: set where a header ends, unset at breaks."""
    marks = pl.repeat(None, len(breaks), dtype=pl.UInt32, eager=True).scatter(breaks.arg_true(), NO_HEADER)
    carried = marks.scatter(headers["last_anchor"], headers["header"]).fill_null(strategy="forward")
    return carried.replace(NO_HEADER, None)


def _unlabelled_rows(anchors: pl.DataFrame, headers: pl.DataFrame) -> pl.DataFrame:
    """Numbers that follow a header directly: the row of section 4, or a row of section 2 without its label."""
    first_row = pl.col("signature").str.extract(f"({'|'.join(_FIRST_ROWS)})")
    headers = headers.filter(pl.col("table_code") != "requests").with_columns(
        lost_row=first_row.replace_strict(_FIRST_ROWS, default=None, return_dtype=pl.String)
    )
    at, behind = anchors[headers["last_anchor"]], _behind(anchors, headers["last_anchor"])
    # In a table that is kept, the row of section 4 may have a label of its own making, such as 案件数.
    labelled = (behind["layout"] == GRID) & (behind["word_class"] == TEXT) & (headers["table_code"] == "litigation")
    labelled &= behind["value_count"] > 0
    orphan = ((behind["word_class"] == VALUE) | labelled) & (behind["doc"] == at["doc"])
    is_behind = (at["value_count"] == 0) & orphan
    chosen = pl.select(anchor=pl.when(is_behind).then(behind["anchor"]).otherwise(at["anchor"]))["anchor"]
    rows = (
        anchors[chosen]
        .rename({"is_torn": "is_torn_label"})
        .with_columns(
            headers["header"],
            headers["table_code"],
            headers["lost_row"],
            (is_behind & labelled).alias("is_labelled"),
            _behind(anchors, chosen)["code"].alias("next_code"),
        )
    )
    litigation = pl.col("table_code") == "litigation"
    numbered = pl.col("value_count") > 0
    second_next = pl.col("next_code").eq_missing(code_of("normative_documents"))
    lost = numbered & pl.col("lost_row").is_not_null() & ((pl.col("lost_row") != "regulations") | second_next)
    # The row of section 4 is there, though blank, when the text goes on behind its header.
    rows = rows.filter((litigation & (numbered | ~pl.col("is_final"))) | (~litigation & lost))
    return rows.with_columns(
        row_code=pl.when(litigation).then(pl.lit(LITIGATION_ROW)).otherwise("lost_row"),
        is_label_lost=~litigation,
    ).select(_KEPT)


def _behind(anchors: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """The anchors right behind others; of the last one, itself."""
    last = max(anchors.height - 1, 0)
    return anchors[(at + 1).clip(upper_bound=last)]


def _resolve(table: str, signature: str, row: str) -> Resolved | None:
    if table == "requests":
        return resolve_applicants(signature)
    if table == "litigation":
        return resolve_channel(signature, row) if row in CHANNELS else resolve_results(signature)
    return resolve_items(signature, row)


@cache
def _items_by_codes() -> dict[tuple[str, str, str], int]:
    index = cell_index()
    codes = zip(index["table_code"], index["row_code"], index["column_code"], strict=True)
    return {key: item for item, key in enumerate(codes)}


@cache
def _plan(table: str, signature: str, row: str) -> tuple[str | None, bool, tuple[int, ...]]:
    """Edition, incompleteness and items of one row under one header wording; no items when unresolved."""
    resolved = _resolve(table, signature, row)
    if resolved is None:
        return None, False, ()
    edition, places, incomplete = resolved
    cells = [(place.split(".")[0] or row, place.split(".")[1]) for place in places]
    return edition, incomplete, tuple(_items_by_codes().get((table, *cell), NO_ITEM) for cell in cells)


def _plan_rows(rows: pl.DataFrame, headers: pl.DataFrame) -> FormRows:
    """Resolve each distinct (table, header wording, row) once."""
    key = ["table_code", "signature", "row_code"]
    signature = headers["signature"].gather(rows["header"])
    rows = rows.with_columns(signature)
    distinct = rows.select(key).unique().drop_nulls().sort(key)
    plans = [_plan(*case) for case in distinct.iter_rows()]
    known = distinct.with_columns(
        plan=pl.Series(range(len(plans)), dtype=pl.UInt32),
        edition_code=pl.Series([edition for edition, _, _ in plans], dtype=pl.String),
        place_count=pl.Series([len(items) or None for _, _, items in plans], dtype=pl.UInt32),
        is_incomplete=pl.Series([incomplete for _, incomplete, _ in plans], dtype=pl.Boolean),
    )
    rows = rows.join(known, on=key, how="left", maintain_order="left").drop("signature")
    spread = [item for _, _, items in plans for item in (*items, *[NO_ITEM] * (MOST_PLACES - len(items)))]
    return FormRows(rows, pl.Series("item", spread, dtype=pl.UInt16))
