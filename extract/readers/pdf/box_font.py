"""A TrueType font in which every character is a box.

It stands for fonts that a PDF only names, so that such a PDF is read alike on every machine, whatever fonts are
installed there; and it is small enough to embed.
"""

from __future__ import annotations

import struct
from itertools import pairwise

_FIRST, _LAST = 0x20, 0xFFFD
_COUNT = _LAST - _FIRST + 2  # with .notdef
_UNITS = 1000
_ASCENT, _DESCENT = 880, -120
_OF_NO_WIDTH = "\u200b\ufeff\u2060"
NAME = "BoxFont"


def box_font() -> bytes:
    """The bytes of the font."""
    glyph = _box_glyph()
    widths = [_UNITS] + [int(_advance(chr(code)) * _UNITS) for code in range(_FIRST, _LAST + 1)]
    tables = {
        b"OS/2": struct.pack(
            ">HhHHH10hh10s4I4sHHHhhhHHII",
            *(4, 900, 400, 5, 0),
            *(0,) * 11,
            bytes(10),
            *(0xFFFFFFFF, 0xFFFFFFFF, 0, 0),
            b"NONE",
            *(0x40, _FIRST, _LAST, _ASCENT, _DESCENT, 0, _ASCENT, -_DESCENT, 1, 0),
        )
        + struct.pack(">hhHHH", 500, 700, 0, 32, 1),
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 1, 12) + _character_map(),
        b"glyf": glyph * _COUNT,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _UNITS, 0, 0, 0, _DESCENT, _UNITS, _ASCENT, 0, 8, 2, 1, 0),
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhh8xhH", 0x10000, _ASCENT, _DESCENT, 0, _UNITS, 0, 0, _UNITS, 1, 0, 0, 0, _COUNT
        ),
        b"hmtx": b"".join(struct.pack(">Hh", width, 0) for width in widths),
        b"loca": struct.pack(f">{_COUNT + 1}I", *range(0, len(glyph) * (_COUNT + 1), len(glyph))),
        b"maxp": struct.pack(">IH13H", 0x10000, _COUNT, 4, 1, *(0,) * 11),
        b"name": _names(),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    return _pack(tables)


def _advance(character: str) -> float:
    """How far a character moves on, in font sizes."""
    if character in _OF_NO_WIDTH:
        return 0.0
    return 0.5 if character < "\u2000" else 1.0


def _box_glyph() -> bytes:
    """One contour: a box that leaves a little room around."""
    points = ((50, 0), (50, 700), (450, 700), (450, 0))
    steps = [b - a for axis in (0, 1) for a, b in pairwise((0, *(point[axis] for point in points)))]
    body = struct.pack(">hhhhhHH4B8h", 1, 50, 0, 450, 700, 3, 0, 1, 1, 1, 1, *steps)
    return body + bytes(-len(body) % 4)


def _character_map() -> bytes:
    """Format 4: one segment for all characters, and the one that must end it."""
    segments = struct.pack(">HHHHHhhHH", _LAST, 0xFFFF, 0, _FIRST, 0xFFFF, 1 - _FIRST, 1, 0, 0)
    return struct.pack(">HHHHHHH", 4, 14 + len(segments), 0, 4, 4, 1, 0) + segments


def _names() -> bytes:
    text = NAME.encode("utf-16-be")
    kinds = (1, 2, 3, 4, 6)
    records = b"".join(struct.pack(">HHHHHH", 3, 1, 0x409, kind, len(text), 0) for kind in kinds)
    return struct.pack(">HHH", 0, len(kinds), 6 + len(records)) + records + text


def _pack(tables: dict[bytes, bytes]) -> bytes:
    """The directory and the tables, each from a multiple of four on."""
    head = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, len(tables) * 16 - 128)
    place = len(head) + 16 * len(tables)
    directory, bodies = [], []
    for name, body in sorted(tables.items()):
        padded = body + bytes(-len(body) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory.append(struct.pack(">4sIII", name, total, place, len(body)))
        bodies.append(padded)
        place += len(padded)
    return head + b"".join(directory) + b"".join(bodies)
