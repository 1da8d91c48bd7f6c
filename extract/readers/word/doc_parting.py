"""Raised, lowered and doubly struck text in binary Word files: marked as struck, the only one that the library tells.

So it can be parted from what stands beside it. These properties have one size, so each can take the other's place.
"""

from __future__ import annotations

import struct

from extract.readers.blocks import CannotRead
from extract.readers.containers.compound import CompoundFile
from extract.readers.word.doc_structure import (
    RUNS,
    STYLES,
    TEXT,
    is_word_97,
    pages,
    place_of,
    replaced,
    table_of,
    tables_name,
)
from extract.readers.word.doc_styles import operands, style_properties

_STRUCK, _DOUBLY_STRUCK, _RAISED = 0x0837, 0x2A53, 0x2A48  # properties of characters
_KINDS = {_STRUCK, _DOUBLY_STRUCK, _RAISED}
_TELLING = [kind.to_bytes(2, "little") for kind in (_DOUBLY_STRUCK, _RAISED)]
_OFF = (0, 0x80)  # and as the style has it


def strike_raised(content: bytes) -> bytes:
    """The same file with all that is raised, lowered or doubly struck marked as struck.

    Files that are older than Word 97 or damaged come back as they are.
    """
    if not any(kind in content for kind in _TELLING):
        return content
    try:
        file = CompoundFile(content)
        text = bytearray(file.read(TEXT))
        if not is_word_97(text):
            return content
        name = tables_name(text)
        tables = bytearray(file.read(name))
        has_styles = _strike_in_styles(text, tables)
        _strike_in_runs(text, table_of(text, tables, RUNS), has_styles)
    except (CannotRead, struct.error, IndexError):
        return content
    return replaced(replaced(content, file, name, tables), file, TEXT, text)


def _strike_in_styles(text: bytearray, tables: bytearray) -> bool:
    """Mark what styles raise; whether any did."""
    start, end = place_of(text, STYLES)
    has_struck = False
    for first, last in style_properties(bytes(tables[start:end])):
        before = bytes(tables[start + first : start + last])
        after = _struck(before, False)
        tables[start + first : start + last] = after
        has_struck |= after != before
    return has_struck


def _strike_in_runs(text: bytearray, table: bytes, has_styles: bool) -> None:
    for page, count in pages(text, table):
        for run in range(count):
            at = page + 2 * text[page + 4 * (count + 1) + run]
            if at > page:
                start, end = at + 1, at + 1 + text[at]
                text[start:end] = _struck(bytes(text[start:end]), has_styles)


def _struck(properties: bytes, has_styles: bool) -> bytes:
    """Properties of characters that strike what these raise, and do not where these lower what a style raises."""
    set_to = dict(operands(properties))
    is_struck = any(set_to[kind][:1] and set_to[kind][0] not in _OFF for kind in _KINDS & set_to.keys())
    telling = _KINDS - {_STRUCK} & set_to.keys()
    if not telling or not (is_struck or has_styles):
        return properties
    changed, at = bytearray(properties), 0
    for kind, operand in operands(properties):
        if operand and kind in (_KINDS if is_struck else telling):
            changed[at : at + 3] = struct.pack("<HB", _STRUCK, is_struck)
        at += 2 + len(operand)
    return bytes(changed)
