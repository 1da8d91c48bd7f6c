"""Whether a text is a report at all, and whether its numbers survived."""

from __future__ import annotations

import polars as pl

from extract.recognise.events import LINE_PER_CELL, TABBED_LINES

_REPORT = r"信息公[开開][\s\S]{0,400}(?:[报報]告|年[报報])"
_MARKERS = [
    r"主[动動]公[开開]",
    r"依申[请請]公[开開]|收到和[处處]理|公[开開]申[请請]",
    r"[复復][议議].{0,16}[诉訴][讼訟]",
    r"[统統][计計](?:期限|[时時]限)",
    r"存在的?(?:主要)?[问問][题題]|不足",
]
FEWEST_MARKERS = 3
FEWEST_ROWS = 4
LARGEST_SHARE_OF_NUMBERED_ROWS = 0.5
# No whole report of one cell per line goes without a line that recurs: the form itself repeats its headers.
ROWS_THAT_NEED_REPEATS = 8
# Reports with more numbers than this have two alike; they need no closer look.
MOST_DISTINCT_NUMBERS = 120


def reject(texts: pl.Series, events: pl.DataFrame, rows: pl.DataFrame, tables: pl.DataFrame) -> pl.DataFrame:
    """Documents that are no report or lost their numbers: ``doc``, ``reason_code``."""
    tabled = tables["doc"].unique()
    documents = pl.DataFrame({"doc": pl.Series(range(len(texts)), dtype=pl.UInt32), "text": texts})
    bare = documents.filter(~pl.col("doc").is_in(tabled.implode()))
    markers = pl.sum_horizontal(pl.col("text").str.contains(marker) for marker in _MARKERS)
    is_report = pl.col("text").str.contains(_REPORT) & (markers >= FEWEST_MARKERS)
    strangers = bare.filter(~is_report).select("doc", reason_code=pl.lit("not_a_report"))
    return pl.concat([strangers, _lost_values(events, rows)]).sort("doc")


def _lost_values(events: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Texts in which each distinct line appears once: labels without numbers, and no line that recurs."""
    shares = (
        rows.filter(pl.col("layout").is_in([LINE_PER_CELL, TABBED_LINES]))
        .group_by("doc")
        .agg(row_count=pl.len(), numbered=(pl.col("value_count") > 0).mean(), numbers=pl.col("value_count").sum())
    )
    few_numbers = (pl.col("row_count") >= FEWEST_ROWS) & (pl.col("numbered") <= LARGEST_SHARE_OF_NUMBERED_ROWS)
    many_rows = (pl.col("row_count") >= ROWS_THAT_NEED_REPEATS) & (pl.col("numbers") <= MOST_DISTINCT_NUMBERS)
    poor = shares.filter(few_numbers | many_rows)
    lines = events.join(poor, on="doc", how="semi").group_by("doc").agg(recurring=pl.col("word").is_duplicated().any())
    return lines.filter(~pl.col("recurring")).select("doc", reason_code=pl.lit("values_lost"))
