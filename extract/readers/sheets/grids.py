"""One sheet of a workbook to tables and prose: what is framed or stands side by side is a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extract.readers.blocks import Block, CannotRead, Cell, Line, Table
from extract.readers.spans import MOST_CELLS, MOST_COLUMNS, MOST_ROW_SPAN

MOST_ROWS = 20_000
MOST_SHEET_COLUMNS = 512
_SENTENCE = "。"
_ALL = range(1 << 31)

Place = tuple[int, int]  # row and column from 0


@dataclass(slots=True)
class SheetGrid:
    """A sheet as it is filled in: rows and columns from 0, spans by their first cell.

    `framed`: cells with a line at their left or right, blank ones too; empty where the format does not tell.
    `rows`: those of the whole sheet that the ones here are, where hidden ones are not here; `moved`: cells that begin
    in another place of the whole sheet.
    """

    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    spans: dict[Place, tuple[int, int]] = field(default_factory=dict)
    framed: set[Place] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    rows: Sequence[int] = _ALL
    moved: dict[Place, Place] = field(default_factory=dict)

    def limit(self) -> None:
        """Refuse a sheet that no form is as large as, before anything is built of it."""
        rows, columns = zip(*self.texts, *self.spans, *self.framed, (0, 0), strict=True)
        if max(rows) >= MOST_ROWS or max(columns) >= MOST_SHEET_COLUMNS:
            raise CannotRead("too_large", "reader_limit")

    def is_seen(self, place: Place) -> bool:
        """Whether neither the row nor the column of a place is hidden."""
        return place[0] not in self.hidden_rows and place[1] not in self.hidden_columns

    def place(self, row: int, column: int) -> str:
        """The name of a cell, as a person finds it in the document."""
        row, column = self.moved.get((row, column)) or (self.rows[row], column)
        return f"sheet {self.name} cell {_letters(column)}{row + 1}"


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """What some formats tell of a sheet apart from its values, by row and column from 0."""

    framed: set[Place] = field(default_factory=set)  # cells with a line at their left or right
    errors: dict[Place, str] = field(default_factory=dict)  # such as #REF!
    codes: dict[Place, str] = field(default_factory=dict)  # formats that may show other numbers
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def sheet_blocks(grid: SheetGrid) -> Iterator[Block]:
    """The blocks of a sheet from top to bottom.

    Rows without anything part tables. A row whose only text stands outside any frame is prose. Where nothing is
    framed, such a row is prose only at the top of a table, unless it is as wide as the table, or if it holds a
    sentence: further down it may be a label whose values are blank.
    """
    grid.limit()
    rows = _Rows(grid)
    for first, last in rows.stretches():
        yield from rows.blocks(first, last)


class _Rows:
    """What stands in each row of a sheet."""

    def __init__(self, grid: SheetGrid) -> None:
        self._grid = grid
        self._spans = {
            place: (min(height, MOST_ROW_SPAN), min(width, MOST_COLUMNS))
            for place, (height, width) in grid.spans.items()
        }
        self._covered: set[Place] = set()
        for (row, column), (height, width) in grid.spans.items():
            if (height * width) + len(self._covered) > MOST_CELLS:
                raise CannotRead("too_large", "reader_limit")
            self._covered |= {(row + down, column + right) for down in range(height) for right in range(width)}
        self._covered -= set(grid.spans)
        self._columns: defaultdict[int, set[int]] = defaultdict(set)
        for row, column in grid.framed.union(self._covered, grid.spans, grid.texts):
            self._columns[row].add(column)
        self._texts: defaultdict[int, list[int]] = defaultdict(list)
        for row, column in sorted(set(grid.texts) - self._covered):
            self._texts[row].append(column)
        self._framed_rows = {row for row, _ in grid.framed}

    def stretches(self) -> Iterator[tuple[int, int]]:
        """First and last of rows that follow each other without an empty one."""
        first = None
        for row in sorted(self._columns):
            if row - 1 not in self._columns:
                first = row
            if row + 1 not in self._columns and first is not None:
                yield first, row

    def blocks(self, first: int, last: int) -> Iterator[Block]:
        """The tables of a stretch and the prose around them."""
        is_framed = any(row in self._framed_rows for row in range(first, last + 1))
        table: list[int] = []
        for row in range(first, last + 1):
            if self._is_prose(row, is_framed) or (not is_framed and not table and self._is_heading(row, last)):
                yield from self._table(table)
                table = []
                yield from self._lines(row)
            else:
                table.append(row)
        yield from self._table(table)

    def _is_prose(self, row: int, is_framed: bool) -> bool:
        """Whether the only text of a row stands outside the frames, or is a sentence where nothing is framed."""
        columns = self._texts.get(row, [])
        if len(columns) != 1 or row in self._framed_rows:
            return False
        if self._grid.spans.get((row, columns[0]), (1, 1))[0] > 1:
            return False
        return is_framed or _SENTENCE in self._grid.texts[row, columns[0]]

    def _is_heading(self, row: int, last: int) -> bool:
        """Whether a row on top of what may be a table is none of its rows: it is narrower or wider."""
        columns = self._texts.get(row, [])
        if len(columns) != 1:
            return False
        height, width = self._grid.spans.get((row, columns[0]), (1, 1))
        below = [len(self._texts.get(one, [])) for one in range(row + 1, last + 1)]
        if height > 1 or max(below, default=0) < 2:
            return height == 1
        table = {
            column for one in range(row + 1, last + 1) if below[one - row - 1] > 1 for column in self._columns[one]
        }
        return width == 1 or width != max(table) - min(table) + 1

    def _lines(self, row: int) -> Iterator[Line]:
        for column in self._texts[row]:
            place = self._grid.place(row, column)
            lines = self._grid.texts[row, column].split("\n")
            yield from (Line(line.strip(), place) for line in lines if line.strip())

    def _table(self, rows: list[int]) -> Iterator[Table]:
        """The table of these rows, as wide as anything in it."""
        if not any(self._texts.get(row) for row in rows):
            return
        left = min(min(self._columns[row]) for row in rows)
        right = max(max(self._columns[row]) for row in rows)
        if len(rows) * (right - left + 1) > MOST_CELLS:
            raise CannotRead("too_large", "reader_limit")
        texts, spans, covered = self._grid.texts, self._spans, self._covered
        columns = [(column, column - left, _letters(column)) for column in range(left, right + 1)]
        begin, moved = f"sheet {self._grid.name} cell ", self._grid.moved
        cells = []
        for row in rows:
            number = self._grid.rows[row] + 1
            for column, from_left, letters in columns:
                place = row, column
                if place not in covered:
                    text = texts.get(place, "").strip()
                    named = self._grid.place(row, column) if place in moved else f"{begin}{letters}{number}"
                    height, width = spans.get(place, (1, 1))
                    cells.append(Cell(text, row - rows[0], from_left, height, width, named))
        yield Table(cells)


@lru_cache
def _letters(column: int) -> str:
    """The name of a column from 0: A, …, Z, AA, …"""
    tens, ones = divmod(column, 26)
    return (_letters(tens - 1) if tens else "") + chr(ord("A") + ones)


@lru_cache
def column_number(letters: str) -> int:
    """The column from 0 of such a name."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
