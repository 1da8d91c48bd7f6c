"""Headers whose rows stand on another page, or are no table for certain: cells, for read by lines they are torn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.readers.blocks import Cell
from extract.readers.ruled.pages import Glyph, Page, Rule
from extract.readers.ruled.pieces import Level, Piece, stack, usual_step
from extract.readers.ruled.stitching import Part
from extract.readers.ruled.unruled_heads import LABELS, REACH, SAME_SIZE, HeadCell, head_cells
from extract.readers.spans import MOST_COLUMNS

_FEWEST_COLUMNS = 5  # of a header that is torn when it is read by lines


@dataclass(slots=True)
class Unruled:
    """A table, where it begins, and the characters that it took."""

    top: float
    part: Part
    glyphs: list[Glyph]
    has_header: bool


def wide_levels(levels: Sequence[Level]) -> list[int]:
    """Which levels hold several pieces and no values: of a header, if there are several."""
    return [index for index, level in enumerate(levels) if len(level.labels) > 1 and not level.values]


def read_lone_header(levels: Sequence[Level], rules: Sequence[Rule], page: Page) -> Unruled | None:
    """The header among levels without values, if its lowest cells stand side by side."""
    wide = wide_levels(levels)
    if len(wide) < 2:
        return None
    pieces = [piece for level in levels[wide[0] : wide[-1] + 1] for piece in level.labels]
    size = pieces[0].height
    if any(abs(piece.height - size) > SAME_SIZE * size for piece in pieces):
        return None
    reach = REACH * usual_step(pieces)
    columns = _columns(stack(pieces, reach, rules))
    if not _FEWEST_COLUMNS <= len(columns) <= MOST_COLUMNS:
        return None
    cells = head_cells(pieces, columns, columns[0][0] - 1, reach, rules)
    if cells is None:
        return None
    rows = max(cell.depth + 1 for cell in cells)
    widths = sorted(right - left for left, right in columns)
    if columns[0][1] - columns[0][0] >= 2 * widths[len(widths) // 2]:  # over labels, which have two columns
        cells = [_moved(cell) for cell in cells]
        columns = [columns[0], *columns]
    edges = [columns[0][0], *(right for _, right in columns)]
    part = Part(edges, sorted((head_cell(cell, rows, 0, page) for cell in cells), key=lambda cell: cell[1:3]), rows)
    glyphs = [glyph for piece in pieces for glyph in piece.glyphs]
    return Unruled(min(piece.top for piece in pieces), part, glyphs, True)


def _moved(cell: HeadCell) -> HeadCell:
    return HeadCell(cell.lines, cell.first + (cell.first > 0), cell.last + 1, cell.depth)


def _columns(chains: Sequence[list[Piece]]) -> list[tuple[float, float]]:
    """What the chains cover below which no other stands; nothing where two of these overlap."""
    spans = [(min(piece.left for piece in chain), max(piece.right for piece in chain), chain) for chain in chains]
    lowest = sorted(
        (left, right)
        for left, right, chain in spans
        if not any(other[0].middle > chain[-1].middle and first < right and left < last for first, last, other in spans)
    )
    overlap = any(one[1] > other[0] for one, other in pairwise(lowest))
    return [] if overlap else lowest


def text_of(lines: Sequence[Piece]) -> str:
    """Line by line."""
    return "\n".join(piece.text for piece in sorted(lines, key=lambda piece: (piece.middle, piece.left)))


def place_of(pieces: Sequence[Piece], page: Page) -> str:
    """The box around pieces."""
    return page.place(
        min(piece.left for piece in pieces),
        min(piece.top for piece in pieces),
        max(piece.right for piece in pieces),
        max(piece.bottom for piece in pieces),
    )


def head_cell(cell: HeadCell, head_rows: int, before: int, page: Page) -> Cell:
    """The cell of a header with so many rows, in a table with so many columns of labels."""
    row, place = head_rows - 1 - cell.depth, place_of(cell.lines, page)
    if cell.first == LABELS:
        return Cell(text_of(cell.lines), row, 0, column_span=before + cell.last + 1, place=place)
    return Cell(text_of(cell.lines), row, before + cell.first, column_span=cell.last - cell.first + 1, place=place)
