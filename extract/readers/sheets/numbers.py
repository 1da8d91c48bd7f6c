"""Numbers of a sheet as their format shows them, where it shows another number than the cell holds.

A format may round, count in percent or thousands, or show nothing. What it only decorates stays as the cell holds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

UNKNOWN = "\ufffd"  # what this module cannot tell is no number
BUILT_IN = {
    **dict.fromkeys((1, 3, 5, 6, 37, 38, 41, 42), "0"),
    **dict.fromkeys((2, 4, 7, 8, 39, 40, 43, 44), "0.00"),
    **{9: "0%", 10: "0.00%"},
}
# In this order: text, spaces of a width, filling, colours and places of the world, conditions and spans of time.
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|(?P<blank>[_*].)|(?P<aside>\[(?:\$|[^\]<>=hmsHMS]{2,})[^\]]*\])'
    r"|(?P<condition>\[[^\]]*\]?)|(?P<digit>[0#?])|(?P<sign>[.,%;])|(?P<other>.)",
    re.DOTALL,
)
_PLAIN = re.compile(r"(?i)general|[@/ymdhsge]")  # dates, fractions, exponents: as the cell holds them
_WIDEST = 30  # digits


@dataclass(frozen=True, slots=True)
class _Section:
    """What one part of a format makes of a number."""

    digits: int  # places for digits
    decimals: int = 0
    least_decimals: int = 0
    percents: int = 0
    thousands: int = 0
    text: str = ""
    is_known: bool = True
    is_conditional: bool = False


def is_telling(code: str) -> bool:
    """Whether a format may show another number than the cell holds."""
    return bool(code) and code != "@" and code.lower() != "general"


def shown(value: Decimal, code: str) -> str | None:
    """What a format shows of a number; null where that is the number itself.

    A zero stays one, also in a format that leaves only zeros out.
    """
    sections = _sections(code)
    if sections and not any(section.digits or section.text for section in sections):
        return ""
    if not sections or value == 0:
        return None
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    if not section.is_known or any(one.is_conditional for one in sections):
        return UNKNOWN
    if not section.digits:
        return section.text.strip()
    number = value.scaleb(2 * section.percents - 3 * section.thousands)
    rounded = number.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP)
    if rounded == value and not section.percents:
        return None
    text = format(rounded or abs(rounded), "f")
    spare = section.decimals - section.least_decimals
    while spare and text.endswith("0"):
        text, spare = text[:-1], spare - 1
    return text.rstrip(".") + "%" * section.percents


@lru_cache(1_000)
def _sections(code: str) -> tuple[_Section, ...]:
    """The parts of a format; none for one that shows dates, fractions, exponents or just the number."""
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["sign"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    bare = "".join(token["other"] or "" for part in parts[:2] for token in part)
    return () if _PLAIN.search(bare) else tuple(map(_section, parts))


def _section(tokens: list[re.Match[str]]) -> _Section:
    places = [number for number, token in enumerate(tokens) if token["digit"]]
    signs = [token["sign"] or "" for token in tokens]
    percents = signs.count("%")
    text = "".join((token["quoted"] or "") + (token["escaped"] or "") + (token["other"] or "") for token in tokens)
    inside = tokens[places[0] : places[-1] + 1] if places else []
    point = signs.index(".") if "." in signs else len(tokens)
    decimals = [tokens[place]["digit"] for place in places if place > point]
    return _Section(
        len(places),
        len(decimals),
        sum(digit != "#" for digit in decimals),
        percents,
        sum(_commas_behind(signs, place) for place in {_last(places, point), _last(places, len(tokens))}),
        text + "%" * percents,
        len(places) <= _WIDEST
        and signs.count(".") < 2
        and not any(map(str.isdigit, text))
        and all(token["digit"] or token["sign"] for token in inside),
        any(token["condition"] for token in tokens),
    )


def _last(places: list[int], end: int) -> int:
    """The last place for a digit before this end."""
    return max((place for place in places if place < end), default=-1)


def _commas_behind(signs: list[str], place: int) -> int:
    """How many commas stand behind a place: each divides by a thousand, unless it stands between digits."""
    commas = 0
    while place >= 0 and place + 1 + commas < len(signs) and signs[place + 1 + commas] == ",":
        commas += 1
    return commas
