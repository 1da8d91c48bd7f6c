"""XLSX, XLS and ODS: what stands in hidden rows and columns is not read, and the rest is read as it is seen."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from itertools import product

import pytest
import xlsxwriter
import xlwt

from extract.readers.blocks import CannotRead, Line, Table
from extract.readers.sheets.workbook import read_sheets
from tests.generator.documents.office import zip_parts

from .office import lines_of
from .test_sheets import ods, rewrite
from .test_sheets import xlsx as filled

ROWS, COLUMNS = 8, 5
HIDDEN_ROWS, HIDDEN_COLUMNS = (0, 2, 3, 6), (0, 2)
# First and last row, first and last column: begins in a hidden row, in a hidden column, in both; twice wholly hidden.
MERGED = [(3, 4, 3, 3), (1, 1, 2, 3), (6, 7, 0, 1), (2, 3, 1, 1), (4, 5, 0, 0)]
# What a person sees of it, with hidden columns blank: text, row, column, spans, and the cell that it is in.
SEEN = [
    ("", 0, 0, 1, 1, "A2"),
    ("B2", 0, 1, 1, 1, "B2"),
    ("C2", 0, 2, 1, 2, "C2"),
    ("E2", 0, 4, 1, 1, "E2"),
    ("", 1, 0, 1, 1, "A5"),
    ("B5", 1, 1, 1, 1, "B5"),
    ("", 1, 2, 1, 1, "C5"),
    ("D4", 1, 3, 1, 1, "D4"),
    ("E5", 1, 4, 1, 1, "E5"),
    ("", 2, 0, 1, 1, "A6"),
    ("B6", 2, 1, 1, 1, "B6"),
    ("", 2, 2, 1, 1, "C6"),
    ("D6", 2, 3, 1, 1, "D6"),
    ("E6", 2, 4, 1, 1, "E6"),
    ("A7", 3, 0, 1, 2, "A7"),
    ("", 3, 2, 1, 1, "C8"),
    ("D8", 3, 3, 1, 1, "D8"),
    ("E8", 3, 4, 1, 1, "E8"),
]


def name(row: int, column: int) -> str:
    return f"{'ABCDE'[column]}{row + 1}"


def xlsx() -> bytes:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = workbook.add_worksheet("表一")
    for row, column in product(range(ROWS), range(COLUMNS)):
        sheet.write(row, column, name(row, column))
    for first, last, left, right in MERGED:
        sheet.merge_range(first, left, last, right, name(first, left))
    for row in HIDDEN_ROWS:
        sheet.set_row(row, None, None, {"hidden": True})
    for column in HIDDEN_COLUMNS:
        sheet.set_column(column, column, None, None, {"hidden": True})
    workbook.close()
    return buffer.getvalue()


def xlsx_of_no_size() -> bytes:
    """The same sheet with heights and widths of 0 instead."""
    parts = rewrite(xlsx(), b' hidden="1"><c', b' ht="0" customHeight="1"><c')
    part = str(parts["xl/worksheets/sheet1.xml"], "utf-8")
    return zip_parts(parts | {"xl/worksheets/sheet1.xml": re.sub(r'width="[^"]*" hidden="1"', 'width="0"', part)})


def xlsx_written_otherwise() -> bytes:
    """The same sheet with other quotes, and rows and cells without their numbers."""
    parts = rewrite(xlsx(), b' hidden="1"', b" hidden = 'true'")
    part = str(parts["xl/worksheets/sheet1.xml"], "utf-8")
    return zip_parts(parts | {"xl/worksheets/sheet1.xml": re.sub(r'<(row|c) r="\w+"', r"<\1", part)})


def xls() -> bytes:
    workbook, buffer = xlwt.Workbook(), io.BytesIO()
    sheet = workbook.add_sheet("表一", cell_overwrite_ok=True)
    for row, column in product(range(ROWS), range(COLUMNS)):
        sheet.write(row, column, name(row, column))
    for merged in MERGED:
        sheet.merge(*merged)
    for row in HIDDEN_ROWS:
        sheet.row(row).hidden = True
    sheet.col(HIDDEN_COLUMNS[0]).hidden = True
    sheet.col(HIDDEN_COLUMNS[1]).width = 0
    workbook.save(buffer)
    return buffer.getvalue()


def ods_rows() -> bytes:
    starts = {(first, left): (last - first + 1, right - left + 1) for first, last, left, right in MERGED}
    written = []
    for row in range(ROWS):
        cells = ""
        for column in range(COLUMNS):
            height, width = starts.get((row, column), (1, 1))
            spans = f'table:number-rows-spanned="{height}" table:number-columns-spanned="{width}"'
            cells += f"<table:table-cell {spans}><text:p>{name(row, column)}</text:p></table:table-cell>"
        hides = {0: "collapse", 6: "filter"}.get(row, "collapse" if row in HIDDEN_ROWS else "visible")
        written.append(f'<table:table-row table:visibility="{hides}">{cells}</table:table-row>')
    written[2:4] = [f"<table:table-row-group>{''.join(written[2:4])}</table:table-row-group>"]
    hidden, shown = '<table:table-column table:visibility="collapse"/>', "<table:table-column{}/>"
    columns = f"<table:table-column-group>{hidden}{shown.format('')}</table:table-column-group>{hidden}"
    columns += shown.format(' table:number-columns-repeated="2"')
    return ods(columns + "".join(written))


@pytest.mark.parametrize("write", [xlsx, xlsx_of_no_size, xlsx_written_otherwise, xls, ods_rows])
def test_only_what_is_seen_is_read_and_keeps_its_place(write: Callable[[], bytes]) -> None:
    reading = read_sheets(write())
    (table,) = (block for block in reading.blocks if isinstance(block, Table))
    assert [(*cell[:5], cell.place.split()[-1]) for cell in table.cells] == SEEN
    assert lines_of(reading) == []


def test_hidden_rows_neither_part_a_table_nor_belong_to_it() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        frame = workbook.add_format({"border": 1})
        for row, texts in enumerate([["draft"], ["title"], [], ["a", "1"], [], ["sum", "9"], ["b", "2"], ["end。"]]):
            for column, text in enumerate(texts):
                sheet.write(row, column, text, frame if len(texts) > 1 else None)
        for row in (0, 2, 4, 5):
            sheet.set_row(row, None, None, {"hidden": True})

    line, table, last = read_sheets(filled(fill)).blocks
    assert isinstance(line, Line) and isinstance(table, Table) and isinstance(last, Line)
    assert [(one.text, one.place[-2:]) for one in (line, *table.cells, last)] == [
        *(("title", "A2"), ("a", "A4"), ("1", "B4"), ("b", "A7"), ("2", "B7"), ("end。", "A8")),
    ]


def test_prose_of_a_merged_cell_that_begins_in_a_hidden_column_is_where_it_begins() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.merge_range("A1:C1", "title")
        sheet.write("A2", "draft")
        sheet.set_column("A:A", None, None, {"hidden": True})

    assert read_sheets(filled(fill)).blocks == [Line("title", "sheet 表一 cell A1")]


def test_sheet_that_is_hidden_to_its_last_row_gives_nothing() -> None:
    row = '<table:table-row table:visibility="collapse" table:number-rows-repeated="{}">{}</table:table-row>'
    cell = "<table:table-cell><text:p>1</text:p></table:table-cell>"
    content = ods(row.format(2, cell) + row.format(1_048_574, "<table:table-cell/>"))
    assert read_sheets(content).blocks == []


@pytest.mark.parametrize("merged", [b"A1:XFD1048576", b"A30000:B30001"])
def test_merged_range_over_the_whole_sheet_or_far_away_is_refused_also_where_rows_are_hidden(merged: bytes) -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.merge_range("A1:B2", "a")
        sheet.set_row(0, None, None, {"hidden": True})

    with pytest.raises(CannotRead, match="too_large"):
        read_sheets(zip_parts(rewrite(filled(fill), b"A1:B2", merged)))
