"""Tables that go on over a page break: parts to one table, its cut rows and merged labels made whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any

from extract.readers.blocks import Cell
from extract.readers.ruled.breaks import NUMBER, is_one_label, is_row_cut, joined, pairs_at_break

# From a tuple, without the checks of a call.
make_cell: Callable[[tuple[Any, ...]], Cell] = partial(tuple.__new__, Cell)
_NIL = re.compile(r"[\-－−—–/／\s]+|无")  # what is printed where there is no number


@dataclass(slots=True)
class Part:
    """The part of a table on one page, or of several pages put together.

    `full`: places of cells of the last row whose last line has no room for another character.
    """

    columns: list[float]
    cells: list[Cell]
    row_count: int
    is_open_above: bool = False
    is_open_below: bool = False
    full: frozenset[str] = frozenset()


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


def stitch(part: Part, following: Part) -> Part:
    """One part of two; the columns of both, without a repeat of the header rows."""
    columns = max(part.columns, following.columns, key=len)
    upper, lower = _on_columns(part, columns), _on_columns(following, columns)
    repeated = _repeated_rows(upper, lower, min(part.row_count, following.row_count))
    row = part.row_count
    lower = _moved([cell for cell in lower if cell[1] >= repeated], row - repeated)
    pairs = pairs_at_break(upper, lower, row)
    is_open = part.is_open_below and following.is_open_above
    is_cut = is_row_cut(pairs, lower, row, part.full, is_open)
    whole = {
        cell: joined(cell, other, int(is_cut))
        for cell, other in pairs
        if is_cut or is_one_label(cell, other, part.full)
    }
    taken = {other for cell, other in pairs if cell in whole}
    rest = [cell for cell in lower if cell not in taken] if taken else lower
    joined_upper = [whole.get(cell, cell) for cell in upper] if whole else upper
    cells = sorted(joined_upper + _moved(rest, -is_cut), key=itemgetter(1, 2))
    count = row - repeated - is_cut + following.row_count
    return Part(columns, cells, count, part.is_open_above, following.is_open_below, following.full)


def _moved(cells: list[Cell], rows: int) -> list[Cell]:
    """The cells so many rows further down."""
    if not rows:
        return cells
    return [make_cell((cell[0], cell[1] + rows, *cell[2:])) for cell in cells]


def _on_columns(part: Part, columns: list[float]) -> list[Cell]:
    """The cells with columns counted by other edges, of which there are more."""
    if len(columns) == len(part.columns):
        return part.cells
    edges = [min(range(len(columns)), key=lambda index: abs(columns[index] - edge)) for edge in part.columns]
    return [
        cell._replace(column=edges[cell.column], column_span=edges[cell.column + cell.column_span] - edges[cell.column])
        for cell in part.cells
    ]


def _repeated_rows(upper: list[Cell], lower: list[Cell], most: int) -> int:
    """How many first rows of the lower part print the header of the upper one again: texts, and no values."""
    if [cell[:5] for cell in upper[:1]] != [cell[:5] for cell in lower[:1]]:
        return 0  # as nearly always
    heads = [{cell[:5] for cell in cells} for cells in (upper, lower)]
    count = 0
    for row in range(most):
        first, second = ({cell for cell in head if cell[1] == row} for head in heads)
        if first != second or _holds_values(second):
            break
        if all(cell[1] + cell[3] <= row + 1 for cell in heads[1] if cell[1] <= row):
            count = row + 1
    return count if any(cell[0] for cell in heads[1] if cell[1] < count) else 0


def _holds_values(row: set[tuple[str, int, int, int, int]]) -> bool:
    """Whether a row may be one of values: a number, or a mark for none beside a label."""
    return any(NUMBER.fullmatch(cell[0]) or (cell[2] and _NIL.fullmatch(cell[0])) for cell in row)
