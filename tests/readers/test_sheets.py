"""XLSX, XLS and ODS: tables apart from prose, blank cells kept, numbers as they are shown."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from collections.abc import Callable
from random import Random

import pytest
import xlsxwriter
import xlwt

from extract.readers.blocks import CannotRead, Line, Table
from extract.readers.sheets.workbook import read_sheets
from tests.generator.documents import PrintedDocument, print_document
from tests.generator.documents.ods import write_ods
from tests.generator.documents.odt import NAMES
from tests.generator.documents.office import unmerge_rows, zip_parts
from tests.generator.documents.xls import write_xls
from tests.generator.documents.xlsx import write_xlsx

from .office import lines_of, printed_lines, printed_tables, tables_of

Write = Callable[[PrintedDocument, Random], bytes]
Fill = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]


@pytest.mark.parametrize("write", [write_xlsx, write_xls, write_ods])
@pytest.mark.parametrize("seed", range(25))
def test_every_cell_and_line_is_where_it_was_printed(write: Write, seed: int) -> None:
    document = print_document(f"sheets-{seed}")
    if seed % 5 == 0:
        document = unmerge_rows(document)
    reading = read_sheets(write(document, Random(seed)))
    assert tables_of(reading) == printed_tables(document)
    assert lines_of(reading) == printed_lines(document)


def xlsx(fill: Fill) -> bytes:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    fill(workbook, workbook.add_worksheet("表一"))
    workbook.close()
    return buffer.getvalue()


def xls(fill: Callable[[xlwt.Worksheet], None]) -> bytes:
    workbook, buffer = xlwt.Workbook(), io.BytesIO()
    fill(workbook.add_sheet("表一", cell_overwrite_ok=True))
    workbook.save(buffer)
    return buffer.getvalue()


def ods(rows: str) -> bytes:
    table = f'<table:table table:name="a">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return zip_parts({"content.xml": f"<office:document-content {NAMES}>{body}</office:document-content>"})


def only_texts(content: bytes) -> list[str]:
    """The texts of the only table, and no prose."""
    reading = read_sheets(content)
    assert lines_of(reading) == []
    (table,) = tables_of(reading)
    return [text for text, *_ in table]


def test_place_names_sheet_and_cell() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write(2, 26, "a")
        sheet.write(2, 27, "b")
        sheet.write(0, 1, "title")

    line, table = read_sheets(xlsx(fill)).blocks
    assert isinstance(line, Line) and isinstance(table, Table)
    assert (line.place, [cell.place for cell in table.cells]) == (
        "sheet 表一 cell B1",
        ["sheet 表一 cell AA3", "sheet 表一 cell AB3"],
    )


def test_numbers_are_shown_as_excel_keeps_them() -> None:
    values = [13, 13.0, 0.37, 42120.88, 0.1 + 0.2, 1e15, 123456789012345680.0, 1e-7, -3, 0, -0.0, True]
    shown = ["13", "13", "0.37", "42120.88", "0.3", "1000000000000000", "123456789012346000", "0.0000001", "-3", "0"]

    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for column, value in enumerate(values):
            sheet.write(0, column, value)
        sheet.write(0, len(values), "1.50")

    assert only_texts(xlsx(fill)) == [*shown, "0", "TRUE", "1.50"]


def test_dates_and_errors_are_no_numbers() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_datetime(0, 0, datetime.datetime(2021, 3, 4), workbook.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_formula(0, 1, "=A1/0", None, "#DIV/0!")
        sheet.write_formula(0, 2, "=1+1", None, 2)

    assert only_texts(xlsx(fill)) == ["2021-03-04", "#DIV/0!", "2"]


# number in the cell, format, what Excel shows of it; decoration is left out, and zeros stay
SHOWN = [
    (1234.567, "0.00", "1234.57"),
    (1.5, "0.00", "1.5"),
    (1.999, "0.00", "2.00"),
    (1.999, "0.##", "2"),
    (2.5, "#,##0", "3"),
    (-7.5, "0", "-8"),
    (-0.4, "0", "0"),
    (12345, "#,##0.00_ ", "12345"),
    (0.5, "0%", "50%"),
    (0.1234, "0.0%", "12.3%"),
    (12345678, "#,##0,", "12346"),
    (12345678, "0.00,,", "12.35"),
    (12345678, "0.00,", "12345.68"),
    (12345678, "0,.00", "12345.68"),
    (-1.25, "0.0;-0.00", "-1.25"),
    (78, ";;;", ""),
    (0, ";;;", ""),
    (0, "0;-0;;@", "0"),
    (-5, "0;[Red]-0.0", "-5"),
    (7.6, '[$-804]0"件"', "8"),
    (7, '"有";"无"', "有"),
    (12345, '0!.0,"万"', "\ufffd"),
    (78, '0"0"', "\ufffd"),
    (78, '[>100]0;"0"', "\ufffd"),
    (1234.567, "General", "1234.567"),
    (1234.567, "@", "1234.567"),
    (1234.567, "0.0E+00", "1234.567"),
    (0.5, "# ?/?", "0.5"),
]


@pytest.mark.parametrize(("number", "code", "text"), SHOWN)
def test_number_is_given_as_its_format_shows_it(number: float, code: str, text: str) -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(0, 2, number, workbook.add_format({"num_format": code}))

    def fill_old(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 0, "a")
        sheet.write(0, 1, "b")
        style = xlwt.XFStyle()
        style.num_format_str = code
        sheet.write(0, 2, number, style)

    content = xlsx(fill)
    for shown in (content, xls(fill_old), zip_parts(rewrite(content, b'<c r="A1"', b'<c  r="A1"'))):
        assert only_texts(shown) == ["a", "b"] + [text] * (text != "")


def test_formula_whose_value_is_not_in_the_file_is_neither_blank_nor_a_number() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write(0, 0, "a")
        sheet.write_formula(0, 1, "=1+1", None, 2)

    assert only_texts(xlsx(fill)) == ["a", "2"]
    assert only_texts(zip_parts(rewrite(xlsx(fill), b"<v>2</v>", b""))) == ["a", "\ufffd"]


def test_phonetic_guide_of_a_text_is_not_read() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_row(0, 0, ["a", "78"])

    guide = b'<si><r><t>78</t></r><rPh sb="0" eb="1"><t>0</t></rPh></si>'
    assert only_texts(zip_parts(rewrite(xlsx(fill), b"<si><t>78</t></si>", guide))) == ["a", "78"]


@pytest.mark.parametrize(
    ("inner", "text"), [("<text:p/>", ""), ("", "78"), ("<text:p>50%</text:p>", "50%"), ("<text:p>8</text:p>", "8")]
)
def test_cell_of_an_ods_is_blank_where_it_shows_nothing_of_its_number(inner: str, text: str) -> None:
    cells = "<table:table-cell><text:p>a</text:p></table:table-cell>" * 2
    row = f'<table:table-row>{cells}<table:table-cell office:value="78">{inner}</table:table-cell></table:table-row>'
    assert only_texts(ods(row)) == ["a", "a"] + [text] * (text != "")


def test_zero_of_an_ods_that_leaves_zeros_out_stays() -> None:
    cells = '<table:table-cell office:value="0"><text:p/></table:table-cell>' * 2
    assert only_texts(ods(f"<table:table-row>{cells}</table:table-row>")) == ["0", "0"]


def test_error_in_xls_is_no_blank_cell() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 0, "a")
        sheet.row(0).set_cell_error(1, "#REF!")

    assert only_texts(xls(fill)) == ["a", "#REF!"]


def test_blank_framed_row_at_the_end_stays_in_its_table() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        frame = workbook.add_format({"border": 1})
        for column, text in enumerate(("a", "b", "")):
            sheet.write(0, column, text, frame)
            sheet.write_blank(1, column, None, frame)

    assert only_texts(xlsx(fill)) == ["a", "b", "", "", "", ""]

    def fill_old(sheet: xlwt.Worksheet) -> None:
        style = xlwt.easyxf("borders: left thin, right thin")
        for column, text in enumerate(("a", "b")):
            sheet.write(0, column, text, style)
        sheet.write(1, 0, "", style)

    assert only_texts(xls(fill_old)) == ["a", "b", "", ""]


def test_label_whose_values_are_blank_stays_in_a_table_without_frames() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for row, texts in enumerate((("标题",), ("a", "b"), ("规章",), ("c", "d"), ("这是一句话。",), ("e", "f"))):
            for column, text in enumerate(texts):
                sheet.write(row, column, text)

    reading = read_sheets(xlsx(fill))
    assert lines_of(reading) == ["标题", "这是一句话。"]
    assert [[text for text, *_ in table] for table in tables_of(reading)] == [
        ["a", "b", "规章", "", "c", "d"],
        ["e", "f"],
    ]


def test_text_below_a_merged_cell_is_not_printed() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        for row, last in ((0, 2), (1, 1)):
            sheet.merge(row, row, 0, last)
            sheet.write(row, 0, "a")
            sheet.write(row, 1, "9")
        sheet.write(1, 2, "b")
        sheet.write(1, 3, "c")

    reading = read_sheets(xls(fill))
    assert lines_of(reading) == ["a"]
    assert tables_of(reading) == [[("a", 0, 0, 1, 2), ("b", 0, 2, 1, 1), ("c", 0, 3, 1, 1)]]


def test_merged_range_that_ends_before_it_begins_spans_one_cell() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.merge(2, 3, 0, 1)
        sheet.write(2, 0, "a")
        sheet.write(2, 2, "b")

    written, mutated = struct.pack("<5H", 1, 2, 3, 0, 1), struct.pack("<5H", 1, 2, 1, 0, 1)  # count, rows, columns
    content = xls(fill)
    assert content.count(written) == 1
    assert tables_of(read_sheets(content.replace(written, mutated))) == [[("a", 0, 0, 1, 2), ("b", 0, 2, 1, 1)]]


@pytest.mark.parametrize("place", [(20_000, 0), (1_048_575, 0), (0, 512), (1_048_575, 16_383)])
def test_cell_far_away_is_refused_before_it_takes_memory(place: tuple[int, int]) -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write(0, 0, "a")
        sheet.write(*place, "b")

    with pytest.raises(CannotRead) as refusal:
        read_sheets(xlsx(fill))
    assert (refusal.value.reason_code, refusal.value.issue_code) == ("too_large", "reader_limit")


@pytest.mark.parametrize(
    ("written", "rewritten"),
    [
        (b'r="B1" s="1"', b's="1" r="B1"'),
        (b'<c r="B1"', b"<c"),
        (b"<c r=", b"<c  r="),
    ],
)
def test_cell_that_is_written_otherwise_is_found_too(written: bytes, rewritten: bytes) -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        frame = workbook.add_format({"border": 1})
        sheet.write(0, 0, "a", frame)
        sheet.write_blank(0, 1, None, frame)

    content = zip_parts(rewrite(xlsx(fill), written, rewritten))
    assert only_texts(content) == ["a", ""]


def rewrite(content: bytes, old: bytes, new: bytes) -> dict[str, str | bytes]:
    """The parts of a package with something replaced in each."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).replace(old, new) for name in archive.namelist()}


