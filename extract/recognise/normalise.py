"""Printed text to comparable text: widths, spaces, quotes, traditional characters, numbering, notes.

Only keys are made here; what was printed stays as it was in ``raw_text``.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.form.tables import read_form

# Spaces of all kinds, zero-width characters and quotation marks say nothing in a label.
VISIBLE_SPACES = " \t\r\u00a0\u3000\u2002\u2003\u2009\u202f\x01\x02"
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
SPACES = VISIBLE_SPACES + ZERO_WIDTH
QUOTES = "“”\"'‘’「」『』＂＇"
# Longer words are prose whatever they say; a label with the longest official note has about 120 characters.
LONGEST_LABEL = 200
STRIPPED = SPACES + "\n"
# Latin letters with tone marks in brackets: pinyin glosses of copied pages, 發(fā).
PINYIN_GLOSS = r"\([a-zà-öø-ÿāēīōūǎěǐǒǔǖǘǚǜńňḿ]+\)"
# A scan may show 一 as one or two strokes.
NUMBERING = (
    r"^(?:\((?:[一二三四五六七八九十]{1,3}|\d{1,2}|[-—]{1,2})\)[、.,]?"
    r"|(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.,)](?:\D|$))"
)
# An opening note may have lost its end where the text was cut.
TRAILING_NOTE = r"\([^()]*(?:\([^()]*\)[^()]*)*\)?$"
TRAILING_MARKS = ":;、,.。：；"


@cache
def _width_pairs() -> tuple[list[str], list[str]]:
    """Full-width ASCII and the minus sign with their half-width forms."""
    wide = [chr(code) for code in range(0xFF01, 0xFF5F)]
    narrow = [chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)]
    return [*wide, "−"], [*narrow, "-"]


@cache
def _label_pairs() -> tuple[list[str], list[str]]:
    """Every replacement that makes a label comparable."""
    wide, narrow = _width_pairs()
    characters = read_form("characters")
    removed = list(SPACES + QUOTES)
    return (
        [*wide, *removed, *characters["from_text"].to_list()],
        [*narrow, *([""] * len(removed)), *characters["to_text"].to_list()],
    )


def narrow(text: pl.Expr) -> pl.Expr:
    """The text with half-width digits, letters and punctuation."""
    wide, half = _width_pairs()
    return text.str.replace_many(wide, half)


def comparable(text: pl.Expr) -> pl.Expr:
    """The text in half width and simplified characters, without spaces, quotes and pinyin glosses."""
    return text.str.replace_many(*_label_pairs()).str.replace_all(PINYIN_GLOSS, "")


def without_numbering(text: pl.Expr) -> pl.Expr:
    """A comparable text without its leading number: （一）, 1., 二、 …"""
    number = text.str.extract(NUMBERING, 0)
    # The pattern looks one character past "1." so that 1.5 stays a number; that character is kept.
    length = number.str.len_chars() - number.str.contains(r"[、.,)]\D$").cast(pl.UInt32)
    return pl.when(number.is_null()).then(text).otherwise(text.str.slice(length))


def label_key(text: pl.Expr) -> pl.Expr:
    """The key under which a printed label is looked up: comparable, without numbering, notes and end marks."""
    bare = without_numbering(text)
    noteless = bare.str.replace(TRAILING_NOTE, "")
    key = pl.when(noteless == "").then(bare).otherwise(noteless)
    return key.str.strip_chars_end(TRAILING_MARKS)
