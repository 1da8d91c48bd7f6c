"""First bytes of formats that are no plain text, and that no reader here reads yet."""

from __future__ import annotations

import polars as pl

SIGNATURES: tuple[bytes, ...] = (
    b"PK\x03\x04",  # zip: docx, xlsx, ofd
    b"PK\x05\x06",  # an empty zip
    b"%PDF-",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # OLE: doc, xls, wps, et
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",  # JPEG
    b"GIF8",
    b"BM\x00\x00",
    b"II*\x00",  # TIFF
    b"MM\x00*",
    b"RIFF",
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

# Markup holds its numbers between tags, so reading it as lines of text would put them into wrong cells.
_MARKUP = (
    r"(?is)\A\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|w:document)\b"
)
_MARKUP_HEAD = 4096


def is_other_format(content: pl.Expr) -> pl.Expr:
    """Whether a binary column begins like a known format that is not plain text; false for null."""
    return pl.any_horizontal(content.bin.starts_with(signature) for signature in SIGNATURES).fill_null(False)


def is_markup(text: pl.Expr) -> pl.Expr:
    """Whether a text is an HTML or XML document rather than a flattened text."""
    return text.str.head(_MARKUP_HEAD).str.contains(_MARKUP).fill_null(False)