def test_merged_range_over_the_whole_sheet_is_refused() -> None:
    def fill(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.merge_range("A1:B2", "a")

    with pytest.raises(CannotRead, match="too_large"):
        read_sheets(zip_parts(rewrite(xlsx(fill), b"A1:B2", b"A1:XFD1048576")))


def test_rows_that_repeat_without_end_are_refused_only_where_something_stands_in_them() -> None:
    blank = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>'
    row = "<table:table-row{}>" + "<table:table-cell><text:p>1</text:p></table:table-cell>" * 2 + "</table:table-row>"
    assert only_texts(ods(row.format("") + blank)) == ["1", "1"]
    with pytest.raises(CannotRead, match="too_large"):
        read_sheets(ods(row.format(' table:number-rows-repeated="1048576"')))


@pytest.mark.parametrize("write", [write_xlsx, write_xls, write_ods])
def test_damaged_workbook_is_refused(write: Write) -> None:
    content = bytearray(write(print_document("sheets-damage"), Random(0)))
    with pytest.raises(CannotRead, match="undecodable"):
        read_sheets(bytes(content[: len(content) // 3]))


def test_panic_of_the_library_costs_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """As the library raises it."""

    def panic(_: object) -> None:
        raise PanicException

    monkeypatch.setattr("python_calamine.load_workbook", panic)
    with pytest.raises(CannotRead) as refusal:
        read_sheets(write_xls(print_document("sheets-panic"), Random(0)))
    assert (refusal.value.reason_code, refusal.value.issue_code) == ("reader_failed", "reader_crashed")
