"""Raised and lowered text of RTF: parted by spaces from what stands beside it. Of struck text the library tells."""

from __future__ import annotations

import re

from extract.readers.word.rtf_tokens import is_text, tokens

_RAISES = re.compile(rb"\\(?:super|sub|up|dn)(?![a-z]|0(?!\d))")
_RAISING = {b"super", b"sub", b"up", b"dn"}
_LEVEL = {b"nosupersub", b"plain"}
_SPACE = b"{ }"


def part_raised(content: bytes) -> bytes:
    """The same document with a space wherever text begins or ends that is raised or lowered."""
    if _RAISES.search(content) is None:
        return content
    parted: list[bytes] = []
    outer: list[bool] = []
    is_raised = was_raised = False
    for token, word, number in tokens(content):
        if token == b"{":
            outer.append(is_raised)
        elif token == b"}" and outer:
            is_raised = outer.pop()
        elif word in _RAISING:
            is_raised = number != b"0"
        elif word in _LEVEL:
            is_raised = False
        elif is_raised != was_raised and is_text(token, word):
            parted.append(_SPACE)
            was_raised = is_raised
        parted.append(token)
    return b"".join(parted)
