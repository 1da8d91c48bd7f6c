"""Labels broken over lines or cells: 商业 / 企业, 本年新 / 制作数量.

Neighbouring pieces of text of which at least one says nothing by itself are read together; where the
whole is a label of the form, the first piece takes its meaning and the others become notes.
"""

from __future__ import annotations

import polars as pl

from extract.recognise.normalise import comparable, label_key
from extract.recognise.words import CHANNEL, COLUMN, GROUP, MARK, NOTE, OTHER, ROW, TEXT, labels

LONGEST_PIECE = 24
MOST_PIECES = 3
_PIECES = [TEXT, COLUMN, ROW, OTHER, MARK, CHANNEL, GROUP, NOTE]


def join_split_labels(events: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The same events; pieces of a split label carry its class and code, or the class NOTE."""
    events = events.with_row_index("event")
    for pieces in range(MOST_PIECES, 1, -1):
        matches = _find_matches(events, words, pieces)
        if matches.height:
            events = _apply(events, matches, pieces)
    return events.drop("event")


def _find_matches(events: pl.DataFrame, words: pl.DataFrame, pieces: int) -> pl.DataFrame:
    """Runs of ``pieces`` events that make a label together: event (of the first), word_class, code."""
    is_short = (words["raw"].str.len_chars() <= LONGEST_PIECE).gather(events["word"])
    frame = events.select("event", "doc", "word", "word_class").with_columns(is_short)
    usable = pl.col("word_class").is_in(_PIECES) & pl.col(is_short.name)
    conditions = [usable.shift(-n, fill_value=False) for n in range(pieces)]
    conditions += [pl.col("doc").shift(-n) == pl.col("doc") for n in range(1, pieces)]
    # The last piece must be new information: a known label begins a cell of its own.
    conditions += [pl.col("word_class").shift(-(pieces - 1)) == TEXT]
    runs = frame.select(
        "event", *(pl.col("word").shift(-n).alias(f"word_{n}") for n in range(pieces)), keep=pl.all_horizontal(conditions)
    ).filter("keep")
    texts = [words["raw"].gather(runs[f"word_{n}"]) for n in range(pieces)]
    whole = pl.DataFrame({f"piece_{n}": text for n, text in enumerate(texts)})
    keys = whole.select(key=label_key(comparable(pl.concat_str(pl.all()))))
    known = labels().filter(match_code="exact").select("key", "word_class", "label_code").unique("key", keep="first")
    runs = runs.select("event").with_columns(keys["key"])
    return runs.join(known, on="key").sort("event")


def _apply(events: pl.DataFrame, matches: pl.DataFrame, pieces: int) -> pl.DataFrame:
    first = matches.select("event", joined_class="word_class", joined_code="label_code")
    rest = pl.concat([matches.select(pl.col("event") + n) for n in range(1, pieces)]).with_columns(joined_rest=True)
    events = events.join(first, on="event", how="left", maintain_order="left")
    events = events.join(rest.unique("event"), on="event", how="left", maintain_order="left")
    is_rest = pl.col("joined_rest").fill_null(False)
    return events.with_columns(
        word_class=pl.when(is_rest).then(pl.lit(NOTE, dtype=pl.UInt8)).otherwise(pl.coalesce("joined_class", "word_class")),
        code=pl.when(~is_rest).then(pl.coalesce("joined_code", "code")),
    ).drop("joined_class", "joined_code", "joined_rest")
