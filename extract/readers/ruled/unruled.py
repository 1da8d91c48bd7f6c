"""Tables without vertical rules: columns are where values stand one below the other, and all else follows them.

A table is made only where every piece of text in it has its place for certain; what is no table stays for others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extract.readers.blocks import Cell
from extract.readers.ruled.filling import DOUBT
from extract.readers.ruled.pages import Glyph, Page, Rule
from extract.readers.ruled.pieces import (
    Level,
    Piece,
    bands_of,
    edges_of,
    find_levels,
    part_vertical,
    touched,
    usual_step,
)
from extract.readers.ruled.stitching import Part
from extract.readers.ruled.unruled_groups import LabelledRow
from extract.readers.ruled.unruled_heads import (
    LABELS,
    REACH,
    HeadCell,
    head_cells,
    header_levels,
    is_certified,
    part_heads,
)
from extract.readers.ruled.unruled_labels import label_rows
from extract.readers.ruled.unruled_lone import Unruled, head_cell, place_of, read_lone_header, text_of, wide_levels
from extract.readers.spans import MOST_COLUMNS

_MARGIN = 0.08  # of the height of a page, above and below: what stands there is no part of a table
_FEWEST_ROWS = 3  # with labels and values; fewer need a header
_FEWEST_VALUES = 5  # of a row without a label under a header
_ROW_ALONE = 10  # values of a row without label and header, on a page of its own
_FULL_ROW = 5  # values of rows with labels that need no header, however few, if every value is there

Bands = list[tuple[float, float]]


def find_unruled(lines: Sequence[list[Glyph]], rules: Sequence[Rule], page: Page) -> list[Unruled]:
    """The tables in a stretch of a page, from top to bottom."""
    low, high = _MARGIN * page.height, (1 - _MARGIN) * page.height
    levels = [level for level in find_levels(lines) if low < level.middle < high]
    found: list[Unruled] = []
    floor = 0
    for body in _bodies(levels):
        above = levels[floor : body[0]]
        header = read_lone_header(above, rules, page)
        table = _read_body(levels, floor, body, rules, page)
        if table and not table.has_header and len(wide_levels(above)) > 1:
            table = None  # its header would be read by lines, in the wrong order
        found += [part for part in (table or header,) if part]
        floor = body[-1] + 1
    header = read_lone_header(levels[floor:], rules, page)
    return [*found, header] if header else found


def _bodies(levels: Sequence[Level]) -> list[list[int]]:
    """Levels with values that nothing interrupts but what stands left of them, as labels do."""
    bodies: list[list[int]] = [[]]
    left = float("inf")
    for index, level in enumerate(levels):
        if bodies[-1] and any(piece.right > left for piece in level.labels):
            bodies.append([])
            left = float("inf")
        if level.values:
            bodies[-1].append(index)
            left = min(left, level.values[0].left)
    parts = [part for body in bodies if body for part in _parts(levels, body)]
    return [trimmed for part in parts if (trimmed := _trimmed(levels, part))]


def _parts(levels: Sequence[Level], body: list[int]) -> list[list[int]]:
    """A body without what interrupts it, seen from its leftmost value, which may come last."""
    left = min(levels[index].values[0].left for index in body)
    parts = [[body[0]]]
    for index, following in pairwise(body):
        if any(piece.right > left for level in levels[index + 1 : following] for piece in level.labels):
            parts.append([])
        parts[-1].append(following)
    return parts


def _trimmed(levels: Sequence[Level], body: list[int]) -> list[int]:
    """Without page numbers at either end: one value and nothing else."""
    if max((len(levels[index].values) for index in body), default=0) < 2:
        return body
    while len(levels[body[0]].pieces) == 1:
        body = body[1:]
    while len(levels[body[-1]].pieces) == 1:
        body = body[:-1]
    return body


def _read_body(
    levels: Sequence[Level], floor: int, body: list[int], rules: Sequence[Rule], page: Page
) -> Unruled | None:
    """The table whose values stand on these levels; nothing where its columns or labels are not certain."""
    rows = [levels[index] for index in body]
    bands = _value_bands(rows)
    if not bands or len(bands) > MOST_COLUMNS - 2:
        return None
    boundary = max((piece.right for row in rows for piece in row.labels), default=bands[0][0] - 1e6)
    above = header_levels(levels[floor : body[0]], rows[0], bands, boundary)
    labels = part_vertical(_labels_around(levels, floor, body, bands[0][0]))
    labelled = label_rows(rows, labels, REACH * usual_step(labels), rules)
    if labelled is None:
        return None
    found, outside = labelled
    heads = part_heads([piece for level in above for piece in level.labels if piece.right > bands[0][0]], bands)
    top = above[0].middle - rows[0].values[0].height if above else rows[0].middle
    heads += [piece for piece in labels if piece in outside and top < piece.middle < rows[0].middle]
    cells = head_cells(heads, bands, boundary, REACH * usual_step(labels + heads), rules)
    if cells is None or not _is_table(found, bands, cells):
        return None
    return _build(found, cells, bands, page)


def _labels_around(levels: Sequence[Level], floor: int, body: list[int], right: float) -> list[Piece]:
    """Pieces left of the values, also above the first ones and below the last ones, as far as nothing else stands."""
    first, behind = body[0], body[-1] + 1
    while first > floor and not levels[first - 1].values:
        first -= 1
    while behind < len(levels) and all(piece.right <= right for piece in levels[behind].pieces):
        behind += 1
    return [piece for level in levels[first:behind] for piece in level.labels if piece.right <= right]


def _value_bands(rows: Sequence[Level]) -> Bands | None:
    """The columns of values: each filled in a row at least, and rarely twice in one."""
    bands = bands_of([piece for row in rows for piece in row.values])
    doubled = sum(len({touched(piece, bands)[0] for piece in row.values}) < len(row.values) for row in rows)
    return bands if doubled * 10 <= len(rows) else None


def _is_table(rows: Sequence[LabelledRow], bands: Bands, cells: Sequence[HeadCell]) -> bool:
    """Whether labels, values and header bear each other out."""
    valued = [row for row in rows if row.values]
    is_headed = is_certified(cells, bands)
    unlabelled = [row for row in valued if not row.label]
    if len(unlabelled) == len(valued):
        return len(valued) == 1 and (
            (is_headed and len(bands) >= _FEWEST_VALUES) or (not cells and len(bands) >= _ROW_ALONE)
        )
    if unlabelled and (cells or unlabelled != rows[:1]):
        return False
    if is_headed:
        return len(bands) > 1 or any(cell.first == LABELS for cell in cells)
    filled = Counter(index for row in valued for index in {touched(piece, bands)[0] for piece in row.values})
    if len(bands) >= _FULL_ROW and all(len(row.values) == len(bands) for row in valued):
        return True
    is_full = max(len(row.values) for row in valued) >= len(bands) > 1
    return len(valued) >= _FEWEST_ROWS and is_full and 4 * min(filled.values()) >= len(valued)


def _build(rows: list[LabelledRow], heads: list[HeadCell], bands: Bands, page: Page) -> Unruled:
    """The part of a table, with a column for labels of several rows where there are some."""
    groups = [piece for row in rows for chain in row.groups for piece in chain]
    has_labels = any(row.label for row in rows) or any(cell.first == LABELS for cell in heads)
    # A place for labels of several rows also where this page has none: the next one may.
    before = (2 if groups or len(bands) >= _FULL_ROW else 1) if has_labels else 0
    head_rows = max((cell.depth + 1 for cell in heads), default=0)
    cells = [head_cell(cell, head_rows, before, page) for cell in heads]
    group_right = max((piece.right for piece in groups), default=0.0)
    for index, row in enumerate(rows, head_rows):
        cells += _label_cells(row, index, before, group_right, page)
        if row.values or index > head_rows or heads:
            cells += _value_cells(row, index, before, bands, page)
    pieces = [piece for cell in heads for piece in cell.lines]
    pieces += [piece for row in rows for piece in [*row.values, *row.label]] + groups
    inner = [bands[0][0], *edges_of(bands), bands[-1][1]]
    edges = [inner[0] - (before - index) * (bands[-1][1] - inner[0]) for index in range(before)] + inner
    cells = _merged(cells)
    top = min(piece.top for piece in pieces)
    glyphs = [one for piece in pieces for one in piece.glyphs]
    return Unruled(top, Part(edges, cells, head_rows + len(rows)), glyphs, bool(heads))


def _label_cells(row: LabelledRow, index: int, before: int, group_right: float, page: Page) -> list[Cell]:
    """The label of a row, behind labels of several rows."""
    cells = [Cell(text_of(chain), index, 0, place=place_of(chain, page)) for chain in row.groups]
    if not before:
        return cells
    place = place_of(row.label or row.values, page)
    is_inner = before > 1 and (row.groups or min((piece.left for piece in row.label), default=0) >= group_right)
    column = before - 1 if is_inner else 0
    return [*cells, Cell(text_of(row.label), index, column, column_span=before - column, place=place)]


def _value_cells(row: LabelledRow, index: int, before: int, bands: Bands, page: Page) -> list[Cell]:
    """A cell for each band, blank where nothing stands; numbers of one band stay apart."""
    around = row.values or row.label
    top, bottom = min(piece.top for piece in around), max(piece.bottom for piece in around)
    cells = []
    for column, (left, right) in enumerate(bands):
        texts = [piece.text for piece in row.values if touched(piece, bands)[0] == column]
        place = page.place(left, top, right, bottom)
        doubt = DOUBT if texts and row.is_doubtful else ""
        cells.append(Cell(" ".join(texts) + doubt, index, before + column, place=place))
    return cells


def _merged(cells: list[Cell]) -> list[Cell]:
    """Cells sorted by place; those that came to one place as one, line by line."""
    merged: list[Cell] = []
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        if merged and merged[-1][1:3] == cell[1:3]:
            span = max(merged[-1].column_span, cell.column_span)
            merged[-1] = merged[-1]._replace(text=f"{merged[-1].text}\n{cell.text}", column_span=span)
        else:
            merged.append(cell)
    return merged
