"""Events to anchors: every label or text with the numbers that follow it.

An anchor is anything printed that is no number, and the first number of a grid row that has no label.
"""

from __future__ import annotations

import polars as pl

from extract.recognise.events import last_of_document, new_document
from extract.recognise.words import CHANNEL, COLUMN, GROUP, MARK, ROW, TEXT, VALUE

# A text that ends in one of these was cut inside a table.
TORN_PARTS = [ROW, COLUMN, MARK, GROUP, CHANNEL]
NO_ROW = 2**32 - 1


def find_anchors(events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Numbers with their anchor, and anchors with their count of numbers.

    Out: ``values`` — one row per number: ``anchor`` (u32), ``rank`` (0 … in the anchor), ``doc``, ``word``, ``line``,
    ``blanks``; ``anchors`` — one row per anchor, row n is anchor n: the columns of the events, ``anchor``,
    ``value_count``, ``is_final`` (no anchor follows in the document), ``next_anchor_row`` and ``next_blanks`` (of the
    next anchor), ``is_torn_end`` (the text breaks off in this label).
    """
    events = _texts_in_rows(events)
    is_value = pl.col("word_class") == VALUE
    new_row = pl.col("grid_row") != pl.col("grid_row").shift(1, fill_value=NO_ROW)
    is_anchor = ~is_value | new_document() | new_row.fill_null(False)
    events = events.with_columns(is_anchor=is_anchor, is_value=is_value).with_columns(
        anchor=pl.col("is_anchor").cum_sum() - 1, values_so_far=pl.col("is_value").cum_sum()
    )
    anchors = events.filter("is_anchor").with_columns(
        values_before=pl.col("values_so_far") - pl.col("is_value").cast(pl.UInt32), is_final=last_of_document()
    )
    all_values = int(events["is_value"].sum())
    anchors = anchors.with_columns(
        value_count=pl.col("values_before").shift(-1, fill_value=all_values) - pl.col("values_before"),
        next_anchor_row=pl.when(~pl.col("is_final")).then(pl.col("grid_row").shift(-1)),
        next_blanks=pl.when(~pl.col("is_final")).then(pl.col("blanks").shift(-1)),
        is_torn_end=pl.col("is_torn") & pl.col("word_class").is_in(TORN_PARTS),
    )
    values = events.filter("is_value")
    rank = values["values_so_far"] - 1 - anchors["values_before"].gather(values["anchor"])
    values = values.select("anchor", rank.alias("rank"), "doc", "word", "line", "blanks")
    return values, anchors.drop("is_anchor", "is_value", "values_so_far", "values_before")


def _texts_in_rows(events: pl.DataFrame) -> pl.DataFrame:
    """Text that stands where a number should, in a grid row behind its label, counts as an unreadable cell."""
    same_row = (pl.col("grid_row") == pl.col("grid_row").shift(1)) & ~new_document()
    behind = pl.col("word_class").shift(1).is_in([ROW, VALUE])
    is_text = ((pl.col("word_class") == TEXT) & same_row & behind).fill_null(False)
    return events.with_columns(word_class=pl.when(is_text).then(pl.lit(VALUE, dtype=pl.UInt8)).otherwise("word_class"))
