"""One line of words with spaces between: where its label ends and which of its words are values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from extract.form.tables import read_form
from extract.recognise.normalise import QUOTES, ZERO_WIDTH
from extract.recognise.numbers import nil_marks

FEWEST_VALUES_ALONE = 4  # of a line without a label: a page number has at most three words
_WIDE = " \u3000"
_NARROW = "\u00a0\u2002\u2003\u2009\u202f"
SPACES = _WIDE + _NARROW
# A note in brackets goes with the word before it; （一） is numbering.
_NO_NOTE = r"(?![（(](?![一二三四五六七八九十\d]{1,3}[)）]))"
_GAP = re.compile(f"[{SPACES}]++{_NO_NOTE}")
# Where values are parted by wide spaces, a narrow one before three digits is inside a number: 15 498.
_BETWEEN_WIDE = rf"[{_NARROW}]*+[{_WIDE}][{SPACES}]*+|[{_NARROW}]++(?!\d{{3}}(?!\d))"
_WIDE_GAP = re.compile(f"(?<![{SPACES}])(?>{_BETWEEN_WIDE}){_NO_NOTE}")
_WIDE_BETWEEN = re.compile(rf"[\d/—－-][{_NARROW}]*+[{_WIDE}][{SPACES}]*+[+\d/—－-]")
_HAN = "\u3400-\u9fff"
_NO_LABEL = rf"[^\s{_HAN}（）()：:；;。、]"
_NUMBERING_OR_FURNITURE = re.compile(rf"\d{{1,2}}[.．]|[-—–―·]\d{{1,4}}[-—–―·]|[{QUOTES}{ZERO_WIDTH}]+")
_ALONE = re.compile(r"\s*[\d０-９][\d０-９.,，]*\s*")
_SEPARATED = re.compile(r"[\t|｜│]")


@dataclass
class Line:
    """One line: headings of groups in front of its label, its label, and its values."""

    text: str
    words: list[str]
    groups: list[str] = field(default_factory=list)
    label: str = ""
    values: list[str] = field(default_factory=list)
    is_header: bool = False  # it holds several labels, and no values
    is_piece: bool = False  # it is a heading of a group, or a piece of one, and nothing else
    is_other: bool = False  # its cells are parted by tabs or pipes, or it is one number


@cache
def _value() -> re.Pattern[str]:
    """A number with its sign and unit, a damaged number, or a nil mark."""
    units = "|".join(sorted(map(re.escape, read_form("units")["unit_text"]), key=len, reverse=True))
    number = rf"(?:[减減]少?|增加?)?(?={_NO_LABEL}*\d){_NO_LABEL}{{1,24}}(?:{units}|[（(](?:{units})[)）])?"
    return re.compile("|".join([number, _NO_LABEL + "{1,2}", *map(re.escape, nil_marks())]))


def is_value(word: str) -> bool:
    """Whether a word may be the value of a cell and nothing else."""
    return bool(_value().fullmatch(word)) and not _NUMBERING_OR_FURNITURE.fullmatch(word)


def read_line(text: str) -> Line:
    """A label ends before the first value behind its first word. Where not all words behind it are values, nobody can
    tell the columns, and they stay in one piece.
    """
    if _ALONE.fullmatch(text) or _SEPARATED.search(text):
        return Line(text, [], is_other=True)
    bare = text.strip(SPACES)
    gap = _WIDE_GAP if _WIDE_BETWEEN.search(bare) else _GAP
    words = [word for word in gap.split(bare) if word]
    if len(words) >= FEWEST_VALUES_ALONE and all(map(is_value, words)):
        return Line(text, words, values=words)
    end = next((place for place, word in enumerate(words) if place and is_value(word)), len(words))
    values = words[end:]
    if not all(map(is_value, values)):
        values = [" ".join(values)]
    return Line(text, words, label=" ".join(words[:end]), values=values)
