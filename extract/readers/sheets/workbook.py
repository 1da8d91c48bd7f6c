"""XLSX, XLS and ODS: every visible sheet, its tables with merged cells and the prose between them."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from decimal import Decimal

import python_calamine

from extract.readers.blocks import CannotRead, Reading
from extract.readers.containers.office import OLE, open_package, refuse_encrypted
from extract.readers.sheets import xls, xlsx
from extract.readers.sheets.grids import MOST_ROWS, MOST_SHEET_COLUMNS, SheetGrid, SheetMarks, sheet_blocks
from extract.readers.sheets.hidden import seen
from extract.readers.sheets.numbers import shown
from extract.readers.sheets.ods import read_ods_grids

_DIGITS = 15  # that Excel keeps of a number; the rest is noise of binary fractions
_EXACT = 10.0**_DIGITS
_Value = int | float | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def read_sheets(content: bytes) -> Reading:
    """Read a workbook.

    Numbers are given as their format rounds them, never in exponents; a date and an error are given as such, so that
    neither becomes a number. What stands in hidden sheets, rows and columns is left out.

    Raises:
        CannotRead: `undecodable` for what is damaged or encrypted, `too_large` beyond the limits,
            `unsupported_format` for workbooks of other kinds, `reader_failed` when the library breaks down.
    """
    return Reading([block for grid in _grids(content) for block in sheet_blocks(seen(grid))])


def _grids(content: bytes) -> Iterator[SheetGrid]:
    refuse_encrypted(content)
    if content.startswith(OLE):
        return _calamine_grids(content, xls.read_marks(content))
    package = open_package(content)
    if "content.xml" in package:
        return read_ods_grids(package)
    return _calamine_grids(content, xlsx.read_marks(package))


def _calamine_grids(content: bytes, marks: dict[str, SheetMarks]) -> Iterator[SheetGrid]:
    """The visible sheets as calamine reads them, with what only the sheet's own XML tells."""
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        for sheet in workbook.sheets_metadata:
            is_visible = sheet.visible == python_calamine.SheetVisibleEnum.Visible
            if is_visible and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
                yield _grid(workbook.get_sheet_by_name(sheet.name), marks.get(sheet.name, SheetMarks()))
    except python_calamine.PasswordError as error:
        raise CannotRead("undecodable", "encrypted") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise CannotRead("undecodable", "file_damaged") from error
    except (CannotRead, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic in Rust is no Exception
        raise CannotRead("reader_failed", "reader_crashed") from error


def _grid(sheet: python_calamine.CalamineSheet, marks: SheetMarks) -> SheetGrid:
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_SHEET_COLUMNS:
        raise CannotRead("too_large", "reader_limit")
    grid = SheetGrid(
        sheet.name, framed=marks.framed, hidden_rows=marks.hidden_rows, hidden_columns=marks.hidden_columns
    )
    top, left = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(), start=top):
        for column, value in enumerate(values, start=left):
            text = value if isinstance(value, str) else _text(value, marks.codes.get((row, column), ""))
            if text and not text.isspace():
                grid.texts[row, column] = text
    grid.texts |= marks.errors
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or []:
        height, width = last_row - first_row + 1, last_column - first_column + 1
        grid.spans[first_row, first_column] = max(height, 1), max(width, 1)  # a damaged range may end before it begins
    return grid


def _text(value: _Value, code: str) -> str:
    """A value as a person would see it in a cell of that format, with no digit that Excel does not keep."""
    if isinstance(value, bool):
        return str(value).upper()
    if not isinstance(value, (int, float)):
        return str(value)
    if code and (text := shown(Decimal(f"{value:.{_DIGITS}g}"), code)) is not None:
        return text
    if abs(value) < _EXACT and value == int(value):  # as nearly all are
        return str(int(value))
    return format(Decimal(f"{value + 0:.{_DIGITS}g}"), "f")
