"""Text of an ODT that is raised, lowered or struck through: parted from what stands beside it.

So no mark of a note and no digit that somebody struck out becomes a part of a number.
"""

from __future__ import annotations

import re

from lxml import etree

from extract.readers.opendocument.elements import attribute
from extract.readers.opendocument.styles import StyleName, holds_text, style_of, told

_PARTS = re.compile(rb"text-(?:position\s*=\s*[\"'](?!0%)|line-through-(?:style|type)\s*=\s*[\"'](?!none))")
_LEVEL = re.compile(r"[+-]?0*\.?0*%")

_Looks = tuple[bool, ...]  # whether text is raised or lowered, and whether it is struck through


def may_part(content: bytes) -> bool:
    """Whether a part raises or strikes any text; true too often."""
    return _PARTS.search(content) is not None


def part_raised(root: etree._Element, styles: list[etree._Element]) -> None:
    """Put spaces around what looks otherwise than the text that it stands in, in a document that has these styles."""
    marks = [told(styles, _raises), told(styles, _strikes)]
    if any(any(told_of.values()) for told_of in marks):
        default = tuple(told_of.get(("paragraph", ""), False) for told_of in marks)
        for paragraph in root.iter("{*}p", "{*}h"):
            _part(paragraph, marks, _looks(paragraph, marks, default))


def _raises(properties: etree._Element) -> bool | None:
    position = attribute(properties, "text-position").split()
    return _LEVEL.fullmatch(position[0]) is None if position else None


def _strikes(properties: etree._Element) -> bool | None:
    lines = [attribute(properties, f"text-line-through-{what}") for what in ("style", "type")]
    return "none" not in lines if any(lines) else None


def _part(element: etree._Element, marks: list[dict[StyleName, bool]], outside: _Looks) -> None:
    for child in element:
        if holds_text(child):
            looks = _looks(child, marks, outside)
            if len(child):
                _part(child, marks, looks)
            if looks != outside and "".join(child.itertext()):
                child.text = f" {child.text or ''}"
                child.tail = f" {child.tail or ''}"


def _looks(element: etree._Element, marks: list[dict[StyleName, bool]], outside: _Looks) -> _Looks:
    name = style_of(element)
    return tuple(told_of.get(name, look) for told_of, look in zip(marks, outside, strict=True))
