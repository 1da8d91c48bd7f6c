"""A printed report as XLS, by xlwt."""

from __future__ import annotations

import io
from random import Random

import xlwt

from .printed import PrintedDocument
from .sheets import Sheet, is_number, plan_sheets

_FRAME = "borders: left thin, right thin, top thin, bottom thin"


def write_xls(document: PrintedDocument, rng: Random) -> bytes:
    """The document as XLS, the same bytes for the same rng."""
    workbook = xlwt.Workbook(encoding="utf-8")
    frame, plain = xlwt.easyxf(_FRAME), xlwt.easyxf("")
    for sheet in plan_sheets(document, rng):
        _write_sheet(workbook.add_sheet(sheet.name), sheet, frame if sheet.is_framed else plain, plain)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _write_sheet(worksheet: xlwt.Worksheet, sheet: Sheet, frame: xlwt.XFStyle, plain: xlwt.XFStyle) -> None:
    for line in sheet.lines:
        last = line.column + line.column_span - 1
        worksheet.write_merge(line.row, line.row, line.column, last, line.text, plain)
    for cell in sheet.cells:
        last = (cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
        value = float(cell.text) if sheet.has_numbers and is_number(cell.text) else cell.text
        if (cell.row, cell.column) != last:
            worksheet.write_merge(cell.row, last[0], cell.column, last[1], value, frame)
        else:
            worksheet.write(cell.row, cell.column, value, frame)
