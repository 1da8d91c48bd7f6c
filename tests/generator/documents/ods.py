"""A printed report as ODS: texts as shown, covered cells, rows that repeat to the end of the sheet."""

from __future__ import annotations

from random import Random

from .odt import NAMES
from .office import in_xml, zip_parts
from .printed import PrintedCell, PrintedDocument
from .sheets import Sheet, is_number, plan_sheets

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_STYLES = (
    '<style:style style:name="ce1" style:family="table-cell">'
    '<style:table-cell-properties fo:border="0.5pt solid #000000"/></style:style>'
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


def write_ods(document: PrintedDocument, rng: Random) -> bytes:
    """The document as ODS, the same bytes for the same rng."""
    tables = "".join(map(_table, plan_sheets(document, rng)))
    if rng.random() < 0.2:
        cell = "<table:table-cell><text:p>999</text:p></table:table-cell>"
        row = f"<table:table-row>{cell}</table:table-row>"
        tables += f'<table:table table:name="old" table:style-name="ta2">{row}</table:table>'
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    styles = f"<office:automatic-styles>{_STYLES}</office:automatic-styles>"
    content = f"<office:document-content {NAMES}>{styles}{body}</office:document-content>"
    return zip_parts({"mimetype": _TYPE, "content.xml": content}, stored=("mimetype",))


def _table(sheet: Sheet) -> str:
    places: dict[tuple[int, int], str] = {}
    for line in sheet.lines:
        _place(places, PrintedCell(line.text, line.row, line.column, 1, line.column_span), False, False)
    for cell in sheet.cells:
        _place(places, cell, sheet.is_framed, sheet.has_numbers)
    last = max(row for row, _ in places)
    rows = "".join(_row(places, row) for row in range(last + 1))
    rest = '<table:table-cell table:number-columns-repeated="1024"/>'
    rows += f'<table:table-row table:number-rows-repeated="{1_048_576 - last}">{rest}</table:table-row>'
    return f'<table:table table:name="{sheet.name}">{rows}</table:table>'


def _row(places: dict[tuple[int, int], str], row: int) -> str:
    columns = [column for line, column in places if line == row]
    cells = (places.get((row, column), "<table:table-cell/>") for column in range(max(columns, default=-1) + 1))
    return f'<table:table-row>{"".join(cells)}<table:table-cell table:number-columns-repeated="99"/></table:table-row>'


def _place(places: dict[tuple[int, int], str], cell: PrintedCell, is_framed: bool, has_numbers: bool) -> None:
    """Put a cell and the marks of what it covers at their places."""
    style = ' table:style-name="ce1"' if is_framed else ""
    spans = f' table:number-columns-spanned="{cell.column_span}" table:number-rows-spanned="{cell.row_span}"'
    value = f' office:value-type="float" office:value="{cell.text}"' if has_numbers and is_number(cell.text) else ""
    merged = spans if (cell.row_span, cell.column_span) != (1, 1) else ""
    content = "".join(f"<text:p>{in_xml(line)}</text:p>" for line in cell.text.split("\n")) if cell.text else ""
    for down in range(cell.row_span):
        for right in range(cell.column_span):
            places[cell.row + down, cell.column + right] = f"<table:covered-table-cell{style}/>"
    places[cell.row, cell.column] = f"<table:table-cell{style}{merged}{value}>{content}</table:table-cell>"
