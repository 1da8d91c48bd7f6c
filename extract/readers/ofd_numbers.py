"""Numbers as an OFD writes them, and the place of an object on its page. Millimetres become points."""

from __future__ import annotations

from lxml import etree

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


def corner(thing: etree._Element) -> tuple[float, float]:
    """Where the boundary of an object begins, in points."""
    try:
        left, top, _, _ = map(float, thing.get("Boundary", "").split())
    except ValueError:
        return 0.0, 0.0
    return (left * POINTS, top * POINTS) if abs(left) + abs(top) < MOST_MILLIMETRES else (0.0, 0.0)


def own_matrix(written: str | None) -> Matrix:
    """From the space of an object to points from the corner of its boundary."""
    matrix = numbers(written) if written else []
    a, b, c, d, e, f = matrix if len(matrix) == 6 and all_near(matrix) else _UPRIGHT
    return a * POINTS, b * POINTS, c * POINTS, d * POINTS, e * POINTS, f * POINTS
