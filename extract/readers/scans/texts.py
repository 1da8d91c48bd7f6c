"""Lines of text: the pieces of ink of a page, and which of them stand in one line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from extract.readers.scans.grids import Grid
from extract.readers.scans.pictures import Plane, find_parts
from extract.readers.scans.planes import Page

# In heights of a usual character.
_DUST = 0.2  # what is smaller in both directions is dust, or a point
_SPLINTER = 0.14  # the rest of a rule is not thicker, and lies at the border of its cell
_LINE_STEP = 1.25
_LARGE = 0.5  # what is larger is looked at however light it is
_LEAST_AREA = 4  # pixels
_LIGHTEST_PRINT = 150  # levels; something in a character is darker


class Setting(NamedTuple):
    """How text is set: what is higher than `tallest` is several lines, lines together below `lowest` may be one."""

    tallest: float
    lowest: float


IN_CELLS = Setting(1.6, 1.1)  # close to each other, of one size
IN_PROSE = Setting(3.5, 1.8)  # well apart, titles larger than the rest

Boxes = np.ndarray  # n × 4: left, top, right, bottom in pixels, whole numbers


@dataclass(frozen=True, slots=True)
class TextLine:
    """The pieces of ink in one line, from left to right; characters are one piece, several, or part of one."""

    pieces: Boxes

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom."""
        low, high = self.pieces[:, :2].min(axis=0), self.pieces[:, 2:].max(axis=0)
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])

    @property
    def tallest(self) -> int:
        """The height of the tallest piece."""
        return int((self.pieces[:, 3] - self.pieces[:, 1]).max())


def find_pieces(page: Page, rules: Plane) -> Boxes:
    """The boxes of all ink that hangs together and is no rule, without specks that are much lighter than print."""
    free = cv2.bitwise_and(page.print, cv2.bitwise_not(rules))
    labels, stats = find_parts(free)
    dark = np.bincount(labels[page.gray < _LIGHTEST_PRINT], minlength=len(stats)) > 0
    is_large = stats[:, 2:4].max(axis=1) >= _LARGE * page.em
    kept = (stats[:, cv2.CC_STAT_AREA] >= _LEAST_AREA) & (dark | is_large)
    height, width = page.ink.shape
    ends = stats[:, :2] + stats[:, 2:4]
    kept &= (stats[:, :2].min(axis=1) > 1) & (ends[:, 0] < width - 1) & (ends[:, 1] < height - 1)  # borders of paper
    stats = stats[kept]
    return np.column_stack((stats[:, :2], stats[:, :2] + stats[:, 2:4]))


def share_pieces(pieces: Boxes, grids: list[Grid]) -> tuple[list[list[Boxes]], Boxes]:
    """Per grid the pieces in each of its cells, by their middle; and the pieces in no grid."""
    middles = (pieces[:, :2] + pieces[:, 2:]) / 2
    shares: list[list[Boxes]] = []
    outside = np.ones(len(pieces), bool)
    for grid in grids:
        columns = np.searchsorted(grid.columns, middles[:, 0]) - 1
        rows = np.searchsorted(grid.rows, middles[:, 1]) - 1
        inside = (columns >= 0) & (columns < len(grid.columns) - 1) & (rows >= 0) & (rows < len(grid.rows) - 1)
        cells = np.full((len(grid.rows) - 1, len(grid.columns) - 1), -1)
        for number, (row, column, height, width) in enumerate(grid.spans):
            cells[row : row + height, column : column + width] = number
        owners = np.full(len(pieces), -1)
        owners[inside] = cells[rows[inside], columns[inside]]
        order = np.argsort(owners, kind="stable")
        starts = np.searchsorted(owners[order], np.arange(len(grid.spans) + 1))
        shares.append([pieces[order[starts[cell] : starts[cell + 1]]] for cell in range(len(grid.spans))])
        outside &= ~inside
    return shares, pieces[outside]


def without_splinters(pieces: Boxes, cell: tuple[float, float, float, float], em: float) -> Boxes:
    """The pieces of a cell but for rests of the rules around it."""
    size = pieces[:, 2:] - pieces[:, :2]
    near = np.column_stack((pieces[:, :2] - np.array(cell[:2]), np.array(cell[2:]) - pieces[:, 2:])) < 0.25 * em
    upright = (size[:, 0] <= _SPLINTER * em) & (near[:, 0] | near[:, 2])
    level = (size[:, 1] <= _SPLINTER * em) & (near[:, 1] | near[:, 3])
    return pieces[~(upright | level)]


def is_dust(pieces: Boxes, em: float) -> np.ndarray:
    """Per piece, whether it is too small for a character; a point is, too."""
    return (pieces[:, 2:] - pieces[:, :2]).max(axis=1) < _DUST * em


def group_lines(pieces: Boxes, em: float, setting: Setting) -> list[TextLine]:
    """Pieces in lines from top to bottom; dust only where it lies in a line."""
    dust = is_dust(pieces, em)
    solid = pieces[~dust]
    if not len(solid):
        return []
    edges = _line_edges(solid, em, setting)
    middles = (pieces[:, 1] + pieces[:, 3]) / 2
    lines = []
    for top, bottom in edges:
        inside = pieces[(middles >= top) & (middles <= bottom)]
        if len(inside) and not is_dust(inside, em).all():
            lines.append(TextLine(inside[np.argsort(inside[:, 0], kind="stable")]))
    return lines


def _line_edges(pieces: Boxes, em: float, setting: Setting) -> list[tuple[float, float]]:
    """Tops and bottoms of lines, where the rows of pixels hold ink; lines that touch are parted where they are thin."""
    top, bottom = int(pieces[:, 1].min()), int(pieces[:, 3].max())
    profile = np.zeros(bottom - top + 1)
    widths = np.minimum(pieces[:, 2] - pieces[:, 0], 2 * em)
    np.add.at(profile, pieces[:, 1] - top, widths)
    np.add.at(profile, pieces[:, 3] - top, -widths)
    profile = np.cumsum(profile)
    filled = np.flatnonzero(profile > 0.5)
    edges: list[tuple[float, float]] = []
    for run in np.split(filled, np.flatnonzero(np.diff(filled) > 1) + 1):
        start, end = int(run[0]), int(run[-1]) + 1
        count = round((end - start) / (_LINE_STEP * em)) if end - start > setting.tallest * em else 1
        cuts = [start]
        for number in range(1, max(count, 1)):
            middle, reach = start + (end - start) * number / count, 0.3 * em
            low = max(int(middle - reach), cuts[-1] + 1)
            cuts.append(low + int(np.argmin(profile[low : int(middle + reach) + 1])))
        cuts.append(end)
        edges += [(top + one, top + other) for one, other in pairwise(cuts)]
    return _with_low_lines(edges, em, setting)


def _with_low_lines(edges: list[tuple[float, float]], em: float, setting: Setting) -> list[tuple[float, float]]:
    """Very low lines are the upper or lower parts of characters (二, 三), where the next line is that near."""
    joined: list[tuple[float, float]] = []
    for top, bottom in edges:
        if joined and top - joined[-1][1] < 0.25 * em and bottom - joined[-1][0] <= setting.lowest * em:
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    return joined
