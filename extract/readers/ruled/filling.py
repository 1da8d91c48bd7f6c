"""Characters into the cells of a grid, and cells whose digits may belong to another cell."""

from __future__ import annotations

import numpy as np

from extract.readers.blocks import Cell
from extract.readers.ruled.grids import Grid
from extract.readers.ruled.lining import Lines
from extract.readers.ruled.pages import Glyphs, Page, encode
from extract.readers.ruled.stitching import Part

DOUBT = "\ufffd"  # behind the text of a cell: makes any number unreadable, and no label unknown
_CUT = 0.25  # of the width of a digit: what may lie behind a border
_TOUCHING = 0.1  # of the height: digits nearer than this belong to one number
_MOST_PADDING = 0.6  # of the height, between a border and the text
_ONE_MORE = 1.2  # of the height: a character, and what justification leaves
_IS_OF_NUMBER = np.zeros(0x10000, dtype=bool)
_IS_OF_NUMBER[encode("0123456789０１２３４５６７８９.．,，%-－+")] = True


def fill_grid(grid: Grid, glyphs: Glyphs, page: Page) -> Part:
    """The cells with their texts; the digits of a number that runs over a border make both cells doubtful."""
    owners = _owners(grid, glyphs)
    is_digit = _IS_OF_NUMBER[np.minimum(glyphs.codes, len(_IS_OF_NUMBER) - 1)]
    digits, digit_owners = glyphs.take(is_digit), owners[is_digit]
    doubtful = _cut_by_border(grid, digits, digit_owners) | _run_over_border(digits, digit_owners)
    lines = Lines.of(glyphs, owners)
    texts: dict[int, str] = {}
    for owner, text in zip(lines.owners.tolist(), lines.texts(), strict=True):
        if text:
            texts[owner] = f"{texts[owner]}\n{text}" if owner in texts else text
    for owner in doubtful:
        texts[owner] = texts.get(owner, "") + DOUBT
    places = _places(grid, page)
    cells = [Cell(texts.get(index, ""), *span, places[index]) for index, span in enumerate(grid.spans)]
    full = frozenset(places[owner] for owner in _full_cells(grid, glyphs, owners, lines))
    return Part(grid.columns, cells, len(grid.rows) - 1, grid.is_open_above, grid.is_open_below, full)


def _places(grid: Grid, page: Page) -> list[str]:
    """What `place` of each cell says, as Page.place does; each edge is written once."""
    xs, ys = [f"{edge:.0f}" for edge in grid.columns], [f"{edge:.0f}" for edge in grid.rows]
    return [
        f"page {page.number} box {xs[column]},{ys[row]},{xs[column + width]},{ys[row + height]}"
        for row, column, height, width in grid.spans
    ]


def _owners(grid: Grid, glyphs: Glyphs) -> np.ndarray:
    """Per character, the index of the cell in which its middle lies; the nearest for what is outside."""
    cells = np.zeros((len(grid.rows) - 1, len(grid.columns) - 1), dtype=np.intp)
    for index, (row, column, height, width) in enumerate(grid.spans):
        cells[row : row + height, column : column + width] = index
    left, top, right, bottom = glyphs.sides
    columns = np.searchsorted(np.array(grid.columns[1:-1]), (left + right) / 2, "right")
    return cells[np.searchsorted(np.array(grid.rows[1:-1]), (top + bottom) / 2, "right"), columns]


def _full_cells(grid: Grid, glyphs: Glyphs, owners: np.ndarray, lines: Lines) -> list[int]:
    """Cells of the last row in whose last line one more character would not fit."""
    last_row = len(grid.rows) - 1
    starts = lines.starts.tolist()
    lefts, rights = lines.glyphs.sides[0], lines.glyphs.sides[2]
    edges: dict[int, list[tuple[float, float]]] = {}  # of the lines of each cell
    for index, owner in enumerate(lines.owners.tolist()):
        if grid.spans[owner][0] + grid.spans[owner][2] == last_row:
            edges.setdefault(owner, []).append((float(lefts[starts[index]]), float(rights[starts[index + 1] - 1])))
    heights = glyphs.sides[3] - glyphs.sides[1]
    return [
        owner
        for owner, ends in edges.items()
        if _is_full(ends, *_sides(grid, owner), float(heights[np.argmax(owners == owner)]))
    ]


def _sides(grid: Grid, owner: int) -> tuple[float, float]:
    _, column, _, width = grid.spans[owner]
    return grid.columns[column], grid.columns[column + width]


def _is_full(ends: list[tuple[float, float]], left: float, right: float, size: float) -> bool:
    """Whether one more character of a size would not fit into the last line."""
    padding = min(min(start - left, right - end) for start, end in ends)
    room = right - left - (ends[-1][1] - ends[-1][0])
    return room < 2 * min(padding, _MOST_PADDING * size) + _ONE_MORE * size


def _cut_by_border(grid: Grid, digits: Glyphs, owners: np.ndarray) -> set[int]:
    """Cells with a digit that a border runs through."""
    spans, columns = np.array(grid.spans).T, np.array(grid.columns)
    first, behind = spans[1], spans[1] + spans[3]
    left, _, right, _ = digits.sides
    over = _CUT * (right - left)
    is_cut = (left < columns[first[owners]] - over) | (right > columns[behind[owners]] + over)
    return set(owners[is_cut].tolist())


def _run_over_border(digits: Glyphs, owners: np.ndarray) -> set[int]:
    """Cells that share a run of digits with the cell beside them."""
    lines = Lines.of(digits)
    owners = owners[lines.order]
    left, top, right, bottom = lines.glyphs.sides
    is_shared = (owners[1:] != owners[:-1]) & (left[1:] - right[:-1] < _TOUCHING * (bottom - top)[:-1])
    is_shared[lines.starts[1:-1] - 1] = False
    return set(owners[1:][is_shared].tolist() + owners[:-1][is_shared].tolist())
