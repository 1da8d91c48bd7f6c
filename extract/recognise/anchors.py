"""Events to anchors: every label or text with the numbers that follow it.

An anchor is anything printed that is no number, and the first number of a grid row that has no label.
"""

from __future__ import annotations

import polars as pl

from extract.recognise.words import CHANNEL, COLUMN, GROUP, MARK, ROW, TEXT, VALUE

# A text that ends in one of these was cut inside a table.
TORN_PARTS = [ROW, COLUMN, MARK, GROUP, CHANNEL]


def find_anchors(events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Numbers with their anchor, and anchors with their count of numbers.

    Out: ``values`` — one row per number: ``anchor`` (u32), ``rank`` (0 … in the anchor), ``doc``, ``word``, ``line``,
    ``blanks``; ``anchors`` — one row per anchor, row n is anchor n: the columns of the events, ``value_count``,
    ``is_final`` (nothing follows in the document), ``next_grid_row``, ``row_end_blanks``.
    """
    events = _texts_in_rows(events)
    is_value = pl.col("word_class") == VALUE
    new_document = pl.col("doc") != pl.col("doc").shift(1, fill_value=2**32 - 1)
    new_row = pl.col("grid_row").is_not_null() & (pl.col("grid_row") != pl.col("grid_row").shift(1, fill_value=-1))
    is_anchor = ~is_value | new_document | new_row
    events = events.with_columns(is_anchor=is_anchor, is_value=is_value).with_columns(
        anchor=(pl.col("is_anchor").cum_sum() - 1).cast(pl.UInt32),
        values_so_far=pl.col("is_value").cum_sum().cast(pl.UInt32),
        next_grid_row=pl.when(pl.col("doc") == pl.col("doc").shift(-1)).then(pl.col("grid_row").shift(-1)),
    )
    anchors = events.filter("is_anchor")
    before = (pl.col("values_so_far") - pl.col("is_value").cast(pl.UInt32)).alias("values_before")
    anchors = anchors.with_columns(before).with_columns(
        value_count=pl.col("values_before").shift(-1, fill_value=events["is_value"].sum()) - pl.col("values_before"),
        is_torn_end=pl.col("is_torn") & (pl.col("word_class").is_in(TORN_PARTS)),
        is_final=pl.col("doc") != pl.col("doc").shift(-1, fill_value=2**32 - 1),
        next_anchor_row=pl.when(pl.col("doc") == pl.col("doc").shift(-1)).then(pl.col("grid_row").shift(-1)),
        row_end_blanks=pl.when(pl.col("doc") == pl.col("doc").shift(-1)).then(pl.col("row_start_blanks").shift(-1)),
        next_blanks=pl.when(pl.col("doc") == pl.col("doc").shift(-1)).then(pl.col("blanks").shift(-1)),
    )
    values = events.filter("is_value")
    rank = values["values_so_far"] - 1 - anchors["values_before"].gather(values["anchor"])
    values = values.select("anchor", rank.alias("rank"), "doc", "word", "line", "blanks", "is_text")
    return values, anchors.drop("is_anchor", "values_so_far", "values_before", "next_grid_row", "is_text")


def _texts_in_rows(events: pl.DataFrame) -> pl.DataFrame:
    """Text that stands where a number should, in a grid row behind its label, counts as an unreadable cell."""
    same_row = (pl.col("grid_row") == pl.col("grid_row").shift(1)) & (pl.col("doc") == pl.col("doc").shift(1))
    behind = pl.col("word_class").shift(1).is_in([ROW, VALUE])
    is_text = (pl.col("word_class") == TEXT) & same_row & behind
    events = events.with_columns(is_text=is_text.fill_null(False))
    return events.with_columns(
        word_class=pl.when("is_text").then(pl.lit(VALUE, dtype=pl.UInt8)).otherwise("word_class")
    )
