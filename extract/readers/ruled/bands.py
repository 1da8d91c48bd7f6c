"""Text without vertical rules: prose, and rows of columns that only their places on the page tell apart.

Columns are bands that the characters of no row bridge; rows are lines that stand closer to each other than to the
next. Where that is certain the rows are a table, else lines with a tab between columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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


class _Row(NamedTuple):
    """Runs of characters that stand together, of all lines of a row."""

    runs: list[list[Glyph]]
    top: float
    bottom: float


def read_bands(lines: Sequence[list[Glyph]], rules: Sequence[Rule], page: Page) -> list[tuple[float, Line | Part]]:
    """Lines of a stretch of a page, tables that they make, and the top of each.

    `rules`: horizontal rules that belong to no ruled table; they part rows.
    """
    found: list[tuple[float, Line | Part]] = []
    for stretch in _stretches(lines, rules):
        rows = _rows(stretch, rules)
        if len(rows) > 1 and (part := _table(rows, page)):
            found.append((rows[0].top, part))
        else:
            separator = "\t" if sum(len(_runs(line)) > 1 for line in stretch) > 1 else " "
            found += [(line[0].top, Line(_text(line, separator), f"page {page.number}")) for line in stretch]
    return [one for one in found if isinstance(one[1], Part) or one[1].text]


def _text(line: list[Glyph], separator: str) -> str:
    return separator.join(join_line(run) for run in _runs(line))


def _runs(line: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters of a line that stand together; spaces part them too if they are wide."""
    runs: list[list[Glyph]] = []
    for glyph in line:
        if glyph.text.isspace():
            continue
        if runs and glyph.left - runs[-1][-1].right <= _GAP * (glyph.bottom - glyph.top):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _stretches(lines: Sequence[list[Glyph]], rules: Sequence[Rule]) -> list[list[list[Glyph]]]:
    """Lines that may make a table together: in columns, near such a line, or between the same two rules."""
    stretches: list[list[list[Glyph]]] = []
    was_inside = False
    for index, line in enumerate(lines):
        is_inside = len(_runs(line)) > 1 or _belongs(lines, index) or _is_between(line, rules)
        if is_inside and was_inside:
            stretches[-1].append(line)
        else:
            stretches.append([line])
        was_inside = is_inside
    return stretches


def _belongs(lines: Sequence[list[Glyph]], index: int) -> bool:
    """Whether a line of one run stands so near a line of columns that it is part of its row."""
    near = [lines[other] for other in (index - 1, index + 1) if 0 <= other < len(lines)]
    return any(len(_runs(line)) > 2 and _is_near(line, lines[index]) for line in near)


def _is_near(line: Sequence[Glyph], other: Sequence[Glyph]) -> bool:
    height = min(line[0].bottom - line[0].top, other[0].bottom - other[0].top)
    return abs(line[0].top + line[0].bottom - other[0].top - other[0].bottom) <= 2 * _SAME_ROW * height


def _is_between(line: Sequence[Glyph], rules: Sequence[Rule]) -> bool:
    """Whether long rules of one width stand above and below."""
    middle = (line[0].top + line[0].bottom) / 2
    around = [rule for rule in rules if rule.start <= line[0].left and line[-1].right <= rule.end]
    above = [rule for rule in around if rule.position < middle]
    below = [rule for rule in around if rule.position > middle]
    return any(abs(one.start - two.start) + abs(one.end - two.end) < 4 for one in above for two in below)


def _rows(lines: Sequence[list[Glyph]], rules: Sequence[Rule]) -> list[_Row]:
    """Lines of one row together."""
    rows: list[list[list[Glyph]]] = []
    for line in lines:
        if rows and _is_near(rows[-1][-1], line) and not _is_parted(rows[-1][-1], line, rules):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_Row([run for line in row for run in _runs(line)], row[0][0].top, row[-1][0].bottom) for row in rows]


def _is_parted(line: Sequence[Glyph], other: Sequence[Glyph], rules: Sequence[Rule]) -> bool:
    above, below = ((one[0].top + one[0].bottom) / 2 for one in (line, other))
    return any(above < rule.position < below for rule in rules)


def _table(rows: list[_Row], page: Page) -> Part | None:
    """The table of these rows, if every one of them falls into columns without doubt."""
    bands = _bands(rows)
    if not 2 <= len(bands) <= MOST_COLUMNS:
        return None
    cells = []
    values = 0
    for index, row in enumerate(rows):
        contents: list[list[list[Glyph]]] = [[] for _ in bands]
        for run in row.runs:
            touched = [band for band, (left, right) in enumerate(bands) if left < run[-1].right and run[0].left < right]
            if len(touched) != 1:
                return None
            contents[touched[0]].append(run)
        texts = ["\n".join(map(join_line, content)) for content in contents]
        if any("\n" in text and _VALUE.fullmatch(text) for text in texts[1:]):
            return None  # numbers of several rows that stand too close
        values += any(text and _VALUE.fullmatch(text) for text in texts[1:])
        cells += _cells(texts, index, bands, row, page)
    edges = [bands[0][0], *((one[1] + two[0]) / 2 for one, two in pairwise(bands)), bands[-1][1]]
    return Part(edges, cells, len(rows), False, False) if values and 2 * values >= len(rows) - 1 else None


def _bands(rows: list[_Row]) -> list[tuple[float, float]]:
    """Columns: what the runs of rows with most of them cover, if the gaps between stay wide."""
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


def _cells(texts: list[str], index: int, bands: list[tuple[float, float]], row: _Row, page: Page) -> list[Cell]:
    return [
        Cell(text, index, column, place=page.place(left, row.top, right, row.bottom))
        for column, (text, (left, right)) in enumerate(zip(texts, bands, strict=True))
    ]
