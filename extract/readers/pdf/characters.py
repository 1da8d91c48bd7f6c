"""The characters of a PDF page with their places. One call per character is the cost of a text PDF, so few are made."""

from __future__ import annotations

import ctypes
import math
from collections import Counter, deque
from itertools import pairwise, repeat

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from extract.readers.blocks import CannotRead
from extract.readers.pdf.calls import by_address
from extract.readers.pdf.turns import Turn
from extract.readers.ruled import Glyphs, are_spaces, encode

_BOX_BYTES = ctypes.sizeof(pdfium.FS_RECTF)
_loose_box = by_address(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_angle = by_address(pdfium.FPDFText_GetCharAngle, ctypes.c_float, ctypes.c_void_p, ctypes.c_int)
_NO_CHARACTERS = encode("\x00\n\r\ufffe")
_ANGLES_ASKED = 40


def read_glyphs(page: pypdfium2.PdfPage, turn: Turn, most: int) -> tuple[Glyphs, Turn]:
    """The characters of a page, and the turn that makes most of them upright.

    Raises:
        CannotRead: `too_large` where there are more than `most`.
    """
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if count > most:
            raise CannotRead("too_large", "reader_limit")
        if count <= 0:
            return Glyphs.of(()), turn
        codes = _codes(text_page, count)
        turn = _upright(text_page, codes, turn)
        return _glyphs(codes, _boxes(text_page, count), turn), turn
    finally:
        text_page.close()


def _codes(text_page: pypdfium2.PdfTextPage, count: int) -> np.ndarray:
    """One code per character of the text page; 0 for the second half of a character beyond 16 bits."""
    buffer = (ctypes.c_ushort * (2 * count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer) - 1
    raw = bytes(memoryview(buffer).cast("B")[: 2 * max(written, 0)])
    text = raw.decode("utf-16-le", "replace")
    return encode(text if len(text) == count else _one_by_one(text_page, count))


def _one_by_one(text_page: pypdfium2.PdfTextPage, count: int) -> str:
    """Where the text leaves characters out that the page counts."""
    codes = list(map(pdfium.FPDFText_GetUnicode, repeat(text_page.raw), range(count)))
    text = [chr(code) if code < 0x110000 else "\ufffd" for code in codes]
    for index, (high, low) in enumerate(pairwise(codes)):
        if 0xD800 <= high < 0xDC00 <= low < 0xE000:
            text[index] = chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
            text[index + 1] = "\x00"
    return "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)


def _boxes(text_page: pypdfium2.PdfTextPage, count: int) -> np.ndarray:
    """Left, top, right and bottom per character, in user space; zeros where it has no box."""
    boxes = np.zeros((count, 4), dtype=np.float32)
    start = boxes.ctypes.data
    handle = _address(text_page)
    addresses = range(start, start + count * _BOX_BYTES, _BOX_BYTES)
    deque(map(_loose_box, repeat(handle), range(count), addresses), maxlen=0)
    return boxes


def _upright(text_page: pypdfium2.PdfTextPage, codes: np.ndarray, turn: Turn) -> Turn:
    """The turn by which most of the characters run from left to right: a table may lie sideways on its page."""
    asked = np.flatnonzero(~are_spaces(codes))
    asked = asked[:: max(len(asked) // _ANGLES_ASKED, 1)]
    angles = map(_angle, repeat(_address(text_page)), asked.tolist())
    counted = Counter(round(-angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    if not counted:
        return turn
    return turn._replace(quarters=counted.most_common(1)[0][0])


def _glyphs(codes: np.ndarray, boxes: np.ndarray, turn: Turn) -> Glyphs:
    """Upright glyphs that lie on the page."""
    a, b, c, d, e, f = turn.matrix
    xs, ys = boxes[:, 0::2].astype(np.float64), boxes[:, 1::2].astype(np.float64)
    across, down = a * xs + c * ys + e, b * xs + d * ys + f
    left, right = np.minimum(across[:, 0], across[:, 1]), np.maximum(across[:, 0], across[:, 1])
    top, bottom = np.minimum(down[:, 0], down[:, 1]), np.maximum(down[:, 0], down[:, 1])
    x, y = (left + right) / 2, (top + bottom) / 2
    is_seen = (boxes[:, 0] != boxes[:, 2]) | (boxes[:, 1] != boxes[:, 3])
    is_seen &= (x >= 0) & (x <= turn.width) & (y >= 0) & (y <= turn.height) & (bottom > top)
    for code in _NO_CHARACTERS:
        is_seen &= codes != code
    return Glyphs(codes, np.stack((left, top, right, bottom))).take(is_seen)


def _address(text_page: pypdfium2.PdfTextPage) -> int | None:
    return ctypes.cast(text_page.raw, ctypes.c_void_p).value
