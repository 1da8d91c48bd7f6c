"""Documents laid out on pages: characters with their places and borders, for the formats that know nothing else.

All lengths are points, y downwards from the top of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from .printed import PrintedCell, PrintedDocument, PrintedTable

WIDTH, HEIGHT = 595.0, 842.0
_SIDE, _TOP, _BOTTOM = 62.0, 80.0, 770.0  # margins; what stands outside is furniture
_LEAD = 1.3  # of the font size, from line to line
_VALUE_COLUMNS = {"requests": 7, "proactive_disclosure": 3}


@dataclass(frozen=True, slots=True)
class Run:
    """Characters on one baseline, from x on."""

    text: str
    x: float
    baseline: float
    size: float


@dataclass(slots=True)
class LaidPage:
    """Runs, borders (x, y, other x, other y) and the boxes of cells (left, top, right, bottom)."""

    runs: list[Run] = field(default_factory=list)
    borders: list[tuple[float, float, float, float]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Looks:
    """How a document is set; `rules`: all, horizontal, three (head and foot only) or none."""

    size: float = 9.0
    padding: float = 2.5
    first_gap: float = 0.0  # how much lower the text begins, which moves the page breaks
    running_head: str = ""
    page_number: str = "- {} -"
    repeats_header: bool = False
    cuts_rows: bool = False  # a row that does not fit goes on on the next page, without a rule at the break
    rules: str = "all"

    @classmethod
    def of(cls, rng: Random) -> Looks:
        """Looks by chance; always with all rules."""
        return cls(
            size=rng.choice((8.0, 9.0, 10.0)),
            padding=rng.choice((2.0, 2.5, 4.0)),
            first_gap=rng.uniform(0, 400),
            running_head=rng.choice(("", "政府信息公开工作年度报告")),
            page_number=rng.choice(("- {} -", "{}", "第 {} 页", "— {} —")),
            repeats_header=rng.random() < 0.3,
            cuts_rows=rng.random() < 0.3,
        )


def lay_out(document: PrintedDocument, looks: Looks) -> list[LaidPage]:
    """The pages of a document."""
    layout = _Layout(looks)
    if document.title:
        layout.add_paragraph(document.title, 16.0)
    for part in document.parts:
        if isinstance(part, PrintedTable):
            layout.add_table(part)
        else:
            layout.add_paragraph(part, 12.0)
    return layout.finish()


def width_of(text: str, size: float) -> float:
    """How wide a text is: ASCII half as wide as it is high, nothing for what is not seen."""
    return sum(map(advance, text)) * size


def advance(character: str) -> float:
    """How far a character moves on, in font sizes."""
    if character in "\u200b\ufeff\u2060":
        return 0.0
    return 0.5 if character < "\u2000" else 1.0


def wrap(text: str, width: float, size: float) -> list[str]:
    """Lines of at most this width, but for a single character."""
    lines = [""]
    for character in text:
        if character == "\n" or (lines[-1] and width_of(lines[-1] + character, size) > width):
            lines.append("")
        if character != "\n":
            lines[-1] += character
    return lines


class _Layout:
    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        self.pages = [LaidPage()]
        self.y = _TOP + looks.first_gap

    def add_paragraph(self, text: str, size: float) -> None:
        for line in wrap(text, WIDTH - 2 * _SIDE, size):
            if self.y + size * _LEAD > _BOTTOM:
                self._turn()
            self.pages[-1].runs.append(Run(line, _SIDE, self.y + size, size))
            self.y += size * _LEAD
        self.y += 4

    def finish(self) -> list[LaidPage]:
        for number, page in enumerate(self.pages, 1):
            if self.looks.running_head:
                page.runs.append(Run(self.looks.running_head, _SIDE, 45.0, 9.0))
            text = self.looks.page_number.format(number)
            page.runs.append(Run(text, WIDTH / 2 - width_of(text, 9.0) / 2, HEIGHT - 40, 9.0))
        return self.pages

    def add_table(self, table: PrintedTable) -> None:
        """The rows in as many parts as pages take."""
        lines = _TableLines(table, self.looks)
        header = lines.header_rows() if self.looks.repeats_header else 0
        first = 0
        while first < table.row_count:
            room = _BOTTOM - self.y
            repeated = header if first else 0
            used = sum(lines.heights[:repeated])
            last = first
            while last < table.row_count and used + lines.heights[last] <= room:
                used += lines.heights[last]
                last += 1
            cut = 0.0
            if last < table.row_count and self.looks.cuts_rows:
                cut = lines.cut(last, room - used)
            if (last == first and not cut) or (not first and last < lines.header_rows()):  # a header stays whole
                self._turn()
                continue
            self._draw(lines, list(range(repeated)) + list(range(first, last)), cut, last)
            if cut:
                lines.heights[last] -= cut
                lines.begun[last] = True
            if last < table.row_count:
                self._turn()
            first = last
        self.y += 14

    def _draw(self, lines: _TableLines, rows: list[int], cut: float, cut_row: int) -> None:
        page, edges = self.pages[-1], lines.edges
        heights = [lines.heights[row] for row in rows] + ([cut] if cut else [])
        shown = rows + ([cut_row] if cut else [])
        tops = [self.y]
        for height in heights:
            tops.append(tops[-1] + height)
        for cell in lines.table.cells:
            inside = [index for index, row in enumerate(shown) if cell.row <= row < cell.row + cell.row_span]
            if not inside:
                continue
            box = (edges[cell.column], tops[inside[0]], edges[cell.column + cell.column_span], tops[inside[-1] + 1])
            is_cut_here = bool(cut) and inside[-1] == len(shown) - 1
            is_begun = lines.begun[shown[inside[0]]] and inside[0] == 0
            page.boxes.append(box)
            page.borders += self._sides(box, is_cut_here, is_begun, cell, lines)
            page.runs += lines.text(cell, box, is_cut_here, tuple(rows) < tuple(range(lines.table.row_count)))
        self.y = tops[-1]

    def _sides(
        self, box: tuple[float, float, float, float], cut: bool, begun: bool, cell: PrintedCell, lines: _TableLines
    ) -> list[tuple[float, float, float, float]]:
        left, top, right, bottom = box
        kind = self.looks.rules
        is_last = cell.row + cell.row_span == lines.table.row_count
        head = lines.header_rows()
        sides = []
        if not begun and (kind in ("all", "horizontal") or (kind == "three" and cell.row in (0, head))):
            sides.append((left, top, right, top))
        if not cut and (kind in ("all", "horizontal") or (kind == "three" and is_last)):
            sides.append((left, bottom, right, bottom))
        if kind == "all":
            sides += [(left, top, left, bottom), (right, top, right, bottom)]
        return sides

    def _turn(self) -> None:
        self.pages.append(LaidPage())
        self.y = _TOP


class _TableLines:
    """The lines of each cell, and how high the rows are; what is shown already of cells that a break cuts."""

    def __init__(self, table: PrintedTable, looks: Looks) -> None:
        self.table, self.looks = table, looks
        self.edges = _edges(table, looks)
        self.begun = [False] * table.row_count
        self.left: dict[PrintedCell, list[str]] = {cell: self._wrap(cell) for cell in table.cells}
        self.heights = [looks.size * _LEAD + 2 * looks.padding] * table.row_count
        for cell in sorted(table.cells, key=lambda cell: cell.row_span):
            rows = slice(cell.row, cell.row + cell.row_span)
            missing = self._height(len(self.left[cell])) - sum(self.heights[rows])
            if missing > 0:
                self.heights[cell.row + cell.row_span - 1] += missing

    def _wrap(self, cell: PrintedCell) -> list[str]:
        width = self.edges[cell.column + cell.column_span] - self.edges[cell.column] - 2 * self.looks.padding
        lines = wrap(cell.text, width, self.looks.size)
        return [line for line in lines if line.strip()]

    def _height(self, lines: int) -> float:
        return lines * self.looks.size * _LEAD + 2 * self.looks.padding

    def header_rows(self) -> int:
        """Rows above the first row of values: no more than three."""
        code = self.table.code
        return 1 if code == "proactive_disclosure" else 3 if self.table.row_count > 3 else 0

    def cut(self, row: int, room: float) -> float:
        """How much of a row is set above the break: whole lines of its longest cell, with one left at least."""
        cells = [cell for cell in self.table.cells if cell.row == row and cell.row_span == 1]
        longest = max((len(self.left[cell]) for cell in cells), default=0)
        fitting = int((room - 2 * self.looks.padding) // (self.looks.size * _LEAD))
        return self._height(min(fitting, longest - 1)) if min(fitting, longest - 1) > 0 else 0.0

    def text(self, cell: PrintedCell, box: tuple[float, float, float, float], cut: bool, is_part: bool) -> list[Run]:
        """Runs of what of the cell is not shown yet and fits; in the middle, but at the top where it goes on."""
        left, top, right, bottom = box
        size, lead = self.looks.size, self.looks.size * _LEAD
        fitting = int((bottom - top - 2 * self.looks.padding + 0.01) // lead)
        lines = self.left[cell]
        if not cut and fitting < len(lines):
            fitting = 0 if is_part and cell.row_span > 1 else len(lines)
        shown, rest = lines[:fitting], lines[fitting:]
        is_whole = bottom - top > sum(self.heights[cell.row : cell.row + cell.row_span]) - 0.01
        self.left[cell] = lines if is_whole and cell.row + cell.row_span <= self.header_rows() else rest
        y = top + self.looks.padding if rest else (top + bottom - len(shown) * lead) / 2
        return [
            Run(line, (left + right - width_of(line, size)) / 2, y + index * lead + size, size)
            for index, line in enumerate(shown)
        ]


def _edges(table: PrintedTable, looks: Looks) -> list[float]:
    """Narrow columns for labels that span rows, a wide one for labels, and equal ones for values."""
    values = _VALUE_COLUMNS.get(table.code, table.column_count)
    labels = max(table.column_count - values, 0)
    whole = WIDTH - 2 * _SIDE
    narrow = [looks.size + 2 * looks.padding + 1, 45.0]
    widths = [*narrow[: labels - 1], 130.0] if labels else []
    rest = (whole - sum(widths)) / (table.column_count - len(widths))
    widths += [rest] * (table.column_count - len(widths))
    edges = [_SIDE]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges
