"""Characters into the cells of a grid, and cells whose digits may belong to another cell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain

import numpy as np

from extract.readers.blocks import Cell
from extract.readers.ruled.grids import Grid
from extract.readers.ruled.lining import Lines
from extract.readers.ruled.pages import Glyphs, Page, encode
from extract.readers.ruled.stitching import Part, make_cell

DOUBT = "\ufffd"  # behind the text of a cell: makes any number unreadable, and no label unknown
_CUT = 0.25  # of the width of a digit: what may lie behind a border
_TOUCHING = 0.1  # of the height: digits nearer than this belong to one number
_MOST_PADDING = 0.6  # of the height, between a border and the text
_ONE_MORE = 1.2  # of the height: a character, and what justification leaves
_IS_OF_NUMBER = np.zeros(0x10000, dtype=bool)
_IS_OF_NUMBER[encode("0123456789０１２３４５６７８９.．,，%-－+")] = True


def fill_grids(grids: Sequence[Grid], shares: Sequence[Glyphs], pages: Sequence[Page]) -> list[Part]:
    """The cells of each grid with their texts, from its characters and its page; all at once.

    The digits of a number that runs over a border make both cells doubtful.
    """
    if not grids:
        return []
    firsts = [0, *accumulate(len(grid.spans) for grid in grids)]  # cells are counted through all grids
    owners = np.concatenate(list(map(_owners, grids, shares, firsts)))
    glyphs = Glyphs.joined(shares)
    lines = Lines.of(glyphs, owners)
    texts: list[str] = [""] * firsts[-1]
    for owner, text in zip(lines.owners.tolist(), lines.texts(), strict=True):
        if text:
            texts[owner] = f"{texts[owner]}\n{text}" if texts[owner] else text
    sides = chain.from_iterable(side for grid in grids for side in _sides(grid))
    edges = np.fromiter(sides, np.float64, 2 * firsts[-1]).reshape(-1, 2).T
    for owner in _doubtful(grids, shares, glyphs, owners, edges):
        texts[owner] += DOUBT
    is_full = _full_cells(glyphs, owners, lines, edges)
    parts = []
    for first, behind, grid, page in zip(firsts, firsts[1:], grids, pages, strict=False):
        columns = zip(texts[first:behind], grid.spans, _places(grid, page), strict=True)
        cells = [make_cell((text, *span, place, None)) for text, span, place in columns]
        parts.append(_part(grid, cells, is_full[first:behind]))
    return parts


def _part(grid: Grid, cells: list[Cell], is_full: list[bool]) -> Part:
    last = len(grid.rows) - 1
    full = [cell.place for cell, is_so in zip(cells, is_full, strict=True) if is_so and cell[1] + cell[3] == last]
    return Part(grid.columns, cells, last, grid.is_open_above, grid.is_open_below, frozenset(full))


def _places(grid: Grid, page: Page) -> list[str]:
    """What `place` of each cell says, as Page.place does; each edge is written once."""
    xs, ys = [f"{edge:.0f}" for edge in grid.columns], [f"{edge:.0f}" for edge in grid.rows]
    return [
        f"page {page.number} box {xs[column]},{ys[row]},{xs[column + width]},{ys[row + height]}"
        for row, column, height, width in grid.spans
    ]


def _owners(grid: Grid, glyphs: Glyphs, first: int) -> np.ndarray:
    """Per character, the cell in which its middle lies, counted from `first`; the nearest for what is outside."""
    width_of_row = len(grid.columns) - 1
    places = [0] * (width_of_row * (len(grid.rows) - 1))  # the cell at each place, row by row
    for index, (row, column, height, width) in enumerate(grid.spans, first):
        start = row * width_of_row + column
        if height == 1 == width:
            places[start] = index
        else:
            for place in range(start, start + height * width_of_row, width_of_row):
                places[place : place + width] = [index] * width
    left, top, right, bottom = glyphs.sides
    columns = np.searchsorted(np.array(grid.columns[1:-1]), (left + right) / 2, "right")
    rows = np.searchsorted(np.array(grid.rows[1:-1]), (top + bottom) / 2, "right")
    return np.array(places, dtype=np.intp)[rows * width_of_row + columns]


def _sides(grid: Grid) -> list[tuple[float, float]]:
    """The left and the right edge of each cell."""
    columns = grid.columns
    return [(columns[column], columns[column + width]) for _, column, _, width in grid.spans]


def _full_cells(glyphs: Glyphs, owners: np.ndarray, lines: Lines, edges: np.ndarray) -> list[bool]:
    """Per cell, whether one more character would not fit into its last line."""
    is_full = np.zeros(edges.shape[1], dtype=bool)
    if not len(lines.owners):
        return is_full.tolist()
    lasts = np.append(np.flatnonzero(np.diff(lines.owners)), len(lines.owners) - 1)  # line of each cell
    firsts = np.append(0, lasts[:-1] + 1)
    cells = lines.owners[lasts]
    left, right = edges[:, cells]
    starts, ends = lines.glyphs.sides[0][lines.starts[:-1]], lines.glyphs.sides[2][lines.starts[1:] - 1]
    paddings = np.minimum(starts - edges[0][lines.owners], edges[1][lines.owners] - ends)
    padding = np.minimum.reduceat(paddings, firsts)
    first_of = np.zeros(edges.shape[1], dtype=np.intp)
    first_of[owners[::-1]] = np.arange(len(owners))[::-1]  # the first character of each cell
    size = (glyphs.sides[3] - glyphs.sides[1])[first_of[cells]]
    room = right - left - (ends[lasts] - starts[lasts])
    is_full[cells] = room < 2 * np.minimum(padding, _MOST_PADDING * size) + _ONE_MORE * size
    return is_full.tolist()


def _doubtful(
    grids: Sequence[Grid], shares: Sequence[Glyphs], glyphs: Glyphs, owners: np.ndarray, edges: np.ndarray
) -> set[int]:
    """Cells with digits that may belong to the cell beside them."""
    is_digit = _IS_OF_NUMBER[np.minimum(glyphs.codes, len(_IS_OF_NUMBER) - 1)]
    grid_of = np.repeat(np.arange(len(grids)), [len(share) for share in shares])
    digits, owners = glyphs.take(is_digit), owners[is_digit]
    return _cut_by_border(digits, edges[:, owners], owners) | _run_over_border(digits, owners, grid_of[is_digit])


def _cut_by_border(digits: Glyphs, edges: np.ndarray, owners: np.ndarray) -> set[int]:
    """Cells with a digit that a border runs through; `edges`: left and right ones of the cell of each digit."""
    over = _CUT * (digits.sides[2] - digits.sides[0])
    is_cut = (digits.sides[0] < edges[0] - over) | (digits.sides[2] > edges[1] + over)
    return set(owners[is_cut].tolist())


def _run_over_border(digits: Glyphs, owners: np.ndarray, grid_of: np.ndarray) -> set[int]:
    """Cells that share a run of digits with the cell beside them."""
    lines = Lines.of(digits, grid_of)
    owners = owners[lines.order]
    left, top, right, bottom = lines.glyphs.sides
    is_shared = (owners[1:] != owners[:-1]) & (left[1:] - right[:-1] < _TOUCHING * (bottom - top)[:-1])
    is_shared[lines.starts[1:-1] - 1] = False
    return set(owners[1:][is_shared].tolist() + owners[:-1][is_shared].tolist())
