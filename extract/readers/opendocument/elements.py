"""What ODT and ODS share: text with its marks, and rows and cells that repeat."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree

from extract.readers.containers.packages import local_name

_SPACE = re.compile(r"[ \t\r\n]+")
_INTEGER = re.compile(r"\d{1,18}")
_MOST_SPACES = 100
# Tracked deletions, notes, comments, phonetic guides, and the titles that programs read aloud.
_UNPRINTED = (
    *("{*}tracked-changes", "{*}note", "{*}annotation", "{*}ruby-text"),
    *("{*}forms", "{*}title", "{*}desc"),
)
_GROUPS = ("table-header-rows", "table-rows", "table-row-group")
_COLUMN_GROUPS = ("table-header-columns", "table-columns", "table-column-group")


def remove_unprinted(body: etree._Element) -> None:
    """Take out what is not printed, but not the text behind it."""
    for element in list(body.iter(*_UNPRINTED)):
        remove(element)


def remove(element: etree._Element) -> None:
    """Take an element out of the tree; the text behind it stays."""
    parent = element.getparent()
    if parent is not None:
        _keep_tail(element, parent)
        parent.remove(element)


def move_out(element: etree._Element, paragraph: etree._Element) -> None:
    """Put what stands in a paragraph behind it; the text behind the element stays in the paragraph."""
    _keep_tail(element, element.getparent())
    paragraph.addnext(element)


def paragraph_text(paragraph: etree._Element) -> str:
    """The text of a paragraph or heading; white space counts as one space unless it is marked as more."""
    if not len(paragraph):
        return _SPACE.sub(" ", paragraph.text or "")
    parts: list[str] = []
    _gather(paragraph, parts)
    return "".join(parts)


def table_rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, those of its groups among them."""
    return _members(table, "table-row", _GROUPS)


def table_columns(table: etree._Element) -> Iterator[etree._Element]:
    """The columns of a table, those of its groups among them."""
    return _members(table, "table-column", _COLUMN_GROUPS)


def _members(container: etree._Element, member: str, groups: Collection[str]) -> Iterator[etree._Element]:
    for child in container:
        name = local_name(child)
        if name == member:
            yield child
        elif name in groups:
            yield from _members(child, member, groups)


def row_cells(row: etree._Element) -> Iterator[tuple[range, etree._Element]]:
    """The cells of a row, each with the columns that it stands in, from 0; not those that spans cover."""
    column = 0
    for cell in row:
        name = local_name(cell)
        if name in ("table-cell", "covered-table-cell"):
            end = column + repetition(cell, "columns")
            if name == "table-cell":
                yield range(column, end), cell
            column = end


def repetition(element: etree._Element, what: str) -> int:
    """How many equal rows or columns an element stands for, at least 1."""
    return number_of(element, f"number-{what}-repeated")


def number_of(element: etree._Element, name: str) -> int:
    """An attribute in the namespace of its element as a number, 1 where it is none."""
    text = attribute(element, name)
    return max(int(text), 1) if _INTEGER.fullmatch(text) else 1


def attribute(element: etree._Element, name: str) -> str:
    """An attribute in any namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _gather(element: etree._Element, parts: list[str]) -> None:
    """Collect the text of an element and of all in it, in order."""
    name = local_name(element)
    if name == "s":
        parts.append(" " * min(number_of(element, "c"), _MOST_SPACES))
    elif name in ("tab", "line-break"):
        parts.append("\t" if name == "tab" else "\n")
    elif element.tag is etree.Entity:
        parts.append("\ufffd")  # what it stands for is never looked up
    elif name:
        parts.append(_SPACE.sub(" ", element.text or ""))
    for child in element:
        _gather(child, parts)
        parts.append(_SPACE.sub(" ", child.tail or ""))


def _keep_tail(element: etree._Element, parent: etree._Element) -> None:
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
