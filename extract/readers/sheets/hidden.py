"""A sheet without what stands in its hidden rows and columns.

The rows close up, as they are seen. The columns stay, as blank ones: what tells the others apart is how many there are.
"""

from __future__ import annotations

from bisect import bisect_left

from extract.readers.sheets.grids import MOST_ROWS, Place, SheetGrid


def seen(grid: SheetGrid) -> SheetGrid:
    """The sheet as it is seen; each place of it keeps its name in the whole sheet.

    A merged cell is seen where any of its rows and columns is, also if it begins in hidden ones: then its text and its
    frame stand in the first row that is seen, under the name of the place where it begins.
    """
    if not grid.hidden_rows and not grid.hidden_columns:
        return grid
    grid.limit()
    rows = [row for row in range(MOST_ROWS) if row not in grid.hidden_rows]
    visible = SheetGrid(
        grid.name,
        {(bisect_left(rows, row), column): grid.texts[row, column] for row, column in filter(grid.is_seen, grid.texts)},
        framed={(bisect_left(rows, row), column) for row, column in filter(grid.is_seen, grid.framed)},
        rows=rows,
    )
    for begin in grid.spans:
        _add_merged(visible, grid, begin)
    return visible


def _add_merged(visible: SheetGrid, grid: SheetGrid, begin: Place) -> None:
    (row, column), (height, width) = begin, grid.spans[begin]
    first, end = bisect_left(visible.rows, row), bisect_left(visible.rows, row + height)
    if first == end or grid.hidden_columns.issuperset(range(column, column + width)):
        return
    place = first, column
    visible.spans[place] = end - first, width
    if not grid.is_seen(begin):
        visible.moved[place] = begin
        visible.texts.pop(place, None)  # below a merged cell
        if begin in grid.texts:
            visible.texts[place] = grid.texts[begin]
        if begin in grid.framed:
            visible.framed.add(place)
