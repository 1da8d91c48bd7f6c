"""What a page gives: characters and ruling lines with their places, y downwards from the top of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple


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


@dataclass(slots=True)
class Page:
    """One page, upright; in points or in pixels, for all tolerances scale with its shorter side."""

    number: int  # from 1
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)

    @property
    def scale(self) -> float:
        """Units of this page in a point, judged by its shorter side, which is that of A4."""
        return min(self.width, self.height) / 595 or 1.0

    def place(self, left: float, top: float, right: float, bottom: float) -> str:
        """What `place` of a cell says."""
        return f"page {self.number} box {left:.0f},{top:.0f},{right:.0f},{bottom:.0f}"


def middle_height(glyphs: Sequence[Glyph]) -> float:
    """The median height of characters; 0 where there are none."""
    heights = sorted([bottom - top for _, _, top, _, bottom in glyphs])
    return heights[len(heights) // 2] if heights else 0.0
