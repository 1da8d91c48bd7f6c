"""Broken identities: figures that do not add up, printed as they are. The name says what went wrong."""

from __future__ import annotations

from ..draft import Draft
from ..figures import ONE, printed_number
from ..grid import Line
from .registry import variant

TOTAL = 6


def _lines(draft: Draft) -> dict[str, Line]:
    """Lines of section 3 with seven plain values, by row code."""
    table = draft.table("requests")
    lines = table.data_lines() if table else []
    return {line.code: line for line in lines if len(line.items) == 7 and set(line.statuses) == {"reported"}}


def _set(line: Line, number: int, value: int) -> None:
    line.values[number] = value
    line.grid[line.first + number] = printed_number(value)


def _add(line: Line, number: int, count: int) -> None:
    _set(line, number, (line.values[number] or 0) + count * ONE)


@variant
def broken_balance(draft: Draft) -> bool:
    """More carried in than the other three flows allow; rows still add up."""
    line = _lines(draft).get("carried_in")
    if line is None:
        return False
    _add(line, 0, 2)
    _add(line, TOTAL, 2)
    return True


@variant
def broken_outcomes_sum(draft: Draft) -> bool:
    """An outcome counted twice: its row adds up, its columns do not."""
    line = _lines(draft).get("granted")
    if line is None:
        return False
    _add(line, 1, 3)
    _add(line, TOTAL, 3)
    return True


@variant
def broken_applicants_sum(draft: Draft) -> bool:
    """One wrong part: its row and its column are off by the same difference."""
    line = _lines(draft).get("unavailable_not_held")
    if line is None:
        return False
    _add(line, 0, draft.rng.randint(1, 9))
    return True


@variant
def wrong_applicant(draft: Draft) -> bool:
    """A case booked under the wrong applicant type: two columns off by opposite differences."""
    lines = [line for code, line in _lines(draft).items() if code.startswith("denied_") and (line.values[0] or 0) > 0]
    if not lines:
        return False
    line = draft.rng.choice(lines)
    _add(line, 0, -1)
    _add(line, 1, 1)
    return True


@variant
def totals_never_filled(draft: Draft) -> bool:
    """All totals zero while parts are not."""
    lines = _lines(draft)
    if not lines or not lines.get("concluded_total") or not lines["concluded_total"].values[TOTAL]:
        return False
    for line in lines.values():
        _set(line, TOTAL, 0)
    return True


@variant
def transposed_digits(draft: Draft) -> bool:
    """13 for 31: the difference is divisible by 9."""
    for line in _lines(draft).values():
        text = line.grid[line.first + TOTAL]
        if len(text) == 2 and text.isdigit() and text[0] != text[1] and text[1] != "0":
            _set(line, TOTAL, int(text[::-1]) * ONE)
            return True
    return False


@variant
def factor_ten(draft: Draft) -> bool:
    """A zero too many."""
    for line in _lines(draft).values():
        if line.values[TOTAL]:
            _set(line, TOTAL, (line.values[TOTAL] or 0) * 10)
            return True
    return False


@variant
def digits_joined(draft: Draft) -> bool:
    """20 and 0 for 2 and 0: a neighbour's digit joined on."""
    for line in _lines(draft).values():
        if line.values[0] and line.values[1] == 0:
            _set(line, 0, (line.values[0] or 0) * 10)
            return True
    return False


@variant
def negative_count(draft: Draft) -> bool:
    """A count below zero."""
    line = _lines(draft).get("carried_out")
    if line is None or draft.layout == "joined":
        return False
    _set(line, 0, -ONE)
    return True


@variant
def fractional_count(draft: Draft) -> bool:
    """A count that is not a whole number."""
    line = _lines(draft).get("granted")
    if line is None or draft.layout == "joined":
        return False
    _set(line, 0, 5 * ONE // 2)
    return True


@variant
def litigation_totals_zero(draft: Draft) -> bool:
    """Litigation totals 0 with parts above 0."""
    table = draft.table("litigation")
    line = table.data_lines()[0] if table else None
    if line is None or set(line.statuses) != {"reported"}:
        return False
    _add(line, 0, 1)
    for number in (4, 9, 14):
        _set(line, number, 0)
    return True
