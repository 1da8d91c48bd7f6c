"""Lines of a page to rows and columns that only their places tell apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from extract.readers.blocks import Cell
from extract.readers.ruled.lining import Lines
from extract.readers.ruled.pages import Glyph, Glyphs, Page, Rule, middle_height
from extract.readers.ruled.stitching import Part
from extract.readers.ruled.texts import join_line
from extract.readers.spans import MOST_COLUMNS

_GAP = 0.8  # of the height of a character: parts two columns
_SAME_ROW = 1.45  # of the height: lines of one row are no further apart than this
_VALUE = re.compile(r"[+＋\-－−—–/／\d０-９.．,，\s]+|无")

Run = list[Glyph]  # characters that stand together


class TextLine:
    """A line of the page: what its characters say, where it begins and ends, and the runs of those that stand together.

    Most lines are prose, and nobody asks for their characters one by one.
    """

    def __init__(self, characters: Glyphs, text: str, first: Glyph, last: Glyph, is_whole: bool) -> None:
        self._characters = characters
        self._is_whole = is_whole  # one run for certain
        self.text = text
        self.first, self.last = first, last

    @classmethod
    def of(cls, glyphs: list[Glyph]) -> TextLine:
        """The line of these characters, which are sorted from left to right."""
        return cls(Glyphs.of(glyphs), join_line(glyphs), glyphs[0], glyphs[-1], False)

    @cached_property
    def glyphs(self) -> list[Glyph]:
        """Its characters from left to right."""
        return self._characters.listed()

    @cached_property
    def runs(self) -> list[Run]:
        """Its characters without spaces, parted where there is a gap."""
        return [self.glyphs] if self._is_whole else _runs(self.glyphs)

    @property
    def is_parted(self) -> bool:
        """Whether it has several runs."""
        return not self._is_whole and len(self.runs) > 1

    @property
    def middle(self) -> float:
        """How far down the page it stands."""
        return (self.first.top + self.first.bottom) / 2

    @property
    def height(self) -> float:
        """Of its first character."""
        return self.first.bottom - self.first.top

    @property
    def labels(self) -> list[Run]:
        """The runs before the values."""
        count = len(self.runs)
        while count and is_value(self.runs[count - 1]):
            count -= 1
        return self.runs[:count]

    @property
    def values(self) -> list[Run]:
        """The runs of values at the end of the line."""
        return self.runs[len(self.labels) :]


@dataclass(slots=True)
class Row:
    """The runs of all lines of a row."""

    lines: list[TextLine]

    @property
    def runs(self) -> list[Run]:
        """From all lines, from top to bottom."""
        return [run for line in self.lines for run in line.runs]

    @property
    def top(self) -> float:
        """Where the first line begins."""
        return self.lines[0].first.top

    @property
    def bottom(self) -> float:
        """Where the last line ends."""
        return self.lines[-1].first.bottom


def text_lines(pages: Sequence[Glyphs]) -> list[list[TextLine]]:
    """The lines of each page's characters from top to bottom, but those of nothing but spaces."""
    glyphs = Glyphs.joined(pages)
    lines = Lines.of(glyphs, np.repeat(np.arange(len(pages)), list(map(len, pages))))
    starts, characters = lines.starts, lines.glyphs
    firsts, lasts = characters.take(starts[:-1]).listed(), characters.take(starts[1:] - 1).listed()
    texts, are_whole = lines.texts(), lines.are_whole(_GAP)
    columns = zip(lines.owners.tolist(), pairwise(starts.tolist()), texts, firsts, lasts, are_whole, strict=True)
    found: list[list[TextLine]] = [[] for _ in pages]
    for page, (start, end), text, first, last, is_whole in columns:
        if text:
            found[page].append(TextLine(characters.take(slice(start, end)), text, first, last, is_whole))
    return found


def is_value(run: Run) -> bool:
    """Whether it looks like what stands in a cell of values."""
    return bool(_VALUE.fullmatch(join_line(run)))


def is_near(line: TextLine, other: TextLine) -> bool:
    """Whether two lines stand so near each other that they may belong to one row."""
    return abs(line.middle - other.middle) <= _SAME_ROW * min(line.height, other.height)


def group_rows(lines: list[TextLine], rules: Sequence[Rule]) -> list[Row]:
    """Lines of one row together: near each other, and no rule between them."""
    rows: list[Row] = []
    for line in lines:
        last = rows[-1].lines[-1] if rows else None
        if last and is_near(last, line) and not any(last.middle < rule.position < line.middle for rule in rules):
            rows[-1].lines.append(line)
        else:
            rows.append(Row([line]))
    return rows


def find_bands(runs: list[Run]) -> list[tuple[float, float]]:
    """Columns: what these runs cover, parted where a gap stays wide; from left to right."""
    gap = _GAP * middle_height([glyph for run in runs for glyph in run])
    bands: list[tuple[float, float]] = []
    for left, right in sorted((run[0].left, run[-1].right) for run in runs):
        if bands and left - bands[-1][1] < gap:
            bands[-1] = (bands[-1][0], max(bands[-1][1], right))
        else:
            bands.append((left, right))
    return bands


def share_runs(runs: list[Run], bands: list[tuple[float, float]]) -> list[list[Run]] | None:
    """The runs in each band; nothing where one touches none or several."""
    contents: list[list[Run]] = [[] for _ in bands]
    for run in runs:
        touched = [band for band, (left, right) in enumerate(bands) if left < run[-1].right and run[0].left < right]
        if len(touched) != 1:
            return None
        contents[touched[0]].append(run)
    return contents


def find_table(rows: list[Row], page: Page) -> Part | None:
    """The table of these rows, if every one of them falls into columns without doubt."""
    most = max(len(row.runs) for row in rows)
    bands = find_bands([run for row in rows if _is_of_values(row) or len(row.runs) == most for run in row.runs])
    if not 2 <= len(bands) <= MOST_COLUMNS:
        return None
    cells: list[Cell] = []
    values = 0
    for index, row in enumerate(rows):
        texts = _texts(row, bands)
        if texts is None:
            return None
        are_values = {bool(_VALUE.fullmatch(text)) for text in texts[1:] if text}
        if len(are_values) > 1:
            return None
        values += True in are_values
        cells += [
            Cell(text, index, column, place=page.place(left, row.top, right, row.bottom))
            for column, (text, (left, right)) in enumerate(zip(texts, bands, strict=True))
        ]
    edges = [bands[0][0], *((one[1] + two[0]) / 2 for one, two in pairwise(bands)), bands[-1][1]]
    return Part(edges, cells, len(rows)) if values and 2 * values >= len(rows) - 1 else None


def _texts(row: Row, bands: list[tuple[float, float]]) -> list[str] | None:
    """The text of a row in each band; nothing where runs of one line, or numbers of several rows, come together."""
    contents: list[list[Run]] = [[] for _ in bands]
    for line in row.lines:
        shares = share_runs(line.runs, bands)
        if shares is None or any(len(share) > 1 for share in shares):
            return None
        for content, share in zip(contents, shares, strict=True):
            content.extend(share)
    texts = ["\n".join(map(join_line, content)) for content in contents]
    return None if any("\n" in text and _VALUE.fullmatch(text) for text in texts[1:]) else texts


def _is_of_values(row: Row) -> bool:
    runs = row.runs
    return len(runs) > 1 and all(map(is_value, runs[1:]))


def _runs(line: list[Glyph]) -> list[Run]:
    """Characters that stand together; spaces are not seen."""
    runs: list[Run] = []
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
