"""A printed report as XLSX, by XlsxWriter."""

from __future__ import annotations

import io
from datetime import datetime
from random import Random

import xlsxwriter

from .printed import PrintedDocument
from .sheets import Sheet, is_number, plan_sheets

_LONG_AGO = datetime(2000, 1, 1)


def write_xlsx(document: PrintedDocument, rng: Random) -> bytes:
    """The document as XLSX, the same bytes for the same rng."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"created": _LONG_AGO})
    frame = workbook.add_format({"border": 1, "text_wrap": True})
    for sheet in plan_sheets(document, rng):
        _write_sheet(workbook.add_worksheet(sheet.name), sheet, frame if sheet.is_framed else None)
    if rng.random() < 0.2:
        hidden = workbook.add_worksheet("old")
        hidden.write(0, 0, "999")
        hidden.hide()
    workbook.close()
    return buffer.getvalue()


def _write_sheet(worksheet: xlsxwriter.worksheet.Worksheet, sheet: Sheet, frame: object) -> None:
    for line in sheet.lines:
        if line.column_span > 1:
            worksheet.merge_range(line.row, line.column, line.row, line.column + line.column_span - 1, "")
        worksheet.write_string(line.row, line.column, line.text)
    for cell in sheet.cells:
        if cell.row_span > 1 or cell.column_span > 1:
            last = (cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
            worksheet.merge_range(cell.row, cell.column, *last, "", frame)
        if sheet.has_numbers and is_number(cell.text):
            worksheet.write_number(cell.row, cell.column, float(cell.text), frame)
        elif cell.text:
            worksheet.write_string(cell.row, cell.column, cell.text, frame)
        else:
            worksheet.write_blank(cell.row, cell.column, None, frame)
