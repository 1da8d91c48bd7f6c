"""Where a binary Word file keeps its text and the properties of this.

Structures and numbers are those of the published format [MS-DOC]: the file information block, the piece table that
says where characters lie, the pages of properties of characters and paragraphs.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from extract.readers.containers.compound import CompoundFile

TEXT = "WordDocument"
STYLES, RUNS, PARAGRAPHS, PIECES = 0xA2, 0xFA, 0x102, 0x1A2  # where the block names the place and size of these tables
_WORD_97 = 0xC1
_PAGE = 512
_MOST_RUNS = 101  # in a page; more do not fit

Range = tuple[int, int, bytes]  # begin and end in the text, and the properties of what stands there


def is_word_97(text: bytes) -> bool:
    """Whether this is the text of a file of Word 97 or later."""
    identity, version = struct.unpack_from("<HH", text)
    return identity == 0xA5EC and version >= _WORD_97


def tables_name(text: bytes) -> str:
    """The stream that holds the tables."""
    return "1Table" if text[0x0B] & 0x02 else "0Table"


def place_of(text: bytes, at: int) -> tuple[int, int]:
    """Begin and end of a table that the file information block names."""
    start, size = struct.unpack_from("<II", text, at)
    return start, start + size


def table_of(text: bytes, tables: bytes, at: int) -> bytes:
    """A table that the file information block names."""
    start, end = place_of(text, at)
    return tables[start:end]


def pieces(table: bytes) -> Iterator[tuple[int, int, int]]:
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


def pages(text: bytes, table: bytes) -> Iterator[tuple[int, int]]:
    """Begin of each page of properties in the text, and how many runs or paragraphs are in it."""
    count = (len(table) - 4) // 8
    for number in range(max(count, 0)):
        (page_number,) = struct.unpack_from("<I", table, 4 * (count + 1) + 4 * number)
        start = page_number % (1 << 22) * _PAGE
        if start + _PAGE > len(text):
            return
        yield start, min(text[start + _PAGE - 1], _MOST_RUNS)


def ranges(text: bytes, table: bytes, read: Callable[[bytes, int, int], bytes]) -> Iterator[Range]:
    """Begin, end and properties of all runs or paragraphs; `read` gives the properties of one in its page."""
    for start, length in pages(text, table):
        page = text[start : start + _PAGE]
        places = struct.unpack_from(f"<{length + 1}I", page)
        for run in range(length):
            yield places[run], places[run + 1], read(page, 4 * (length + 1), run)


def run_properties(page: bytes, begin: int, number: int) -> bytes:
    """The properties of a run of characters."""
    at = 2 * page[begin + number]
    return page[at + 1 : at + 1 + page[at]] if at else b""


def paragraph_properties(page: bytes, begin: int, number: int) -> bytes:
    """The style of a paragraph and what else is set of it; its length may be told in one byte or two."""
    at = 2 * page[begin + 13 * number]
    return page[at + 1 if page[at] else at + 2 :] if at else b""


def replaced(content: bytes, file: CompoundFile, name: str, stream: bytes) -> bytes:
    """The same file with other bytes in a stream, as many as before."""
    patched, done = bytearray(content), 0
    for place in file.segments(name):
        patched[place.start : place.stop] = stream[done : done + len(place)]
        done += len(place)
    return bytes(patched)
