"""Tables that go on over a page break: parts to one table, its cut rows and merged labels made whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.readers.blocks import Cell
from extract.readers.ruled.grids import Grid

_NUMBER = re.compile(r"[\s+＋\-－−,，.．\d０-９件条元个]*[\d０-９][\s+＋\-－−,，.．\d０-９件条元个]*\ufffd?")


@dataclass(slots=True)
class Part:
    """The part of a table on one page, or of several pages put together."""

    columns: list[float]
    cells: list[Cell]
    row_count: int
    is_open_above: bool
    is_open_below: bool

    @classmethod
    def of(cls, grid: Grid, cells: list[Cell]) -> Part:
        """The part that a filled grid is."""
        return cls(grid.columns, cells, len(grid.rows) - 1, grid.is_open_above, grid.is_open_below)


def continues(part: Part, following: Part, tolerance: float) -> bool:
    """Whether the columns say that a table goes on: the same outer edges, all inner ones of the poorer in the richer.

    A part may lack edges that none of its rows needs. Two single cells prove nothing: they may be frames of prose.
    """
    fewer, more = sorted((part.columns, following.columns), key=len)
    if len(part.cells) == len(following.cells) == 1:
        return False
    if abs(fewer[0] - more[0]) > tolerance or abs(fewer[-1] - more[-1]) > tolerance:
        return False
    return all(any(abs(edge - other) <= tolerance for other in more) for edge in fewer)


def stitch(part: Part, following: Part, tolerance: float) -> Part:
    """One part of two; the columns of both, without a repeat of the header rows."""
    columns = max(part.columns, following.columns, key=len)
    upper = _on_columns(part, columns)
    lower = _on_columns(following, columns)
    repeated = _repeated_rows(upper, lower)
    is_cut = not repeated and part.is_open_below and following.is_open_above and _is_cut_row(upper, lower, part)
    rows_before = part.row_count - repeated - is_cut
    moved = [cell._replace(row=cell.row + rows_before) for cell in lower if cell.row >= repeated]
    cells = _join_cut_row(upper, moved, part.row_count - 1) if is_cut else upper + moved
    cells = cells if is_cut else _join_merged_labels(upper, moved, part.row_count)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Part(columns, cells, rows_before + following.row_count, part.is_open_above, following.is_open_below)


def _on_columns(part: Part, columns: list[float]) -> list[Cell]:
    """The cells with columns counted by other edges, of which there are more."""
    if len(columns) == len(part.columns):
        return part.cells
    edges = [min(range(len(columns)), key=lambda index: abs(columns[index] - edge)) for edge in part.columns]
    return [
        cell._replace(column=edges[cell.column], column_span=edges[cell.column + cell.column_span] - edges[cell.column])
        for cell in part.cells
    ]


def _repeated_rows(upper: list[Cell], lower: list[Cell]) -> int:
    """How many first rows of the lower part print the first rows of the upper one again: headers, which hold text."""
    heads = [{_printed(cell) for cell in cells} for cells in (upper, lower)]
    last = min(max(cell.row for cell in cells) for cells in (upper, lower))
    count = 0
    for row in range(last):
        same = {cell for cell in heads[0] if cell[1] == row} == {cell for cell in heads[1] if cell[1] == row}
        if not same:
            break
        if all(cell[1] + cell[3] <= row + 1 for cell in heads[1] if cell[1] <= row):
            count = row + 1
    texts = [cell[0] for cell in heads[1] if cell[1] < count]
    return count if any(text and not _NUMBER.fullmatch(text) for text in texts) else 0


def _printed(cell: Cell) -> tuple[str, int, int, int, int]:
    return cell.text, cell.row, cell.column, cell.row_span, cell.column_span


def _is_cut_row(upper: list[Cell], lower: list[Cell], part: Part) -> bool:
    """Whether the break runs through a row: the same cells on both sides, not all of them with numbers of their own."""
    last = [cell for cell in upper if cell.row + cell.row_span == part.row_count]
    pairs = _pairs(last, lower)
    if not pairs or len(pairs) != len(last):
        return False
    numbers = [bool(_NUMBER.fullmatch(one.text)) + bool(_NUMBER.fullmatch(two.text)) for one, two in pairs]
    return not (2 in numbers and 1 not in numbers)


def _pairs(last: list[Cell], lower: list[Cell]) -> list[tuple[Cell, Cell]]:
    firsts = {(cell.column, cell.column_span): cell for cell in lower if cell.row == 0}
    return [(cell, firsts[key]) for cell in last if (key := (cell.column, cell.column_span)) in firsts]


def _join_cut_row(upper: list[Cell], moved: list[Cell], row: int) -> list[Cell]:
    """The cells of a row above and below the break as one each; where both hold text, it is kept line by line."""
    parts = {cell.column: cell for cell in moved if cell.row == row}
    joined = []
    for cell in upper:
        if cell.row + cell.row_span == row + 1:
            other = parts.pop(cell.column)
            text = "\n".join(text for text in (cell.text, other.text) if text)
            place = cell.place if cell.text or not other.text else other.place
            cell = cell._replace(text=text, row_span=cell.row_span + other.row_span - 1, place=place)  # noqa: PLW2901
        joined.append(cell)
    return joined + [cell for cell in moved if cell.row != row]


def _join_merged_labels(upper: list[Cell], moved: list[Cell], row: int) -> list[Cell]:
    """A merged cell that the break cuts is one cell; its text stands on one side of the break.

    Where neither side spans rows, both stay: a blank one may be a value that nobody filled in.
    """
    below = {(cell.column, cell.column_span): cell for cell in moved if cell.row == row}
    joined: list[Cell] = []
    taken: set[Cell] = set()
    for cell in upper:
        other = below.get((cell.column, cell.column_span)) if cell.row + cell.row_span == row else None
        if other and max(cell.row_span, other.row_span) > 1 and bool(cell.text) != bool(other.text):
            label = cell if cell.text else other
            if not _NUMBER.fullmatch(label.text):
                taken.add(other)
                span = cell.row_span + other.row_span
                cell = label._replace(row=cell.row, row_span=span)  # noqa: PLW2901
        joined.append(cell)
    return joined + [cell for cell in moved if cell not in taken]
