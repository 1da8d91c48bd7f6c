"""Where the parts of a printed report stand in a workbook, for the writers of XLSX, XLS and ODS."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

from .office import paragraphs
from .printed import PrintedCell, PrintedDocument, PrintedTable

_NUMBER = re.compile(r"0|-?[1-9]\d{0,11}|-?(?:0|[1-9]\d{0,8})\.\d{0,4}[1-9]")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of prose in one cell, or merged over several columns."""

    text: str
    row: int
    column: int
    column_span: int


@dataclass(slots=True)
class Sheet:
    """One sheet: prose and cells at their rows and columns in it, from 0."""

    name: str
    is_framed: bool
    has_numbers: bool  # numbers are numbers, else they are texts
    lines: list[SheetLine] = field(default_factory=list)
    cells: list[PrintedCell] = field(default_factory=list)


def plan_sheets(document: PrintedDocument, rng: Random) -> list[Sheet]:
    """The sheets of a document: one, or a new one for each table with the prose before it.

    Tables are framed; where no row of the document is blank, some documents have none of their tables framed.
    """
    is_framed = rng.random() < 0.7 or any(_has_blank_row(table) for table in document.tables())
    has_numbers, one_sheet = rng.random() < 0.6, rng.random() < 0.5
    left = rng.choice([0, 0, 1])
    width = rng.choice([1, 1, 12]) if is_framed else 1
    sheets = [Sheet("Sheet1", is_framed, has_numbers)]
    row = rng.choice([0, 0, 2])
    for part in paragraphs(document):
        if isinstance(part, PrintedTable):
            sheets[-1].cells += [_moved(cell, row, left) for cell in part.cells]
            row += part.row_count + (rng.choice([0, 1]) if is_framed else 1)
            if not one_sheet:
                sheets.append(Sheet(f"表{len(sheets) + 1}", is_framed, has_numbers))
                row = 0
        else:
            sheets[-1].lines.append(SheetLine(part, row, left, width))
            row += 1
    return [sheet for sheet in sheets if sheet.lines or sheet.cells]


def is_number(text: str) -> bool:
    """Whether a spreadsheet that stores this as a number shows it the same."""
    return _NUMBER.fullmatch(text) is not None


def _has_blank_row(table: PrintedTable) -> bool:
    texts = [[cell.text.strip() for cell in row] for row in table.rows()]
    return not all(any(row) for row in texts) or not all(any(row[-1:]) for row in texts)


def _moved(cell: PrintedCell, row: int, column: int) -> PrintedCell:
    return PrintedCell(cell.text, cell.row + row, cell.column + column, cell.row_span, cell.column_span)
