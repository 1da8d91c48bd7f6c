"""The objects of an OFD page: its characters, its rules and its images."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from extract.readers.blocks import CannotRead
from extract.readers.containers.packages import name_of
from extract.readers.ofd.numbers import POINTS, numbers
from extract.readers.ofd.paths import OfdPaths
from extract.readers.ofd.texts import OfdTexts
from extract.readers.ruled import Page

MOST_DEPTH = 32  # of blocks in blocks
_OBJECTS = ("TextObject", "PathObject", "ImageObject")
_A4 = [0.0, 0.0, 210.0, 297.0]


@dataclass(slots=True)
class OfdPage:
    """A page of a size in points with its images: identifier, width and height in points."""

    number: int
    width: float
    height: float
    images: list[tuple[str, float, float]] = field(default_factory=list)


class OfdPages:
    """The pages of a document, gathered and then made all at once."""

    def __init__(self) -> None:
        self._pages: list[OfdPage] = []
        self._texts, self._paths = OfdTexts(), OfdPaths()

    def add(self, number: int, box: list[float], contents: Iterable[etree._Element]) -> None:
        """Add a page of a physical box, A4 where that says nothing: all that the layers of its contents print."""
        _, _, width, height = box if len(box) == 4 and min(box[2:]) > 0 else _A4
        self._pages.append(OfdPage(number, width * POINTS, height * POINTS))
        for content in contents:
            for layer in content.iterfind("{*}Content/{*}Layer"):
                self._add_block(layer, 0)
        self._texts.end_page()
        self._paths.end_page()

    def made(self) -> list[tuple[OfdPage, Page]]:
        """The pages with their characters and rules."""
        printed = zip(self._pages, self._texts.glyphs(), self._paths.rules(), strict=True)
        return [(page, Page(page.number, page.width, page.height, glyphs, *rules)) for page, glyphs, rules in printed]

    def _add_block(self, block: etree._Element, depth: int) -> None:
        if depth > MOST_DEPTH:
            raise CannotRead("too_large", "reader_limit")
        for name, things in _by_name(block):
            for thing in things:
                if name == "PageBlock":
                    self._add_block(thing, depth + 1)
                elif thing.get("Visible") == "false":
                    continue
                elif name == "TextObject":
                    self._texts.add(thing)
                elif name == "PathObject":
                    self._paths.add(thing)
                elif name == "ImageObject":
                    self._add_image(thing)

    def _add_image(self, thing: etree._Element) -> None:
        box = numbers(thing.get("Boundary"))
        if len(box) == 4:
            self._pages[-1].images.append((thing.get("ResourceID", ""), box[2] * POINTS, box[3] * POINTS))


def _by_name(block: etree._Element) -> list[tuple[str, Iterable[etree._Element]]]:
    """What stands in a block by the names of its elements: in their order, which counts only among things of a name.

    Asking each element for its name takes far longer than looking for one name after the other.
    """
    if next(block.iterchildren("{*}PageBlock"), None) is not None:
        return [(name_of(thing.tag), [thing]) for thing in block]
    return [(name, block.iterchildren("{*}" + name)) for name in _OBJECTS]
