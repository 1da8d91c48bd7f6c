"""What calamine does not tell of an XLSX sheet: its reach, frames, formats of numbers, errors and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import join, normpath
from typing import NamedTuple

from lxml import etree

from extract.readers.blocks import CannotRead
from extract.readers.containers.packages import Package, name_of, parse_xml
from extract.readers.sheets.grids import MOST_ROWS, MOST_SHEET_COLUMNS, SheetMarks, column_number
from extract.readers.sheets.numbers import BUILT_IN, UNKNOWN, is_telling

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# A cell as nearly every program writes it, so that most sheets need no second parsing.
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?: t="[a-zA-Z]+")?[ />]')
_ANY_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])")
_UNCOUNTED = re.compile(rb"(?:</f>|<f(?:\s[^<>]*)?/>)\s*</c>")  # a formula without the value that it had
# Rows and columns that are hidden or have no size; true too often. What begins with letters is found quickest.
_HIDES = (
    re.compile(rb"""hidden\s*=\s*["'](?!0|false)"""),
    re.compile(rb"""ht(?<=\sht)\s*=\s*["']0+\.?0*["']"""),
    re.compile(rb"""width\s*=\s*["']0+\.?0*["']"""),
)
_NO_SIZE = re.compile(r"0+\.?0*")
_YES = ("1", "true")
_MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".bin", ".vml")


def read_marks(package: Package) -> dict[str, SheetMarks]:
    """The marks of all sheets by the names of these.

    Every part that a reader would unpack is unpacked here first, within the limits of the package.

    Raises:
        CannotRead: `too_large` for a sheet that reaches further than any form, `unsupported_format` for no XLSX.
    """
    if "xl/workbook.xml" not in package:
        raise CannotRead("unsupported_format" if "xl/workbook.bin" in package else "undecodable", "file_damaged")
    parts = {name: package.read(name) for name in package.names if not name.lower().endswith(_MEDIA)}
    styles = _read_styles(parse_xml(parts.get("xl/styles.xml", b"<a/>")))
    marks = {name: _marks(part, styles) for name, part in parts.items() if b"sheetData" in part}
    for name, of_sheet in marks.items():
        if any(hides.search(parts[name]) for hides in _HIDES):
            _note_hidden(parse_xml(parts[name]), of_sheet)
    return {sheet: marks[name] for sheet, name in _sheet_parts(parts) if name in marks}


def _sheet_parts(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Names of the sheets and of the parts that hold them."""
    relations = parse_xml(parts.get("xl/_rels/workbook.xml.rels", b"<a/>")).iter("{*}Relationship")
    targets = {one.get("Id"): normpath(join("/xl", one.get("Target", ""))).lstrip("/") for one in relations}
    for sheet in parse_xml(parts["xl/workbook.xml"]).iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        yield sheet.get("name", ""), targets.get(relation, "")


class _Styles(NamedTuple):
    """The cell styles that matter, by their numbers as cells write them."""

    framing: set[str]  # that draw a line at the left or right of a cell
    codes: dict[str, str]  # of numbers, where they may show other ones


def _read_styles(root: etree._Element) -> _Styles:
    framing = [
        any(
            side.get("style", "none") != "none"
            for side in border.iterchildren("{*}left", "{*}right", "{*}start", "{*}end")
        )
        for border in root.iterfind("{*}borders/{*}border")
    ]
    own = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iterfind("{*}numFmts/{*}numFmt")}
    codes = {str(number): code for number, code in BUILT_IN.items()} | own
    styles = _Styles(set(), {})
    for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        border = style.get("borderId", "")
        if border.isdigit() and framing[int(border) : int(border) + 1] == [True]:
            styles.framing.add(str(number))
        if is_telling(code := codes.get(style.get("numFmtId", ""), "")):
            styles.codes[str(number)] = code
    return styles


def _marks(part: bytes, styles: _Styles) -> SheetMarks:
    cells = _PLAIN_CELL.findall(part)
    if len(cells) != _most_cells(part) or b't="e"' in part or _UNCOUNTED.search(part):
        return _parsed_marks(parse_xml(part), styles)
    if not cells:
        return SheetMarks()
    letters, numbers, _ = zip(*cells, strict=True)
    columns = {one: column_number(one.decode()) for one in set(letters)}
    rows = {one: int(one) - 1 for one in set(numbers)}
    _limit(max(rows.values()), max(columns.values()))
    framing = {style.encode() for style in styles.framing} | ({b""} if "0" in styles.framing else set())
    marks = SheetMarks({(rows[number], columns[letters]) for letters, number, style in cells if style in framing})
    if styles.codes:
        codes = {style.encode(): code for style, code in styles.codes.items()} | {b"": styles.codes.get("0", "")}
        places = ((rows[number], columns[letters], codes.get(style)) for letters, number, style in cells)
        marks.codes.update({(row, column): code for row, column, code in places if code})
    return marks


def _most_cells(part: bytes) -> int:
    """How many cells there can be: all tags that begin with a c, but for those that are common and no cells."""
    if b":sheetData" in part:
        return len(_ANY_CELL.findall(part))
    return part.count(b"<c") - part.count(b"<co") - part.count(b"<cf") - part.count(b"<cu")


def _parsed_marks(root: etree._Element, styles: _Styles) -> SheetMarks:
    marks = SheetMarks()
    row = -1
    for line in root.iterfind("{*}sheetData/{*}row"):
        row = _row(line.get("r"), row + 1)
        column = -1
        for cell in line:
            if name_of(cell.tag) != "c":
                continue
            row, column = _position(cell.get("r"), row, column + 1)
            style = cell.get("s", "0")
            if style in styles.framing:
                marks.framed.add((row, column))
            if style in styles.codes:
                marks.codes[row, column] = styles.codes[style]
            if cell.find("{*}f") is not None and cell.find("{*}v") is None:
                marks.errors[row, column] = UNKNOWN
            if cell.get("t") == "e":
                marks.errors[row, column] = cell.findtext("{*}v") or "#"
    return marks


def _note_hidden(root: etree._Element, marks: SheetMarks) -> None:
    """Note the rows and columns that are hidden or have no size."""
    for columns in root.iterfind("{*}cols/{*}col"):
        if _is_hidden(columns, "width"):
            first, last = _number(columns.get("min"), 1), _number(columns.get("max"), 0)
            marks.hidden_columns.update(range(max(first - 1, 0), min(last, MOST_SHEET_COLUMNS)))
    number = 0
    for row in root.iterfind("{*}sheetData/{*}row"):
        number = _number(row.get("r"), number + 1)
        if _is_hidden(row, "ht"):
            marks.hidden_rows.add(number - 1)


def _is_hidden(element: etree._Element, size: str) -> bool:
    return element.get("hidden", "0") in _YES or _NO_SIZE.fullmatch(element.get(size, "")) is not None


def _row(number: str | None, following: int) -> int:
    """The row that is numbered, or the one after the last, from 0."""
    row = _number(number, following + 1) - 1
    _limit(row, 0)
    return row


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else otherwise


def _position(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column from 0 of a reference like B7, or the place after the last where there is none."""
    match = _REFERENCE.fullmatch(reference or "")
    if match:
        row, column = int(match[2]) - 1, column_number(match[1])
    _limit(row, column)
    return row, column


def _limit(row: int, column: int) -> None:
    if row >= MOST_ROWS or column >= MOST_SHEET_COLUMNS:
        raise CannotRead("too_large", "reader_limit")
