"""The reader of OFD (GB/T 33190): a zip of XML with characters and paths at their places on each page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from extract.readers.blocks import Attachment, Block, CannotRead, Picture, Reading
from extract.readers.containers.packages import Package, local_name
from extract.readers.ofd.numbers import numbers
from extract.readers.ofd.pages import OfdPage, OfdPages
from extract.readers.ruled import Page, read_pages

MOST_PAGES = 500
_FEW = 30  # characters: no more than a page number and a stamp
_COVERING = 0.5  # of the page
_PASTED = 0.1  # of a page without characters: less is an emblem


def read_ofd(content: bytes) -> Reading:
    """Read an OFD: tables and lines of pages with text, Pictures of pages without, attached files.

    Raises:
        CannotRead: `undecodable` where it is encrypted or damaged, `too_large` beyond the limits.
    """
    package = Package(content)
    if "OFD.xml" not in package:
        raise CannotRead("undecodable", "encrypted" if "Encryptions.xml" in package else "file_damaged")
    blocks: list[Block] = []
    attachments: list[Block] = []
    page_count = 0
    for root in _texts(package.xml("OFD.xml"), "DocRoot"):
        document = _Document(package, _path("", root))
        pages = document.pages(page_count)
        page_count += len(pages)
        blocks += _read_blocks(document, pages)
        attachments += document.attachments()
    return Reading(blocks + attachments)


def _read_blocks(document: _Document, pages: list[tuple[OfdPage, Page]]) -> Iterator[Block]:
    texts: list[Page] = []  # pages of text one behind the other
    for printed, page in pages:
        pictures = document.pictures(printed) if _is_scan(printed, page) else []
        if pictures:
            yield from read_pages(texts)
            yield from pictures
            texts = []
        else:
            texts.append(page)
    yield from read_pages(texts)


def _is_scan(printed: OfdPage, page: Page) -> bool:
    covered = sum(width * height for _, width, height in printed.images)
    least = _COVERING if len(page.glyphs) else _PASTED
    return covered > least * page.width * page.height and len(page.glyphs) <= _FEW


class _Document:
    """One of the documents in a package."""

    def __init__(self, package: Package, name: str) -> None:
        self.package, self.name = package, name
        self.root = self._xml(name)
        self._media: dict[str, str] | None = None

    def pages(self, number: int) -> list[tuple[OfdPage, Page]]:
        """Its pages, counted from the one behind `number`, with what their templates print."""
        boxes = _texts(self.root, "PhysicalBox")
        default = numbers(boxes[0]) if boxes else []
        templates = {one.get("ID"): one.get("BaseLoc", "") for one in self.root.iter("{*}TemplatePage")}
        pages = OfdPages()
        for entry in self.root.iterfind("{*}Pages/{*}Page"):
            name = _path(self.name, entry.get("BaseLoc", ""))
            if name not in self.package:
                continue
            number += 1
            if number > MOST_PAGES:
                raise CannotRead("too_large", "reader_limit")
            content = self._xml(name)
            own = [numbers(box) for box in _texts(content, "PhysicalBox")]
            used = [templates.get(one.get("TemplateID"), "") for one in content.iterfind("{*}Template")]
            names = [template for one in used if (template := _path(self.name, one)) in self.package]
            pages.add(number, (own or [default])[0], [*map(self._xml, names), content])
        return pages.made()

    def pictures(self, page: OfdPage) -> list[Block]:
        """The images on a page."""
        if self._media is None:
            self._media = self._find_media()
        names = [self._media.get(identifier, "") for identifier, _, _ in page.images]
        return [Picture(self.package.read(name), f"page {page.number}") for name in names if name in self.package]

    def attachments(self) -> Iterator[Block]:
        """Files that are attached to the document."""
        for listed in self.root.iterfind("{*}Attachments"):
            name = _path(self.name, listed.text or "")
            if name not in self.package:
                continue
            for index, location in enumerate(_texts(self._xml(name), "FileLoc"), 1):
                file = next(
                    (one for one in (_path(name, location), _path(self.name, location)) if one in self.package), ""
                )
                if file:
                    yield Attachment(self.package.read(file), f"attachment {index}")

    def _find_media(self) -> dict[str, str]:
        """Names of image files by their identifiers."""
        media = {}
        for kind in ("PublicRes", "DocumentRes"):
            for location in _texts(self.root, kind):
                name = _path(self.name, location)
                if name not in self.package:
                    continue
                resources = self._xml(name)
                base = posixpath.join(_path(name, resources.get("BaseLoc", "")), "x")
                for one in resources.iter("{*}MultiMedia"):
                    for file in _texts(one, "MediaFile"):
                        found = [place for place in (_path(base, file), _path(name, file)) if place in self.package]
                        media[one.get("ID", "")] = found[0] if found else ""
        return media

    def _xml(self, name: str) -> etree._Element:
        if name not in self.package:
            raise CannotRead("undecodable", "file_damaged")
        return self.package.xml(name)


def _texts(element: etree._Element, name: str) -> list[str]:
    """The texts of all elements of a name below, in order."""
    return [one.text.strip() for one in element.iter("{*}" + name) if local_name(one) and one.text]


def _path(base: str, location: str) -> str:
    """A location, as a file says it, to a name in the package: absolute, or from the folder of that file."""
    location = location.strip()
    if location.startswith("/"):
        return posixpath.normpath(location).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), location))
