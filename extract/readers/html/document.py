"""The reader of web pages, also of those that Word and content systems write: prose and innermost tables.

Bytes decide on the encoding, not what the page says of itself; the tree is the one that browsers build.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from extract.readers.blocks import Line, Reading, Table
from extract.readers.html.content import check_tags, decode_page
from extract.readers.html.mending import lacks_table_tags, mend_tables
from extract.readers.html.page import FindPicture, PageWalk
from extract.readers.html.styles import hidden_by_rules

_SMALL_TABLE = 10  # cells; smaller ones belong to the page rather than to a report
_SITE_NAME = re.compile(r"\s*[-_|｜—–]\s*")  # between the title of an article and the site's name
_LINKS = {"a[href]": "href", "iframe[src]": "src", "embed[src]": "src", "object[data]": "data"}
_FILE_NAME = re.compile(r"(?i)\.(?:docx?|wps|et|xlsx?|pdf|ofd|zip|rar|7z)(?:[?#].*)?\s*\Z")


def read_html(content: bytes) -> Reading:
    """The blocks of a page in reading order; what the page does not show is left out.

    Raises:
        CannotRead: `too_large` with `reader_limit` above 20 MB, for tags nested thousands deep or tables with more
            cells than a report can have; `empty` and `undecodable` for what is no text.
    """
    return read_page(content)


def read_page(content: bytes, charset: str | None = None, find_picture: FindPicture | None = None) -> Reading:
    """Like `read_html`, for a page that comes inside a larger file.

    Args:
        content: the page.
        charset: what the file says about the page's encoding; used only where the bytes do not tell.
        find_picture: gives what the file holds for the `src` of an img element, or nothing.
    """
    text, encoding_code, has_damaged_bytes = decode_page(content, charset)
    check_tags(text)
    page, walk = _walk(text, find_picture)
    if lacks_table_tags(text, walk.row_count):
        mended = mend_tables(text)
        if mended != text:
            page, walk = _walk(mended, find_picture)
    reading = Reading(walk.blocks, encoding_code, has_damaged_bytes)
    if title := _title(page, reading):
        reading.blocks.insert(0, Line(title))
    has_table = any(isinstance(block, Table) and len(block.cells) >= _SMALL_TABLE for block in reading.blocks)
    if not has_table and _names_files(page, reading):
        reading.issue_codes.append("tables_elsewhere")
    return reading


def _walk(text: str, find_picture: FindPicture | None) -> tuple[LexborHTMLParser, PageWalk]:
    page = LexborHTMLParser(text, options=LexborDocumentOptions.WO_EVENTS)
    walk = PageWalk(find_picture)
    if page.body is not None:
        walk.walk(page.body, hidden_by_rules(page))
    return page, walk


def _title(page: LexborHTMLParser, reading: Reading) -> str | None:
    """The title in the page's head, unless the page prints it, with or without the site's name."""
    node = page.head.css_first("title") if page.head is not None else None
    title = " ".join(node.text().split()) if node is not None else ""
    names = {title, *_SITE_NAME.split(title)}
    printed = any(block.text in names for block in reading.blocks if isinstance(block, Line))
    return None if printed or not title else title


def _names_files(page: LexborHTMLParser, reading: Reading) -> bool:
    """Whether the page leads to documents: by an address, or by the name of one as a line."""
    addresses = (node.attributes.get(name) or "" for query, name in _LINKS.items() for node in page.css(query))
    lines = (block.text for block in reading.blocks if isinstance(block, Line))
    return any(_FILE_NAME.search(text) for texts in (addresses, lines) for text in texts)
