"""Hidden text and tracked deletions in binary Word files: blanked, since the model of the library prints them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache

from extract.readers.blocks import CannotRead
from extract.readers.containers.compound import CompoundFile
from extract.readers.word.doc_structure import (
    PARAGRAPHS,
    PIECES,
    RUNS,
    STYLES,
    TEXT,
    is_word_97,
    paragraph_properties,
    pieces,
    ranges,
    replaced,
    run_properties,
    table_of,
    tables_name,
)
from extract.readers.word.doc_styles import HIDDEN, Styles, operands

OPTIONAL_HYPHEN = 0x1F  # takes the place of what is not printed: it is not printed either
_DELETED = 0x0800
_ON = (1, 0x81)
_FIRST_PRINTED = 0x20


def blank_unprinted(content: bytes) -> bytes:
    """The same file with every character that Word does not print turned into an optional hyphen.

    Files that are older than Word 97 or damaged come back as they are.
    """
    try:
        file = CompoundFile(content)
        text = bytearray(file.read(TEXT))
        places = list(_unprinted(file, bytes(text)))
    except (CannotRead, struct.error, IndexError):
        return content
    if not places:
        return content
    for start, end, width in places:
        _blank(text, start, end, width)
    return replaced(content, file, TEXT, bytes(text))


def _unprinted(file: CompoundFile, text: bytes) -> Iterator[tuple[int, int, int]]:
    """Begin, end and bytes per character of runs in the text that are hidden or deleted."""
    if not is_word_97(text):
        return
    tables = file.read(tables_name(text))
    styles = Styles(table_of(text, tables, STYLES))
    table = table_of(text, tables, RUNS)
    if not styles.hide:
        every = ranges(text, table, run_properties)
        runs = {(start, end) for start, end, properties in every if properties and _is_unprinted(properties)}
    else:
        listed = list(ranges(text, table, run_properties))
        runs = {(start, end) for start, end, properties in listed if _is_unprinted(properties, (_DELETED,))}
        runs.update(
            styles.hidden(listed, sorted(ranges(text, table_of(text, tables, PARAGRAPHS), paragraph_properties)))
        )
    ordered = sorted(runs)
    if not ordered:
        return
    for piece_start, piece_end, width in pieces(table_of(text, tables, PIECES)):
        for start, end in ordered:
            if start < piece_end and end > piece_start:
                yield max(start, piece_start), min(end, piece_end, len(text)), width


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
