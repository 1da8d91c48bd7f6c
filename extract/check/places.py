"""The place of a cell in its document, in the language of the reader."""

from __future__ import annotations

import re

from extract.command.messages import say

# "attachment 1, page 3 box 101,220,131,236": a source_locator is a row of such parts.
_PARTS = re.compile(
    r"attachment (?P<attachment>[^,]+), ?|sheet (?P<name>.+) cell (?P<cell>[A-Z]+\d+)|box (?P<box>[\d.,-]+)"
    r"|(?P<kind>line|page|table|row|column) (?P<number>\d+)"
)


def say_place(locator: str | None, lang: str) -> str:
    """A source_locator in words; empty for none."""
    if not locator:
        return ""
    return _PARTS.sub(lambda part: _say_part(part, lang), locator)


def place_order(locator: str | None) -> tuple[int, ...]:
    """What sorts findings in the order of the document."""
    return tuple(int(number) for number in re.findall(r"\d+", locator or ""))


def _say_part(part: re.Match[str], lang: str) -> str:
    if part["attachment"]:
        return say("place_attachment", lang, number=part["attachment"])
    if part["name"]:
        return say("place_sheet", lang, name=part["name"], cell=part["cell"])
    if part["box"]:
        return say("place_box", lang, box=part["box"])
    return say(f"place_{part['kind']}", lang, number=part["number"])
