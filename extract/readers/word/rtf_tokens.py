"""RTF piece by piece: groups, words of control, characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import methodcaller

_TOKEN = re.compile(rb"[{}]|\\([a-z]+)(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\.|[^\\{}]+", re.DOTALL)
_PARTS = methodcaller("group", 0, 1, 2)
_PRINTED_WORDS = {b"u", b"tab", b"line", b"emdash", b"endash", b"bullet"} | {
    *(b"lquote", b"rquote", b"ldblquote", b"rdblquote"),
}


def tokens(content: bytes) -> Iterator[tuple[bytes, bytes | None, bytes | None]]:
    """Each token with its word of control and the number of that; binary data go with the word before them."""
    if rb"\bin" not in content:
        return map(_PARTS, _TOKEN.finditer(content))
    return _tokens_with_data(content)


def _tokens_with_data(content: bytes) -> Iterator[tuple[bytes, bytes | None, bytes | None]]:
    at = 0
    while match := _TOKEN.match(content, at):
        token, word, at = match[0], match[1], match.end()
        if word == b"bin":
            at += min(int(match[2] or 0), len(content))
            token = content[match.start() : at]
        yield token, word, match[2]


def is_text(token: bytes, word: bytes | None) -> bool:
    """Whether a token is printed; not so destinations, properties and the ends of cells and paragraphs."""
    if word is not None:
        return word in _PRINTED_WORDS
    return token not in (b"{", b"}", rb"\*", b"\\\n", b"\\\r")
