"""RTF made ready for the library: hidden and deleted text taken out, and every cell marked as not blank."""

from __future__ import annotations

import re

from extract.readers.word.rtf_tokens import is_text, tokens

CELL_MARK = "\ue000"  # of no meaning anywhere, so that it can be taken out of what was read
_MARK = rb"{\u-8192 ?}"
_CELL_END = re.compile(rb"(?=\\(?:nest)?cell(?![a-z]))")
_HIDES = re.compile(rb"\\(?:v|deleted)(?![a-z]|0(?!\d))")
_HIDING = (b"v", b"deleted")


def mark_cells(content: bytes) -> bytes:
    """The same document with CELL_MARK in each cell: the library leaves out rows at the end that are all blank."""
    return _CELL_END.sub(_MARK.replace(b"\\", b"\\\\"), content)


def remove_unprinted(content: bytes) -> bytes:
    """The same document without the text that its properties hide or mark as deleted."""
    if _HIDES.search(content) is None:
        return content
    kept: list[bytes] = []
    outer: list[frozenset[bytes]] = []
    hiding: frozenset[bytes] = frozenset()
    for token, word, number in tokens(content):
        if token == b"{":
            outer.append(hiding)
        elif token == b"}" and outer:
            hiding = outer.pop()
        elif word in _HIDING:
            hiding = hiding - {word} if number == b"0" else hiding | {word}
        elif word == b"plain":
            hiding = frozenset()
        elif hiding and is_text(token, word):
            continue
        kept.append(token)
    return b"".join(kept)
