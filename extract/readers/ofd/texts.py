"""The text objects of an OFD page, gathered and then placed all at once."""

from __future__ import annotations

from itertools import accumulate, chain, pairwise, repeat
from struct import pack
from typing import NamedTuple

import numpy as np
from lxml import etree

from extract.readers.blocks import CannotRead
from extract.readers.containers.packages import name_of
from extract.readers.ofd.numbers import all_near, corners, number, numbers, own_matrix
from extract.readers.ruled import Glyphs, encode

MOST_CHARACTERS = 200_000  # of a page
_MOST_KNOWN = 10_000  # places of texts that are kept in case they are written again; a report has a few hundred
_USUAL_SIZE = 3.0  # millimetres
_ASCENT = 0.88  # of the size, above the baseline
_NO_WIDTH = "\u200b\ufeff\u2060"
_FIRST_WIDE = 0x2000
_WIDTHS = np.where(np.arange(0x10000) < _FIRST_WIDE, 0.5, 1.0)  # by code, in sizes; of all others as of the last one
_WIDTHS[encode(_NO_WIDTH)] = 0.0
_LINE_FEED, _RETURN = ord("\n"), ord("\r")


_WrittenLooks = tuple[str | None, str | None, str | None]  # matrix, size and stretch
# Looks, where the first character is, steps across and down, and the text, or its length.
_Written = tuple[_WrittenLooks, str | None, str | None, str | None, str | None, str | int]


class OfdTexts:
    """Characters of a document with the steps to the next one; for each code of text, its place and its looks.

    What is written of looks and places is mostly the same few things again, so each of these is read once.
    """

    def __init__(self) -> None:
        self._looks: dict[_WrittenLooks, _Looks] = {}
        self._placed: dict[_Written, _Placed] = {}
        self._codes: list[tuple[str, str, _Placed]] = []  # text, boundary and place
        self._count = 0  # of characters
        self._ends = [0]  # of the characters of each page

    def add(self, thing: etree._Element) -> None:
        """Add the characters of a text object."""
        get = thing.get
        looks = get("CTM"), get("Size"), get("HScale")
        boundary = get("Boundary", "")
        for code in [thing[0]] if len(thing) == 1 else thing:  # an iterator takes longer
            if not (text := code.text) or name_of(code.tag) != "TextCode":
                continue
            self._count += len(text)
            if self._count - self._ends[-1] > MOST_CHARACTERS:
                raise CannotRead("too_large", "reader_limit")
            get = code.get
            across, down = get("DeltaX"), get("DeltaY")
            # Where steps are written, all that matters of the text is its length.
            written = looks, get("X"), get("Y"), across, down, len(text) if across or down else text
            placed = self._placed.get(written)
            if placed is None:
                placed = self._place(written, text)
                if len(self._placed) < _MOST_KNOWN:
                    self._placed[written] = placed
            self._codes.append((text, boundary, placed))

    def _place(self, written: _Written, text: str) -> _Placed:
        key, x, y, across, down, _ = written
        looks = self._looks.get(key)
        if looks is None:
            looks = self._looks[key] = _Looks.of(len(self._looks), *key)
        return _Placed.of(looks, (number(x, 0.0), number(y, 0.0)), across, down, text)

    def end_page(self) -> None:
        """What is added from now on stands on the next page."""
        self._ends.append(self._count)

    def glyphs(self) -> list[Glyphs]:
        """The characters of each page at their places."""
        texts, boundaries, placed = zip(*self._codes, strict=True) if self._codes else ((), (), ())
        looks_of, *spaces = zip(*placed, strict=True) if placed else ((), (), (), ())
        codes = encode("".join(texts))
        looks = np.array([one.numbers for one in self._looks.values()]).reshape(-1, 9)[list(looks_of)].T
        looks[4:6] += corners(boundaries)
        a, b, c, d, e, f, sizes, wide, high = np.repeat(looks, list(map(len, texts)), axis=1)
        x, y, steps = np.frombuffer(b"".join(chain(*spaces))).reshape(3, -1)
        widths = _WIDTHS[np.minimum(codes, len(_WIDTHS) - 1)]
        is_narrow = (steps > 0) & (steps < widths * sizes)
        np.divide(steps, sizes, out=widths, where=is_narrow)
        left, top = a * x + c * y + e, b * x + d * y + f - _ASCENT * high
        glyphs = Glyphs(codes, np.stack((left, top, left + widths * wide, top + high)))
        is_seen = (codes != _LINE_FEED) & (codes != _RETURN) & (high > 0)
        pages = [slice(*ends) for ends in pairwise(self._ends)]
        if is_seen.all():
            return [glyphs.take(page) for page in pages]
        return [glyphs.take(page).take(is_seen[page]) for page in pages]


class _Placed(NamedTuple):
    """Where the characters of a code of text stand in the space of its object, as the bytes of 64-bit numbers."""

    looks: int
    xs: bytes
    ys: bytes
    steps: bytes  # to the next one

    @classmethod
    def of(cls, looks: _Looks, start: tuple[float, float], across: str | None, down: str | None, text: str) -> _Placed:
        """The places of a text from where it starts and the steps that are written; its widths where there are none."""
        (x, y), count = start, len(text)
        downs = _steps(down, count) if down else []
        steps = _steps(across, count) if across else []
        if not steps:
            steps = [0.0] * count if downs else [_width(character) * looks.step for character in text]
        xs = accumulate(steps[:-1], initial=x)
        ys = accumulate(downs[:-1], initial=y) if downs else repeat(y, count)
        packed, size = pack(f"{3 * count}d", *xs, *ys, *steps), 8 * count
        return cls(looks.number, packed[:size], packed[size : 2 * size], packed[2 * size :])


class _Looks(NamedTuple):
    """What text objects have in common: matrix, size, and width and height of a full character in points."""

    number: int
    step: float  # from one full character to the next where nothing is said
    numbers: tuple[float, ...]

    @classmethod
    def of(cls, index: int, matrix: str | None, written_size: str | None, written_stretch: str | None) -> _Looks:
        """The looks of a text object from its attributes."""
        a, b, c, d, e, f = own_matrix(matrix)
        size, stretch = abs(number(written_size, 0.0)) or _USUAL_SIZE, number(written_stretch, 1.0)
        wide, high = size * stretch * (a * a + b * b) ** 0.5, size * (c * c + d * d) ** 0.5
        return cls(index, size * stretch, (a, b, c, d, e, f, size, wide, high))


def _width(character: str) -> float:
    """Of a character, in sizes."""
    return 0.5 if ord(character) < _FIRST_WIDE else 0.0 if character in _NO_WIDTH else 1.0


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
