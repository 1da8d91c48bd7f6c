"""Printed cells to numbers, units and states (FORM.md sections 3 and 4).

A cell is ``reported`` only when its whole text is one number with at most a sign, thousand separators
in their places, a known unit and a note without digits. Everything else that stands where a number
should is ``unreadable``.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.contract import AMOUNT
from extract.form.tables import read_form
from extract.recognise.normalise import VISIBLE_SPACES, ZERO_WIDTH, narrow

PLAIN = r"(?:0|[1-9]\d{0,13}|[1-9]\d{0,2}(?:,\d{3}){1,4})(?:\.\d{1,4})?"
# What stands where a number should: starts like one, is short and is no date, time or heading.
NUMBER_LIKE = r"^[+\-±≈约减增]?\s*[\d.,/()\\]|^[^\p{Han}]{1,2}$"
NOT_NUMBER_LIKE = r"[年月日:：号第页]|\d-\d+-\d|[一-龥]{4}|[A-Za-z]{3}"
LONGEST_NUMBER = 24


@cache
def _units() -> tuple[str, list[str], list[str | None], list[int]]:
    """A pattern of all units, longest first, and their codes and factors by text."""
    units = read_form("units")
    texts = sorted(units["unit_text"].to_list(), key=lambda text: (-len(text), text))
    by_text = {row["unit_text"]: row for row in units.iter_rows(named=True)}
    return (
        "|".join(texts),
        texts,
        [by_text[text]["unit_code"] for text in texts],
        [int(by_text[text]["factor"]) for text in texts],
    )


@cache
def nil_marks() -> list[str]:
    """Printed marks that say "nothing here" without saying zero."""
    return read_form("nil_marks")["nil_mark"].to_list()


def parse_numbers(tokens: pl.DataFrame) -> pl.DataFrame:
    """Numbers of distinct printed texts.

    In: one row per distinct text, column ``raw`` (stripped). Out: the same rows with ``value``
    (DECIMAL(18,4), before a factor of ten thousand is applied to counts), ``factor`` (Int64),
    ``printed_unit`` (code or null), ``is_number``, ``is_nil`` and ``is_number_like``.
    """
    pattern, texts, codes, factors = _units()
    whole = rf"^([+\-]|减少?|增加?)?\s*({PLAIN})\s*({pattern})?(?:\(({pattern})\)|\([^\d()]*\))?$"
    spaces = [" "] * len(VISIBLE_SPACES) + [""] * len(ZERO_WIDTH)
    text = narrow(pl.col("raw")).str.replace_many(list(VISIBLE_SPACES + ZERO_WIDTH), spaces).str.strip_chars()
    frame = tokens.with_columns(_text=text)
    short = pl.col("_text").str.len_chars() <= LONGEST_NUMBER
    frame = frame.with_columns(_parts=pl.when(short).then(pl.col("_text").str.extract_groups(whole)))
    sign, digits, unit, note = (pl.col("_parts").struct.field(str(n)) for n in range(1, 5))
    amount = digits.str.replace_all(",", "", literal=True).cast(AMOUNT, strict=False)
    negative = sign.str.contains(r"^(?:-|减)").fill_null(False)
    unit_text = pl.coalesce(unit, note)
    nil = pl.col("_text").is_in(nil_marks()) | pl.col("raw").is_in(nil_marks())
    like = short & pl.col("_text").str.contains(NUMBER_LIKE) & ~pl.col("_text").str.contains(NOT_NUMBER_LIKE)
    return frame.with_columns(
        value=pl.when(negative).then(-amount).otherwise(amount),
        printed_unit=unit_text.replace_strict(texts, codes, default=None, return_dtype=pl.String),
        factor=unit_text.replace_strict(texts, factors, default=1, return_dtype=pl.Int64),
        is_number=amount.is_not_null(),
        is_nil=nil,
        is_number_like=like | nil | amount.is_not_null(),
    ).drop("_text", "_parts")
