"""What a page gives: characters and ruling lines with their places, y downwards from the top of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

_LAST_SPACE = 0x3000  # no character behind it is one
_IS_SPACE = np.array([chr(code).isspace() for code in range(_LAST_SPACE + 2)])


class Glyph(NamedTuple):
    """One printed character and its loose box: its advance wide, its font size high."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


# From a tuple, without the checks of a call: there are thousands on a page.
make_glyph: Callable[[tuple[str, float, float, float, float]], Glyph] = partial(tuple.__new__, Glyph)


class Rule(NamedTuple):
    """A ruling line: its y and from which x to which if it is horizontal, its x and from which y if vertical."""

    position: float
    start: float
    end: float


make_rule: Callable[[tuple[float, float, float]], Rule] = partial(tuple.__new__, Rule)


class Glyphs:
    """The characters of a page by columns: most of them are never looked at one by one."""

    def __init__(self, codes: np.ndarray, sides: np.ndarray) -> None:
        self.codes = codes  # Unicode, 32 bits
        self.sides = sides  # left, top, right and bottom of all

    @classmethod
    def of(cls, glyphs: Iterable[Glyph]) -> Glyphs:
        """The columns of these characters."""
        listed = list(glyphs)
        codes = np.array([ord(glyph.text) for glyph in listed], dtype=np.uint32)
        return cls(codes, np.array([glyph[1:] for glyph in listed], dtype=np.float64).reshape(-1, 4).T)

    @classmethod
    def joined(cls, parts: Sequence[Glyphs]) -> Glyphs:
        """All of several, one behind the other."""
        return cls(np.concatenate([part.codes for part in parts]), np.hstack([part.sides for part in parts]))

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, which: np.ndarray | slice) -> Glyphs:
        """Some of them, by a mask, their indexes, or a slice."""
        return Glyphs(self.codes[which], self.sides[:, which])

    def text(self) -> str:
        """All characters one behind the other."""
        return decode(self.codes)

    def listed(self) -> list[Glyph]:
        """One by one."""
        return list(map(make_glyph, zip(self.text(), *self.sides.tolist(), strict=True)))

    @cached_property
    def doubled_middles(self) -> np.ndarray:
        """Twice how far down each character stands."""
        return self.sides[1] + self.sides[3]

    @cached_property
    def middle_height(self) -> float:
        """The median height; 0 where there are none."""
        heights = np.sort(self.sides[3] - self.sides[1])
        return float(heights[len(heights) // 2]) if len(heights) else 0.0

    @cached_property
    def right_edge(self) -> float:
        """Where the rightmost one ends; 0 where there are none."""
        return float(self.sides[2].max()) if len(self) else 0.0


def decode(codes: np.ndarray) -> str:
    """The text of 32-bit codes; one character for each."""
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def encode(text: str) -> np.ndarray:
    """The codes of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def are_spaces(codes: np.ndarray) -> np.ndarray:
    """Which of them are white space."""
    are: np.ndarray = _IS_SPACE[np.minimum(codes, _LAST_SPACE + 1)]
    return are


@dataclass(slots=True)
class Page:
    """One page, upright; in points or in pixels, for all tolerances scale with its shorter side."""

    number: int  # from 1
    width: float
    height: float
    glyphs: list[Glyph] | Glyphs = field(default_factory=list)
    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)

    @property
    def scale(self) -> float:
        """Units of this page in a point, judged by its shorter side, which is that of A4."""
        return min(self.width, self.height) / 595 or 1.0

    @property
    def characters(self) -> Glyphs:
        """All of them by columns."""
        return self.glyphs if isinstance(self.glyphs, Glyphs) else Glyphs.of(self.glyphs)

    def place(self, left: float, top: float, right: float, bottom: float) -> str:
        """What `place` of a cell says."""
        return f"page {self.number} box {left:.0f},{top:.0f},{right:.0f},{bottom:.0f}"


def middle_height(glyphs: Iterable[Glyph]) -> float:
    """The median height of characters; 0 where there are none."""
    heights = sorted([bottom - top for _, _, top, _, bottom in glyphs])
    return heights[len(heights) // 2] if heights else 0.0
