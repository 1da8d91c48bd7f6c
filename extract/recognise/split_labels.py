"""Labels broken over lines or cells: 商业 / 企业, 本年新 / 制作数量.

A piece of text that says nothing by itself is read together with the one or two pieces before it; where
the whole is a label of the form, the first piece takes its meaning and the others become notes.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.recognise.normalise import comparable, label_key
from extract.recognise.words import CHANNEL, COLUMN, GROUP, MARK, NOTE, OTHER, ROW, TEXT, labels

LONGEST_PIECE = 24
MOST_PIECES = 3
_PIECES = [TEXT, COLUMN, ROW, OTHER, MARK, CHANNEL, GROUP, NOTE]


def join_split_labels(events: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The same events; pieces of a split label carry its class and code, or the class NOTE."""
    endings = _find_endings(words)
    last = events.select("doc", "word").with_row_index("event").filter(endings.gather(events["word"]))
    matches = [_find_matches(events, words, last, pieces) for pieces in range(MOST_PIECES, 1, -1)]
    found = pl.concat(matches).unique("event", keep="first", maintain_order=True)
    return _apply(events, found) if found.height else events


def _find_endings(words: pl.DataFrame) -> pl.Series:
    """Whether each word may be the last piece of a split label; most text is not."""
    # 纠正 is known as what a page left of 结果纠正; behind 结果 it is the second half of that label.
    open_end = (pl.col("word_class") == TEXT) | pl.col("is_odd")
    short = words.with_row_index("at").filter(open_end & (pl.col("raw").str.len_chars() <= LONGEST_PIECE))
    ends = short.filter(label_key(comparable(pl.col("raw"))).is_in(_endings().implode()))["at"]
    return pl.repeat(False, words.height, eager=True).scatter(ends, True)


@cache
def _endings() -> pl.Series:
    """Every proper ending of a label."""
    keys = labels().filter(match_code="exact").select("key")
    start = pl.int_ranges(1, pl.col("key").str.len_chars())
    ends = keys.with_columns(start=start).explode("start", empty_as_null=True).drop_nulls("start")
    return ends.select(pl.col("key").str.slice(pl.col("start"))).to_series().unique().sort()


def _find_matches(events: pl.DataFrame, words: pl.DataFrame, last: pl.DataFrame, pieces: int) -> pl.DataFrame:
    """Pieces of labels in ``pieces`` parts: ``event``, ``word_class`` and ``code`` to take."""
    runs = last.filter(pl.col("event") >= pieces - 1)
    for back in range(1, pieces):
        at = runs["event"] - back
        runs = runs.with_columns(
            events["word"].gather(at).alias(f"word_{back}"),
            events["doc"].gather(at).alias(f"doc_{back}"),
            events["word_class"].gather(at).alias(f"class_{back}"),
        ).filter((pl.col(f"doc_{back}") == pl.col("doc")) & pl.col(f"class_{back}").is_in(_PIECES))
    order = [f"word_{back}" for back in range(pieces - 1, 0, -1)] + ["word"]
    distinct = runs.select(order).unique(maintain_order=True)
    texts = pl.DataFrame({name: words["raw"].gather(distinct[name]) for name in order})
    whole = texts.select(text=pl.concat_str(pl.all()))["text"]
    keys = pl.DataFrame({"text": whole}).select(key=label_key(comparable(pl.col("text"))))["key"]
    known = labels().filter(match_code="exact").unique("key", keep="first").select("key", "word_class", "label_code")
    named = distinct.with_columns(keys).join(known, on="key", maintain_order="left")
    matches = runs.select("event", *order).join(named, on=order, maintain_order="left")
    first = matches.select(pl.col("event") - (pieces - 1), "word_class", code="label_code")
    rest = [
        matches.select(
            pl.col("event") - back, word_class=pl.lit(NOTE, dtype=pl.UInt8), code=pl.lit(None, dtype=pl.UInt16)
        )
        for back in range(pieces - 1)
    ]
    return pl.concat([first, *rest])


def _apply(events: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    return events.with_columns(
        events["word_class"].scatter(found["event"], found["word_class"]),
        events["code"].scatter(found["event"], found["code"]),
    )
