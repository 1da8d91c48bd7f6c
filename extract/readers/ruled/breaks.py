"""Whether a page break runs through a row or a merged cell. Where that is not certain, nothing is joined.

Word processors close a cut row with a rule on both sides of the break, so rules alone do not tell it from two rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from extract.readers.blocks import Cell

NUMBER = re.compile(r"[\s+＋\-－−,，.．\d０-９件条元个]*[\d０-９][\s+＋\-－−,，.．\d０-９件条元个]*\ufffd?")
_BEGINS = re.compile(r"[（(]?[\d０-９一二三四五六七八九十]+[）)、.．]|其中|注[:：]")  # of an entry of its own

Pair = tuple[Cell, Cell]  # a cell above the break and one below it, in the same columns


def pairs_at_break(upper: list[Cell], lower: list[Cell], row: int) -> list[Pair]:
    """Cells that end above the break, which is before `row`, with those of the same columns that begin below it."""
    firsts = {(cell.column, cell.column_span): cell for cell in lower if cell.row == row}
    return [
        (cell, firsts[key])
        for cell in upper
        if cell.row + cell.row_span == row and (key := (cell.column, cell.column_span)) in firsts
    ]


def is_row_cut(pairs: list[Pair], lower: list[Cell], row: int, full: Collection[str], is_open: bool) -> bool:
    """Whether the last row above the break and the first below it are one.

    Args:
        pairs: the cells at the break.
        lower: the cells below it.
        row: the first row below it.
        full: places of cells whose last line has no room for another character.
        is_open: no rule stands at the break on either side.
    """
    single = [pair for pair in pairs if max(cell.row_span for cell in pair) == 1]
    if not single or {cell for cell in lower if cell.row == row} != {other for _, other in pairs}:
        return False
    numbers = [(bool(NUMBER.fullmatch(cell.text)), bool(NUMBER.fullmatch(other.text))) for cell, other in single]
    above, below = any(one for one, _ in numbers), any(other for _, other in numbers)
    if not any(cell.text for cell, _ in single):
        return True  # begun above the break with nothing but its border
    if not any(other.text for _, other in single):
        return above or any(cell.row > row for cell in lower)  # nothing was left of it; not a lone row of blanks
    both = [(cell, other) for cell, other in single if cell.text and other.text]
    if is_open and not below:
        return not any(_BEGINS.match(other.text) for _, other in both)
    return bool(both) and not below and all(flows(cell, other, full) for cell, other in both)


def flows(cell: Cell, other: Cell, full: Collection[str]) -> bool:
    """Whether a text goes on below the break: its last line is full, and what follows begins no entry of its own."""
    if NUMBER.fullmatch(cell.text) or NUMBER.fullmatch(other.text):
        return False
    return cell.place in full and not _BEGINS.match(other.text)


def is_one_label(cell: Cell, other: Cell, full: Collection[str]) -> bool:
    """Whether both are one merged cell: it spans rows, and its text stands on one side of the break, or flows over it.

    Where neither side spans rows, both stay: a blank one may be a value that nobody filled in.
    """
    if max(cell.row_span, other.row_span) == 1:
        return False
    if cell.text and other.text:
        return flows(cell, other, full)
    text = cell.text or other.text
    return bool(text) and not NUMBER.fullmatch(text)


def joined(cell: Cell, other: Cell, overlap: int) -> Cell:
    """Both as one cell, with the text of both line by line; `overlap`: how many rows they share."""
    text = "\n".join(text for text in (cell.text, other.text) if text)
    place = cell.place if cell.text or not other.text else other.place
    return cell._replace(text=text, row_span=cell.row_span + other.row_span - overlap, place=place)
