"""The sheets of an ODS: texts as they are shown, merged cells, frames, what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from lxml import etree

from extract.readers.blocks import CannotRead
from extract.readers.containers.packages import Package
from extract.readers.opendocument.elements import (
    attribute,
    number_of,
    paragraph_text,
    remove_unprinted,
    repetition,
    row_cells,
    table_columns,
    table_rows,
)
from extract.readers.sheets.grids import MOST_ROWS, MOST_SHEET_COLUMNS, SheetGrid
from extract.readers.spans import MOST_CELLS

_HIDDEN = ("collapse", "filter")


def read_ods_grids(package: Package) -> Iterator[SheetGrid]:
    """The visible sheets of a workbook of OpenDocument."""
    root = package.xml("content.xml")
    body = root.find("{*}body/{*}spreadsheet")
    if body is None:
        raise CannotRead("undecodable", "file_damaged")
    remove_unprinted(body)
    hidden = {
        attribute(one.getparent(), "name")
        for one in root.iter("{*}table-properties")
        if attribute(one, "display") == "false"
    }
    framing = {attribute(one.getparent(), "name") for one in root.iter("{*}table-cell-properties") if _is_framing(one)}
    for table in body.iterfind("{*}table"):
        if attribute(table, "style-name") not in hidden:
            yield _grid(table, framing)


def _is_framing(properties: etree._Element) -> bool:
    """Whether a style draws a line at the left or right of its cells."""
    lines = (attribute(properties, name) for name in ("border", "border-left", "border-right"))
    return any(line not in ("", "none") for line in lines)


def _grid(table: etree._Element, framing: set[str]) -> SheetGrid:
    grid = SheetGrid(attribute(table, "name"))
    column = 0
    for element in table_columns(table):
        columns = range(column, column + repetition(element, "columns"))
        if attribute(element, "visibility") in _HIDDEN:
            grid.hidden_columns.update(range(columns.start, min(columns.stop, MOST_SHEET_COLUMNS)))
        column = columns.stop
    row = 0
    for element in table_rows(table):
        rows = range(row, row + repetition(element, "rows"))
        if attribute(element, "visibility") in _HIDDEN:
            grid.hidden_rows.update(range(rows.start, min(rows.stop, MOST_ROWS)))
        for columns, cell in row_cells(element):
            _fill(grid, rows, columns, cell, framing)
        row = rows.stop
    return grid


def _fill(grid: SheetGrid, rows: range, columns: range, cell: etree._Element, framing: set[str]) -> None:
    """Note what stands in a cell, in all places where it is repeated."""
    printed = [paragraph_text(one) for one in cell.iterfind("{*}p")]
    text = "\n".join(printed)
    if not printed or attribute(cell, "value") == "0":  # a zero stays one, also in a format that leaves zeros out
        text = text or attribute(cell, "value")
    spans = number_of(cell, "number-rows-spanned"), number_of(cell, "number-columns-spanned")
    is_framed = attribute(cell, "style-name") in framing
    if not (text.strip() or spans != (1, 1) or is_framed):
        return
    if rows.stop > MOST_ROWS or columns.stop > MOST_SHEET_COLUMNS or len(rows) * len(columns) > MOST_CELLS:
        raise CannotRead("too_large", "reader_limit")
    for place in product(rows, columns):
        if text.strip():
            grid.texts[place] = text
        if spans != (1, 1):
            grid.spans[place] = spans
        if is_framed:
            grid.framed.add(place)
    if len(grid.texts) + len(grid.framed) > MOST_CELLS:
        raise CannotRead("too_large", "reader_limit")
