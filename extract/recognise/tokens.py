"""Documents to tokens: one split for all flattened layouts; the cells of real tables are tokens already.

A line break, a tab and a pipe each part two tokens, and in some documents a space; which of them stood before a token
is kept, because layouts differ in nothing else. Distinct token texts become *words*, so that everything costly is done
once per word of a batch and not once per cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from extract.recognise.fragments import Fragments
from extract.recognise.joined import part_joined_lines
from extract.recognise.normalise import LONGEST_LABEL, STRIPPED
from extract.recognise.spaced import part_spaced_lines

# What stood before a token; the last two are cells of a table that is kept: the first of a row, and a further one.
NEWLINE, LEADING_TAB, TAB, PIPE, JOINED, SPACED, FIRST_CELL, CELL = range(8)
# In this order: a tab that leads a line is told from one inside it.
_MARKS = (("｜", "|"), ("│", "|"), ("\n\t", "\n\x01"), ("\t", "\n\t"), ("|", "\n|"), ("\x02", "\n\x02"))
_MARKED = {"\x01": LEADING_TAB, "\t": TAB, "|": PIPE, "\x02": JOINED, "\x05": SPACED, "\x03": FIRST_CELL, "\x04": CELL}
# Between two of these a line break is no space.
_UNBROKEN = r"[\p{Han}（）、，：；“”《》]"


@dataclass(frozen=True)
class Tokens:
    """The tokens of a batch and its distinct words.

    ``tokens``: one row per token in reading order: ``doc`` (u32, row of the documents), ``word`` (u32), ``fragment``
    (line of Fragments) and ``row`` (of the fragment), both null in a flattened text.
    ``words``: row n is word n: ``raw`` (as printed, without surrounding spaces), ``separator`` (what stood before).
    """

    tokens: pl.DataFrame
    words: pl.DataFrame


def tokenise(texts: pl.Series, fragments: Fragments) -> Tokens:
    """Split every document; ``texts`` holds one document per row, free of other control characters than tab and
    newline. A document that has fragments is taken from these.
    """
    tokens = _of_texts(texts, fragments.is_text)
    if not fragments.frame.is_empty():
        tokens = pl.concat([tokens, _of_fragments(fragments.frame)]).sort("doc", maintain_order=True)
    # A dictionary of its own for every batch: the codes run from 0 and go with the batch.
    coded = tokens["token"].cast(pl.Categorical(pl.Categories.random()))
    distinct = coded.unique()
    words = pl.DataFrame({"word": distinct.to_physical(), "text": distinct.cast(pl.String)}).sort("word")
    tokens = tokens.select("doc", coded.to_physical().alias("word"), "fragment", "row")
    return Tokens(tokens, _describe_words(words["text"]))


def _of_texts(texts: pl.Series, is_text: pl.Series) -> pl.DataFrame:
    owner = pl.Series("doc", range(len(texts)), dtype=pl.UInt32).filter(is_text)
    marked = texts if is_text.all() else texts.filter(is_text)
    tokens = pl.DataFrame({"doc": owner, "token": _mark(part_spaced_lines(marked)).str.split("\n")})
    nothing = pl.lit(None, dtype=pl.UInt32)
    return tokens.explode("token", empty_as_null=True).with_columns(fragment=nothing, row=nothing)


def _of_fragments(frame: pl.DataFrame) -> pl.DataFrame:
    """A cell is one token whatever is in it, unless it holds prose; a line of prose is split as a flattened text is."""
    is_prose = pl.col("text").str.len_chars() > LONGEST_LABEL
    is_cell = pl.col("table_number").is_not_null() & ~is_prose
    goes_on = (pl.col("row") == pl.col("row").shift(1)) & (pl.col("doc") == pl.col("doc").shift(1))
    text = _unwrap(pl.col("text")).str.replace_all(r"[\s\x00-\x1f\x7f]+", " ")
    cell = pl.when(goes_on.fill_null(False)).then(pl.lit("\x04")).otherwise(pl.lit("\x03")) + text
    frame = frame.with_columns(is_cell=is_cell, token=pl.when(is_cell).then(cell).otherwise("text"))
    prose = (~frame["is_cell"]).arg_true()
    frame = frame.with_columns(frame["token"].scatter(prose, _mark(frame["token"].gather(prose))))
    frame = frame.select("doc", pl.col("token").str.split("\n"), fragment="line", row="row")
    return frame.explode("token", empty_as_null=True)


def _unwrap(cells: pl.Expr) -> pl.Expr:
    """Labels wrapped in narrow columns, without their line breaks; numbers on two lines stay apart."""
    wrapped = f"({_UNBROKEN})\\s*\\n\\s*({_UNBROKEN})"
    # A character between two breaks belongs to one match only, so every second break is left for the second round.
    return cells.str.replace_all(wrapped, "$1$2").str.replace_all(wrapped, "$1$2")


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
    raw = texts.str.strip_prefix("|").str.strip_chars(STRIPPED + "\x03\x04\x05")
    return pl.DataFrame({"raw": raw, "separator": separator})
