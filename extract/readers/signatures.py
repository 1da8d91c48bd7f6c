"""Telling formats apart by content, never by name: which reader a content is for."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from contextlib import suppress

from extract.readers.blocks import CannotRead
from extract.readers.containers.compound import stream_names
from extract.readers.containers.zips import open_zip

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_OTHERS = (
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",  # gzip
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",  # zstd
    b"PAR1",
    b"SQLite format 3\x00",
    b"\x7fELF",
    b"MZ\x90\x00",
    b"%!PS",
)
_HEAD = 8_192  # bytes that tell a format
_JUNK = 1_024  # bytes that may stand before a PDF or a page
_PDF = re.compile(rb"%PDF-\d\.\d")
_PAGE = re.compile(r"(?is)<(?:!doctype\s+html|(?:html|head|body)(?:\s[^<>]*)?>)")
_COMMENTS = re.compile(r"(?is)\A\s*(?:<!--.*?-->\s*|<!\[(?:if|endif)[^>]*>\s*)*")
_FRAGMENT = re.compile(
    r"(?i)<(?:table|tbody|tr|div|p|span|font|center|meta|title|style|script|link|base|section|article|main|form|ul|ol"
    r"|img|br|hr|b|strong|h[1-6]|o:p)(?:\s[^<>]*)?/?>"
)
_FLAT_TEXT = re.compile(r"<office:document\b[^>]*office:mimetype=\"application/vnd\.oasis\.opendocument\.text\"")
_END_TAG = re.compile(r"(?i)</(?:table|tr|td|div|p|span|font|center|section|article|main|form|ul|h[1-6])\s*>")
_TABLE_TAGS = tuple(re.compile(rb"(?i)<" + tag + rb"[\s>]") for tag in (b"table", b"tr", b"t[dh]"))
_MAIL_HEADER = re.compile(r"(?i)\A\s*[a-z][a-z-]{1,40}:[ \t]")
_MIME_VERSION = re.compile(r"(?im)^mime-version:")
_MIME_PAGE = re.compile(r"(?im)^content-type:\s*(?:multipart/|text/html)")
_ZIP_NAME = re.compile(rb"PK\x03\x04.{22}(..)..(?=(.{1,80}))", re.DOTALL)
_KIND_BYTES = 100_000
_OPEN_DOCUMENT = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet|\w+)")
_WORD_START, _SHEET_START = b"\xec\xa5", b"\x09\x08\x10\x00\x00\x06"
_OPEN_DOCUMENTS = {b"text": "odt", b"spreadsheet": "ods"}


def format_of(content: bytes) -> str:
    """Which format a content is in.

    Returns:
        text (also for what no format claims), html, mhtml, docx, doc, rtf, xlsx, xls, ods, odt, pdf, ofd, image,
        zip (a bundle, or one too damaged to tell), encrypted (an office document behind a password), or other:
        known, and not read.
    """
    if content.startswith(ZIPS):
        return _zip_format(content)
    if content.startswith(OLE):
        return _compound_format(content)
    if content.startswith(_IMAGES) or _is_bitmap(content):
        return "image"
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(_OTHERS) or content.startswith(b"RIFF"):
        return "other"
    if content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rt"):
        return "rtf"
    if _PDF.search(content, 0, _JUNK) and b"endobj" in content:
        return "pdf"
    return _text_format(content)


def _is_bitmap(content: bytes) -> bool:
    """BMP, which tells its own size, and WebP."""
    if content.startswith(b"BM"):
        return content[6:10] == b"\x00" * 4 and int.from_bytes(content[2:6], "little") in (0, len(content))
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP"


def _text_format(content: bytes) -> str:
    """Markup, mail or text."""
    head = _decode_head(content)
    start = head.lstrip("\ufeff \t\r\n\x00")
    if start.startswith("<"):
        return _markup_format(start, content)
    if _MAIL_HEADER.match(start) and _MIME_VERSION.search(head) and _MIME_PAGE.search(head):
        return "mhtml"
    is_page = _PAGE.search(start, 0, _JUNK) and _END_TAG.search(head)
    return "html" if is_page or _has_table_tags(content) else "text"


def _markup_format(start: str, content: bytes) -> str:
    declared = start.startswith("<?xml")
    body = _COMMENTS.sub("", start.partition("?>")[2] if declared else start)
    if _PAGE.match(body) or (not declared and _PAGE.search(body, 0, _JUNK) and _END_TAG.search(body)):
        return "html"
    if _FRAGMENT.match(body) and _END_TAG.search(body):
        return "html"
    if _FLAT_TEXT.match(body):
        return "odt"
    if declared or body.startswith(("<?", "<w:", "<svg")):
        return "other"  # Word's and other programs' XML
    return "html" if _has_table_tags(content) else "text"


def _has_table_tags(content: bytes) -> bool:
    """Whether a table is marked up somewhere, behind whatever text."""
    return b"<" in content and all(tag.search(content) for tag in _TABLE_TAGS)


def _decode_head(content: bytes) -> str:
    """The beginning as characters, right as far as ASCII goes."""
    head = content[:_HEAD]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    if head[:1] and head[1:2] == b"\x00":
        return head.decode("utf-16-le", "ignore")
    if head[:1] == b"\x00" and head[1:2]:
        return head.decode("utf-16-be", "ignore")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _compound_format(content: bytes) -> str:
    """By the streams in the root of an OLE file; those of embedded objects lie deeper."""
    names = stream_names(content)
    if "EncryptedPackage" in names:
        return "encrypted"
    if "WordDocument" in names:
        return "doc"
    if names:
        return "xls" if names & {"Workbook", "Book", "WORKBOOK", "BOOK"} else "other"
    # damaged: by how the streams begin, so that the right reader says so
    if content[512:514] == _WORD_START:
        return "doc"
    return "xls" if _SHEET_START in content else "other"


def zip_format(package: zipfile.ZipFile) -> str:
    """Which format the members of a zip make: docx, xlsx, odt, ods, ofd, other, or zip for a bundle of files."""
    sizes = {info.filename.replace("\\", "/"): info.file_size for info in package.infolist()}
    kinds = b""
    for name in ("mimetype", "META-INF/manifest.xml"):
        with suppress(Exception):  # damage raises nearly anything
            kinds += package.read(name) if sizes.get(name, _KIND_BYTES) < _KIND_BYTES else b""
    return _office_format(set(sizes), kinds)


def _zip_format(content: bytes) -> str:
    try:
        with open_zip(io.BytesIO(content)) as package:
            return zip_format(package)
    except CannotRead:
        names = {match[2][: int.from_bytes(match[1], "little")].decode("latin-1") for match in _names(content)}
        return _office_format(names, b"")


def _names(content: bytes) -> list[re.Match[bytes]]:
    """The names in front of the members, where the list at the end is lost."""
    return [match for match, _ in zip(_ZIP_NAME.finditer(content), range(1_000), strict=False)]


def _office_format(names: set[str], kinds: bytes) -> str:
    folders = {name.partition("/")[0].lower() for name in names if "/" in name}
    if "[Content_Types].xml" in names or names & {"word/document.xml", "xl/workbook.xml"}:
        if "word" in folders:
            return "docx"
        return "xlsx" if "xl" in folders and "xl/workbook.bin" not in names else "other"
    if any(name.lower() == "ofd.xml" for name in names):
        return "ofd"
    if kind := _OPEN_DOCUMENT.search(kinds):
        return _OPEN_DOCUMENTS.get(kind[1], "other")
    if not kinds and {"mimetype", "content.xml"} <= names:
        return "odt"  # or ods, but damaged in any case
    return "other" if "mimetype" in names or "META-INF/MANIFEST.MF" in names else "zip"
