"""Hidden text and tracked deletions in binary Word files: blanked, since the model of the library prints them.

Structures and numbers are those of the published format [MS-DOC]: the file information block, the piece table that
says where characters lie, and the pages of character properties.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from extract.readers.blocks import CannotRead
from extract.readers.compound import CompoundFile

OPTIONAL_HYPHEN = 0x1F  # takes the place of what is not printed: it is not printed either
_WORD_97 = 0xC1
_PAGE = 512
_PROPERTY_PAGES, _PIECES = 0xFA, 0x1A2  # where the block names the place and size of these tables
_DELETED, _HIDDEN = 0x0800, 0x083C
_ON = (1, 0x81)
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # of operands by kind; 6 says its own size
_FIRST_PRINTED = 0x20


def blank_unprinted(content: bytes) -> bytes:
    """The same file with every character that Word does not print turned into an optional hyphen.

    Files that are older than Word 97 or damaged come back as they are.
    """
    try:
        file = CompoundFile(content)
        text = bytearray(file.read("WordDocument"))
        places = list(_unprinted(file, bytes(text)))
    except (CannotRead, struct.error, IndexError):
        return content
    if not places:
        return content
    for start, end, width in places:
        _blank(text, start, end, width)
    patched, done = bytearray(content), 0
    for place in file.segments("WordDocument"):
        patched[place.start : place.stop] = text[done : done + len(place)]
        done += len(place)
    return bytes(patched)


def _unprinted(file: CompoundFile, text: bytes) -> Iterator[tuple[int, int, int]]:
    """Begin, end and bytes per character of runs in the text that are hidden or deleted."""
    identity, version = struct.unpack_from("<HH", text)
    if identity != 0xA5EC or version < _WORD_97:
        return
    tables = file.read("1Table" if text[0x0B] & 0x02 else "0Table")
    runs = sorted(set(_runs(text, _named(text, tables, _PROPERTY_PAGES))))
    if not runs:
        return
    for piece_start, piece_end, width in _pieces(_named(text, tables, _PIECES)):
        for start, end in runs:
            if start < piece_end and end > piece_start:
                yield max(start, piece_start), min(end, piece_end, len(text)), width


def _named(text: bytes, tables: bytes, at: int) -> bytes:
    """A table that the file information block names."""
    start, size = struct.unpack_from("<II", text, at)
    return tables[start : start + size]


def _pieces(table: bytes) -> Iterator[tuple[int, int, int]]:
    """Begin, end and bytes per character of the pieces of text."""
    at = 0
    while table[at] == 1:  # properties that pieces share
        at += 3 + int.from_bytes(table[at + 1 : at + 3], "little")
    size = int.from_bytes(table[at + 1 : at + 5], "little")
    plan = table[at + 5 : at + 5 + size]
    count = (len(plan) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plan)
    for number in range(count):
        (start,) = struct.unpack_from("<I", plan, 4 * (count + 1) + 8 * number + 2)
        width = 1 if start & 0x40000000 else 2
        start = (start & 0x3FFFFFFF) // (3 - width)
        yield start, start + (ends[number + 1] - ends[number]) * width, width


def _runs(text: bytes, table: bytes) -> Iterator[tuple[int, int]]:
    """Begin and end of runs with a property that hides them."""
    count = (len(table) - 4) // 8
    for number in range(max(count, 0)):
        (page_number,) = struct.unpack_from("<I", table, 4 * (count + 1) + 4 * number)
        page = text[page_number % (1 << 22) * _PAGE :][:_PAGE]
        if len(page) < _PAGE:
            return
        length = min(page[-1], 101)  # more do not fit
        places = struct.unpack_from(f"<{length + 1}I", page)
        for run in range(length):
            at = 2 * page[4 * (length + 1) + run]
            if at and _is_unprinted(page[at + 1 : at + 1 + page[at]]):
                yield places[run], places[run + 1]


def _is_unprinted(properties: bytes) -> bool:
    """Whether properties of characters hide them or mark them as deleted; the last one of a kind counts."""
    states = {_HIDDEN: False, _DELETED: False}
    at = 0
    while at + 2 < len(properties):
        kind = int.from_bytes(properties[at : at + 2], "little")
        at += 2
        if kind in states:
            states[kind] = properties[at] in _ON
        at += _SIZES.get(kind >> 13, 1 + properties[at])
    return any(states.values())


def _blank(text: bytearray, start: int, end: int, width: int) -> None:
    """Blank the characters of a run; marks of cells, paragraphs and fields stay."""
    for at in range(start, end - width + 1, width):
        if int.from_bytes(text[at : at + width], "little") >= _FIRST_PRINTED:
            text[at : at + width] = OPTIONAL_HYPHEN.to_bytes(width, "little")
