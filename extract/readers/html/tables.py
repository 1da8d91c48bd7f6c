"""Tables of a page while they are read, and what they become: tables, or lines where they only lay the page out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from extract.readers.blocks import Block, Line, Table
from extract.readers.spans import TableBuilder

_MOST_CELL_LINES = 40  # no cell of a form has more, but a cell that holds a whole page does
_NUMBER = re.compile(r"[\t\n\f\r ]*\+?([0-9]{1,9})")
_GROUP_ORDER = {"thead": 0, "tbody": 1, "tfoot": 2}

WrittenCell = tuple[str, int, int]  # text, row span (0: to the end of its group of rows), column span


class OpenTable:
    """The rows read so far, by groups. It is `dissolved` once a table was found within: it only lays the page out."""

    def __init__(self) -> None:
        self.dissolved = False
        self._groups: list[tuple[str, list[list[WrittenCell]]]] = []

    def start_group(self, name: str) -> None:
        self._groups.append((name, []))

    def start_row(self) -> None:
        self._groups[-1][1].append([])

    def add_cell(self, text: str, row_span: str | None, column_span: str | None) -> None:
        """Add a cell to the last row, with the spans that browsers understand: leading digits, else 1."""
        self._groups[-1][1][-1].append((text, _number(row_span), _number(column_span) or 1))

    def end_row(self, attributes: Mapping[str, str | None]) -> None:
        """Take back a row of no height without text, by which Word sets the widths of columns."""
        row = self._groups[-1][1][-1]
        if row and attributes.get("height") == "0" and not any(text for text, _, _ in row):
            self._groups[-1][1].pop()

    def lines(self) -> list[Line]:
        """The texts of the cells as prose."""
        return [Line(line) for text in self._texts() if text for line in text.split("\n")]

    def blocks(self, number: int) -> list[Block]:
        """The table, as the one of that number in its document; lines if no two of its cells stand side by side."""
        self._groups.sort(key=lambda group: _GROUP_ORDER[group[0]])  # a tfoot is written first, but printed last
        is_side_by_side = any(len(row) > 1 for _, rows in self._groups for row in rows)
        if not is_side_by_side or any(text.count("\n") > _MOST_CELL_LINES for text in self._texts()):
            return [*self.lines()]
        return [self._build(TableBuilder(number))]

    def _build(self, builder: TableBuilder) -> Table:
        for _, rows in self._groups:
            for index, row in enumerate(rows):
                left = len(rows) - index  # no span leaves its group
                for text, row_span, column_span in row:
                    builder.add(text, min(row_span or left, left), column_span)
                builder.end_row()
        return builder.table()

    def _texts(self) -> Iterator[str]:
        return (text for _, rows in self._groups for row in rows for text, _, _ in row)


def _number(value: str | None) -> int:
    number = _NUMBER.match(value) if value else None
    return int(number[1]) if number else 1
