"""Which fonts PDFium uses for those that a PDF only names: one of our own, whatever is installed on the machine.

Without a font for Chinese it would leave characters out, and printed numbers would seem blank; with one, it would read
that whole file for every document.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from extract.readers.pdf.box_font import NAME, box_font

_FONT = box_font()
_SOURCE = ctypes.create_string_buffer(_FONT, len(_FONT))
_FACE = NAME.encode() + b"\0"
_HANDLE = 1  # there is one font
_WHOLE_FILE = 0  # instead of the tag of a table
_ANY_CHARSET = 1


def _fill(buffer: int | None, size: int, source: Any, length: int) -> int:
    """Copy where there is room; the length that is needed."""
    if buffer and size >= length:
        ctypes.memmove(buffer, source, length)
    return length


def _map_font(*_: Any) -> int:
    return _HANDLE


def _find_nothing(*_: Any) -> None:
    return None


def _font_data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
    return _fill(buffer, size, _SOURCE, len(_FONT)) if table == _WHOLE_FILE else 0


def _face_name(_info: Any, _font: Any, buffer: Any, size: int) -> int:
    return _fill(buffer, size, _FACE, len(_FACE))


def _charset(*_: Any) -> int:
    return _ANY_CHARSET


_CALLBACKS = {
    "MapFont": _map_font,
    "GetFont": _find_nothing,
    "GetFontData": _font_data,
    "GetFaceName": _face_name,
    "EnumFonts": _find_nothing,
    "GetFontCharset": _charset,
    "DeleteFont": _find_nothing,
    "Release": _find_nothing,
}


def _make_info() -> pdfium.FPDF_SYSFONTINFO:
    info = pdfium.FPDF_SYSFONTINFO()
    info.version = 1
    types = {field[0]: field[1] for field in pdfium.FPDF_SYSFONTINFO._fields_}
    for name, function in _CALLBACKS.items():
        setattr(info, name, types[name](function))
    return info


_INFO = _make_info()  # PDFium keeps the address, so this lives as long as the process


def use_one_font() -> None:
    """Let PDFium find no font of the machine; for this process, for good."""
    pdfium.FPDF_SetSystemFontInfo(ctypes.byref(_INFO))
