"""The objects of an OFD page: text with its steps, paths, images. Millimetres become points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import repeat

from lxml import etree

from extract.readers.blocks import CannotRead
from extract.readers.packages import name_of
from extract.readers.ruled import Drawing, Page, make_glyph

POINTS = 72 / 25.4  # in a millimetre
MOST_CHARACTERS = 200_000  # of a page
MOST_PATH_TOKENS = 200_000  # of a page
MOST_PATH = 20_000  # tokens; a longer path is a drawing and no table
MOST_MILLIMETRES = 1e6  # what lies further off is no place on a page
MOST_DEPTH = 32  # of blocks in blocks
_UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_A4 = [0.0, 0.0, 210.0, 297.0]
_ASCENT = 0.88  # of the size, above the baseline
_NO_WIDTH = "\u200b\ufeff\u2060"
# How many numbers follow each operator of a path; the last two are where it ends.
_OPERANDS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7}

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
Shape = tuple[int, list[list[Point]]]  # of how many tokens, and its lines


@dataclass(slots=True)
class OfdPage:
    """A page with its images: identifier, width and height in points."""

    page: Page
    images: list[tuple[str, float, float]] = field(default_factory=list)
    drawing: Drawing = field(default_factory=Drawing)
    path_tokens: int = 0
    shapes: dict[str, Shape] = field(default_factory=dict)  # by what is written

    @classmethod
    def of(cls, number: int, box: list[float]) -> OfdPage:
        """An empty page of a physical box; A4 where the box says nothing."""
        _, _, width, height = box if len(box) == 4 and min(box[2:]) > 0 else _A4
        page = cls(Page(number, width * POINTS, height * POINTS))
        page.page.horizontals, page.page.verticals = page.drawing.horizontals, page.drawing.verticals
        return page

    def add(self, content: etree._Element) -> None:
        """Add what the layers of a page or a template print."""
        for layer in content.iterfind("{*}Content/{*}Layer"):
            self._add_block(layer, 0)

    def _add_block(self, block: etree._Element, depth: int) -> None:
        if depth > MOST_DEPTH:
            raise CannotRead("too_large", "reader_limit")
        for thing in block:
            name = name_of(thing.tag)
            if name == "PageBlock":
                self._add_block(thing, depth + 1)
            elif thing.get("Visible") == "false":
                continue
            elif name == "TextObject":
                self._add_text(thing)
            elif name == "PathObject":
                self._add_path(thing)
            elif name == "ImageObject":
                box = numbers(thing.get("Boundary"))
                if len(box) == 4:
                    self.images.append((thing.get("ResourceID", ""), box[2] * POINTS, box[3] * POINTS))

    def _add_text(self, thing: etree._Element) -> None:
        """The characters of a text object."""
        a, b, c, d, e, f = _matrix(thing)
        size = _number(thing.get("Size"), 3.0)
        stretch = _number(thing.get("HScale"), 1.0)
        glyphs, add = self.page.glyphs, self.page.glyphs.append
        high = size * (c * c + d * d) ** 0.5
        wide = size * stretch * (a * a + b * b) ** 0.5
        ascent = _ASCENT * high
        for code in thing:
            text = code.text
            if not text or name_of(code.tag) != "TextCode":
                continue
            if len(text) + len(glyphs) > MOST_CHARACTERS:
                raise CannotRead("too_large", "reader_limit")
            x, y = _number(code.get("X"), 0.0), _number(code.get("Y"), 0.0)
            for character, across, down in _with_steps(code, text):
                width = 0.5 if character < "\u2000" else 0.0 if character in _NO_WIDTH else 1.0
                advance = width * size
                step = advance * stretch if across is None else across
                if 0 < step < advance:
                    width = step / size
                if character not in "\r\n":
                    left, top = a * x + c * y + e, b * x + d * y + f - ascent
                    add(make_glyph((character, left, top, left + width * wide, top + high)))
                x += step
                y += down

    def _add_path(self, thing: etree._Element) -> None:
        """The rules of a path: straight lines if it is stroked, thin shapes if it is filled."""
        data = " ".join([one.text or "" for one in thing if name_of(one.tag) == "AbbreviatedData"])
        # The borders of a table are the same few shapes at many places, so each is read once.
        count, shape = self.shapes.get(data) or self.shapes.setdefault(data, _shape(data))
        self.path_tokens += count
        if self.path_tokens > MOST_PATH_TOKENS:
            raise CannotRead("too_large", "reader_limit")
        is_stroked = thing.get("Stroke") != "false"
        if not shape or not (is_stroked or thing.get("Fill") == "true"):
            return
        a, b, c, d, e, f = _matrix(thing)
        add = self.drawing.add_strokes if is_stroked else self.drawing.add_filled
        for line in shape:
            add([(a * x + c * y + e, b * x + d * y + f) for x, y in line])


def _shape(data: str) -> Shape:
    """The lines of a path, and how many tokens it has; no lines where these are too many."""
    tokens = data.split()
    return len(tokens), _lines(tokens) if len(tokens) <= MOST_PATH else []


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


def _matrix(thing: etree._Element) -> Matrix:
    """From the space of an object to points on the page: its own matrix, then the corner of its boundary."""
    try:
        left, top, _, _ = map(float, thing.get("Boundary", "").split())
    except ValueError:
        left = top = 0.0
    own = thing.get("CTM")
    if own is None:
        return POINTS, 0.0, 0.0, POINTS, (0.0 + left) * POINTS, (0.0 + top) * POINTS
    matrix = numbers(own)
    a, b, c, d, e, f = matrix if len(matrix) == 6 else _UPRIGHT
    return a * POINTS, b * POINTS, c * POINTS, d * POINTS, (e + left) * POINTS, (f + top) * POINTS


def _with_steps(code: etree._Element, text: str) -> Iterable[tuple[str, float | None, float]]:
    """Each character, how far across the next one is, if that is said, and how far down."""
    count = len(text)
    across, down = code.get("DeltaX"), code.get("DeltaY")
    downs = (down and _steps(down, count)) or ()
    acrosses = (across and _steps(across, count)) or repeat(0.0 if downs else None, count)
    return zip(text, acrosses, downs or repeat(0.0, count), strict=True)


def _steps(text: str, count: int) -> list[float]:
    """How far each character is from the next: numbers, and `g n d` for n times d; nothing where there are none."""
    steps = [] if "g" in text else numbers(text)[:count]
    if not steps or not _all_near(steps):
        steps = _counted_steps(text.split(), count)
    return steps + steps[-1:] * (count - len(steps))


def _counted_steps(tokens: list[str], count: int) -> list[float]:
    steps: list[float] = []
    index = 0
    while index < len(tokens) and len(steps) < count:
        if tokens[index] == "g" and index + 2 < len(tokens):
            times = min(int(_number(tokens[index + 1], 0.0)), count - len(steps))
            steps += [_number(tokens[index + 2], 0.0)] * times
            index += 3
        else:
            steps.append(_number(tokens[index], 0.0))
            index += 1
    return steps


def _all_near(values: list[float]) -> bool:
    """Whether all of them are numbers of usual size; quick, and false too often."""
    return sum(map(abs, values)) < MOST_MILLIMETRES


def numbers(text: str | None) -> list[float]:
    """Numbers parted by spaces; none where one of them is not a number."""
    try:
        return list(map(float, (text or "").split()))
    except ValueError:
        return []


def _number(text: str | None, default: float) -> float:
    try:
        number = float(text) if text else default
    except ValueError:
        return default
    return number if abs(number) < MOST_MILLIMETRES else default
