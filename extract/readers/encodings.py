"""Which encoding a text is in, judged by what its bytes become: UTF-8, UTF-16, GB18030, or several in one file."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 4_096  # characters or bytes that decide between encodings
_DAMAGED_SHARE = 0.2  # of the wide characters; above it the encoding itself is doubted
_UNLIKELY_SHARE = 0.15  # of the characters; above it this is no Chinese report
_COMMON_SHARE = 0.7  # of the Chinese characters; below it the bytes are no GB18030
_SHORT = 4  # wide characters; fewer can be valid UTF-8 by chance (联通)
_GB_PAIRS = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
_UNLIKELY = re.compile(
    r"[^\t\n\r\f -~\u00a0\u00b7\u2000-\u206f\u2103\u2150-\u22ff\u2460-\u26ff\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
)


class Decoded(NamedTuple):
    """A text, the encoding it was in, and whether some bytes could not be decoded (U+FFFD stands for them)."""

    text: str | None
    encoding_code: str | None
    has_damaged_bytes: bool


NOTHING = Decoded(None, None, False)


def decode(content: bytes) -> Decoded:
    """Decode one content; no text where no encoding gives one that could be a report."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(content)
    if "\x00" in text:  # UTF-16 of mostly ASCII, or UTF-8 with stray NULs
        return _as_utf_16(content) or Decoded(_without_mark(text).rstrip("\x00"), "utf-8", False)
    return Decoded(_without_mark(text), "utf-8", False)


def _decode_other(content: bytes) -> Decoded:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            text, damaged = _decode_tolerantly(content, encoding)
            return Decoded(_without_mark(text), encoding, damaged)
    if b"\x00" in content and (wide := _as_utf_16(content)):
        return wide
    return _as_gb18030(content) or _by_line(content)


def _as_utf_16(content: bytes) -> Decoded | None:
    """UTF-16 without a mark: in the right byte order the characters are such as reports are made of."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text, damaged = _decode_tolerantly(content, encoding)
        if text and _is_plausible(text):
            return Decoded(_without_mark(text), "utf-16", damaged)
    return None


def _as_gb18030(content: bytes) -> Decoded | None:
    """GB18030 (and with it GBK and GB2312) throughout, without damage and without lines in UTF-8."""
    text, damaged = _decode_tolerantly(content, "gb18030")
    if damaged or not _is_plausible(text) or not _has_common_characters(content):
        return None
    return None if any(_is_utf_8(line) for line in content.split(b"\n")) else Decoded(text, "gb18030", False)


def _by_line(content: bytes) -> Decoded:
    """Damaged text, or parts of different origin in one file: each line in the encoding that suits it."""
    lines = [_decode_line(line) for line in _uncut(content).split(b"\n")]
    text = "\n".join(line.text or "" for line in lines)
    if text[:_SAMPLE].count("\ufffd") > len(text[:_SAMPLE]) * _DAMAGED_SHARE or not _is_plausible(text):
        return NOTHING
    codes = {line.encoding_code for line in lines if line.encoding_code}
    code = codes.pop() if len(codes) == 1 else "mixed"
    return Decoded(_without_mark(text), code, any(line.has_damaged_bytes for line in lines))


def _decode_line(line: bytes) -> Decoded:
    """One line; no encoding_code where it is ASCII, and so tells nothing."""
    if line.isascii():
        return Decoded(line.decode("ascii"), None, False)
    text = line.decode("utf-8", "replace")
    wide = sum(character > "\x7f" for character in text)
    if text.count("\ufffd") <= wide * _DAMAGED_SHARE:
        return Decoded(text, "utf-8", "\ufffd" in text)
    gb_text = line.decode("gb18030", "replace")
    if gb_text.count("\ufffd") <= len(gb_text) * _DAMAGED_SHARE and _has_common_characters(line):
        return Decoded(gb_text, "gb18030", "\ufffd" in gb_text)
    return Decoded(text, None, True)


def _decode_tolerantly(content: bytes, encoding: str) -> tuple[str, bool]:
    """The text with U+FFFD for broken bytes, and whether there were any; a character cut at the end is not damage."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(content, final=False)
    return text, "\ufffd" in text


def _uncut(content: bytes) -> bytes:
    """The content without the first bytes of a UTF-8 character that the end of the file cuts."""
    for length in (1, 2, 3):
        lead = content[-length]
        if lead >= 0xC0:
            needed = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
            return content[:-length] if needed > length else content
        if lead < 0x80:
            return content
    return content


def _is_utf_8(line: bytes) -> bool:
    """Whether a line is UTF-8 and holds enough wide characters for that to be no chance."""
    if line.isascii():
        return False
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum(character > "\x7f" for character in text) >= _SHORT


def _has_common_characters(content: bytes) -> bool:
    """Whether most Chinese characters are of GB 2312 level 1, if the bytes are read as GB18030.

    Nearly any bytes are some characters of GB18030; only text that was written in it has common ones.
    """
    pairs = [pair for pair in _GB_PAIRS.findall(content[:_SAMPLE]) if pair[0] not in range(0xA1, 0xAA)]
    return sum(0xB0 <= pair[0] <= 0xD7 and pair[1] >= 0xA1 for pair in pairs) >= len(pairs) * _COMMON_SHARE


def _is_plausible(text: str) -> bool:
    sample = text[:_SAMPLE].rstrip("\x00")
    return len(_UNLIKELY.findall(sample)) <= len(sample) * _UNLIKELY_SHARE


def _without_mark(text: str) -> str:
    return text.removeprefix("\ufeff")
