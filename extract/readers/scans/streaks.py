"""Columns whose rule a white streak took away.

A worn drum of a printer, or dust in a scanner, leaves out a line of one or two pixels from head to foot of a page.
Where it meets a thin rule, the rule is gone, and two columns look like one. The streak shows all the same: every rule
across is broken at the same place. Where the texts of cells keep clear of that place, too, the rule stood there.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from extract.readers.scans.grids import Grid
from extract.readers.scans.pictures import Plane

_WIDEST = 4  # pixels of a streak
_BAND = 0.15  # in heights of a character, above and below the middle of a rule
_REACH, _AWAY = 6, 2  # pixels to both sides of a streak with which it is compared, and between these and it
_RULE_LEVEL = 190  # a rule is darker
_PAPER = 250
_RISE = 0.35  # from the level of a rule to that of paper, on a streak
_CLEAR = 0.2  # to both sides of a rule, without any text
_NEARLY_CLEAR = 0.07  # of a rule that other cells have shown; no stroke of a character goes over it
_NARROWEST = 0.6  # from one edge to the next
_MARGIN = 0.2  # inside a cell, where its own rules end
_TEXT = 0.06  # squares of a character, of ink that is more than dust
_LEAST_RULES = 3
_BROKEN = 0.8  # of the rules across
_LEAST_PARTED = 2  # cells with text on both sides
_PARTED = 2  # times as many as cells with text on a streak


def with_lost_columns(grid: Grid, gray: Plane, ink: Plane, em: float) -> Grid:
    """The grid with an edge where a streak runs between the texts of its cells."""
    for place in _streaks(grid, gray, em):
        if min(abs(place - edge) for edge in grid.columns) >= _NARROWEST * em:
            grid = _parted(grid, place, ink, em)
    return grid


def _streaks(grid: Grid, gray: Plane, em: float) -> list[int]:
    """Where nearly all rules across are lighter than on both sides of it."""
    left, right = round(grid.columns[0]), round(grid.columns[-1])
    ruled, broken = np.zeros(right - left, np.int32), np.zeros(right - left, np.int32)
    for edge in grid.rows:
        band = gray[max(0, round(edge - _BAND * em)) : round(edge + _BAND * em) + 1, left:right]
        level = band.min(axis=0).astype(np.float32)
        around = _lighter_side(level)
        is_ruled = around <= _RULE_LEVEL
        ruled += is_ruled
        broken += is_ruled & (level - around >= _RISE * (_PAPER - around))
    is_streak = (ruled >= _LEAST_RULES) & (broken >= _BROKEN * ruled)
    places = np.flatnonzero(is_streak)
    runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    return [left + round(float(run.mean())) for run in runs if 0 < run.size <= _WIDEST]


def _lighter_side(levels: np.ndarray) -> np.ndarray:
    """Per pixel the mean level a little to its left or to its right, where it is lighter."""
    kernel = np.full(_REACH, 1 / _REACH, np.float32)
    means = np.convolve(np.pad(levels, _REACH + _AWAY, mode="edge"), kernel, mode="valid")  # of those from each on
    count = levels.size
    return np.maximum(means[:count], means[_REACH + 2 * _AWAY : _REACH + 2 * _AWAY + count])


def _parted(grid: Grid, place: int, ink: Plane, em: float) -> Grid:
    """The grid with an edge at this place, if several cells have text on both sides of it and few have some on it."""
    column = int(np.searchsorted(grid.columns, place)) - 1
    extents: dict[tuple[int, int], int] = {}  # of cells with text on both sides, by first column and span
    clear, crossed = set(), 0
    for number, (_, first, _, width) in enumerate(grid.spans):
        if column not in (first, first + width - 1) or width == len(grid.columns) - 1:
            continue  # it goes over a whole row of the table, or over other edges on both sides
        left, on_it, right = _sides(grid, number, place, ink, em, _CLEAR)
        crossed += on_it
        if not on_it:
            extents[first, width] = extents.get((first, width), 0) + (left and right)
        if not _sides(grid, number, place, ink, em, _NEARLY_CLEAR if width == 1 else _CLEAR)[1]:
            clear.add(number)
    if sum(extents.values()) < max(_LEAST_PARTED, _PARTED * crossed):
        return grid
    spans = []
    for number, (row, first, height, width) in enumerate(grid.spans):
        if number in clear and extents.get((first, width)):
            spans += [(row, first, height, column - first + 1), (row, column + 1, height, first + width - column)]
        else:
            spans.append((row, first + (first > column), height, width + (first <= column < first + width)))
    columns = [*grid.columns[: column + 1], float(place), *grid.columns[column + 1 :]]
    return replace(grid, columns=columns, spans=sorted(spans))


def _sides(grid: Grid, number: int, place: int, ink: Plane, em: float, clear: float) -> tuple[bool, bool, bool]:
    """Whether there is text left of a place in a cell, any ink on it or close to it, and text right of it."""
    row, column, height, width = grid.spans[number]
    edge = _MARGIN * em
    top, bottom = round(grid.rows[row] + edge), round(grid.rows[row + height] - edge)
    left, right = round(grid.columns[column] + edge), round(grid.columns[column + width] - edge)
    cuts = left, round(place - clear * em), round(place + clear * em) + 1, right
    areas = [
        cv2.countNonZero(part) if (part := ink[top:bottom, start:end]).size else 0 for start, end in pairwise(cuts)
    ]
    least = _TEXT * em * em
    return areas[0] >= least, areas[1] > 0, areas[2] >= least
