"""The objects of an OFD page: its characters, its rules and its images."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from extract.readers.blocks import CannotRead
from extract.readers.ofd_numbers import POINTS, numbers
from extract.readers.ofd_paths import OfdPaths, Shape, Written
from extract.readers.ofd_texts import OfdTexts
from extract.readers.packages import name_of
from extract.readers.ruled import Page

MOST_DEPTH = 32  # of blocks in blocks
_A4 = [0.0, 0.0, 210.0, 297.0]


@dataclass(slots=True)
class OfdPage:
    """What a page prints; its size in points, and its images: identifier, width and height in points."""

    number: int
    width: float
    height: float
    paths: OfdPaths
    texts: OfdTexts = field(default_factory=OfdTexts)
    images: list[tuple[str, float, float]] = field(default_factory=list)

    @classmethod
    def of(cls, number: int, box: list[float], shapes: dict[Written, Shape]) -> OfdPage:
        """An empty page of a physical box; A4 where the box says nothing. `shapes`: known from other pages."""
        _, _, width, height = box if len(box) == 4 and min(box[2:]) > 0 else _A4
        return cls(number, width * POINTS, height * POINTS, OfdPaths(shapes))

    def add(self, content: etree._Element) -> None:
        """Add what the layers of a page or a template print."""
        for layer in content.iterfind("{*}Content/{*}Layer"):
            self._add_block(layer, 0)

    def page(self) -> Page:
        """Its characters and rules."""
        return Page(self.number, self.width, self.height, self.texts.glyphs(), *self.paths.rules())

    def _add_block(self, block: etree._Element, depth: int) -> None:
        if depth > MOST_DEPTH:
            raise CannotRead("too_large", "reader_limit")
        for thing in block:
            name = name_of(thing.tag)
            if name == "PageBlock":
                self._add_block(thing, depth + 1)
            elif thing.get("Visible") == "false":
                continue
            elif name == "TextObject":
                self.texts.add(thing)
            elif name == "PathObject":
                self.paths.add(thing)
            elif name == "ImageObject":
                box = numbers(thing.get("Boundary"))
                if len(box) == 4:
                    self.images.append((thing.get("ResourceID", ""), box[2] * POINTS, box[3] * POINTS))
