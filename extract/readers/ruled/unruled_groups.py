"""Labels of several rows in a table without rules: which rows, told by what stands in their middle.

A label of several rows is centred over them, so that it stands below the first of them, though it is read before it.
Where its rows are not certain, rows whose label is no entry of its own (小计) may be those of another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extract.readers.ruled.pieces import Piece, bands_of, touched

_CENTRED = 0.35  # of the height: how far the middle of a label may lie off its rows
_BEGINS = re.compile(r"[（(]?[\d０-９一二三四五六七八九十]+[）)、.．]")  # of an entry of its own


@dataclass(slots=True, eq=False)
class LabelledRow:
    """Values of one level, or none, with its label and the labels of several rows that begin here, by their columns.

    `is_doubtful`: it may belong to another label of several rows than it seems to.
    """

    values: list[Piece]
    middle: float
    label: list[Piece] = field(default_factory=list)
    groups: list[list[Piece]] = field(default_factory=list)
    is_doubtful: bool = False

    @property
    def lines(self) -> list[Piece]:
        """All that stands in this row only."""
        return self.values + self.label


Segment = tuple[int, int]  # first row and last one


def place_groups(rows: Sequence[LabelledRow], chains: Sequence[list[Piece]]) -> None:
    """Give each chain of lines to the first of its rows; where that is not certain, to one that is near."""
    inner = _innermost(chains)
    for chain in chains:
        if chain not in inner:
            _nearest(rows, chain).groups.append(chain)
    while inner:
        run = _run(rows, inner[0])
        here = [chain for chain in inner if chain is inner[0] or run[0] <= rows.index(_nearest(rows, chain)) <= run[1]]
        _place_in_run(rows, run, here)
        inner = [chain for chain in inner if chain not in here]


def _innermost(chains: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Those next to the labels of rows, from top to bottom."""
    bands = bands_of([piece for chain in chains for piece in chain])
    last = [chain for chain in chains if touched(chain[0], bands)[-1] == len(bands) - 1]
    return sorted(last, key=_middle)


def _middle(chain: list[Piece]) -> float:
    return (chain[0].middle + chain[-1].middle) / 2


def _nearest(rows: Sequence[LabelledRow], chain: list[Piece]) -> LabelledRow:
    middle = _middle(chain)
    return min(rows, key=lambda row: abs(row.middle - middle))


def _run(rows: Sequence[LabelledRow], chain: list[Piece]) -> Segment:
    """The rows around whose labels stand in one column with that beside the chain: centred, or all to the left."""
    at = rows.index(_nearest(rows, chain))
    runs = [
        _run_along(rows, at, keys) for keys in ([_doubled_centre(row) for row in rows], [_left(row) for row in rows])
    ]
    return max(runs, key=lambda run: run[1] - run[0])


def _run_along(rows: Sequence[LabelledRow], at: int, places: list[float]) -> Segment:
    first = last = at
    slack = 2 * _CENTRED * rows[at].lines[0].height
    while first and abs(places[first - 1] - places[at]) <= slack:
        first -= 1
    while last + 1 < len(rows) and abs(places[last + 1] - places[at]) <= slack:
        last += 1
    return first, last


def _doubled_centre(row: LabelledRow) -> float:
    return row.label[0].left + row.label[0].right if row.label else float("inf")


def _left(row: LabelledRow) -> float:
    return 2 * row.label[0].left if row.label else float("inf")


def _place_in_run(rows: Sequence[LabelledRow], run: Segment, chains: list[list[Piece]]) -> None:
    first, last = run
    solutions = _solutions(rows, run, chains)
    starts = solutions[0] if len(solutions) == 1 else None
    for index, chain in enumerate(chains):
        (rows[starts[index]] if starts else _nearest(rows, chain)).groups.append(chain)
    unsure = range(starts[-1], last + 1) if starts else range(first, last + 1)
    for row in (rows[index] for index in unsure):
        row.is_doubtful = bool(row.label) and not _BEGINS.match(row.label[0].text)


def _solutions(rows: Sequence[LabelledRow], run: Segment, chains: list[list[Piece]]) -> list[list[int]]:
    """First rows of each chain, and the row behind the last chain's, so that all are centred over theirs.

    Rows above the first chain and below the last one have theirs on another page, so they are at its end.
    """
    first, last = run
    found = []
    for lead in range(first, last + 1) if first == 0 else (first,):
        starts = [lead]
        for chain in chains:
            end = _end(rows, starts[-1], last, chain)
            if end is None:
                break
            starts.append(end + 1)
        if len(starts) == len(chains) + 1 and (starts[-1] == last + 1 or last + 1 == len(rows)):
            found.append(starts)
    return [starts for starts in found if starts[-1] == last + 1] or found


def _end(rows: Sequence[LabelledRow], start: int, last: int, chain: list[Piece]) -> int | None:
    """The row down to which rows from `start` on have the chain in their middle."""
    top, slack = _edge(rows, start), _CENTRED * chain[0].height
    for end in range(start, last + 1):
        if abs(top + _edge(rows, end + 1) - 2 * _middle(chain)) <= 2 * slack:
            return end
    return None


def _edge(rows: Sequence[LabelledRow], index: int) -> float:
    """Where a row begins: in the middle between it and the one above."""
    if 0 < index < len(rows):
        return (_bottom(rows[index - 1]) + _top(rows[index])) / 2
    gaps = sorted(_top(row) - _bottom(above) for above, row in pairwise(rows))
    half = gaps[len(gaps) // 2] / 2 if gaps else 0.0
    return _top(rows[0]) - half if index == 0 else _bottom(rows[-1]) + half


def _top(row: LabelledRow) -> float:
    return min(piece.top for piece in row.lines)


def _bottom(row: LabelledRow) -> float:
    return max(piece.bottom for piece in row.lines)
