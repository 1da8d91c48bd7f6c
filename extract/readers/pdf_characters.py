"""The characters of a PDF page with their places. One call per character is the cost of a text PDF, so few are made."""

from __future__ import annotations

import ctypes
import math
from collections import Counter, deque
from itertools import compress, pairwise, repeat

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from extract.readers.blocks import CannotRead
from extract.readers.pdf_calls import by_address
from extract.readers.pdf_turns import Turn
from extract.readers.ruled import Glyph, make_glyph

_BOX_BYTES = ctypes.sizeof(pdfium.FS_RECTF)
_loose_box = by_address(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_NO_CHARACTERS = frozenset(("", "\r", "\n", "\x00", "\ufffe"))
_ANGLES_ASKED = 40


def read_glyphs(page: pypdfium2.PdfPage, turn: Turn, most: int) -> tuple[list[Glyph], Turn]:
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
            return [], turn
        text = _text(text_page, count)
        turn = _upright(text_page, text, turn)
        return _glyphs(text, _boxes(text_page, count), turn), turn
    finally:
        text_page.close()


def _text(text_page: pypdfium2.PdfTextPage, count: int) -> list[str]:
    """One string per character of the text page; empty for the second half of a character beyond 16 bits."""
    buffer = (ctypes.c_ushort * (2 * count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer) - 1
    raw = bytes(memoryview(buffer).cast("B")[: 2 * max(written, 0)])
    text = raw.decode("utf-16-le", "replace")
    if len(text) == count:
        return list(text)
    return _one_by_one(text_page, count)


def _one_by_one(text_page: pypdfium2.PdfTextPage, count: int) -> list[str]:
    """Where the text leaves characters out that the page counts."""
    codes = list(map(pdfium.FPDFText_GetUnicode, repeat(text_page.raw), range(count)))
    text = [chr(code) if code < 0x110000 else "\ufffd" for code in codes]
    for index, (high, low) in enumerate(pairwise(codes)):
        if 0xD800 <= high < 0xDC00 <= low < 0xE000:
            text[index] = chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
            text[index + 1] = ""
    return ["\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text]


def _boxes(text_page: pypdfium2.PdfTextPage, count: int) -> np.ndarray:
    """Left, top, right and bottom per character, in user space; zeros where it has no box."""
    boxes = np.zeros((count, 4), dtype=np.float32)
    start = boxes.ctypes.data
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    addresses = range(start, start + count * _BOX_BYTES, _BOX_BYTES)
    deque(map(_loose_box, repeat(handle), range(count), addresses), maxlen=0)
    return boxes


def _upright(text_page: pypdfium2.PdfTextPage, text: list[str], turn: Turn) -> Turn:
    """The turn by which most of the characters run from left to right: a table may lie sideways on its page."""
    asked = [index for index, one in enumerate(text) if one.strip()]
    asked = asked[:: max(len(asked) // _ANGLES_ASKED, 1)]
    angles = map(pdfium.FPDFText_GetCharAngle, repeat(text_page.raw), asked)
    counted = Counter(round(-angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    if not counted:
        return turn
    return turn._replace(quarters=counted.most_common(1)[0][0])


def _glyphs(text: list[str], boxes: np.ndarray, turn: Turn) -> list[Glyph]:
    """Upright glyphs that lie on the page."""
    a, b, c, d, e, f = turn.matrix
    xs, ys = boxes[:, 0::2].astype(np.float64), boxes[:, 1::2].astype(np.float64)
    across, down = a * xs + c * ys + e, b * xs + d * ys + f
    left, right = np.minimum(across[:, 0], across[:, 1]), np.maximum(across[:, 0], across[:, 1])
    top, bottom = np.minimum(down[:, 0], down[:, 1]), np.maximum(down[:, 0], down[:, 1])
    x, y = (left + right) / 2, (top + bottom) / 2
    is_seen = (boxes[:, 0] != boxes[:, 2]) | (boxes[:, 1] != boxes[:, 3])
    is_seen &= (x >= 0) & (x <= turn.width) & (y >= 0) & (y <= turn.height) & (bottom > top)
    sides = np.stack((left, top, right, bottom))
    if not _NO_CHARACTERS.isdisjoint(text):
        is_seen &= np.array([one not in _NO_CHARACTERS for one in text])
    if not is_seen.all():
        text, sides = list(compress(text, is_seen.tolist())), sides[:, is_seen]
    return list(map(make_glyph, zip(text, *sides.tolist(), strict=True)))
