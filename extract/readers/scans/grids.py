"""Ruling lines in the ink of a page, and the grids that they make."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from extract.readers.blocks import CannotRead
from extract.readers.scans.pictures import Plane, find_parts
from extract.readers.spans import MOST_COLUMNS, MOST_ROW_SPAN

# In heights of a usual character.
_SHORTEST_HORIZONTAL = 1.6  # longer than the stroke of 一
_SHORTEST_VERTICAL = 1.15
_GAP = 0.35  # of a broken rule, which is closed
_SMALLEST_TABLE = (4.0, 1.2)  # width and height
_NARROWEST = 0.6  # between two edges; what is nearer is one rule with rough borders
_BAND = 0.3  # to both sides of an edge, in which its rule runs
_BORDERED = 0.15  # of the side of a cell; a border that is there covers nearly all of it, one that is not nothing
_CROSSED = 0.8  # of a lost row or column, by the rules at both its ends
_CORNER = 0.2  # at both ends of a side, where the rules of its neighbours end
_MOST_TABLES = 40


@dataclass(frozen=True, slots=True)
class Grid:
    """Edges in pixels, and cells as (row, column, row_span, column_span)."""

    columns: list[float]
    rows: list[float]
    spans: list[tuple[int, int, int, int]]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]


def find_grids(ink: Plane, em: float) -> tuple[list[Grid], Plane]:
    """The grids of one page from top to bottom, and where their rules are (255).

    Raises:
        CannotRead: `too_large` where there are more tables, rows or columns than any report has.
    """
    horizontal, vertical = _rules(ink, em)
    labels, stats = find_parts(horizontal | vertical)
    is_large = (stats[:, 2] >= _SMALLEST_TABLE[0] * em) & (stats[:, 3] >= _SMALLEST_TABLE[1] * em)
    is_large[0] = False  # the paper
    found = horizontal.copy(), vertical.copy()
    for label in np.flatnonzero(~is_large)[1:]:
        left, top, width, height = stats[label, :4].tolist()
        part = np.s_[top : top + height, left : left + width]
        for rules in found:
            rules[part][labels[part] == label] = 0
    boxes = _joined([tuple(int(value) for value in stats[label, :4]) for label in np.flatnonzero(is_large)], em)
    if len(boxes) > _MOST_TABLES:
        raise CannotRead("too_large", "reader_limit")
    grids = [grid for box in boxes if (grid := _grid(found, (horizontal, vertical), box, em))]
    ruled = found[0] | found[1]
    for grid in grids:
        _add_rests(ruled, horizontal, vertical, grid, em)
    return sorted(grids, key=lambda grid: grid.rows[0]), ruled


def _add_rests(ruled: Plane, horizontal: Plane, vertical: Plane, grid: Grid, em: float) -> None:
    """Add the parts of rules that hang together with no other, along the edges of a grid."""
    left, top, right, bottom = (round(side) for side in grid.box)
    for row in grid.rows:
        part = np.s_[max(0, round(row - _BAND * em)) : round(row + _BAND * em) + 1, left:right]
        ruled[part] |= horizontal[part]
    for column in grid.columns:
        part = np.s_[top:bottom, max(0, round(column - _BAND * em)) : round(column + _BAND * em) + 1]
        ruled[part] |= vertical[part]


def _rules(ink: Plane, em: float) -> tuple[Plane, Plane]:
    """Horizontal and vertical runs of ink that are longer than those of characters, with small gaps closed."""
    found = []
    for upright, shortest in ((False, _SHORTEST_HORIZONTAL), (True, _SHORTEST_VERTICAL)):
        thick = cv2.dilate(ink, _bar(3, not upright))  # what is left of the skew makes steps
        runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, _bar(round(shortest * em), upright))
        found.append(np.asarray(cv2.morphologyEx(runs, cv2.MORPH_CLOSE, _bar(round(_GAP * em), upright)), np.uint8))
    return found[0], found[1]


def _bar(length: int, upright: bool) -> Plane:
    return np.ones((max(length, 1), 1) if upright else (1, max(length, 1)), np.uint8)


def _joined(boxes: list[tuple[int, ...]], em: float) -> list[tuple[int, int, int, int]]:
    """Boxes (left, top, right, bottom) of tables; parts that lie in each other, or side by side at a fold, are one."""
    joined = [(x, y, x + width, y + height) for x, y, width, height in boxes]
    again = True
    while again:
        again = False
        for one, other in ((one, other) for one in joined for other in joined if one is not other):
            if _belong_together(one, other, em):
                joined = [box for box in joined if box is not one and box is not other]
                joined.append((*np.minimum(one[:2], other[:2]).tolist(), *np.maximum(one[2:], other[2:]).tolist()))
                again = True
                break
    return joined


def _belong_together(one: tuple[int, ...], other: tuple[int, ...], em: float) -> bool:
    height = min(one[3], other[3]) - max(one[1], other[1])
    gap = max(one[0], other[0]) - min(one[2], other[2])
    return gap < em and height > 0.8 * min(one[3] - one[1], other[3] - other[1])


def _grid(
    found: tuple[Plane, Plane], rules: tuple[Plane, Plane], box: tuple[int, int, int, int], em: float
) -> Grid | None:
    """The grid in a box, by rules that hang together; between its edges, any rule parts cells."""
    left, top, right, bottom = box
    part = np.s_[top:bottom, left:right]
    rows = _edges(found[0][part].T, _SHORTEST_HORIZONTAL * em, _NARROWEST * em)
    top_edge, bottom_edge = (rows[0], rows[-1]) if len(rows) > 1 else (0.0, float(bottom - top))
    inside = slice(max(0, round(top_edge - _BAND * em)), round(bottom_edge + _BAND * em))  # no strokes of a heading
    columns = _edges(found[1][part][inside, :], _SHORTEST_VERTICAL * em, _NARROWEST * em)
    if not columns or not rows:
        return None
    inner = columns, rows
    columns = _with_lost_sides(inner[0], found[0][part].T, inner[1], em)
    rows = _with_lost_sides(inner[1], found[1][part], inner[0], em)
    if len(columns) < 2 or len(rows) < 2:
        return None
    if len(columns) > MOST_COLUMNS or len(rows) > MOST_ROW_SPAN:
        raise CannotRead("too_large", "reader_limit")
    spans = _spans(_borders(rules[1][part], columns, rows, em), _borders(rules[0][part].T, rows, columns, em))
    return Grid([left + edge for edge in columns], [top + edge for edge in rows], spans)


def _edges(rules: Plane, shortest: float, narrowest: float) -> list[float]:
    """Where upright rules stand, from left to right."""
    lengths = cv2.reduce(rules, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0] / 255
    places = np.flatnonzero(lengths >= shortest)
    if not places.size:
        return []
    groups = np.split(places, np.flatnonzero(np.diff(places) > narrowest) + 1)
    return [float(np.average(group, weights=lengths[group])) for group in groups]


def _with_lost_sides(edges: list[float], crossing: Plane, others: list[float], em: float) -> list[float]:
    """The edges with the outer ones, though their rules are lost: where the first and last rules across end.

    Only characters of a heading that touch the table go beyond it elsewhere.
    """
    size = len(crossing)
    outer = [crossing[:, max(0, round(x - _BAND * em)) : round(x + _BAND * em) + 1] for x in (others[0], others[-1])]
    sides = []
    for start, end in ((0, round(edges[0])), (round(edges[-1]), size)):
        is_far = end - start > _NARROWEST * em
        sides.append(is_far and all(part[start:end].max(axis=1).mean() >= 255 * _CROSSED for part in outer))
    return [*[0.0] * sides[0], *edges, *[float(size)] * sides[1]]


def _borders(rules: Plane, edges: list[float], others: list[float], em: float) -> np.ndarray:
    """Per edge and space between two of the other edges, whether an upright rule runs along it there."""
    borders = np.zeros((len(edges), len(others) - 1), bool)
    corner = round(_CORNER * em)
    for number, edge in enumerate(edges):
        band = rules[:, max(0, round(edge - _BAND * em)) : round(edge + _BAND * em) + 1]
        is_ruled = band.max(axis=1, initial=0) > 0
        for space, (start, end) in enumerate(pairwise(others)):
            inside = is_ruled[round(start) + corner : round(end) - corner]
            borders[number, space] = inside.size > 0 and inside.mean() >= _BORDERED
    return borders


def _spans(left_borders: np.ndarray, top_borders: np.ndarray) -> list[tuple[int, int, int, int]]:
    """Elementary cells without a border between them as one; where these make no rectangle, each for itself."""
    row_count, column_count = top_borders.shape[0] - 1, left_borders.shape[0] - 1
    groups = np.arange(row_count * column_count).reshape(row_count, column_count)
    for row in range(row_count):
        for column in range(column_count):
            if column and not left_borders[column, row]:
                groups[groups == groups[row, column]] = groups[row, column - 1]
            if row and not top_borders[row, column]:
                groups[groups == groups[row, column]] = groups[row - 1, column]
    spans: list[tuple[int, int, int, int]] = []
    for group in np.unique(groups):
        rows, columns = np.nonzero(groups == group)
        top, left = int(rows.min()), int(columns.min())
        height, width = int(rows.max()) - top + 1, int(columns.max()) - left + 1
        if rows.size == height * width:
            spans.append((top, left, height, width))
        else:
            spans += [(int(row), int(column), 1, 1) for row, column in zip(rows, columns, strict=True)]
    return sorted(spans)
