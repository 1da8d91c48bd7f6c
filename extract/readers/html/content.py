"""The bytes of a web page to its text: which encoding, and whether a parser can stand it."""

from __future__ import annotations

import re
from contextlib import suppress

from extract.readers.blocks import CannotRead
from extract.readers.encodings import NOTHING, Decoded, decode
from extract.readers.html.elements import FLAT

MOST_BYTES = 20_000_000
MOST_TAGS = 500_000
MOST_DEPTH = 5_000  # the parser's time grows with the square of it
MOST_ATTRIBUTES = 5_000  # so it does with theirs

_LARGE_PAGE = 200_000  # characters; in smaller ones even the worst tag takes seconds at most
_LONG_TAG = re.compile(r"<[^<>]{20000,}")
_CONTROL_BYTES = bytes([*(code for code in range(32) if code not in (9, 10, 12, 13)), 127])
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_NUL_SHARE = 0.2  # of the bytes; above it the page is UTF-16, below it somebody left NULs in it
_META = re.compile(rb"(?i)<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([a-z0-9_-]+)")
_META_BYTES = 4_096
_UTF_8_RUN = re.compile(rb"(?:[\xe3-\xef][\x80-\xbf]{2}){3}")
_TELLING_BYTES = 4_096
_OTHER_CHARSETS = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs"}  # declared → codec; UTF-8 and GB are tried before
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")


def decode_page(content: bytes, charset: str | None = None) -> tuple[str, str | None, bool]:
    """The text of a page, the encoding it was in, and whether some bytes could not be decoded.

    Spaces stand for control characters, so that nothing joins.

    Args:
        content: the page.
        charset: said of the page elsewhere; used, as is its meta tag, only where the bytes do not tell.

    Raises:
        CannotRead: `empty`, `undecodable`, or `too_large` for what would keep the parser busy for minutes.
    """
    if len(content) > MOST_BYTES:
        raise CannotRead("too_large", "reader_limit")
    if not content.strip():
        raise CannotRead("empty")
    if 0 < content.count(0) < len(content) * _NUL_SHARE:
        content = content.replace(b"\x00", b" ")
    text, encoding_code, has_damaged_bytes = _decode(content) or _decode_as_declared(content, charset)
    if text is None:
        raise CannotRead("undecodable")
    if len(content.translate(None, _CONTROL_BYTES)) != len(content):
        text = _CONTROLS.sub(" ", text)
    return text, encoding_code, has_damaged_bytes


def check_tags(text: str) -> None:
    """Refuse what nests too deep; in time linear in the text, and next to none for ordinary pages.

    Raises:
        CannotRead: `too_large` with `reader_limit`.
    """
    tags = text.count("<")
    if tags > MOST_TAGS or (len(text) > _LARGE_PAGE and _has_endless_tag(text)):
        raise CannotRead("too_large", "reader_limit")
    if tags - text.count("</") <= MOST_DEPTH:
        return
    open_tags: list[str] = []
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if name in FLAT:
            continue
        if not tag[1]:
            open_tags.append(name)
        elif open_tags and open_tags[-1] == name:  # others may be ignored by the parser
            open_tags.pop()
        if len(open_tags) > MOST_DEPTH:
            raise CannotRead("too_large", "reader_limit")


def _has_endless_tag(text: str) -> bool:
    """Whether one tag has so many attributes that looking for double ones takes the parser minutes."""
    return any(len(tag[0].split()) > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(text))


def _decode(content: bytes) -> Decoded | None:
    """The text by what the bytes are. A page in GB18030 throughout is told by its first Chinese lines."""
    if b"\x00" not in content and not _is_utf_8(content):
        telling = b"\n".join(line for line in content.split(b"\n") if not line.isascii())
        if not _UTF_8_RUN.search(telling) and decode(telling[:_TELLING_BYTES])[1:] == ("gb18030", False):
            with suppress(UnicodeDecodeError):  # damage, or a character cut at the end
                return Decoded(content.decode("gb18030"), "gb18030", False)
    decoded = decode(content)
    return decoded if decoded.text is not None else None


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_as_declared(content: bytes, charset: str | None) -> Decoded:
    meta = _META.search(content, 0, _META_BYTES)
    for declared in (charset, meta[1].decode("ascii") if meta else None):
        if codec := _OTHER_CHARSETS.get((declared or "").lower()):
            text = content.decode(codec, "replace")
            return Decoded(text, "big5", "\ufffd" in text)
    return NOTHING
