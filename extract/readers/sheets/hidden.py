"""A sheet without its hidden rows and columns: what is left of it closes up, as it is seen."""

from __future__ import annotations

from bisect import bisect_left

from extract.readers.sheets.grids import MOST_ROWS, MOST_SHEET_COLUMNS, Place, SheetGrid


def seen(grid: SheetGrid) -> SheetGrid:
    """The sheet as it is seen; each place of it keeps its name in the whole sheet.

    A merged cell is seen where any of its rows and columns is, also if it begins in hidden ones: then its text and its
    frame stand in the first place that is seen, under the name of the place where it begins.
    """
    if not grid.hidden_rows and not grid.hidden_columns:
        return grid
    grid.limit()
    return _Visible(grid).grid()


class _Visible:
    """The rows and columns of a sheet that are seen, in order."""

    def __init__(self, grid: SheetGrid) -> None:
        self._whole = grid
        self._rows = [row for row in range(MOST_ROWS) if row not in grid.hidden_rows]
        self._columns = [column for column in range(MOST_SHEET_COLUMNS) if column not in grid.hidden_columns]

    def grid(self) -> SheetGrid:
        """The sheet that they make."""
        whole = self._whole
        texts = {self._place(place): text for place, text in whole.texts.items() if self._is_seen(place)}
        framed = {self._place(place) for place in whole.framed if self._is_seen(place)}
        visible = SheetGrid(whole.name, texts, framed=framed, rows=self._rows, columns=self._columns)
        for begin, size in whole.spans.items():
            self._add_merged(visible, begin, size)
        return visible

    def _add_merged(self, visible: SheetGrid, begin: Place, size: tuple[int, int]) -> None:
        (row, column), (height, width) = self._place(begin), self._place((begin[0] + size[0], begin[1] + size[1]))
        height, width = height - row, width - column
        if not height or not width:
            return
        place = row, column
        visible.spans[place] = height, width
        if not self._is_seen(begin):
            visible.moved[place] = begin
            visible.texts.pop(place, None)  # below a merged cell
            if begin in self._whole.texts:
                visible.texts[place] = self._whole.texts[begin]
            if begin in self._whole.framed:
                visible.framed.add(place)

    def _is_seen(self, place: Place) -> bool:
        return place[0] not in self._whole.hidden_rows and place[1] not in self._whole.hidden_columns

    def _place(self, place: Place) -> Place:
        """How many rows and columns are seen before those of a place."""
        return bisect_left(self._rows, place[0]), bisect_left(self._columns, place[1])
