"""Characters to pieces of text that stand together on one level of the page, finer than lines are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.readers.ruled.pages import Glyph, Rule
from extract.readers.ruled.texts import join_line

_GAP = 0.6  # of the height of a character: parts two pieces; cells of labels may stand that near
_SAME_LEVEL = 0.2  # of the height: a label beside a row is no further off than that when it is on its level
_ALIGNED = 0.35  # of the height: how far the lines of one cell may miss each other
_ONE_CELL = 0.25  # of the height: a narrower gap parts nothing
_FEWEST_OF_VERTICAL = 3  # characters one below the other
_LEAST_WIDTH = 1e-3  # points: what has no width stands in a column all the same
_VALUE = re.compile(r"[+＋\-－−—–/／\d０-９.．,，\s]+|无")


@dataclass(slots=True, eq=False)
class Piece:
    """Characters of one level without a gap between them."""

    glyphs: list[Glyph]
    left: float
    right: float
    middle: float
    height: float
    text: str
    is_value: bool

    @classmethod
    def of(cls, glyphs: list[Glyph]) -> Piece:
        """The piece of these characters, which are sorted from left to right."""
        _, left, top, _, bottom = glyphs[0]
        text = join_line(glyphs)
        right = max(left + _LEAST_WIDTH, *[glyph.right for glyph in glyphs])
        return cls(glyphs, left, right, (top + bottom) / 2, bottom - top, text, bool(_VALUE.fullmatch(text)))

    @property
    def top(self) -> float:
        """Where it begins on the page."""
        return self.middle - self.height / 2

    @property
    def bottom(self) -> float:
        """Where it ends on the page."""
        return self.middle + self.height / 2


@dataclass(slots=True, eq=False)
class Level:
    """The pieces on one level, from left to right."""

    labels: list[Piece]  # those before the values
    values: list[Piece]  # those at the end that look like values

    @classmethod
    def of(cls, pieces: list[Piece]) -> Level:
        """The level of these pieces, which are sorted from left to right."""
        count = len(pieces)
        while count and pieces[count - 1].is_value:
            count -= 1
        return cls(pieces[:count], pieces[count:])

    @property
    def pieces(self) -> list[Piece]:
        """All of them."""
        return self.labels + self.values

    @property
    def middle(self) -> float:
        """How far down the page it stands."""
        return (self.values or self.labels)[0].middle


def find_levels(lines: Sequence[list[Glyph]]) -> list[Level]:
    """The levels of a stretch of a page, from top to bottom."""
    glyphs = [glyph for line in lines for glyph in line if not glyph[0].isspace()]
    glyphs.sort(key=lambda glyph: glyph[2] + glyph[4])
    groups: list[list[Glyph]] = []
    for glyph in glyphs:
        first = groups[-1][0] if groups else None
        if first and glyph[2] + glyph[4] - first[2] - first[4] <= 2 * _SAME_LEVEL * (first[4] - first[2]):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return [Level.of(_pieces(group)) for group in groups]


def _pieces(glyphs: list[Glyph]) -> list[Piece]:
    glyphs.sort(key=lambda glyph: glyph[1])
    runs: list[list[Glyph]] = []
    edge = -1e9
    for glyph in glyphs:
        if glyph[1] <= edge:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
        edge = glyph[3] + _GAP * (glyph[4] - glyph[2])
    return [Piece.of(run) for run in runs]


def are_aligned(one: Piece, other: Piece) -> bool:
    """Whether both may be lines of one cell: on the same middle or left edge, and of one size."""
    slack = _ALIGNED * min(one.height, other.height)
    centred = abs(one.left + one.right - other.left - other.right) <= 2 * slack
    return (centred or abs(one.left - other.left) <= slack) and abs(one.height - other.height) <= slack


def stack(pieces: Sequence[Piece], reach: float, rules: Sequence[Rule]) -> list[list[Piece]]:
    """Pieces that stand one below the other, no further apart than `reach`, and no rule between: from top to bottom."""
    stacks: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        for chain in reversed(stacks):
            last = chain[-1]
            if (
                0 < piece.middle - last.middle <= reach
                and are_aligned(last, piece)
                and not is_parted(last, piece, rules)
            ):
                chain.append(piece)
                break
        else:
            stacks.append([piece])
    return stacks


def is_parted(upper: Piece, lower: Piece, rules: Sequence[Rule]) -> bool:
    """Whether a rule runs between both."""
    middle = (max(upper.left, lower.left) + min(upper.right, lower.right)) / 2
    return any(upper.middle < y < lower.middle and start <= middle <= end for y, start, end in rules)


def usual_step(pieces: Sequence[Piece]) -> float:
    """How far the lines of one cell are apart: the smallest step between aligned pieces; 0 where none are near."""
    ordered = sorted(pieces, key=lambda piece: piece.middle)
    steps = []
    for index, piece in enumerate(ordered):
        for other in ordered[index + 1 :]:
            step = other.middle - piece.middle
            if step > 2.2 * piece.height:
                break
            if step > 0.9 * piece.height and are_aligned(piece, other):
                steps.append(step)
                break
    return min(steps, default=0.0)


def part_vertical(pieces: Sequence[Piece]) -> list[Piece]:
    """Labels written from top to bottom, of one character a line, without what stands close beside them."""
    lefts = [piece.left for piece in pieces if len(piece.text) == 1]
    parted: list[Piece] = []
    for piece in pieces:
        first, rest = piece.glyphs[:1], piece.glyphs[1:]
        slack = _ALIGNED * piece.height
        is_vertical = sum(abs(left - piece.left) <= slack for left in lefts) >= _FEWEST_OF_VERTICAL
        if rest and is_vertical and rest[0].left - first[0].right > _ONE_CELL * piece.height:
            parted += [Piece.of(first), Piece.of(rest)]
        else:
            parted.append(piece)
    return parted


def bands_of(pieces: Sequence[Piece]) -> list[tuple[float, float]]:
    """What these pieces cover, parted where a gap stays; from left to right."""
    bands: list[tuple[float, float]] = []
    gap = 0.5 * min((piece.height for piece in pieces), default=0.0)
    for piece in sorted(pieces, key=lambda piece: piece.left):
        if bands and piece.left - bands[-1][1] < gap:
            bands[-1] = (bands[-1][0], max(bands[-1][1], piece.right))
        else:
            bands.append((piece.left, piece.right))
    return bands


def touched(piece: Piece, bands: Sequence[tuple[float, float]]) -> list[int]:
    """The bands that a piece stands in."""
    return [index for index, (left, right) in enumerate(bands) if left < piece.right and piece.left < right]


def edges_of(bands: Sequence[tuple[float, float]]) -> list[float]:
    """The middles between neighbouring bands."""
    return [(one[1] + two[0]) / 2 for one, two in pairwise(bands)]
