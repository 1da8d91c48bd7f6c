"""What calamine does not tell of an XLS sheet: frames, also of blank cells, formats, errors and what is hidden."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from extract.readers.blocks import CannotRead
from extract.readers.containers.compound import CompoundFile
from extract.readers.sheets.grids import MOST_ROWS, MOST_SHEET_COLUMNS, SheetMarks
from extract.readers.sheets.numbers import BUILT_IN, is_telling

_BOF, _EOF, _SHEET, _STYLE, _FORMAT = 0x809, 0x0A, 0x85, 0xE0, 0x41E
_BLANKS, _NUMBERS = 0xBE, 0xBD  # several cells in a record
_FORMULA, _ERROR = 0x06, 0x205
_ROW, _COLUMNS = 0x208, 0x7D
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
_SIZES = {_BLANKS: 2, _NUMBERS: 6}
_CELLS = {0x201, 0x203, 0x204, 0xFD, 0x27E, _FORMULA, _ERROR}
_EXCEL_97 = 0x600
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def read_marks(content: bytes) -> dict[str, SheetMarks]:
    """The marks of all sheets by the names of these; nothing for files older than Excel 97.

    Raises:
        CannotRead: `too_large` for a sheet that reaches further than any form, `undecodable` for what is damaged.
    """
    stream = CompoundFile(content).read("Workbook")
    starts: dict[int, str] = {}
    framing: list[bool] = []
    formats: list[int] = []
    codes = dict(BUILT_IN)
    for kind, body in _records(stream, 0):
        if kind == _SHEET and len(body) > 8:
            starts[int.from_bytes(body[:4], "little")] = _text(body[8:], body[6], body[7])
        elif kind == _FORMAT and len(body) > 5:
            codes[int.from_bytes(body[:2], "little")] = _text(body[5:], int.from_bytes(body[2:4], "little"), body[4])
        elif kind == _STYLE and len(body) >= 14:
            framing.append(body[10] != 0)  # the kinds of the lines at the left and the right
            formats.append(int.from_bytes(body[2:4], "little"))
    styles = [(is_framing, codes.get(one, "")) for is_framing, one in zip(framing, formats, strict=True)]
    styles = [(is_framing, code if is_telling(code) else "") for is_framing, code in styles]
    return {name: _marks(stream, start, styles) for start, name in starts.items()}


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of a workbook, up to its end; nothing where no part of that kind begins."""
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        body = stream[start + 4 : start + 4 + length]
        if kind == _BOF:
            depth += 1
            if int.from_bytes(body[:2], "little") != _EXCEL_97:
                return
        elif kind == _EOF:
            depth -= 1
        if depth == 0:
            return
        if depth == 1:  # deeper ones are charts
            yield kind, body
        start += 4 + length


def _text(characters: bytes, length: int, flags: int) -> str:
    """A text of so many characters, in one or two bytes each."""
    return (
        characters[: 2 * length].decode("utf-16-le", "replace") if flags & 1 else characters[:length].decode("latin-1")
    )


def _marks(stream: bytes, start: int, styles: list[tuple[bool, str]]) -> SheetMarks:
    marks = SheetMarks()
    for kind, body in _records(stream, start):
        if kind in (_ROW, _COLUMNS):
            _note_hidden(kind, body, marks)
        if len(body) < 6 or (kind not in _CELLS and kind not in _SIZES):
            continue
        row, column = struct.unpack_from("<HH", body)
        end = len(body) - 2 if kind in _SIZES else 6  # behind several cells stands the last column
        numbers = [int.from_bytes(body[at : at + 2], "little") for at in range(4, end, _SIZES.get(kind, 2))]
        if row >= MOST_ROWS or column + len(numbers) > MOST_SHEET_COLUMNS:
            raise CannotRead("too_large", "reader_limit")
        for place, number in enumerate(numbers, start=column):
            is_framing, code = styles[number] if number < len(styles) else (False, "")
            if is_framing:
                marks.framed.add((row, place))
            if code:
                marks.codes[row, place] = code
        error = _error(kind, body)
        if error is not None:
            marks.errors[row, column] = _ERRORS.get(error, "#")
    return marks


def _note_hidden(kind: int, body: bytes, marks: SheetMarks) -> None:
    """Note the row or the columns that a record is about where it hides them, or gives them no width."""
    if kind == _ROW and len(body) > 12 and body[12] & _HIDDEN_ROW:
        marks.hidden_rows.add(int.from_bytes(body[:2], "little"))
    elif kind == _COLUMNS and len(body) > 8 and (body[8] & _HIDDEN_COLUMN or body[4:6] == b"\x00\x00"):
        first, last = struct.unpack_from("<HH", body)
        marks.hidden_columns.update(range(first, min(last + 1, MOST_SHEET_COLUMNS)))


def _error(kind: int, body: bytes) -> int | None:
    """The code of the error that a cell holds, if it does."""
    if kind == _ERROR and len(body) >= 8 and body[7]:
        return body[6]
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        return body[8]
    return None
