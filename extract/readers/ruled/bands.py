"""Text without vertical rules: prose, and rows of columns that only their places on the page tell apart.

Columns are bands that the characters of no row bridge; rows are lines that stand closer to each other than to the
next. Where that is certain the rows are a table, else lines with a tab between columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from extract.readers.blocks import Cell, Line
from extract.readers.ruled.pages import Glyph, Page, Rule, middle_height
from extract.readers.ruled.stitching import Part
from extract.readers.ruled.texts import join_line
from extract.readers.spans import MOST_COLUMNS

_GAP = 0.8  # of the height of a character: parts two columns
_SAME_ROW = 1.45  # of the height: lines of one row are no further apart than this
_VALUE = re.compile(r"[+＋\-－−—–/／\d０-９.．,，\s]+|无")


@dataclass(slots=True)
class _Line:
    """A line of the page: its glyphs, and the runs of those that stand together."""

    glyphs: list[Glyph]
    runs: list[list[Glyph]]

    @classmethod
    def of(cls, glyphs: list[Glyph]) -> _Line:
        return cls(glyphs, _runs(glyphs))

    @property
    def middle(self) -> float:
        return (self.glyphs[0].top + self.glyphs[0].bottom) / 2

    @property
    def height(self) -> float:
        return self.glyphs[0].bottom - self.glyphs[0].top


class _Row(NamedTuple):
    """The runs of all lines of a row."""

    runs: list[list[Glyph]]
    top: float
    bottom: float


def read_bands(lines: Iterable[list[Glyph]], rules: Sequence[Rule], page: Page) -> list[tuple[float, Line | Part]]:
    """Lines of a stretch of a page, tables that they make, and the top of each.

    `rules`: horizontal rules that belong to no ruled table; they part rows.
    """
    found: list[tuple[float, Line | Part]] = []
    for stretch in _stretches([_Line.of(glyphs) for glyphs in lines], rules):
        rows = _rows(stretch, rules) if len(stretch) > 1 else []
        if len(rows) > 1 and (part := _table(rows, page)):
            found.append((rows[0].top, part))
            continue
        is_columns = sum(len(line.runs) > 1 for line in stretch) > 1
        for line in stretch:
            text = "\t".join(map(join_line, line.runs)) if is_columns else join_line(line.glyphs)
            if text:
                found.append((line.glyphs[0].top, Line(text, f"page {page.number}")))
    return found


def _runs(line: list[Glyph]) -> list[list[Glyph]]:
    """Characters that stand together; spaces are not seen."""
    runs: list[list[Glyph]] = []
    edge = -1e9
    for glyph in line:
        if glyph[0].isspace():
            continue
        if glyph[1] <= edge:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
        edge = glyph[3] + _GAP * (glyph[4] - glyph[2])
    return runs


def _stretches(lines: list[_Line], rules: Sequence[Rule]) -> list[list[_Line]]:
    """Lines that may make a table together: in columns, near such a line, or between the same two rules."""
    stretches: list[list[_Line]] = []
    was_inside = False
    for index, line in enumerate(lines):
        is_inside = len(line.runs) > 1 or _belongs(lines, index) or (bool(rules) and _is_between(line, rules))
        if is_inside and was_inside:
            stretches[-1].append(line)
        else:
            stretches.append([line])
        was_inside = is_inside
    return stretches


def _belongs(lines: list[_Line], index: int) -> bool:
    """Whether a line of one run stands so near a line of columns that it is part of its row."""
    near = [lines[other] for other in (index - 1, index + 1) if 0 <= other < len(lines)]
    return any(len(line.runs) > 2 and _is_near(line, lines[index]) for line in near)


def _is_near(line: _Line, other: _Line) -> bool:
    return abs(line.middle - other.middle) <= _SAME_ROW * min(line.height, other.height)


def _is_between(line: _Line, rules: Sequence[Rule]) -> bool:
    """Whether long rules of one width stand above and below."""
    around = [rule for rule in rules if rule.start <= line.glyphs[0].left and line.glyphs[-1].right <= rule.end]
    above = [rule for rule in around if rule.position < line.middle]
    below = [rule for rule in around if rule.position > line.middle]
    return any(abs(one.start - two.start) + abs(one.end - two.end) < 4 for one in above for two in below)


def _rows(lines: list[_Line], rules: Sequence[Rule]) -> list[_Row]:
    """Lines of one row together."""
    rows: list[list[_Line]] = []
    for line in lines:
        if rows and _is_near(rows[-1][-1], line) and not _is_parted(rows[-1][-1], line, rules):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [
        _Row([run for line in row for run in line.runs], row[0].glyphs[0].top, row[-1].glyphs[0].bottom) for row in rows
    ]


def _is_parted(line: _Line, other: _Line, rules: Sequence[Rule]) -> bool:
    return any(line.middle < rule.position < other.middle for rule in rules)


def _table(rows: list[_Row], page: Page) -> Part | None:
    """The table of these rows, if every one of them falls into columns without doubt."""
    bands = _bands(rows)
    if not 2 <= len(bands) <= MOST_COLUMNS:
        return None
    cells: list[Cell] = []
    values = 0
    for index, row in enumerate(rows):
        texts = _texts(row, bands)
        if texts is None:
            return None
        values += any(text and _VALUE.fullmatch(text) for text in texts[1:])
        cells += [
            Cell(text, index, column, place=page.place(left, row.top, right, row.bottom))
            for column, (text, (left, right)) in enumerate(zip(texts, bands, strict=True))
        ]
    edges = [bands[0][0], *((one[1] + two[0]) / 2 for one, two in pairwise(bands)), bands[-1][1]]
    return Part(edges, cells, len(rows)) if values and 2 * values >= len(rows) - 1 else None


def _texts(row: _Row, bands: list[tuple[float, float]]) -> list[str] | None:
    """The text of a row in each band; nothing where a run touches two, or numbers of several rows come together."""
    contents: list[list[list[Glyph]]] = [[] for _ in bands]
    for run in row.runs:
        touched = [band for band, (left, right) in enumerate(bands) if left < run[-1].right and run[0].left < right]
        if len(touched) != 1:
            return None
        contents[touched[0]].append(run)
    texts = ["\n".join(map(join_line, content)) for content in contents]
    return None if any("\n" in text and _VALUE.fullmatch(text) for text in texts[1:]) else texts


def _bands(rows: list[_Row]) -> list[tuple[float, float]]:
    """Columns: what the runs of rows of values, and of rows with most runs, cover, if the gaps between stay wide."""
    most = max(len(row.runs) for row in rows)
    spans = sorted(
        (run[0].left, run[-1].right) for row in rows if _is_of_values(row) or len(row.runs) == most for run in row.runs
    )
    gap = _GAP * middle_height([glyph for row in rows for run in row.runs for glyph in run])
    bands: list[tuple[float, float]] = []
    for left, right in spans:
        if bands and left - bands[-1][1] < gap:
            bands[-1] = (bands[-1][0], max(bands[-1][1], right))
        else:
            bands.append((left, right))
    return bands


def _is_of_values(row: _Row) -> bool:
    return len(row.runs) > 1 and all(_VALUE.fullmatch(join_line(run)) for run in row.runs[1:])
