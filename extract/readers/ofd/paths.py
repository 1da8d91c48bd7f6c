"""The rules among the paths of an OFD page: straight lines that are stroked, thin shapes that are filled."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from lxml import etree

from extract.readers.blocks import CannotRead
from extract.readers.containers.packages import name_of
from extract.readers.ofd.numbers import MOST_MILLIMETRES, corners, own_matrix
from extract.readers.ruled import Drawing, Rule, make_rule

MOST_PATH_TOKENS = 200_000  # of a page
MOST_PATH = 20_000  # tokens; a longer path is a drawing and no table
# How many numbers follow each operator of a path; the last two are where it ends.
_STRAIGHT = {"M", "L"}  # all that most borders are drawn with
_OPERANDS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7}

Point = tuple[float, float]


Written = tuple[str, str | None, bool]  # data and matrix of a path, and whether it is stroked


@dataclass(slots=True, eq=False)
class Shape:
    """What paths have in common: how many tokens are written, and the rules from the corner of their boundary."""

    number: int
    tokens: int
    rules: Drawing

    @classmethod
    def of(cls, number: int, data: str, matrix: str | None, is_stroked: bool) -> Shape:
        """The shape of a path; without rules where its tokens are too many."""
        tokens = data.split()
        rules = Drawing()
        a, b, c, d, e, f = own_matrix(matrix)
        add = rules.add_strokes if is_stroked else rules.add_filled
        for line in _lines(tokens) if len(tokens) <= MOST_PATH else ():
            add([(a * x + c * y + e, b * x + d * y + f) for x, y in line])
        return cls(number, len(tokens), rules)


class OfdPaths:
    """The rules of a document. Borders of tables are the same few shapes at many places, so each is read once."""

    def __init__(self) -> None:
        self._shapes: dict[Written, Shape] = {}
        self._shapes_of: list[int] = []  # of each path
        self._boundaries: list[str] = []
        self._tokens = 0  # of this page
        self._ends = [0]  # of the paths of each page

    def add(self, thing: etree._Element) -> None:
        """Add the rules of a path."""
        get = thing.get
        is_stroked = get("Stroke") != "false"
        written = _data(thing), get("CTM"), is_stroked
        shape = self._shapes.get(written)
        if shape is None:
            shape = self._shapes[written] = Shape.of(len(self._shapes), *written)
        self._tokens += shape.tokens
        if self._tokens > MOST_PATH_TOKENS:
            raise CannotRead("too_large", "reader_limit")
        if is_stroked or get("Fill") == "true":
            self._shapes_of.append(shape.number)
            self._boundaries.append(get("Boundary", ""))

    def end_page(self) -> None:
        """What is added from now on stands on the next page."""
        self._tokens = 0
        self._ends.append(len(self._shapes_of))

    def rules(self) -> list[tuple[list[Rule], list[Rule]]]:
        """The horizontal and the vertical rules of each page."""
        lefts, tops = corners(self._boundaries)
        shapes = [shape.rules for shape in self._shapes.values()]
        shapes_of = np.array(self._shapes_of, dtype=np.intp)
        horizontals = self._moved([rules.horizontals for rules in shapes], shapes_of, tops, lefts)
        verticals = self._moved([rules.verticals for rules in shapes], shapes_of, lefts, tops)
        return list(zip(horizontals, verticals, strict=True))

    def _moved(
        self, rules: list[list[Rule]], shapes_of: np.ndarray, across: np.ndarray, along: np.ndarray
    ) -> list[list[Rule]]:
        """The rules of each page, those of each path at its place; `rules`: those of each shape."""
        listed = np.array([rule for of_shape in rules for rule in of_shape]).reshape(-1, 3)
        counts = np.array(list(map(len, rules)), dtype=np.intp)
        firsts = np.cumsum(counts) - counts
        counts_of = counts[shapes_of]
        behind = np.cumsum(counts_of)
        which = np.arange(counts_of.sum()) + np.repeat(firsts[shapes_of] - (behind - counts_of), counts_of)
        moved = listed[which].T + np.repeat((across, along, along), counts_of, axis=1)
        made = list(map(make_rule, zip(*moved.tolist(), strict=True)))
        ends = np.append(0, behind)[self._ends].tolist()
        return [made[start:end] for start, end in pairwise(ends)]


def _data(thing: etree._Element) -> str:
    """The commands of a path, which are mostly all that is in it."""
    if len(thing) == 1:  # an iterator takes longer
        only = thing[0]
        return (only.text or "") if name_of(only.tag) == "AbbreviatedData" else ""
    return " ".join([one.text or "" for one in thing if name_of(one.tag) == "AbbreviatedData"])


def _lines(tokens: list[str]) -> list[list[Point]]:
    """The points of each line that is drawn in one go, as they are written; curves break it."""
    operators = tokens[::3]
    if len(tokens) % 3 or not _STRAIGHT.issuperset(operators):
        return _mixed_lines(tokens)
    try:
        points = list(zip(map(float, tokens[1::3]), map(float, tokens[2::3]), strict=True))
    except ValueError:
        return []
    most = MOST_MILLIMETRES
    if not all(-most < x < most and -most < y < most for x, y in points):
        return []
    lines: list[list[Point]] = []
    for operator, point in zip(operators, points, strict=True):
        if operator == "L" and lines:
            lines[-1].append(point)
        else:
            lines.append([point])
    return [line for line in lines if len(line) > 1]


def _mixed_lines(tokens: list[str]) -> list[list[Point]]:
    """The same where there are curves, or lines that are closed."""
    lines: list[list[Point]] = []
    index = 0
    while index < len(tokens):
        operator = tokens[index]
        count = _OPERANDS.get(operator, 0)
        if operator == "C" and lines:
            lines[-1].append(lines[-1][0])
        elif count and index + count < len(tokens):
            try:
                x, y = float(tokens[index + count - 1]), float(tokens[index + count])
            except ValueError:
                return []
            if not (-MOST_MILLIMETRES < x < MOST_MILLIMETRES and -MOST_MILLIMETRES < y < MOST_MILLIMETRES):
                return []
            if operator == "L" and lines:
                lines[-1].append((x, y))
            else:
                lines.append([(x, y)])
        index += 1 + count
    return [line for line in lines if len(line) > 1]
