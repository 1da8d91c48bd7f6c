"""Opening a zip so that its list of members cannot fill the memory, and reading the names in it."""

from __future__ import annotations

import os
import re
import zipfile
from typing import BinaryIO

from extract.readers.blocks import CannotRead

MOST_DIRECTORY_BYTES = 4 << 20  # of the list of members: 10,000 of them with long names
UTF_8_NAMES = 0x800  # flag of a member
ENCRYPTED = 0x1  # flag of a member
_TAIL = 65_535 + 22 + 20 + 56  # the longest comment, and the three records before it
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_GB_2312 = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xa9\xb0-\xf7][\xa1-\xfe])*")


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """Open a zip.

    Raises:
        CannotRead: `too_large` for a list of members above MOST_DIRECTORY_BYTES, `undecodable` for no whole zip.
    """
    if _directory_bytes(file) > MOST_DIRECTORY_BYTES:
        raise CannotRead("too_large", "reader_limit")
    try:
        return zipfile.ZipFile(file)
    except Exception as error:  # damage raises nearly anything
        raise CannotRead("undecodable", "file_damaged") from error


def _directory_bytes(file: BinaryIO) -> int:
    """How long the list of members is, as the records at the end of the zip say; both are believed by zipfile."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _TAIL, 0))
    tail = file.read(_TAIL)
    sizes = [0]
    for mark, offset, width in ((_END, 12, 4), (_END_64, 40, 8)):
        at = tail.rfind(mark)
        if at >= 0 and len(tail) >= at + offset + width:
            sizes.append(int.from_bytes(tail[at + offset : at + offset + width], "little"))
    return min(max(sizes), size)  # what says more than there is fails to open


def printed_name(info: zipfile.ZipInfo) -> str:
    """The name of a member as its maker meant it: UTF-8, or GBK that says nothing or lies about itself."""
    name = info.filename
    if name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name  # true UTF-8
    if info.flag_bits & UTF_8_NAMES:  # GBK taken for cp437, and that written as UTF-8; else the name is what it says
        return raw.decode("gb18030", "replace") if _is_gb_2312(raw) else name
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _is_gb_2312(raw: bytes) -> bool:
    return _GB_2312.fullmatch(raw) is not None
