"""The grid of DOCX tables: every row prints all its cells, those that a merged cell covers too."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from extract.readers.containers.packages import name_of
from extract.readers.spans import MOST_COLUMNS, TableBuilder
from extract.readers.word.docx_text import attribute

_SLIVER = 20  # twentieths of a point: a third of a millimetre
_WIDEST = 1 << 16
_INTEGER = re.compile(r"\s*(\d{1,18})\s*")


@dataclass(slots=True)
class _Place:
    """A cell as it stands in the grid."""

    text: str
    column: int
    column_span: int
    row_span: int = 1


def lay_out_rows(
    builder: TableBuilder,
    widths: list[int],
    rows: list[etree._Element],
    cells: list[list[etree._Element]],
    read_text: Callable[[etree._Element], str],
) -> None:
    """Add rows with their cells to a table, whose columns have these widths as far as the document tells them.

    A cell goes on below when the next row has a cell marked as its continuation at the same columns. What text
    a continuation has of its own, which Word hides, is put behind that of the cell, so that no number is lost unseen.
    """
    laid_out: list[list[_Place]] = []
    above: dict[tuple[int, int], _Place] = {}
    for row, row_cells in zip(rows, cells, strict=True):
        places, above = _lay_out_row(row, row_cells, above, read_text)
        laid_out.append(places)
    _drop_slivers(laid_out, widths)
    for places in laid_out:
        free = 0
        for place in places:
            builder.skip(place.column - free)
            builder.add(place.text, place.row_span, place.column_span)
            free = place.column + place.column_span
        builder.end_row()


def column_widths(table: etree._Element) -> list[int]:
    """Widths of the columns of a table's grid, in twentieths of a point."""
    return [_count(column, 0, "w", _WIDEST) for column in table.iterfind("{*}tblGrid/{*}gridCol")]


def _drop_slivers(rows: list[list[_Place]], widths: list[int]) -> None:
    """Take columns out that are too narrow for a character: programs make them where edges miss each other by a hair.

    A cell next to one would reach into it in one row and end before it in the next.
    """
    slivers = {column for column, width in enumerate(widths) if 0 < width <= _SLIVER}
    for place in (place for row in rows for place in row if slivers):
        columns = range(place.column, place.column + place.column_span)
        if slivers.issuperset(columns):
            slivers.difference_update(columns)
    for place in (place for row in rows for place in row if slivers):
        end = place.column + place.column_span
        place.column -= sum(column < place.column for column in slivers)
        place.column_span = end - sum(column < end for column in slivers) - place.column


def _lay_out_row(
    row: etree._Element,
    cells: list[etree._Element],
    above: dict[tuple[int, int], _Place],
    read_text: Callable[[etree._Element], str],
) -> tuple[list[_Place], dict[tuple[int, int], _Place]]:
    """The cells that begin in a row, and those that may go on below it by their columns."""
    places: list[_Place] = []
    below: dict[tuple[int, int], _Place] = {}
    column = _count(row.find("{*}trPr/{*}gridBefore"), 0)
    for cell in cells:
        properties = cell.find("{*}tcPr")
        span, merge, side = _merges(properties)
        text = read_text(cell)
        if side == "continue" and places:
            places[-1].column_span += span
            places[-1].text = _joined(places[-1].text, text)
            column += span
            continue
        origin = above.get((column, span)) if merge == "continue" else None
        if origin is None:
            origin = _Place(text, column, span)
            places.append(origin)
        else:
            origin.row_span += 1
            origin.text = _joined(origin.text, text)
        if merge:
            below[column, span] = origin
        column += span
    return places, below


def _merges(properties: etree._Element | None) -> tuple[int, str, str]:
    """The columns that a cell takes, and whether a merge downwards and one to the right begin or continue in it."""
    span, down, right = 1, "", ""
    for element in () if properties is None else properties:
        match name_of(element.tag):
            case "gridSpan":
                span = _count(element, 1)
            case "vMerge":
                down = attribute(element, "val") or "continue"
            case "hMerge":
                right = attribute(element, "val") or "continue"
    return span, down, right


def _joined(text: str, more: str) -> str:
    return f"{text}\n{more}".strip() if more != text else text


def _count(element: etree._Element | None, least: int, name: str = "val", most: int = MOST_COLUMNS) -> int:
    """A number, however much a document says it is."""
    match = _INTEGER.fullmatch(attribute(element, name))
    return min(max(int(match[1]), least), most) if match else least
