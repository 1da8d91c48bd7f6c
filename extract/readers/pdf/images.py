"""Pages of a PDF whose characters say nothing: the picture that they are, or that is drawn of them."""

from __future__ import annotations

import ctypes
import re
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from extract.readers.blocks import Picture
from extract.readers.pdf.paths import Drawn
from extract.readers.ruled import Glyphs, are_spaces

MOST_PIXELS = 40_000_000  # of one picture
_FEW = 30  # characters: no more than a page number and a stamp
_COVERING = 0.5  # of the page
_SENSELESS = 0.3  # of the characters
_STRANGE = re.compile(r"[\x00-\x1f\ue000-\uf8ff\ufff0-\uffff\U000f0000-\U0010ffff]")
_MANY_PATHS = 200  # text drawn as curves
_DOTS = 200 / 72  # per point, where a page has to be drawn
_INVISIBLE = 3  # text render mode of the layer that text recognition puts over a scan


def find_picture(page: pypdfium2.PdfPage, number: int, glyphs: Glyphs, drawn: Drawn) -> Picture | None:
    """The picture of a page that is a scan, or whose characters cannot be told; nothing for a page of text."""
    characters = glyphs.take(~are_spaces(glyphs.codes)).text()
    width, height = page.get_size()
    covered = sum((box[2] - box[0]) * (box[3] - box[1]) for _, box in drawn.images)
    is_scan = covered > _COVERING * width * height and (len(characters) <= _FEW or _is_invisible(drawn.texts))
    if not is_scan and characters and not _is_senseless(characters):
        return None
    if not is_scan and not characters and not drawn.images and drawn.paths < _MANY_PATHS:
        return None  # an empty page
    content = (_embedded(_object(drawn.images[0][0])) if len(drawn.images) == 1 and is_scan else None) or _drawn(page)
    return Picture(content, f"page {number}")


def _is_invisible(texts: Sequence[int]) -> bool:
    """Whether the text lies unseen over the picture: it was recognised by somebody, and is not what is printed."""
    modes = [pdfium.FPDFTextObj_GetTextRenderMode(_object(text)) for text in texts]
    return modes.count(_INVISIBLE) * 2 > len(modes)


def _object(address: int) -> Any:
    return ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)


def _is_senseless(characters: str) -> bool:
    """Whether a font hides what its characters are: private use, controls, no character at all."""
    return len(_STRANGE.findall(characters)) > _SENSELESS * len(characters)


def _embedded(image: Any) -> bytes | None:
    """The bytes of an upright image as they are embedded (JPEG), or as PNG; nothing where it has to be drawn."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(image, matrix)
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(image, width, height)
    turned = abs(matrix.b) + abs(matrix.c) > 0.1 * (abs(matrix.a) + abs(matrix.d))
    if turned or matrix.a <= 0 or matrix.d <= 0 or not 0 < width.value * height.value <= MOST_PIXELS:
        return None
    return _jpeg(image) or _bitmap(image)


def _jpeg(image: Any) -> bytes | None:
    """A JPEG of grey or RGB; others have colours that are not as they seem."""
    last = pdfium.FPDFImageObj_GetImageFilterCount(image) - 1
    name = ctypes.create_string_buffer(32)
    if last < 0 or not pdfium.FPDFImageObj_GetImageFilter(image, last, name, len(name)) or name.value != b"DCTDecode":
        return None
    size = pdfium.FPDFImageObj_GetImageDataDecoded(image, None, 0)  # which decodes all filters but those of images
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataDecoded(image, buffer, size)
    return buffer.raw if buffer.raw.startswith(b"\xff\xd8\xff") and _components(buffer.raw) in (1, 3) else None


def _components(jpeg: bytes) -> int:
    """How many colours a JPEG has, by its frame header; 0 where there is none."""
    place = 2
    while place + 9 < len(jpeg) and jpeg[place] == 0xFF:
        marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return jpeg[place + 9]
        place += 2 + length
    return 0


def _bitmap(image: Any) -> bytes | None:
    raw = pdfium.FPDFImageObj_GetBitmap(image)
    return _png(pypdfium2.PdfBitmap.from_raw(raw)) if raw else None


def _drawn(page: pypdfium2.PdfPage) -> bytes:
    width, height = page.get_size()
    scale = min(_DOTS, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    return _png(page.render(scale=scale))


def _png(bitmap: pypdfium2.PdfBitmap) -> bytes:
    """A bitmap as PNG, packed fast rather than small: it is unpacked at once."""
    pixels = bitmap.to_numpy()
    if pixels.ndim == 3:
        pixels = pixels[:, :, 2::-1]  # BGR, with or without a fourth channel
    height, width = pixels.shape[:2]
    lines = np.zeros((height, 1 + width * (3 if pixels.ndim == 3 else 1)), dtype=np.uint8)  # filter 0 in front
    lines[:, 1:] = pixels.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, 2 if pixels.ndim == 3 else 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines.tobytes(), 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
