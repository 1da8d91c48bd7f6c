"""Headers of tables without rules: pieces above the first row to cells over the columns that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.readers.ruled.pages import Glyph, Rule
from extract.readers.ruled.pieces import Level, Piece, edges_of, stack, touched

SAME_SIZE = 0.12  # of the height
_SMALL_GAP = 0.25  # of the height, between headers of two columns
REACH = 1.15  # of the step between lines of one cell
_NEAR = 4.0  # of the height: levels of one header are no further apart
LABELS = -1  # the band of labels, before those of values

Bands = Sequence[tuple[float, float]]


@dataclass(slots=True, eq=False)
class HeadCell:
    """One cell of a header: its lines, first and last band, and how many cells stand below it."""

    lines: list[Piece]
    first: int
    last: int
    depth: int = 0


def header_levels(above: Sequence[Level], body: Level, bands: Bands, boundary: float) -> list[Level]:
    """The levels right above a table that are its header, from top to bottom.

    `above`: levels from the end of whatever stands above; `boundary`: where the labels of rows end.
    """
    height, below = body.values[0].height, body.middle
    found: list[Level] = []
    for level in reversed(above):
        if level.values or below - level.middle > _NEAR * height or _is_prose(level.labels, bands, boundary, height):
            break
        found.insert(0, level)
        below = level.middle
    while found and not any(touched(piece, bands) for piece in found[0].labels):
        found.pop(0)
    return found


def _is_prose(pieces: list[Piece], bands: Bands, boundary: float, height: float) -> bool:
    """Whether a level is no part of a header: other type, with numbers, over labels and values, or over all columns."""
    if any(piece.is_value or abs(piece.height - height) > SAME_SIZE * height for piece in pieces):
        return True
    if any(piece.left < boundary - height and piece.right > bands[0][0] for piece in pieces):
        return True
    return len(bands) > 1 and any(len(touched(piece, bands)) == len(bands) for piece in pieces)


def head_cells(
    pieces: Sequence[Piece], bands: Bands, boundary: float, reach: float, rules: Sequence[Rule]
) -> list[HeadCell] | None:
    """The cells of a header; nothing where a piece stands in no column for certain."""
    cells = []
    for lines in stack(pieces, reach, rules):
        found = [_bands_of(piece, bands, boundary) for piece in lines]
        if any(not one for one in found):
            return None
        places = [index for one in found for index in one]
        cells.append(HeadCell(lines, min(places), max(places)))
    cells.sort(key=lambda cell: -cell.lines[-1].middle)
    for index, cell in enumerate(cells):
        below = [other.depth + 1 for other in cells[:index] if other.first <= cell.last and cell.first <= other.last]
        cell.depth = max(below, default=0)
    return cells


def part_heads(pieces: Sequence[Piece], bands: Bands) -> list[Piece]:
    """Headers of narrow columns all but touch: parted at small gaps, if each part stands in a column of its own."""
    return [part for piece in pieces for part in _parted(piece, bands)]


def _parted(piece: Piece, bands: Bands) -> list[Piece]:
    if len(touched(piece, bands)) < 2:
        return [piece]
    runs: list[list[Glyph]] = [[piece.glyphs[0]]]
    for glyph in piece.glyphs[1:]:
        if glyph[1] - max(one[3] for one in runs[-1]) > _SMALL_GAP * piece.height:
            runs.append([glyph])
        else:
            runs[-1].append(glyph)
    parts = [Piece.of(run) for run in runs]
    places = [touched(part, bands) for part in parts]
    are_own = all(len(place) == 1 for place in places) and len({place[0] for place in places}) == len(parts)
    return parts if are_own else [piece]


def _bands_of(piece: Piece, bands: Bands, boundary: float) -> list[int]:
    found = touched(piece, bands)
    if found:
        return found
    if piece.right <= bands[0][0] and piece.left < boundary:
        return [LABELS]
    edges = [boundary, *edges_of(bands), float("inf")]
    middle = (piece.left + piece.right) / 2
    return [index for index in range(len(bands)) if edges[index] <= piece.left and piece.right <= edges[index + 1]] or (
        [index for index in range(len(bands)) if edges[index] <= middle < edges[index + 1]]
    )


def is_certified(cells: Sequence[HeadCell], bands: Bands) -> bool:
    """Whether every column has a cell of its own right above the first row."""
    own = {cell.first for cell in cells if cell.depth == 0 and cell.first == cell.last}
    return own >= set(range(len(bands)))
