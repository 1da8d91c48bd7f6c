"""Documents to tokens: one split for all flattened layouts.

A line break, a tab and a pipe each part two tokens; which of them stood before a token is kept, because
layouts differ in nothing else. Distinct token texts become *words*, so that everything costly is done
once per word of a batch and not once per cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from extract.recognise.joined import part_joined_lines
from extract.recognise.normalise import STRIPPED

# What stood before a token.
NEWLINE, LEADING_TAB, TAB, PIPE, JOINED = range(5)
# In this order: a tab that leads a line is told from one inside it.
_MARKS = (("｜", "|"), ("│", "|"), ("\n\t", "\n\x01"), ("\t", "\n\t"), ("|", "\n|"), ("\x02", "\n\x02"))
_MARKED = {"\x01": LEADING_TAB, "\t": TAB, "|": PIPE, "\x02": JOINED}


@dataclass(frozen=True)
class Tokens:
    """The tokens of a batch and its distinct words.

    ``tokens``: one row per token in reading order: ``doc`` (u32, row of the documents), ``word`` (u32).
    ``words``: row n is word n: ``raw`` (as printed, without surrounding spaces), ``separator`` (what stood before).
    """

    tokens: pl.DataFrame
    words: pl.DataFrame


def tokenise(texts: pl.Series) -> Tokens:
    """Split every document; ``texts`` holds one document per row, free of other control characters than tab and
    newline.
    """
    tokens = pl.DataFrame(
        {"doc": range(len(texts)), "token": _mark(texts).str.split("\n")}, schema_overrides={"doc": pl.UInt32}
    )
    tokens = tokens.explode("token", empty_as_null=True)
    # A dictionary of its own for every batch: the codes run from 0 and go with the batch.
    coded = tokens["token"].cast(pl.Categorical(pl.Categories.random()))
    distinct = coded.unique()
    words = pl.DataFrame({"word": distinct.to_physical(), "text": distinct.cast(pl.String)}).sort("word")
    return Tokens(tokens.select("doc", word=coded.to_physical()), _describe_words(words["text"]))


def _mark(texts: pl.Series) -> pl.Series:
    """Put every token on a line of its own that begins with what stood before it."""
    texts = part_joined_lines(texts)
    for separator, mark in _MARKS:
        texts = _replace_where_found(texts, separator, mark)
    # A tab at the very beginning leads a line as well.
    return texts.str.replace("^\n\t", "\x01")


def _replace_where_found(texts: pl.Series, old: str, new: str) -> pl.Series:
    """Most documents hold only one kind of separator, and looking for another costs little."""
    found = texts.str.contains(old, literal=True).arg_true()
    return texts.scatter(found, texts.gather(found).str.replace_all(old, new, literal=True)) if len(found) else texts


def _describe_words(texts: pl.Series) -> pl.DataFrame:
    """Separator and stripped text of each distinct token."""
    first = texts.str.head(1)
    separator = first.replace_strict(list(_MARKED), list(_MARKED.values()), default=NEWLINE, return_dtype=pl.UInt8)
    raw = texts.str.strip_prefix("|").str.strip_chars(STRIPPED)
    return pl.DataFrame({"raw": raw, "separator": separator})
