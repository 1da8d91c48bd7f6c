"""Lines that look like numbers, by the shapes of their characters: what is certain, and what has to be recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from extract.readers.scans.glyphs import OTHER, Guess, compare
from extract.readers.scans.pictures import Plane
from extract.readers.scans.texts import Boxes, TextLine, is_dust

UNKNOWN = "\ufffd"
_MOST_GLYPHS = 14
# Calibrated on fonts that are not among the samples: no digit above both is a wrong one.
_SURE_SIMILARITY, _SURE_MARGIN = 0.9, 0.03
_CLEAR_SIMILARITY, _CLEAR_MARGIN = 0.84, 0.12
_THIN_SIMILARITY, _THIN_MARGIN = 0.93, 0.008
_LIKELY_SIMILARITY = 0.7
_DASH_CONFIDENCE = 0.9
# In heights of a usual character.
_DASH_HEIGHT, _DASH_WIDTH, _LONG_DASH = 0.22, 0.22, 0.55
_DIGITS_HEIGHT = 0.88  # digits are lower than Chinese characters
_SLANT = 0.15  # sideways per height
_DASH_SHAPE, _MINUS_SHAPE = 1.7, 1.2  # width to height; a minus is short
_MINUS_WIDTH, _MINUS_HEIGHT = 0.18, 0.3
_MINUS_FOOT = 0.15  # how far a minus is from the foot of the digits at least
_POINT = 0.3
_COMMA_HEIGHT, _COMMA_FOOT = 0.45, 0.05  # a comma reaches to the foot of the digits or below
_APART = 1.2  # between two characters of one number there is less
_ALIKE = 0.72  # of the height of the tallest digit: so high are all; the rest of it is the most between their feet
_FOOT = 0.25  # how far a point is from the foot of the digits at most
_OVERLAP = 0.35  # of the narrower piece: what stands above each other that much is one character
_DIGIT_HEIGHTS = (0.4, 1.15)
# Of its height: what is wider is several characters that touch, or no digit. What is as high as a Chinese character
# has to be narrower than one.
_WIDEST, _WIDEST_HIGH = 1.05, 0.8
_WIDE = 0.8  # what is wider is looked at for gaps between characters that touch
_GAP = 0.65  # of the darkness of characters; where a column of pixels has less, there is a gap
_INKED = 0.4  # of their darkness: they are cut out where they are darker

Box = tuple[int, int, int, int]  # left, top, right, bottom


class _Shape(NamedTuple):
    """One character: its box, and what it is if its size alone tells."""

    box: Box
    kind: str


@dataclass(frozen=True, slots=True)
class Number:
    """A line by shapes: per character what it is (U+FFFD: unknown yet), and what it may be."""

    characters: str
    guesses: tuple[Guess | None, ...]
    boxes: tuple[Box, ...]
    confidence: float
    is_likely: bool  # else it is a number only if the recogniser says so
    is_parted: bool = False  # characters that touched were parted
    is_mixed: bool = False  # as far apart as two cells whose rule is lost, or of other sizes: a rest of a rule is one

    @property
    def is_sure(self) -> bool:
        """Whether the recogniser need not be asked."""
        if UNKNOWN in self.characters or self.is_parted or self.is_mixed:
            return False
        return self.characters.isdigit() or self.characters in {"-", "—", "/"}


NO_SHAPES = Number("", (), (), 0.0, False)


def read_numbers(gray: Plane, lines: Sequence[TextLine], em: float) -> list[Number | None]:
    """The lines by the shapes of their characters; nothing for lines that are too long for numbers."""
    whole = [_shapes(line, em) for line in lines]
    shapes = [_parted(gray, one, em) for one in whole]
    compared = [one if sum(shape.kind == UNKNOWN for shape in one) * 2 <= len(one) else [] for one in shapes]
    cuts = [cut(gray, shape.box) for one in compared for shape in one if not shape.kind]
    guesses = map(_without_bent_strokes, compare(cuts), cuts)
    found = [[None if shape.kind else next(guesses) for shape in one] for one in compared]
    return [
        replace(_number(one, few or [None] * len(one), em), is_parted=len(one) > len(before)) if one else None
        for before, one, few in zip(whole, shapes, found, strict=True)
    ]


def _shapes(line: TextLine, em: float) -> list[_Shape]:
    """The characters; none where there are too many for a number."""
    boxes = _glyph_boxes(line.pieces, em)
    if len(boxes) > _MOST_GLYPHS:
        return []
    return _kinds(boxes, em)


def _kinds(boxes: list[Box], em: float) -> list[_Shape]:
    foot = max((box[3] for box in boxes), default=0)
    return [_Shape(box, _kind(box, len(boxes), foot, em)) for box in boxes]


def _parted(gray: Plane, shapes: list[_Shape], em: float) -> list[_Shape]:
    """The characters, with those that hang together by their blurred edges apart, if then all may be digits."""
    highest = _DIGIT_HEIGHTS[1] * em
    cuts = [
        _at_gaps(gray, shape.box) if shape.kind in {"", UNKNOWN} and _height(shape.box) <= highest else [shape.box]
        for shape in shapes
    ]
    if not shapes or all(len(boxes) == 1 for boxes in cuts):
        return shapes
    parted = _kinds([box for boxes in cuts for box in boxes], em)
    return shapes if len(parted) > _MOST_GLYPHS or any(shape.kind == UNKNOWN for shape in parted) else parted


def _at_gaps(gray: Plane, box: Box) -> list[Box]:
    """The parts of a wide box, between which the ink is light from head to foot."""
    left, top, right, bottom = box
    if right - left < _WIDE * (bottom - top):
        return [box]
    darkness = 255 - cut(gray, box).min(axis=0).astype(int)
    inked = np.flatnonzero(darkness > _GAP * np.percentile(darkness, 90))
    starts = np.flatnonzero(np.diff(inked) > 1) + 1
    if not starts.size:
        return [box]
    runs = np.split(inked, starts)
    edges = [0]
    for one, other in pairwise(runs):
        edges.append(int(one[-1]) + 1 + int(np.argmin(darkness[one[-1] + 1 : other[0]])))
    return [_tight(gray, (left + one, top, left + other, bottom)) for one, other in pairwise([*edges, right - left])]


def _height(box: Box) -> int:
    return box[3] - box[1]


def _tight(gray: Plane, box: Box) -> Box:
    darkness = 255 - cut(gray, box)
    rows, columns = np.nonzero(darkness >= _INKED * np.percentile(darkness, 95))
    left, top = box[:2]
    return left + int(columns.min()), top + int(rows.min()), left + int(columns.max()) + 1, top + int(rows.max()) + 1


def _number(shapes: list[_Shape], guesses: list[Guess | None], em: float) -> Number:
    likely = sum(
        shape.kind not in {"", UNKNOWN}
        if guess is None
        else guess.character != OTHER and guess.similarity >= _LIKELY_SIMILARITY
        for shape, guess in zip(shapes, guesses, strict=True)
    )
    height = max(shape.box[3] for shape in shapes) - min(shape.box[1] for shape in shapes)
    is_low = height <= _DIGITS_HEIGHT * em
    characters = "".join(
        shape.kind or (guess.character if guess and _is_sure(guess) else UNKNOWN)
        for shape, guess in zip(shapes, guesses, strict=True)
    )
    similarities = [guess.similarity for guess in guesses if guess]
    return Number(
        characters,
        tuple(guesses),
        tuple(shape.box for shape in shapes),
        min(similarities, default=_DASH_CONFIDENCE),
        likely == len(shapes) or (is_low and likely > 0 and likely * 2 >= len(shapes)),
        is_mixed=any(other.box[0] - one.box[2] > _APART * em for one, other in pairwise(shapes))
        or _differ(
            [shape.box for shape, guess in zip(shapes, guesses, strict=True) if guess and guess.character != "/"]
        ),
    )


def _differ(digits: list[Box]) -> bool:
    """Whether some are much lower than others, or stand much higher; all digits of a font are alike in both."""
    if not digits:
        return False
    tallest = max(map(_height, digits))
    feet = [box[3] for box in digits]
    return min(map(_height, digits)) < _ALIKE * tallest or max(feet) - min(feet) > (1 - _ALIKE) * tallest


def _without_bent_strokes(guess: Guess, glyph: Plane) -> Guess:
    """The guess; one half of a broken 0 is no slanting stroke."""
    return guess._replace(character=OTHER) if guess.character == "/" and is_upright(glyph) else guess


def _is_sure(guess: Guess) -> bool:
    if guess.character == OTHER:
        return False
    if guess.margin >= _CLEAR_MARGIN:
        return guess.similarity >= _CLEAR_SIMILARITY
    if guess.similarity < _SURE_SIMILARITY:
        return False
    is_thin = guess.second == OTHER and guess.similarity >= _THIN_SIMILARITY  # 1 is like the strokes among the others
    return guess.margin >= (_THIN_MARGIN if is_thin else _SURE_MARGIN)


def cut(gray: Plane, box: Box) -> Plane:
    """The part of a page in a box."""
    left, top, right, bottom = box
    return gray[top:bottom, left:right]


def _glyph_boxes(pieces: Boxes, em: float) -> list[Box]:
    """Pieces of one character as one box; points are boxes of their own. From left to right."""
    dust = is_dust(pieces, em)
    boxes: list[Box] = []
    for left, top, right, bottom in pieces[~dust].tolist():
        last = boxes[-1] if boxes else None
        if last and min(last[2], right) - left > _OVERLAP * min(last[2] - last[0], right - left):
            boxes[-1] = (min(last[0], left), min(last[1], top), max(last[2], right), max(last[3], bottom))
        else:
            boxes.append((left, top, right, bottom))
    specks = [(left, top, right, bottom) for left, top, right, bottom in pieces[dust].tolist()]
    return sorted(boxes + [speck for speck in specks if _is_point(speck, boxes, em)])


def _is_point(piece: Box, boxes: list[Box], em: float) -> bool:
    """Whether a speck lies at the foot of the line between two characters, as a decimal point does."""
    foot = max(box[3] for box in boxes)
    is_between = any(one[2] - 1 <= piece[0] and piece[2] <= other[0] + 1 for one, other in pairwise(boxes))
    return is_between and abs(piece[3] - foot) < _FOOT * em


def _kind(box: Box, count: int, foot: int, em: float) -> str:
    """What a box is by its size alone: a dash, a point, a comma; nothing if it may be a digit, U+FFFD if it is none."""
    width, height = box[2] - box[0], box[3] - box[1]
    if width >= _DASH_WIDTH * em and height <= _DASH_HEIGHT * em and width > _DASH_SHAPE * height:
        return "—" if width >= _LONG_DASH * em and count == 1 else "-"
    is_high = foot - box[3] > _MINUS_FOOT * em
    if count > 1 and is_high and _MINUS_WIDTH * em <= width > _MINUS_SHAPE * height and height <= _MINUS_HEIGHT * em:
        return "-"
    if max(width, height) < _POINT * em:
        return "." if foot - box[3] < _FOOT * em else UNKNOWN
    if count > 1 and width < _POINT * em and height < _COMMA_HEIGHT * em and foot - box[3] < _COMMA_FOOT * em:
        return ","
    low, high = (share * em for share in _DIGIT_HEIGHTS)
    widest = _WIDEST if height <= _DIGITS_HEIGHT * em else _WIDEST_HIGH
    is_digit_size = low <= height <= high and width <= widest * height
    return "" if is_digit_size else UNKNOWN


def is_upright(glyph: Plane) -> bool:
    """Whether the ink of a glyph does not move to one side from its foot to its head."""
    ink = 255.0 - glyph
    height, width = glyph.shape
    rows, columns = np.arange(height) - (height - 1) / 2, np.arange(width)
    centers = ink @ columns / np.maximum(ink.sum(axis=1), 1.0)
    weights = ink.sum(axis=1)
    slope = (weights * rows * (centers - np.average(centers, weights=weights + 1e-6))).sum()
    return bool(abs(slope) < _SLANT * max((weights * rows**2).sum(), 1.0))
