"""Lines that look like numbers, by the shapes of their characters: what is certain, and what has to be recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from extract.readers.scans.glyphs import OTHER, Guess, compare
from extract.readers.scans.pictures import Plane
from extract.readers.scans.shapes import DIGITS_HEIGHT, UNKNOWN, Box, Shape, cut, find_shapes, height_of, part_touching
from extract.readers.scans.texts import TextLine

# Calibrated on fonts that are not among the samples. Thin slanted digits of such fonts have been wrong above both.
_SURE_SIMILARITY, _SURE_MARGIN = 0.9, 0.05
_CLEAR_SIMILARITY, _CLEAR_MARGIN = 0.84, 0.12
_THIN_SIMILARITY, _THIN_MARGIN = 0.93, 0.008
_LIKELY_SIMILARITY = 0.7
_NO_STROKES = "023456789"
_BESIDE, _BESIDE_HIGH, _BESIDE_DARK = 0.6, 0.25, 0.5  # of the height of a glyph; of how dark it is
_DASH_CONFIDENCE = 0.9
_SLANT = 0.15  # sideways per height
_APART = 1.2  # heights of a usual character; between two characters of one number there is less
_ALIKE = 0.72  # of the height of the tallest digit: so high are all; the rest of it is the most between their feet


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
    whole = [find_shapes(line, em) for line in lines]
    shapes = [part_touching(gray, one, em) for one in whole]
    compared = [one if sum(shape.kind == UNKNOWN for shape in one) * 2 <= len(one) else [] for one in shapes]
    boxes = [shape.box for one in compared for shape in one if not shape.kind]
    cuts = [cut(gray, box) for box in boxes]
    guesses = (
        guess._replace(margin=0.0) if _is_thin(guess) and has_ink_beside(gray, box) else guess
        for guess, box in zip(map(_without_bent_strokes, compare_all(cuts), cuts), boxes, strict=True)
    )
    found = [[None if shape.kind else next(guesses) for shape in one] for one in compared]
    return [
        replace(_number(one, few or [None] * len(one), em), is_parted=len(one) > len(before)) if one else None
        for before, one, few in zip(whole, shapes, found, strict=True)
    ]


def compare_all(glyphs: list[Plane]) -> list[Guess]:
    """What each glyph of a page is most like.

    A slanted 1 and a stroke for nothing are alike, so what may be either is compared with upright digits only, unless
    most other digits of the page are slanted.
    """
    guesses = compare(glyphs)
    others = [guess.is_slanted for guess in guesses if guess.character in _NO_STROKES and _is_sure(guess)]
    if 2 * sum(others) > len(others):
        return guesses
    strokes = [number for number, guess in enumerate(guesses) if {guess.character, guess.second} == {"1", "/"}]
    for number, guess in zip(strokes, compare([glyphs[one] for one in strokes], with_slanted=False), strict=True):
        guesses[number] = guess
    return guesses


def _number(shapes: list[Shape], guesses: list[Guess | None], em: float) -> Number:
    likely = sum(
        shape.kind not in {"", UNKNOWN}
        if guess is None
        else guess.character != OTHER and guess.similarity >= _LIKELY_SIMILARITY
        for shape, guess in zip(shapes, guesses, strict=True)
    )
    height = max(shape.box[3] for shape in shapes) - min(shape.box[1] for shape in shapes)
    is_low = height <= DIGITS_HEIGHT * em
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
    tallest = max(map(height_of, digits))
    feet = [box[3] for box in digits]
    return min(map(height_of, digits)) < _ALIKE * tallest or max(feet) - min(feet) > (1 - _ALIKE) * tallest


def _without_bent_strokes(guess: Guess, glyph: Plane) -> Guess:
    """The guess; one half of a broken 0 is no slanting stroke."""
    return guess._replace(character=OTHER) if guess.character == "/" and is_upright(glyph) else guess


def _is_thin(guess: Guess) -> bool:
    """Whether it is a stroke that may be one side of a faint 0 or 6."""
    return guess.character == "/" or (guess.character == "1" and guess.second == OTHER and guess.margin < _SURE_MARGIN)


def has_ink_beside(gray: Plane, box: Box) -> bool:
    """Whether something about as dark as this glyph stands so near that it may be the rest of it."""
    left, top, right, bottom = box
    height = bottom - top
    reach = round(_BESIDE * height)
    darkest = 255.0 - np.percentile(gray[top:bottom, left:right], 5)
    beside = gray[top:bottom, max(left - reach, 0) : max(left - 1, 0)], gray[top:bottom, right + 1 : right + reach]
    dark = [int(np.count_nonzero(255.0 - side > _BESIDE_DARK * darkest)) for side in beside]
    return max(dark) >= _BESIDE_HIGH * height


def _is_sure(guess: Guess) -> bool:
    if guess.character == OTHER:
        return False
    if guess.margin >= _CLEAR_MARGIN:
        return guess.similarity >= _CLEAR_SIMILARITY
    if guess.similarity < _SURE_SIMILARITY:
        return False
    is_thin = guess.second == OTHER and guess.similarity >= _THIN_SIMILARITY  # 1 is like the strokes among the others
    return guess.margin >= (_THIN_MARGIN if is_thin else _SURE_MARGIN)


def is_upright(glyph: Plane) -> bool:
    """Whether the ink of a glyph does not move to one side from its foot to its head."""
    ink = 255.0 - glyph
    height, width = glyph.shape
    rows, columns = np.arange(height) - (height - 1) / 2, np.arange(width)
    centers = ink @ columns / np.maximum(ink.sum(axis=1), 1.0)
    weights = ink.sum(axis=1)
    slope = (weights * rows * (centers - np.average(centers, weights=weights + 1e-6))).sum()
    return bool(abs(slope) < _SLANT * max((weights * rows**2).sum(), 1.0))
