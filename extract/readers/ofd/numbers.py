"""Numbers as an OFD writes them, and the place of an object on its page. Millimetres become points."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import numpy as np

POINTS = 72 / 25.4  # in a millimetre
MOST_MILLIMETRES = 1e6  # what lies further off is no place on a page
_UPRIGHT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Matrix = tuple[float, float, float, float, float, float]


def numbers(text: str | None) -> list[float]:
    """Numbers parted by spaces; none where one of them is not a number."""
    try:
        return list(map(float, (text or "").split()))
    except ValueError:
        return []


def number(text: str | None, default: float) -> float:
    """One number; the default where there is none, or one that is far off."""
    try:
        found = float(text) if text else default
    except ValueError:
        return default
    return found if abs(found) < MOST_MILLIMETRES else default


def all_near(values: list[float]) -> bool:
    """Whether all of them are numbers of usual size; quick, and false too often."""
    return sum(map(abs, values)) < MOST_MILLIMETRES


def corners(boundaries: Sequence[str]) -> np.ndarray:
    """Where the boundaries of objects begin, in points: all that are left, and all that are above."""
    parts = " | ".join(boundaries).split()
    if len(parts) == 5 * len(boundaries) - 1 and parts[4::5].count("|") == len(boundaries) - 1:  # four numbers each
        written = parts[0::5] + parts[1::5]
        with suppress(ValueError):
            known = {one: float(one) for one in set(written)}  # objects stand in columns and rows
            if all(abs(one) < MOST_MILLIMETRES for one in known.values()):
                return np.array([known[one] for one in written]).reshape(2, -1) * POINTS
    return np.array([_corner(boundary) for boundary in boundaries]).reshape(-1, 2).T * POINTS


def _corner(boundary: str) -> tuple[float, float]:
    found = numbers(boundary)
    return (found[0], found[1]) if len(found) == 4 and max(map(abs, found[:2])) < MOST_MILLIMETRES else (0.0, 0.0)


def own_matrix(written: str | None) -> Matrix:
    """From the space of an object to points from the corner of its boundary."""
    matrix = numbers(written) if written else []
    a, b, c, d, e, f = matrix if len(matrix) == 6 and all_near(matrix) else _UPRIGHT
    return a * POINTS, b * POINTS, c * POINTS, d * POINTS, e * POINTS, f * POINTS
