"""The text objects of an OFD page, gathered and then placed all at once."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from lxml import etree

from extract.readers.blocks import CannotRead
from extract.readers.ofd_numbers import all_near, corner, number, numbers, own_matrix
from extract.readers.packages import name_of
from extract.readers.ruled import Glyphs, encode

MOST_CHARACTERS = 200_000  # of a page
_ASCENT = 0.88  # of the size, above the baseline
_NO_WIDTH = "\u200b\ufeff\u2060"
_LINE_ENDS = encode("\r\n")


class OfdTexts:
    """Characters of a page with the steps to the next one, and what they have in common: one set for each code."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._common: list[tuple[float, ...]] = []  # matrix, size, width and height in points of a full character
        self._xs: list[float] = []
        self._ys: list[float] = []
        self._steps: list[float] = []
        self._count = 0

    def add(self, thing: etree._Element) -> None:
        """Add the characters of a text object."""
        left, top = corner(thing)
        a, b, c, d, e, f = own_matrix(thing.get("CTM"))
        size, stretch = number(thing.get("Size"), 3.0), number(thing.get("HScale"), 1.0)
        wide, high = size * stretch * (a * a + b * b) ** 0.5, size * (c * c + d * d) ** 0.5
        common = (a, b, c, d, e + left, f + top - _ASCENT * high, size, wide, high)
        for code in thing:
            if not (text := code.text) or name_of(code.tag) != "TextCode":
                continue
            self._count += len(text)
            if self._count > MOST_CHARACTERS:
                raise CannotRead("too_large", "reader_limit")
            self._texts.append(text)
            self._common.append(common)
            self._place(code, text, size, stretch)

    def _place(self, code: etree._Element, text: str, size: float, stretch: float) -> None:
        x, y, count = number(code.get("X"), 0.0), number(code.get("Y"), 0.0), len(text)
        across, down = code.get("DeltaX"), code.get("DeltaY")
        downs = _steps(down, count) if down else []
        steps = _steps(across, count) if across else []
        if not steps:
            steps = [0.0] * count if downs else [_width(character) * size * stretch for character in text]
        self._steps += steps
        self._xs += accumulate(steps[:-1], initial=x)
        self._ys += accumulate(downs[:-1], initial=y) if downs else [y] * count

    def glyphs(self) -> Glyphs:
        """All characters at their places."""
        codes = encode("".join(self._texts))
        owners = np.repeat(np.arange(len(self._texts)), [len(text) for text in self._texts])
        common = np.array(self._common, dtype=np.float64).reshape(-1, 9)
        a, b, c, d, e, f, sizes, wide, high = common[owners].T
        x, y, steps = np.array(self._xs), np.array(self._ys), np.array(self._steps)
        widths = np.where(codes < 0x2000, 0.5, 1.0)
        widths[np.isin(codes, _NO_WIDTH_CODES)] = 0.0
        is_narrow = (steps > 0) & (steps < widths * sizes)
        np.divide(steps, sizes, out=widths, where=is_narrow)
        left, top = a * x + c * y + e, b * x + d * y + f
        glyphs = Glyphs(codes, np.stack((left, top, left + widths * wide, top + high)))
        is_line_end = np.isin(codes, _LINE_ENDS)
        return glyphs.take(~is_line_end) if is_line_end.any() else glyphs


_NO_WIDTH_CODES = encode(_NO_WIDTH)


def _width(character: str) -> float:
    """Of a character, in sizes."""
    return 0.5 if character < "\u2000" else 0.0 if character in _NO_WIDTH else 1.0


def _steps(text: str, count: int) -> list[float]:
    """How far each character is from the next: numbers, and `g n d` for n times d; nothing where there are none."""
    steps = [] if "g" in text else numbers(text)[:count]
    if not steps or not all_near(steps):
        steps = _counted_steps(text.split(), count)
    return steps + steps[-1:] * (count - len(steps))


def _counted_steps(tokens: list[str], count: int) -> list[float]:
    steps: list[float] = []
    index = 0
    while index < len(tokens) and len(steps) < count:
        if tokens[index] == "g" and index + 2 < len(tokens):
            times = min(int(number(tokens[index + 1], 0.0)), count - len(steps))
            steps += [number(tokens[index + 2], 0.0)] * times
            index += 3
        else:
            steps.append(number(tokens[index], 0.0))
            index += 1
    return steps
