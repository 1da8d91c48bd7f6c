"""Hidden text and tracked deletions in binary Word files: blanked, since the model of the library prints them.

Structures and numbers are those of the published format [MS-DOC]: the file information block, the piece table that
says where characters lie, and the pages of character properties.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from functools import lru_cache

from extract.readers.blocks import CannotRead
from extract.readers.containers.compound import CompoundFile
from extract.readers.word.doc_styles import HIDDEN, Range, Styles, operands

OPTIONAL_HYPHEN = 0x1F  # takes the place of what is not printed: it is not printed either
_WORD_97 = 0xC1
_PAGE = 512
# Where the block names the place and size of these tables.
_STYLES, _RUNS, _PARAGRAPHS, _PIECES = 0xA2, 0xFA, 0x102, 0x1A2
_DELETED = 0x0800
_ON = (1, 0x81)
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
    styles = Styles(_named(text, tables, _STYLES))
    table = _named(text, tables, _RUNS)
    if not styles.hide:
        every = _ranges(text, table, _run_properties)
        runs = {(start, end) for start, end, properties in every if properties and _is_unprinted(properties)}
    else:
        ranges = list(_ranges(text, table, _run_properties))
        runs = {(start, end) for start, end, properties in ranges if _is_unprinted(properties, (_DELETED,))}
        runs.update(
            styles.hidden(ranges, sorted(_ranges(text, _named(text, tables, _PARAGRAPHS), _paragraph_properties)))
        )
    ordered = sorted(runs)
    if not ordered:
        return
    for piece_start, piece_end, width in _pieces(_named(text, tables, _PIECES)):
        for start, end in ordered:
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


def _ranges(text: bytes, table: bytes, read: Callable[[bytes, int, int], bytes]) -> Iterator[Range]:
    """Begin, end and properties of all runs or paragraphs; `read` gives the properties of one in its page."""
    count = (len(table) - 4) // 8
    for number in range(max(count, 0)):
        (page_number,) = struct.unpack_from("<I", table, 4 * (count + 1) + 4 * number)
        start = page_number % (1 << 22) * _PAGE
        page = text[start : start + _PAGE]
        if len(page) < _PAGE:
            return
        length = min(page[-1], 101)  # more do not fit
        places = struct.unpack_from(f"<{length + 1}I", page)
        for run in range(length):
            yield places[run], places[run + 1], read(page, 4 * (length + 1), run)


def _run_properties(page: bytes, begin: int, number: int) -> bytes:
    at = 2 * page[begin + number]
    return page[at + 1 : at + 1 + page[at]] if at else b""


def _paragraph_properties(page: bytes, begin: int, number: int) -> bytes:
    """The style of a paragraph and what else is set of it; its length may be told in one byte or two."""
    at = 2 * page[begin + 13 * number]
    return page[at + 1 if page[at] else at + 2 :] if at else b""


@lru_cache(1_000)
def _is_unprinted(properties: bytes, kinds: tuple[int, ...] = (HIDDEN, _DELETED)) -> bool:
    """Whether properties of characters hide them or mark them as deleted; the last one of a kind counts."""
    return any(
        operand[:1] and operand[0] in _ON for kind, operand in dict(operands(properties)).items() if kind in kinds
    )


def _blank(text: bytearray, start: int, end: int, width: int) -> None:
    """Blank the characters of a run; marks of cells, paragraphs and fields stay."""
    for at in range(start, end - width + 1, width):
        if int.from_bytes(text[at : at + width], "little") >= _FIRST_PRINTED:
            text[at : at + width] = OPTIONAL_HYPHEN.to_bytes(width, "little")
