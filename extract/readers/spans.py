"""Spans to positions: the columns of cells that are printed one behind the other, as in HTML, Word and ODT."""

from __future__ import annotations

from extract.readers.blocks import CannotRead, Cell, Table

# No form is that wide or long; what says so lies, or attacks.
MOST_COLUMNS = 64
MOST_ROW_SPAN = 400
MOST_CELLS = 200_000  # of one document, with the places that spans cover


class TableBuilder:
    """Builds one table row by row; a place covered by a cell of a row above is passed over.

    Spans are clamped: below 1 to 1, above MOST_COLUMNS and MOST_ROW_SPAN to these. `rows` counts finished rows.
    """

    def __init__(self, number: int) -> None:
        self.number = number  # of the table in its document, from 1
        self.rows = 0
        self._cells: list[Cell] = []
        self._covered: dict[int, int] = {}  # column → first row that is free again
        self._column = 0
        self._places = 0

    def add(self, text: str, row_span: int = 1, column_span: int = 1) -> None:
        """Add a cell behind the last one of this row."""
        column, covered = self._column, self._covered
        while covered.get(column, 0) > self.rows:
            column += 1
        if row_span != 1 or column_span != 1:
            row_span = min(max(row_span, 1), MOST_ROW_SPAN)
            column_span = min(max(column_span, 1), max(MOST_COLUMNS - column, 1))
        self._places += row_span * column_span
        if self._places > MOST_CELLS:
            raise CannotRead("too_large", "reader_limit")
        place = f"table {self.number} row {self.rows + 1} column {column + 1}"
        self._cells.append(Cell(text, self.rows, column, row_span, column_span, place))
        self._column = column + column_span
        if row_span > 1:
            for place_below in range(column, self._column):
                covered[place_below] = max(covered.get(place_below, 0), self.rows + row_span)

    def skip(self, columns: int) -> None:
        """Leave places out at the beginning of a row or in it."""
        self._column += min(max(columns, 0), MOST_COLUMNS)

    def end_row(self) -> None:
        """Finish the row; the next cell begins a new one."""
        self.rows += 1
        self._column = 0

    def table(self) -> Table:
        """The table of all finished rows."""
        return Table(self._cells)
