"""Labels to the rows of a table without rules: a label stands beside its values, its lines centred around them."""

from __future__ import annotations

from collections.abc import Sequence

from extract.readers.ruled.pages import Rule
from extract.readers.ruled.pieces import Level, Piece, stack
from extract.readers.ruled.unruled_groups import LabelledRow, place_groups

_CENTRED = 0.3  # of the height: how far the middle of a label may lie off its values


def label_rows(
    levels: Sequence[Level], labels: Sequence[Piece], reach: float, rules: Sequence[Rule]
) -> tuple[list[LabelledRow], set[Piece]] | None:
    """Rows from top to bottom, and the pieces that belong to none of them: they stand above or below all rows.

    Nothing where a label may belong to another row. `levels`: those with values; `labels`: pieces left of the values,
    also some above and below; `reach`: lines of one label are no further apart.
    """
    rows = [LabelledRow(level.values, level.middle) for level in levels]
    candidates: list[list[list[Piece]]] = [[] for _ in rows]
    rest: list[list[Piece]] = []
    # From right to left: what stands left of a row's label is a label of several rows.
    for chain in sorted(stack(labels, reach, rules), key=lambda chain: -max(piece.right for piece in chain)):
        rest += _share_chain(chain, rows, candidates)
    rest = _between_rules(rest, rows, candidates, rules)
    for row, found in zip(rows, candidates, strict=True):
        found.sort(key=lambda lines: min(piece.left for piece in lines))
        if found:
            row.label = found.pop()
            rest += found
    return _place_rest(rest, rows)


def _share_chain(chain: list[Piece], rows: list[LabelledRow], candidates: list[list[list[Piece]]]) -> list[list[Piece]]:
    """Give each row the lines of the chain that are centred around it; what is left, or the whole where some is."""
    shares: list[tuple[int, list[Piece]]] = []
    unshared: list[Piece] = []
    first = 0
    while first < len(chain):
        found = _centred(chain, first, rows)
        if found is None:
            unshared.append(chain[first])
            first += 1
        else:
            shares.append((found[0], chain[first : found[1]]))
            first = found[1]
    outside = [piece for piece in unshared if _is_outside(piece, rows)]
    if len(outside) < len(unshared) or all(candidates[index] for index, _ in shares):
        return [chain]
    for index, lines in shares:
        candidates[index].append(lines)
    return [[piece] for piece in outside]


def _centred(chain: list[Piece], first: int, rows: list[LabelledRow]) -> tuple[int, int] | None:
    """The row around which the lines from `first` on are centred, and where they end; no other row is beside them."""
    slack = _CENTRED * chain[first].height
    index = next((index for index, row in enumerate(rows) if row.middle >= chain[first].middle - slack), None)
    if index is None:
        return None
    for last in range(first, len(chain)):
        off = chain[first].middle + chain[last].middle - 2 * rows[index].middle
        if abs(off) <= 2 * slack:
            following = rows[index + 1].middle if index + 1 < len(rows) else float("inf")
            return (index, last + 1) if chain[last].middle < following - slack else None
    return None


def _is_outside(piece: Piece, rows: list[LabelledRow]) -> bool:
    return piece.bottom <= rows[0].middle or piece.top >= rows[-1].middle


def _between_rules(
    rest: list[list[Piece]], rows: list[LabelledRow], candidates: list[list[list[Piece]]], rules: Sequence[Rule]
) -> list[list[Piece]]:
    """Give rows without a label what stands between the same two rules, if no other row does; what is left."""
    for index, row in enumerate(rows):
        across = [rule.position for rule in rules if _covers(rule, row.values)]
        above = max((y for y in across if y < row.middle), default=None)
        below = min((y for y in across if y > row.middle), default=None)
        if candidates[index] or above is None or below is None:
            continue
        if sum(above < other.middle < below for other in rows) == 1:
            inside = [chain for chain in rest if above < chain[0].middle and chain[-1].middle < below]
            candidates[index] += inside
            rest = [chain for chain in rest if chain not in inside]
    return rest


def _covers(rule: Rule, values: list[Piece]) -> bool:
    return bool(values) and rule.start <= values[0].left and values[-1].right <= rule.end


def _place_rest(rest: list[list[Piece]], rows: list[LabelledRow]) -> tuple[list[LabelledRow], set[Piece]] | None:
    """Labels of several rows to the first of these; others as rows without values."""
    outside: set[Piece] = set()
    blank: list[LabelledRow] = []
    several: list[list[Piece]] = []
    valued = list(rows)
    for chain in rest:
        middle = (chain[0].middle + chain[-1].middle) / 2
        if all(_is_outside(piece, valued) for piece in chain):
            outside.update(chain)
        elif _is_for_several(chain, middle, valued):
            several.append(chain)
        elif any(_is_beside(chain, row) for row in valued):
            return None
        else:
            blank.append(LabelledRow([], middle, chain))
    found = sorted(rows + blank, key=lambda row: row.middle)
    if several:
        place_groups(found, several)
    return found, outside


def _is_for_several(chain: list[Piece], middle: float, rows: list[LabelledRow]) -> bool:
    """Whether the rows above and below its middle have labels of their own to the right of it."""
    right = max(piece.right for piece in chain)
    near = [row for row in rows if row.middle <= middle][-1:] + [row for row in rows if row.middle > middle][:1]
    return bool(near) and all(row.label and min(piece.left for piece in row.label) >= right for row in near)


def _is_beside(chain: list[Piece], row: LabelledRow) -> bool:
    """Whether a label stands between the first and last line of a row, or the row between its own."""
    lines = row.label or row.values
    top, bottom = min(piece.middle for piece in lines), max(piece.middle for piece in lines)
    slack = chain[0].height
    return chain[0].middle < bottom + slack and chain[-1].middle > top - slack
