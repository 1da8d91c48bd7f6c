"""A net of touching rules to a grid: edges of columns and rows, and the boxes of its cells with their spans."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from extract.readers.ruled.pages import Rule
from extract.readers.spans import MOST_COLUMNS, MOST_ROW_SPAN

Span = tuple[int, int, int, int]  # row, column, row_span, column_span
_COVERED = 0.8  # of the side of an elementary cell: where a rule covers less of it, there is no border


@dataclass(slots=True)
class Grid:
    """Edges of columns and rows in page units, and cells as (row, column, row_span, column_span)."""

    columns: list[float]
    rows: list[float]
    spans: list[Span]
    is_open_above: bool  # no rule closes the first row: it may go on from the page before
    is_open_below: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]


def build_grid(horizontals: list[Rule], verticals: list[Rule], narrow: float) -> Grid | None:
    """The grid of one net of rules; nothing where it makes no cell, or more than any form has.

    `narrow`: columns and rows below this are no columns and rows, but one border drawn twice or out of line.
    """
    columns = _edges([rule.position for rule in verticals], narrow)
    rows = _edges([rule.position for rule in horizontals], narrow)
    if not columns or not rows:
        return None
    columns = _with_open_sides(columns, horizontals, narrow, most=len(horizontals) / 2)
    top, bottom = rows[0], rows[-1]
    rows = _with_open_sides(rows, verticals, narrow, most=1)
    if not (1 < len(columns) <= MOST_COLUMNS and 1 < len(rows) <= MOST_ROW_SPAN):
        return None
    spans = _spans(_borders(columns, rows, verticals), _borders(rows, columns, horizontals))
    columns, rows, spans = _pruned(columns, rows, spans)
    return Grid(columns, rows, spans, rows[0] < top, rows[-1] > bottom)


def _edges(positions: list[float], narrow: float) -> list[float]:
    """Positions nearer than `narrow` as one edge, where most of them are."""
    groups: list[list[float]] = []
    for position in sorted(positions):
        if groups and position - groups[-1][0] < narrow:
            groups[-1].append(position)
        else:
            groups.append([position])
    return [sum(group) / len(group) for group in groups]


def _with_open_sides(edges: list[float], across: list[Rule], narrow: float, most: float) -> list[float]:
    """Edges that are not drawn: more than `most` of the rules across run out beyond the outermost edge."""
    before = [rule.start for rule in across if rule.start < edges[0] - narrow]
    behind = [rule.end for rule in across if rule.end > edges[-1] + narrow]
    return [
        *([min(before)] if len(before) > most else []),
        *edges,
        *([max(behind)] if len(behind) > most else []),
    ]


def _borders(edges: list[float], others: list[float], rules: list[Rule]) -> list[list[bool]]:
    """Per edge and space between two of the other edges, whether a rule runs along it there."""
    _, starts, ends = np.fromiter(chain.from_iterable(rules), np.float64, 3 * len(rules)).reshape(-1, 3).T
    first, last = np.array(others[:-1]), np.array(others[1:])
    lengths = np.maximum(np.minimum(ends[:, None], last) - np.maximum(starts[:, None], first), 0.0)
    nearest = [_nearest(edges, rule[0]) for rule in rules]
    if nearest != list(range(len(edges))):  # not one rule for each edge, as there mostly is
        covered, lengths = lengths, np.zeros((len(edges), len(first)))
        np.add.at(lengths, nearest, covered)
    are_borders: list[list[bool]] = (lengths >= _COVERED * (last - first)).tolist()
    return are_borders


def _nearest(edges: list[float], position: float) -> int:
    index = bisect_left(edges, position)
    if index and (index == len(edges) or position - edges[index - 1] < edges[index] - position):
        return index - 1
    return index


def _spans(left_borders: list[list[bool]], top_borders: list[list[bool]]) -> list[Span]:
    """Cells: columns without a border between them run together; equal runs without one between, downwards."""
    begun: list[tuple[int, int, int]] = []  # row, column and column_span of each cell
    heights: list[int] = []
    above: dict[tuple[int, int], int] = {}  # run of columns → its cell in the row above
    runs_of: dict[tuple[bool, ...], list[tuple[int, int]]] = {}  # most rows have the same borders
    for row, (tops, lefts) in enumerate(zip(top_borders, zip(*left_borders, strict=True), strict=False)):
        runs = runs_of.get(lefts) or runs_of.setdefault(lefts, _runs(lefts))
        current: dict[tuple[int, int], int] = {}
        is_closed = all(tops)
        for run in runs:
            first, behind = run
            if is_closed or run not in above or any(tops[first:behind]):
                current[run] = len(begun)
                begun.append((row, first, behind - first))
                heights.append(1)
            else:
                current[run] = cell = above[run]
                heights[cell] += 1
        above = current
    return [(row, column, height, width) for (row, column, width), height in zip(begun, heights, strict=True)]


def _pruned(columns: list[float], rows: list[float], spans: list[Span]) -> tuple[list[float], list[float], list[Span]]:
    """Without edges at which no cell begins: a line under a word, a stroke that happens to touch a border."""
    used_rows = sorted({span[0] for span in spans})
    used_columns = sorted({span[1] for span in spans})
    if len(used_rows) == len(rows) - 1 and len(used_columns) == len(columns) - 1:
        return columns, rows, spans
    row_of = [bisect_left(used_rows, row) for row in range(len(rows))]
    column_of = [bisect_left(used_columns, column) for column in range(len(columns))]
    pruned = [
        (
            row_of[row],
            column_of[column],
            row_of[row + height] - row_of[row],
            column_of[column + width] - column_of[column],
        )
        for row, column, height, width in spans
    ]
    return (
        [columns[used] for used in used_columns] + columns[-1:],
        [rows[used] for used in used_rows] + rows[-1:],
        pruned,
    )


def _runs(lefts: tuple[bool, ...]) -> list[tuple[int, int]]:
    """First column and the one behind of each cell in a row, by whether there is a border at each edge of columns."""
    starts = [0, *(column for column in range(1, len(lefts) - 1) if lefts[column])]
    return list(pairwise([*starts, len(lefts) - 1]))
