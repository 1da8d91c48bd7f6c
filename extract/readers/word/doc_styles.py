"""Which text the styles of a binary Word file hide, though nothing at the text itself says so.

Structures are those of the published format [MS-DOC]: the style sheet, and the properties of runs and paragraphs.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator

from extract.readers.word.doc_structure import Range

HIDDEN = 0x083C  # property of characters
_STYLE = 0x4A30  # property of characters: their style
_MARK = HIDDEN.to_bytes(2, "little")
_OFF, _ON, _AS_STYLE = 0, 1, 0x80  # 0x81: other than the style
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # of operands by kind; 6 says its own size
_PARAGRAPH, _CHARACTER = 1, 2  # kinds of styles
_NO_STYLE = 0xFFF
_MOST_PARENTS = 20  # styles based on each other; a loop ends here


def operands(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """The properties one by one: what they set, and to what."""
    at = 0
    while at + 2 < len(properties):
        kind = int.from_bytes(properties[at : at + 2], "little")
        size = _SIZES.get(kind >> 13, 1 + properties[at + 2])
        yield kind, properties[at + 2 : at + 2 + size]
        at += 2 + size


class Styles:
    """The styles of a document; `hide` tells whether any of them hides text."""

    def __init__(self, sheet: bytes) -> None:
        self._marks: dict[int, int] = {}
        self._parents: dict[int, int] = {}
        self.hide = _MARK in sheet
        if self.hide:
            for number, (start, end) in enumerate(_styles(sheet)):
                self._read(number, sheet[start:end], int.from_bytes(sheet[4:6], "little"))
            self.hide = any(map(self._hides, self._marks))

    def hidden(self, runs: list[Range], paragraphs: list[Range]) -> Iterator[tuple[int, int]]:
        """Begin and end of the text that is hidden by its properties and styles together."""
        starts = [start for start, _, _ in paragraphs]
        for start, end, properties in runs:
            at = max(bisect_right(starts, start) - 1, 0)
            while at < len(paragraphs) and paragraphs[at][0] < end:
                first, last, paragraph = paragraphs[at]
                if self._is_hidden(properties, int.from_bytes(paragraph[:2], "little")):
                    yield max(start, first), min(end, last)
                at += 1

    def _is_hidden(self, properties: bytes, paragraph_style: int) -> bool:
        set_to = dict(operands(properties))
        style = int.from_bytes(set_to.get(_STYLE, b"\xff\x0f"), "little")
        by_style = self._hides(paragraph_style) != self._hides(style)  # both together show it
        return _applied(set_to.get(HIDDEN, bytes([_AS_STYLE]))[:1], by_style)

    def _hides(self, style: int) -> bool:
        line = [style]
        while line[-1] in self._parents and len(line) < _MOST_PARENTS:
            line.append(self._parents[line[-1]])
        hides = False
        for one in reversed(line):
            hides = _applied(bytes([self._marks.get(one, _AS_STYLE)]), hides)
        return hides

    def _read(self, number: int, style: bytes, base_size: int) -> None:
        """Note what one style says of itself, and which it is based on."""
        if len(style) < base_size + 2:
            return
        parent = int.from_bytes(style[2:4], "little") >> 4
        if parent != _NO_STYLE:
            self._parents[number] = parent
        start, end = _properties(style, base_size)
        for kind, operand in operands(style[start:end]):
            if kind == HIDDEN and operand:
                self._marks[number] = operand[0]


def style_properties(sheet: bytes) -> Iterator[tuple[int, int]]:
    """Begin and end of the properties of characters that each style sets."""
    base_size = int.from_bytes(sheet[4:6], "little")
    for start, end in _styles(sheet):
        if end - start >= base_size + 2:
            first, last = _properties(sheet[start:end], base_size)
            yield start + first, start + last


def _properties(style: bytes, base_size: int) -> tuple[int, int]:
    """Begin and end of the properties of characters in a style; nothing where it has none."""
    at = base_size + 2 + 2 * int.from_bytes(style[base_size : base_size + 2], "little") + 2  # behind the name
    parts: list[tuple[int, int]] = []
    while at + 2 <= len(style) and len(parts) < _CHARACTER:
        size = int.from_bytes(style[at : at + 2], "little")
        parts.append((at + 2, min(at + 2 + size, len(style))))
        at += 2 + size + size % 2
    wanted = {_PARAGRAPH: 1, _CHARACTER: 0}.get(style[2] & 0xF, len(parts))
    return parts[wanted] if wanted < len(parts) else (0, 0)


def _styles(sheet: bytes) -> Iterator[tuple[int, int]]:
    """Begin and end of the styles in the order of their numbers; empty where a number is not used."""
    size, count = struct.unpack_from("<HH", sheet)
    at = 2 + size
    for _ in range(count):
        length = int.from_bytes(sheet[at : at + 2], "little")
        yield at + 2, min(at + 2 + length, len(sheet))
        at += 2 + length + length % 2


def _applied(operand: bytes, by_style: bool) -> bool:
    """What a property that can be on, off, as the style has it, or otherwise, makes of what the style has."""
    value = operand[0] if operand else _AS_STYLE
    return value == _ON if value in (_OFF, _ON) else by_style == (value == _AS_STYLE)
