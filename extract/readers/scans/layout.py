"""One page to lines of text in cells and outside: what is certain by shapes, and what the recogniser has to read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import compress

import numpy as np

from extract.readers.scans.grids import Grid, find_grids
from extract.readers.scans.numbers import Number, read_numbers
from extract.readers.scans.pictures import Plane, find_parts
from extract.readers.scans.planes import Page
from extract.readers.scans.recogniser import Recognised
from extract.readers.scans.shapes import UNKNOWN, Box
from extract.readers.scans.spelling import Letters
from extract.readers.scans.streaks import with_lost_columns
from extract.readers.scans.texts import (
    IN_CELLS,
    IN_PROSE,
    TextLine,
    find_pieces,
    group_lines,
    share_pieces,
    without_splinters,
)

# In heights of a usual character.
_LINE_HEIGHT = 0.9  # a line is looked at as high as this, also one of low characters
_MARGIN = 0.12
_STRIP_MARGIN = 0.06
_NUMBER_MARGIN = 0.2
_LONGEST_STRIP = 60
_BLOT = 0.3
_BORDER = 0.2
_MIDDLE = 0.25
_FAINT_HEIGHT, _FAINT_AREA = 0.45, 0.06  # of what is no dust; the area in squares of a character
_LOWEST_TEXT = 0.45  # a line of nothing but lower pieces is dust


Rectangle = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(slots=True)
class Spot:
    """What is read at once: a number, or the lines of a label one behind the other; then `text` and `confidences`."""

    box: tuple[int, int, int, int]
    crop: Plane  # one line
    number: Number | None = None  # of a single line that is not long: what its shapes say
    is_number: bool = False
    is_joined: bool = False  # of several lines
    letters: Letters | None = None  # what the small network says of it
    recognised: Recognised | None = None
    text: str | None = None
    confidences: tuple[float, ...] = ()  # one or more, of its characters


@dataclass(slots=True)
class Layout:
    """Grids with the lines in each of their cells, and lines outside, from top to bottom."""

    page: Page
    grids: list[Grid]
    cells: list[list[list[Spot]]] = field(default_factory=list)
    prose: list[Spot] = field(default_factory=list)

    def spots(self) -> list[Spot]:
        """All lines of cells."""
        return [spot for grid in self.cells for cell in grid for spot in cell]


def lay_out(page: Page) -> Layout:
    """What stands where on a page."""
    grids, rules = find_grids(page.ink, page.em)
    grids = [with_lost_columns(grid, page.gray, page.ink, page.em) for grid in grids]
    shares, outside = share_pieces(find_pieces(page, rules), grids)
    layout = Layout(page, grids)
    for grid, share in zip(grids, shares, strict=True):
        em = _em(share, page.em)
        lines = [
            group_lines(without_splinters(pieces, cell_box(grid, number), em), em, IN_CELLS) if len(pieces) else []
            for number, pieces in enumerate(share)
        ]
        numbers = iter(read_numbers(page.gray, [line for cell in lines for line in cell], em))
        spots = [_spots(page.gray, cell, [next(numbers) for _ in cell], em) for cell in lines]
        for number, cell in enumerate(spots):
            is_bare = all(spot.text in {"-", "—"} for spot in cell)  # blank, or a dash that may be left of a digit
            if is_bare and (faint := _faint(page.ink, cell_box(grid, number), em) or _low(cell, grid, number, em)):
                cell[:] = [Spot(faint, page.gray[:0, :0], None, True, text=UNKNOWN, confidences=(0.0,))]
        layout.cells.append(spots)
    layout.prose = [
        Spot(line.box, _crop(page.gray, line.box, page.em, _MARGIN))
        for line in group_lines(outside, page.em, IN_PROSE)
        if line.tallest >= _LOWEST_TEXT * page.em
    ]
    return layout


def cell_box(grid: Grid, number: int) -> Rectangle:
    """Left, top, right and bottom of a cell in pixels of the page."""
    row, column, height, width = grid.spans[number]
    return grid.columns[column], grid.rows[row], grid.columns[column + width], grid.rows[row + height]


def _em(shares: list[np.ndarray], usual: float) -> float:
    """The height of a character in one table: its text is smaller than the prose."""
    pieces = np.concatenate(shares)
    heights = pieces[:, 3] - pieces[:, 1]
    heights = heights[(heights >= 0.35 * usual) & (heights <= 1.6 * usual)]
    return float(np.percentile(heights, 85)) if heights.size >= 5 else usual


def _spots(gray: Plane, lines: list[TextLine], numbers: list[Number | None], em: float) -> list[Spot]:
    """The lines of a cell: words are read as one strip, because a character says more beside others."""
    if len(lines) > 1:  # no character is as small as a blot beside the line
        kept = [max(line.box[2] - line.box[0], line.box[3] - line.box[1]) >= _BLOT * em for line in lines]
        lines = list(compress(lines, kept))
        numbers = list(compress(numbers, kept))
    if len(lines) == 1 and numbers[0] and not numbers[0].is_likely:
        return [replace(spot, number=numbers[0]) for spot in _strips(gray, lines, em)]
    if any(number is None or not number.is_likely for number in numbers):
        return _strips(gray, lines, em)
    spots = [
        Spot(line.box, _crop(gray, line.box, em, _NUMBER_MARGIN), number, is_number=True)
        for line, number in zip(lines, numbers, strict=True)
    ]
    for spot in spots:
        if spot.number and spot.number.is_sure and (len(spots) == 1 or spot.number.characters.isdigit()):
            spot.text, spot.confidences = spot.number.characters, (spot.number.confidence,)
    return spots


def _faint(ink: Plane, cell: Rectangle, em: float) -> Box | None:
    """Where something as large as a digit is, too light to be read: such a cell is not blank."""
    left, top, right, bottom = (round(side) for side in cell)
    edge = round(_BORDER * em)
    inside = ink[top + edge : bottom - edge, left + edge : right - edge]
    if not inside.size:
        return None
    _, stats = find_parts(inside)
    for x, y, width, height, area in stats[1:].tolist():
        if height >= _FAINT_HEIGHT * em and area >= _FAINT_AREA * em * em:
            return left + edge + x, top + edge + y, left + edge + x + width, top + edge + y + height
    return None


def _low(cell: list[Spot], grid: Grid, number: int, em: float) -> Box | None:
    """Where a dash is that is not in the middle of its cell: the foot of a digit whose rest is lost."""
    _, top, _, bottom = cell_box(grid, number)
    return next((spot.box for spot in cell if abs(spot.box[1] + spot.box[3] - top - bottom) > 2 * _MIDDLE * em), None)


def _strips(gray: Plane, lines: list[TextLine], em: float) -> list[Spot]:
    """Lines of words one behind the other, as far as the recogniser takes them at once."""
    spots = []
    while lines:
        widths = np.cumsum([line.box[2] - line.box[0] for line in lines])
        count = max(1, int(np.searchsorted(widths, _LONGEST_STRIP * em)))
        boxes, lines = [line.box for line in lines[:count]], lines[count:]
        margins = (_MARGIN, *[_STRIP_MARGIN] * (len(boxes) - 1))
        crops = [_crop(gray, box, em, margin) for box, margin in zip(boxes, margins, strict=True)]
        height = max(len(crop) for crop in crops)
        low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
        box = int(low[0]), int(low[1]), int(high[2]), int(high[3])
        strip = np.hstack([_padded(crop, height) for crop in crops])
        spots.append(Spot(box, strip, is_joined=len(boxes) > 1))
    return spots


def _padded(crop: Plane, height: int) -> Plane:
    above = (height - len(crop)) // 2
    return np.pad(crop, ((above, height - len(crop) - above), (0, 0)), constant_values=255)


def _crop(gray: Plane, box: tuple[int, int, int, int], em: float, margin: float) -> Plane:
    left, top, right, bottom = box
    middle, half = (top + bottom) / 2, max(bottom - top, _LINE_HEIGHT * em) / 2 + margin * em
    edge = round(margin * em)
    return gray[max(0, round(middle - half)) : round(middle + half), max(0, left - edge) : right + edge]
