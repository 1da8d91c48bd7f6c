"""ODT, in a package or as one flat file: paragraphs, tables, pictures and embedded documents."""

from __future__ import annotations

import base64
from itertools import chain, islice

from lxml import etree

from extract.readers.blocks import Block, CannotRead, Line, Picture, Reading
from extract.readers.containers.office import SMALLEST_IMAGE, open_package, read_attachment, read_picture
from extract.readers.containers.packages import Package, local_name, parse_xml
from extract.readers.opendocument.elements import (
    attribute,
    move_out,
    number_of,
    paragraph_text,
    remove_unprinted,
    repetition,
    row_cells,
    table_rows,
)
from extract.readers.opendocument.hiding import may_hide, remove_hidden
from extract.readers.opendocument.parting import may_part, part_raised
from extract.readers.opendocument.styles import styles_of
from extract.readers.spans import MOST_COLUMNS, MOST_ROW_SPAN, TableBuilder

_FLOATING = ("{*}text-box", "{*}custom-shape", "{*}image", "{*}object-ole")
_CONTENT, _STYLES = "content.xml", "styles.xml"
_WRAPPERS = {
    *("section", "list", "list-item", "list-header", "numbered-paragraph", "text-box", "frame", "g", "index-body"),
    *("table-of-content", "index-title", "custom-shape", "rect"),
}


def read_odt(content: bytes) -> Reading:
    """Read a text of OpenDocument.

    Tracked deletions, notes and comments are left out; what is raised or struck is parted by spaces from the rest;
    numbers of lists, which the program makes, are not known.

    Raises:
        CannotRead: `undecodable` for what is damaged or encrypted, `too_large` beyond the limits.
    """
    package = open_package(content) if content.startswith(b"PK") else None
    parts = [content] if package is None else _parts(package)
    root = parse_xml(parts[0])
    body = root.find("{*}body/{*}text")
    if body is None:
        raise CannotRead("undecodable", "file_damaged")
    remove_unprinted(body)
    _apply_styles(root, parts)
    for element in reversed(list(body.iter(*_FLOATING))):
        paragraph = next(element.iterancestors("{*}p", "{*}h"), None)
        if paragraph is not None:
            move_out(element, paragraph)
    walk = _Walk(package)
    walk.read(body)
    return Reading(walk.blocks)


def _apply_styles(root: etree._Element, parts: list[bytes]) -> None:
    """Take out what is hidden, and part what is raised or struck from the text around it."""
    hides, raises = any(map(may_hide, parts)), any(map(may_part, parts))
    if hides or raises:
        styles = styles_of(root, list(map(parse_xml, parts[1:])))
        if hides:
            remove_hidden(root, styles)
        if raises:
            part_raised(root, styles)


def _parts(package: Package) -> list[bytes]:
    """The part with the text, and the one with the styles that have names."""
    if _CONTENT not in package:
        raise CannotRead("undecodable", "file_damaged")
    return [package.read(name) for name in (_CONTENT, _STYLES) if name in package]


class _Walk:
    """Goes through the body once, in reading order; `blocks` is what it found."""

    def __init__(self, package: Package | None) -> None:
        self.blocks: list[Block] = []
        self._package = package
        self._tables = 0
        self._named: set[str] = set()

    def read(self, container: etree._Element) -> None:
        """Add the blocks of a body, a section, a list, a text box or a cell of a table that only lays out."""
        for element in container:
            name = local_name(element)
            if name in ("p", "h"):
                lines = paragraph_text(element).split("\n")
                self.blocks += [Line(line.strip()) for line in lines if line.strip()]
            elif name == "table":
                self._read_table(element)
            elif name in ("image", "object-ole"):
                self._read_reference(element)
            elif name in _WRAPPERS:
                self.read(element)

    def _read_table(self, table: etree._Element) -> None:
        if next(islice(table.iter("{*}table"), 1, None), None) is not None:
            for _, cell in chain.from_iterable(map(row_cells, table_rows(table))):
                self.read(cell)
            return
        self._tables += 1
        builder = TableBuilder(self._tables)
        for row in table_rows(table):
            for _ in range(min(repetition(row, "rows"), MOST_ROW_SPAN)):
                _add_row(builder, row)
        self.blocks.append(builder.table())
        for element in table.iter("{*}image", "{*}object-ole"):
            self._read_reference(element)

    def _read_reference(self, element: etree._Element) -> None:
        """Add a picture or an embedded document, once."""
        inline = element.find("{*}binary-data")
        name = attribute(element, "href").removeprefix("./")
        if inline is not None:
            self.blocks += _decoded_picture("".join(inline.itertext()))
        elif self._package is not None and name not in self._named:
            self._named.add(name)
            is_picture = local_name(element) == "image"
            self.blocks += (read_picture if is_picture else read_attachment)(self._package, name)


def _add_row(builder: TableBuilder, row: etree._Element) -> None:
    free = 0
    for places, cell in row_cells(row):
        text = _cell_text(cell)
        rows, columns = number_of(cell, "number-rows-spanned"), number_of(cell, "number-columns-spanned")
        for column in places[:MOST_COLUMNS]:
            builder.skip(column - free)
            builder.add(text, rows, columns)
            free = max(free, column) + columns
    builder.end_row()


def _cell_text(cell: etree._Element) -> str:
    return "\n".join(paragraph_text(paragraph) for paragraph in cell.iter("{*}p", "{*}h")).strip()


def _decoded_picture(text: str) -> list[Block]:
    """The picture that stands in the XML itself."""
    try:
        content = base64.b64decode(text)
    except ValueError:
        return []
    return [Picture(content)] if len(content) >= SMALLEST_IMAGE else []
