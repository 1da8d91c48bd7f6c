"""The characters of a line by the boxes of their ink: where each stands, and what its size alone tells of it."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from extract.readers.scans.pictures import Plane
from extract.readers.scans.texts import Boxes, TextLine, is_dust

UNKNOWN = "\ufffd"
_MOST_GLYPHS = 14
# In heights of a usual character.
_DASH_HEIGHT, _DASH_WIDTH, _LONG_DASH = 0.22, 0.22, 0.55
DIGITS_HEIGHT = 0.88  # digits are lower than Chinese characters
_DASH_SHAPE, _MINUS_SHAPE = 1.7, 1.2  # width to height; a minus is short
_MINUS_WIDTH, _MINUS_HEIGHT = 0.18, 0.3
_MINUS_FOOT = 0.15  # how far a minus is from the foot of the digits at least
_POINT = 0.3
_COMMA_HEIGHT, _COMMA_FOOT = 0.45, 0.05  # a comma reaches to the foot of the digits or below
_FOOT = 0.25  # how far a point is from the foot of the digits at most
_NEAR_FOOT = 0.06
_OVERLAP = 0.35  # of the narrower piece: what stands above each other that much is one character
_DIGIT_HEIGHTS = (0.4, 1.15)
# Of its height: what is wider is several characters that touch, or no digit. What is as high as a Chinese character
# has to be narrower than one.
_WIDEST, _WIDEST_HIGH = 1.05, 0.8
_WIDE = 0.8  # what is wider is looked at for gaps between characters that touch
_GAP = 0.65  # of the darkness of characters; where a column of pixels has less, there is a gap
_INKED = 0.4  # of their darkness: they are cut out where they are darker

Box = tuple[int, int, int, int]  # left, top, right, bottom


class Shape(NamedTuple):
    """One character: its box, and what it is if its size alone tells."""

    box: Box
    kind: str


def find_shapes(line: TextLine, em: float) -> list[Shape]:
    """The characters; none where there are too many for a number."""
    boxes = _glyph_boxes(line.pieces, em)
    if len(boxes) > _MOST_GLYPHS:
        return []
    return _kinds(boxes, em)


def _kinds(boxes: list[Box], em: float) -> list[Shape]:
    foot = max((box[3] for box in boxes), default=0)
    return [Shape(box, _kind(box, len(boxes), foot, em)) for box in boxes]


def part_touching(gray: Plane, shapes: list[Shape], em: float) -> list[Shape]:
    """The characters, with those that hang together by their blurred edges apart, if then all may be digits."""
    highest = _DIGIT_HEIGHTS[1] * em
    cuts = [
        _at_gaps(gray, shape.box) if shape.kind in {"", UNKNOWN} and height_of(shape.box) <= highest else [shape.box]
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


def height_of(box: Box) -> int:
    """In pixels."""
    return box[3] - box[1]


def _tight(gray: Plane, box: Box) -> Box:
    darkness = 255 - cut(gray, box)
    rows, columns = np.nonzero(darkness >= _INKED * np.percentile(darkness, 95))
    left, top = box[:2]
    return left + int(columns.min()), top + int(rows.min()), left + int(columns.max()) + 1, top + int(rows.max()) + 1


def cut(gray: Plane, box: Box) -> Plane:
    """The part of a page in a box."""
    left, top, right, bottom = box
    return gray[top:bottom, left:right]


def _glyph_boxes(pieces: Boxes, em: float) -> list[Box]:
    """Pieces of one character as one box; points are boxes of their own. From left to right."""
    dust = is_dust(pieces, em)
    boxes: list[Box] = []
    for piece in pieces[~dust].tolist():
        left, top, right, bottom = piece
        last = boxes[-1] if boxes else None
        overlap = min(last[2], right) - left if last else 0
        if last and overlap > _OVERLAP * min(last[2] - last[0], right - left) and not _hangs_over(last, piece, em):
            boxes[-1] = (min(last[0], left), min(last[1], top), max(last[2], right), max(last[3], bottom))
        else:
            boxes.append((left, top, right, bottom))
    specks = [(left, top, right, bottom) for left, top, right, bottom in pieces[dust].tolist()]
    return sorted(boxes + [speck for speck in specks if _is_point(speck, boxes, em)])


def _hangs_over(box: Box, piece: Box, em: float) -> bool:
    """Whether a piece is as small as a point, and at the foot of a slanted character, beyond most of it."""
    left, top, right, bottom = piece
    is_small = max(right - left, bottom - top) < _POINT * em
    return is_small and abs(bottom - box[3]) <= _NEAR_FOOT * em and right > box[2] and 2 * left > box[0] + box[2]


def _is_point(piece: Box, boxes: list[Box], em: float) -> bool:
    """Whether a speck lies at the foot of the line between two characters, as a decimal point does.

    Right at the foot it may stand below the overhang of the one before: of a 7, and of all that are slanted.
    """
    left, _, right, bottom = piece
    above = abs(bottom - max(box[3] for box in boxes))
    is_at_foot = above <= _NEAR_FOOT * em
    return above < _FOOT * em and any(
        right <= other[0] + 1 and (one[2] - 1 <= left or (is_at_foot and (one[0] + one[2]) / 2 <= left))
        for one, other in pairwise(boxes)
    )


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
    widest = _WIDEST if height <= DIGITS_HEIGHT * em else _WIDEST_HIGH
    is_digit_size = low <= height <= high and width <= widest * height
    return "" if is_digit_size else UNKNOWN
