"""Zip packages of XML (DOCX, ODT, OFD, XLSX): read in memory, within limits, and XML without entities or network."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import lru_cache

from lxml import etree

from extract.readers.blocks import CannotRead
from extract.readers.containers.zips import open_zip

MOST_MEMBERS = 10_000
MOST_MEMBER_BYTES = 64 << 20
MOST_BYTES = 256 << 20  # unpacked, of all members that are read
MOST_RATIO = 200  # unpacked to packed, above SMALL_BYTES; office documents stay below 60
SMALL_BYTES = 8 << 20
_START, _HEADER, _LENGTHS = b"PK\x03\x04", 30, (26, 28)  # of a member: its header, where the lengths of its names stand


class Package:
    """The members of a zip by name, in letters of either case.

    Nothing is unpacked to disk, and no size that the zip itself tells is trusted.

    Raises:
        CannotRead: `undecodable` for what is no whole zip or is encrypted, `too_large` for what grows too much.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._zip = open_zip(io.BytesIO(content))
        files = [info for info in self._zip.infolist() if not info.filename.endswith("/")]  # is_dir() fails on ""
        self._infos = {info.filename: info for info in files}
        self._written = {_plain(name): info for name, info in reversed(self._infos.items())}
        if len(self._infos) > MOST_MEMBERS:
            raise CannotRead("too_large", "reader_limit")
        self._read_bytes = 0

    @property
    def names(self) -> list[str]:
        """Names of all members, in the order of the zip."""
        return list(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos or _plain(name) in self._written

    def read(self, name: str) -> bytes:
        """The bytes of one member, however much it says it has."""
        info = self._infos.get(name) or self._written[_plain(name)]
        if info.flag_bits & 1:
            raise CannotRead("undecodable", "encrypted")
        limit = min(MOST_MEMBER_BYTES, MOST_BYTES - self._read_bytes)
        limit = min(limit, max(SMALL_BYTES, info.compress_size * MOST_RATIO))
        if info.file_size > limit:
            raise CannotRead("too_large", "reader_limit")
        content = self._unpack(info)
        self._read_bytes += len(content)
        return content

    def _unpack(self, info: zipfile.ZipInfo) -> bytes:
        """The bytes of a member, no more than it says it has; what zipfile would do in four times the time."""
        start = info.header_offset + _HEADER
        header = self._content[info.header_offset : start]
        start += sum(int.from_bytes(header[at : at + 2], "little") for at in _LENGTHS)
        packed = self._content[start : start + info.compress_size]
        try:
            if info.compress_type == zipfile.ZIP_DEFLATED:
                content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, info.file_size + 1)
            else:
                content = packed if info.compress_type == zipfile.ZIP_STORED else self._zip.read(info)
        except Exception as error:  # zlib, bz2 and lzma have errors of their own, and damage raises nearly anything
            raise CannotRead("undecodable", "file_damaged") from error
        if not header.startswith(_START) or len(content) != info.file_size or zlib.crc32(content) != info.CRC:
            raise CannotRead("undecodable", "file_damaged")
        return content

    def xml(self, name: str) -> etree._Element:
        """The root element of an XML member."""
        return parse_xml(self.read(name))


def _plain(name: str) -> str:
    """A name as Windows compares them: programs there write DOC_0\\Res for what they call Doc_0/Res."""
    return name.replace("\\", "/").lower()


def parse_xml(content: bytes) -> etree._Element:
    """Parse XML without entities, DTDs and network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CannotRead("undecodable", "file_damaged") from error


def local_name(element: etree._Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    return name_of(element.tag)


@lru_cache(1_000)
def name_of(tag: object) -> str:
    """The same of a tag, for the innermost loops."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
