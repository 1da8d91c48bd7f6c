"""Characters into the cells of a grid, and cells whose digits may belong to another cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from extract.readers.blocks import Cell
from extract.readers.ruled.grids import Grid
from extract.readers.ruled.pages import Glyph, Page
from extract.readers.ruled.stitching import Part
from extract.readers.ruled.texts import group_lines, join_lines

DOUBT = "\ufffd"  # behind the text of a cell: makes any number unreadable, and no label unknown
_CUT = 0.25  # of the width of a digit: what may lie behind a border
_TOUCHING = 0.1  # of the height: digits nearer than this belong to one number
_MOST_PADDING = 0.6  # of the height, between a border and the text
_ONE_MORE = 1.2  # of the height: a character, and what justification leaves
_OF_NUMBERS = frozenset("0123456789０１２３４５６７８９.．,，%-－+")


def fill_grid(grid: Grid, glyphs: Sequence[Glyph], page: Page) -> Part:
    """The cells with their texts; the digits of a number that runs over a border make both cells doubtful."""
    owners = _owners(grid)
    contents: list[list[Glyph]] = [[] for _ in grid.spans]
    digits: list[tuple[Glyph, int]] = []
    columns, rows = grid.columns, grid.rows
    last_column, last_row = len(columns) - 1, len(rows) - 1
    for glyph in glyphs:
        text, left, top, right, bottom = glyph
        column = bisect_right(columns, (left + right) / 2, 1, last_column) - 1  # one of them, also for what is outside
        owner = owners[bisect_right(rows, (top + bottom) / 2, 1, last_row) - 1][column]
        contents[owner].append(glyph)
        if text in _OF_NUMBERS:
            digits.append((glyph, owner))
    doubtful = _cut_by_border(grid, digits) | _run_over_border(digits)
    cells, full = [], set()
    for index, (span, content, place) in enumerate(zip(grid.spans, contents, _places(grid, page), strict=True)):
        row, column, height, width = span
        text = join_lines(content) + (DOUBT if index in doubtful else "")
        cells.append(Cell(text, *span, place))
        if row + height == last_row and content and _is_full(content, columns[column], columns[column + width]):
            full.add(place)
    return Part(columns, cells, last_row, grid.is_open_above, grid.is_open_below, frozenset(full))


def _places(grid: Grid, page: Page) -> list[str]:
    """What `place` of each cell says, as Page.place does; each edge is written once."""
    xs, ys = [f"{edge:.0f}" for edge in grid.columns], [f"{edge:.0f}" for edge in grid.rows]
    return [
        f"page {page.number} box {xs[column]},{ys[row]},{xs[column + width]},{ys[row + height]}"
        for row, column, height, width in grid.spans
    ]


def _is_full(content: list[Glyph], left: float, right: float) -> bool:
    """Whether one more character would not fit into the last line."""
    lines = group_lines(content)
    size = content[0].bottom - content[0].top
    padding = min(min(line[0].left - left, right - line[-1].right) for line in lines)
    room = right - left - (lines[-1][-1].right - lines[-1][0].left)
    return room < 2 * min(padding, _MOST_PADDING * size) + _ONE_MORE * size


def _owners(grid: Grid) -> list[list[int]]:
    """Per elementary row and column, the index of the cell that covers it."""
    owners = [[0] * (len(grid.columns) - 1) for _ in range(len(grid.rows) - 1)]
    for index, (row, column, height, width) in enumerate(grid.spans):
        for line in owners[row : row + height]:
            line[column : column + width] = [index] * width
    return owners


def _cut_by_border(grid: Grid, digits: list[tuple[Glyph, int]]) -> set[int]:
    """Cells with a digit that a border runs through."""
    found = set()
    for (_, left, _, right, _), owner in digits:
        _, column, _, width = grid.spans[owner]
        over = _CUT * (right - left)
        if left < grid.columns[column] - over or right > grid.columns[column + width] + over:
            found.add(owner)
    return found


def _run_over_border(digits: list[tuple[Glyph, int]]) -> set[int]:
    """Cells that share a run of digits with the cell beside them."""
    owners = dict(digits)
    found = set()
    for line in group_lines(owners):
        for glyph, other in pairwise(line):
            if owners[glyph] != owners[other] and other.left - glyph.right < _TOUCHING * (glyph.bottom - glyph.top):
                found |= {owners[glyph], owners[other]}
    return found
