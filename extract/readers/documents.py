"""Any document to its blocks: the reader for its format, and on to the documents and pictures inside it.

Native code is at work here, so this is called in worker processes only (extract.readers.processes.pool).
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from extract.readers.blocks import Attachment, Block, CannotRead, Line, Picture, Reading, Table
from extract.readers.containers.bundles import refuse_bundle
from extract.readers.processes.limits import allow_more_time
from extract.readers.signatures import format_of

_READERS = {
    "html": ("html.document", "read_html"),
    "mhtml": ("html.mhtml", "read_mhtml"),
    "docx": ("word.docx", "read_docx"),
    "odt": ("opendocument.odt", "read_odt"),
    "doc": ("word.legacy", "read_legacy_word"),
    "rtf": ("word.legacy", "read_legacy_word"),
    "xlsx": ("sheets.workbook", "read_sheets"),
    "xls": ("sheets.workbook", "read_sheets"),
    "ods": ("sheets.workbook", "read_sheets"),
    "pdf": ("pdf.document", "read_pdf"),
    "ofd": ("ofd.document", "read_ofd"),
}
READ_FORMATS = (*_READERS, "image")
MOST_DEPTH = 2  # a document in a document in the document
MOST_ATTACHMENTS = 20
MOST_PICTURES = 40
SECONDS_PER_PICTURE = 10.0
_SMALLEST_TABLE = 3  # rows and columns; what is smaller lays a page out
_PAGE = re.compile(r"page \d+\b")


def read_document(content: bytes) -> Reading:
    """Read a document of any format but plain text.

    Returns:
        Its lines and tables. Where the document itself prints no table, the documents attached to it and the pictures
        in it are read, and stand in their place; otherwise these are left out.

    Raises:
        CannotRead: with the reason_code of the rejection. What a reader itself did not foresee is `reader_failed`.
        MemoryError: the memory was not enough.
    """
    search = _Search()
    reading = search.read(content, 0)
    if not any(_has_ink(block) for block in reading.blocks):
        raise search.refusal or CannotRead("empty")
    return reading


@dataclass
class _Search:
    """The way through one document and what lies in it; what is there twice is read once."""

    visited: set[bytes] = field(default_factory=set)
    attachments: int = 0
    pictures: int = 0
    refusal: CannotRead | None = None  # of the first part that could not be read

    def read(self, content: bytes, depth: int) -> Reading:
        """A document with nothing but lines and tables left in it."""
        reading = _read_format(content)
        if _has_large_table(reading):
            reading.blocks = [block for block in reading.blocks if isinstance(block, (Line, Table))]
            return reading
        reading.blocks = list(self._follow(reading, depth))
        return reading

    def _follow(self, reading: Reading, depth: int) -> Iterator[Line | Table]:
        attachments = pictures = 0
        blocks = [block for block in reading.blocks if not isinstance(block, Line) or block.text.strip()]
        for kind, group in groupby(blocks, type):
            if kind is Picture:
                run = [block for block in group if isinstance(block, Picture)]
                yield from self._read_pictures(run, pictures, reading)
                pictures += len(run)
                continue
            for block in group:
                if isinstance(block, Attachment):
                    attachments += 1
                    yield from self._read_attachment(block, attachments, depth, reading)
                elif isinstance(block, (Line, Table)):
                    yield block

    def _read_attachment(self, block: Attachment, number: int, depth: int, reading: Reading) -> Iterator[Line | Table]:
        """The blocks of a document inside another; an issue on the outer one where that cannot be read."""
        if block.content in self.visited:
            return
        self.visited.add(block.content)
        self.attachments += 1
        if depth == MOST_DEPTH or self.attachments > MOST_ATTACHMENTS:
            _note(reading, "attachment_unread")
            return
        try:
            inner = self.read(block.content, depth + 1)
        except CannotRead as refusal:
            self._leave_out(reading, "attachment_unread", refusal)
            return
        for code in inner.issue_codes:
            _note(reading, code)
        yield from _moved(inner.blocks, lambda place: f"attachment {number}, {place}")

    def _read_pictures(self, run: Sequence[Picture], before: int, reading: Reading) -> Iterator[Line | Table]:
        """Pictures one behind the other, as the pages of one document."""
        allowed = list(run[: max(MOST_PICTURES - self.pictures, 0)])
        self.pictures += len(run)
        if len(allowed) < len(run):
            _note(reading, "picture_unread")
        if not allowed:
            return
        try:
            inner = _read_images([picture.content for picture in allowed])
        except CannotRead as refusal:
            code = refusal.issue_code if refusal.issue_code == "ocr_not_installed" else "picture_unread"
            self._leave_out(reading, code, refusal)
            return
        for code in inner.issue_codes:
            _note(reading, code)
        names = [_name_picture(picture, before + number) for number, picture in enumerate(allowed, start=1)]
        of_page = {f"page {number}": name for number, name in enumerate(names, start=1)}
        yield from _moved(
            inner.blocks, lambda place: _PAGE.sub(lambda page: of_page.get(page[0], page[0]), place, count=1)
        )

    def _leave_out(self, reading: Reading, code: str, refusal: CannotRead) -> None:
        _note(reading, code)
        self.refusal = self.refusal or refusal


def _read_format(content: bytes) -> Reading:
    """What the reader of the format finds; its failures as CannotRead."""
    code = format_of(content)
    if code == "image":
        return _read_images([content])
    if code == "encrypted":
        raise CannotRead("undecodable", "encrypted")
    if code == "zip":
        refuse_bundle(content)
    if code not in _READERS:
        raise CannotRead("unsupported_format")
    reading: Reading = _read_old_word(content, code) if code in ("doc", "rtf") else _call(*_READERS[code], content)
    return reading


def _read_old_word(content: bytes, code: str) -> Reading:
    """By our own means, or by those of LibreOffice where these fail, or find no table in a DOC of an older Word."""
    refusal = None
    reading = Reading()
    try:
        reading = _call(*_READERS["doc"], content)
    except CannotRead as error:
        if error.reason_code == "too_large" or error.issue_code == "encrypted":
            raise
        refusal = error
    if refusal or (code == "doc" and not _has_large_table(reading)):
        with suppress(CannotRead):
            converted = _call("word.libreoffice", "convert_to_docx", content)
            again = _call(*_READERS["docx"], converted) if converted else Reading()
            if again.blocks and (refusal or _has_large_table(again)):
                return again
    if refusal:
        raise refusal
    return reading


def _read_images(images: list[bytes]) -> Reading:
    if not _call("scans", "is_available"):
        raise CannotRead("unsupported_format", "ocr_not_installed")
    allow_more_time(SECONDS_PER_PICTURE * len(images))
    reading: Reading = _call("scans", "read_scan", images)
    return reading


def _call(module: str, function: str, *arguments: object) -> Any:
    """Call a reader; what it did not foresee costs the document."""
    try:
        return getattr(importlib.import_module(f"extract.readers.{module}"), function)(*arguments)
    except (CannotRead, MemoryError, KeyboardInterrupt):
        raise
    except BaseException as error:  # a panic in Rust is no Exception
        raise CannotRead("reader_failed", "reader_crashed") from error


def _has_large_table(reading: Reading) -> bool:
    """Whether there is a table that may hold figures: others lay out a page."""
    return any(isinstance(block, Table) and _is_large(block) for block in reading.blocks)


def _is_large(table: Table) -> bool:
    rows = max((cell.row + cell.row_span for cell in table.cells), default=0)
    columns = max((cell.column + cell.column_span for cell in table.cells), default=0)
    return rows >= _SMALLEST_TABLE and columns >= _SMALLEST_TABLE


def _has_ink(block: Block) -> bool:
    if isinstance(block, Table):
        return any(cell.text.strip() for cell in block.cells)
    return isinstance(block, Line) and bool(block.text.strip())


def _note(reading: Reading, code: str) -> None:
    if code not in reading.issue_codes:
        reading.issue_codes.append(code)


def _name_picture(picture: Picture, number: int) -> str:
    """A page of the document where the picture is one, else the number of the picture in it."""
    return picture.place if _PAGE.fullmatch(picture.place) else f"picture {number}"


def _moved(blocks: Sequence[Block], move: Callable[[str], str]) -> Iterator[Line | Table]:
    """The blocks with their places in the outer document; a place that is not known stays unknown."""
    for block in blocks:
        if isinstance(block, Table):
            yield Table([cell._replace(place=move(cell.place)) for cell in block.cells])
        elif isinstance(block, Line):
            yield replace(block, place=move(block.place) if block.place else "")
