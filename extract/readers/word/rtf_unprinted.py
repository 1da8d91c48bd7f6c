"""RTF made ready for the library: hidden and deleted text taken out, and every cell marked as not blank."""

from __future__ import annotations

import re

CELL_MARK = "\ue000"  # of no meaning anywhere, so that it can be taken out of what was read
_MARK = rb"{\u-8192 ?}"
_CELL_END = re.compile(rb"(?=\\(?:nest)?cell(?![a-z]))")
_HIDES = re.compile(rb"\\(?:v|deleted)(?![a-z]|0(?!\d))")
_TOKEN = re.compile(rb"[{}]|\\([a-z]+)(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\.|[^\\{}]+", re.DOTALL)
_HIDING = (b"v", b"deleted")
_PRINTED_WORDS = {b"u", b"tab", b"line", b"emdash", b"endash", b"bullet"} | {
    *(b"lquote", b"rquote", b"ldblquote", b"rdblquote"),
}


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
    at = 0
    while match := _TOKEN.match(content, at):
        token, word, at = match[0], match[1], match.end()
        if token == b"{":
            outer.append(hiding)
        elif token == b"}" and outer:
            hiding = outer.pop()
        elif word == b"bin":
            at += min(int(match[2] or 0), len(content))
            token = content[match.start() : at]
        elif word in _HIDING:
            hiding = hiding - {word} if match[2] == b"0" else hiding | {word}
        elif word == b"plain":
            hiding = frozenset()
        elif hiding and _is_text(token, word):
            continue
        kept.append(token)
    return b"".join(kept)


def _is_text(token: bytes, word: bytes | None) -> bool:
    """Whether a token is printed; destinations, properties and the ends of cells and paragraphs stay."""
    if word is not None:
        return word in _PRINTED_WORDS
    return token not in (b"{", b"}", rb"\*", b"\\\n", b"\\\r")
