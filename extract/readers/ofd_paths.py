"""The rules among the paths of an OFD page: straight lines that are stroked, thin shapes that are filled."""

from __future__ import annotations

from lxml import etree

from extract.readers.blocks import CannotRead
from extract.readers.ofd_numbers import MOST_MILLIMETRES, corner, own_matrix
from extract.readers.packages import name_of
from extract.readers.ruled import Drawing, make_rule

MOST_PATH_TOKENS = 200_000  # of a page
MOST_PATH = 20_000  # tokens; a longer path is a drawing and no table
# How many numbers follow each operator of a path; the last two are where it ends.
_OPERANDS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7}

Point = tuple[float, float]


class OfdPaths:
    """The rules of a page. The borders of a table are the same few shapes at many places, so each is read once."""

    def __init__(self) -> None:
        self.drawing = Drawing()
        self._tokens = 0
        self._shapes: dict[tuple[str, str | None, bool], tuple[int, Drawing]] = {}  # by what is written

    def add(self, thing: etree._Element) -> None:
        """Add the rules of a path."""
        data = " ".join([one.text or "" for one in thing if name_of(one.tag) == "AbbreviatedData"])
        is_stroked = thing.get("Stroke") != "false"
        key = (data, thing.get("CTM"), is_stroked)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = _shape(*key)
        count, rules = shape
        self._tokens += count
        if self._tokens > MOST_PATH_TOKENS:
            raise CannotRead("too_large", "reader_limit")
        if not (is_stroked or thing.get("Fill") == "true"):
            return
        left, top = corner(thing)
        for y, start, end in rules.horizontals:
            self.drawing.horizontals.append(make_rule((y + top, start + left, end + left)))
        for x, start, end in rules.verticals:
            self.drawing.verticals.append(make_rule((x + left, start + top, end + top)))


def _shape(data: str, matrix: str | None, is_stroked: bool) -> tuple[int, Drawing]:
    """How many tokens a path has, and its rules from the corner of its boundary; none where these are too many."""
    tokens = data.split()
    rules = Drawing()
    a, b, c, d, e, f = own_matrix(matrix)
    add = rules.add_strokes if is_stroked else rules.add_filled
    for line in _lines(tokens) if len(tokens) <= MOST_PATH else ():
        add([(a * x + c * y + e, b * x + d * y + f) for x, y in line])
    return len(tokens), rules


def _lines(tokens: list[str]) -> list[list[Point]]:
    """The points of each line that is drawn in one go, as they are written; curves break it."""
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
