"""DOCX, DOCM and Strict Open XML: paragraphs, tables, pictures and embedded documents, as Word would print them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from posixpath import dirname, join, normpath

from lxml import etree

from extract.readers.blocks import Block, CannotRead, Line, Reading
from extract.readers.containers.office import open_package, read_attachment, read_picture
from extract.readers.containers.packages import Package, name_of
from extract.readers.spans import TableBuilder
from extract.readers.word.docx_numbering import Numbering
from extract.readers.word.docx_styles import remove_hidden
from extract.readers.word.docx_tables import column_widths, lay_out_rows
from extract.readers.word.docx_text import paragraph_text, part_blocks_from_text, remove_unprinted

_PICTURES = ("{*}blip", "{*}imagedata")
_DOCUMENTS = ("{*}OLEObject", "{*}altChunk")
_WRAPPERS = {
    *("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"),
    *("AlternateContent", "Choice", "Fallback", "txbxContent"),
}
_REFERENCES = ("}embed", "}id")  # how the attribute that holds the relation ends


def read_docx(content: bytes) -> Reading:
    """Read a Word document of the zip kind.

    Headers, footers, notes, comments, hidden text and tracked deletions are left out; numbers that Word makes by
    itself are put before their paragraphs.

    Raises:
        CannotRead: `undecodable` for what is damaged or encrypted, `too_large` beyond the limits.
    """
    package = open_package(content)
    name = _main_part(package)
    body = package.xml(name).find("{*}body")
    if body is None:
        raise CannotRead("undecodable", "file_damaged")
    remove_unprinted(body)
    remove_hidden(body, package, dirname(name))
    part_blocks_from_text(body)
    walk = _Walk(package, name, body)
    walk.read(body)
    return Reading(walk.blocks)


def _main_part(package: Package) -> str:
    """The name of the part with the text, as the package's own relations tell it."""
    for kind, target in _relations(package, "").values():
        if kind == "officeDocument" and target in package:
            return target
    if "word/document.xml" not in package:
        raise CannotRead("undecodable", "file_damaged")
    return "word/document.xml"


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Id to kind and target of the relations of a part; those that lead out of the package are left out."""
    folder, _, file = part.rpartition("/")
    name = join(folder, "_rels", f"{file}.rels")
    if name not in package:
        return {}
    return {
        relation.get("Id", ""): (
            relation.get("Type", "").rpartition("/")[2],
            normpath(join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in package.xml(name).iter("{*}Relationship")
        if relation.get("TargetMode") != "External"
    }


class _Walk:
    """Goes through the body once, in reading order; `blocks` is what it found."""

    def __init__(self, package: Package, part: str, body: etree._Element) -> None:
        self.blocks: list[Block] = []
        self._package = package
        self._numbering = Numbering(package, dirname(part), body)
        self._tables = 0
        refers = next(body.iter(*_PICTURES, *_DOCUMENTS), None) is not None
        self._relations = _relations(package, part) if refers else {}

    def read(self, container: etree._Element) -> None:
        """Add the blocks of a body, a text box or a cell of a table that only lays out."""
        for name, element in _members(container):
            match name:
                case "p":
                    self.blocks += [Line(line) for line in self._lines(element)]
                case "tbl":
                    self._read_table(element)
                case "blip" | "imagedata" | "OLEObject" | "altChunk":
                    self._read_reference(element)

    def _lines(self, paragraph: etree._Element) -> list[str]:
        text = self._numbering.label(paragraph) + paragraph_text(paragraph)
        return [line.strip() for line in text.split("\n") if line.strip()]

    def _read_table(self, table: etree._Element) -> None:
        rows = [row for name, row in _members(table) if name == "tr"]
        cells = [[cell for name, cell in _members(row) if name == "tc"] for row in rows]
        if next(islice(table.iter("{*}tbl"), 1, None), None) is not None:
            for cell in chain.from_iterable(cells):
                self.read(cell)
            return
        self._tables += 1
        builder = TableBuilder(self._tables)
        lay_out_rows(builder, column_widths(table), rows, cells, self._cell_text)
        self.blocks.append(builder.table())
        for element in table.iter(*_PICTURES, *_DOCUMENTS):
            self._read_reference(element)

    def _cell_text(self, cell: etree._Element) -> str:
        paragraphs = [one for name, one in _members(cell) if name == "p"]
        return "\n".join([self._numbering.label(one) + paragraph_text(one) for one in paragraphs]).strip()

    def _read_reference(self, element: etree._Element) -> None:
        """Add the picture or document that an element refers to, once."""
        found = next((value for key, value in element.attrib.items() if key.endswith(_REFERENCES)), "")
        _, name = self._relations.pop(found, ("", ""))
        is_picture = name_of(element.tag) in ("blip", "imagedata")
        self.blocks += (read_picture if is_picture else read_attachment)(self._package, name)


def _members(container: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The children with their names, those of content controls, insertions and text boxes among them."""
    for child in container:
        name = name_of(child.tag)
        if name in _WRAPPERS:
            yield from _members(child)
        else:
            yield name, child
