"""The reader of PDF: characters and rules of text pages, pictures of scanned ones, attached files."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from extract.readers.blocks import Attachment, Block, CannotRead, Picture, Reading
from extract.readers.pdf.characters import read_glyphs
from extract.readers.pdf.fonts import use_one_font
from extract.readers.pdf.images import find_picture
from extract.readers.pdf.paths import read_objects
from extract.readers.pdf.turns import page_turn
from extract.readers.ruled import Page, read_pages

PAGE_DAMAGED = "page_damaged"
MOST_PAGES = 500
MOST_CHARACTERS = 2_000_000  # of all pages
MOST_SIDE = 15_000  # points; the specification allows 14,400
MOST_ATTACHED_BYTES = 64 << 20
use_one_font()
_ENCRYPTED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


def read_pdf(content: bytes) -> Reading:
    """Read a PDF: tables and lines of pages with text, a Picture of each page without, attached files.

    Raises:
        CannotRead: `undecodable` where it is encrypted or damaged, `too_large` beyond the limits.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_encrypted = error.err_code in _ENCRYPTED
        raise CannotRead("undecodable", "encrypted" if is_encrypted else "file_damaged") from error
    try:
        reading = Reading()
        reading.blocks = [*_read_blocks(document, reading), *_attachments(document)]
        return reading
    finally:
        document.close()


def _read_blocks(document: pypdfium2.PdfDocument, reading: Reading) -> list[Block]:
    if len(document) > MOST_PAGES:
        raise CannotRead("too_large", "reader_limit")
    if not len(document):
        raise CannotRead("undecodable", "file_damaged")
    blocks: list[Block] = []
    texts: list[Page] = []  # pages of text one behind the other
    for page in _pages(document, reading):
        if isinstance(page, Page):
            texts.append(page)
        else:
            blocks += [*read_pages(texts), page]
            texts = []
    return blocks + read_pages(texts)


def _pages(document: pypdfium2.PdfDocument, reading: Reading) -> Iterator[Page | Picture]:
    """Each page as characters and rules, or as a picture where these say nothing."""
    characters = segments = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:  # a damaged page among others
            if PAGE_DAMAGED not in reading.issue_codes:
                reading.issue_codes.append(PAGE_DAMAGED)
            continue
        try:
            turn = page_turn(page)
            if max(turn.width, turn.height) > MOST_SIDE:
                raise CannotRead("too_large", "reader_limit")
            glyphs, turn = read_glyphs(page, turn, MOST_CHARACTERS - characters)
            drawn = read_objects(page, turn, segments)
            characters, segments = characters + len(glyphs), drawn.segments
            yield find_picture(page, index + 1, glyphs, drawn) or Page(
                index + 1, turn.width, turn.height, glyphs, drawn.rules.horizontals, drawn.rules.verticals
            )
        finally:
            page.close()


def _attachments(document: pypdfium2.PdfDocument) -> Iterator[Attachment]:
    left = MOST_ATTACHED_BYTES
    for index in range(document.count_attachments()):
        attachment = document.get_attachment(index)
        try:
            content = bytes(attachment.get_data())
        except pypdfium2.PdfiumError:  # named, but not there
            continue
        left -= len(content)
        if left < 0:
            raise CannotRead("too_large", "reader_limit")
        yield Attachment(content, f"attachment {index + 1}")
