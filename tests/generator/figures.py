"""Random figures that satisfy every identity of the form.

All values are integers in ten-thousandths, so that amounts with four decimals stay exact.
"""

from __future__ import annotations

from random import Random

from .form import form_rows
from .names import Publisher

ONE = 10_000
APPLICANTS = 6
APPLICANT_WEIGHTS = (70, 15, 2, 2, 6, 5)
REQUESTS_BY_SIZE = (3, 25, 120, 400, 1500)  # upper bound of concluded requests
OUTCOME_WEIGHTS = {"granted": 40, "partially_granted": 12, "unavailable_not_held": 18, "denied_internal_affairs": 5}

Rows = dict[str, list[int]]


def requests_figures(rng: Random, publisher: Publisher, edition: str) -> Rows:
    """Row code → natural person, five organisations, total; balance, outcomes_sum and applicants_sum hold."""
    outcomes = [row.code for row in form_rows(edition, "requests") if row.type_code == "outcome"]
    counts = {code: [0] * APPLICANTS for code in outcomes}
    idle = rng.random() < (0.75, 0.45, 0.1, 0.02, 0.0)[publisher.size]
    concluded = 0 if idle else rng.randint(1, REQUESTS_BY_SIZE[publisher.size])
    weights = [OUTCOME_WEIGHTS.get(code, 2) for code in outcomes]
    draws = min(concluded, 120)
    for outcome in rng.choices(outcomes, weights, k=draws):
        counts[outcome][rng.choices(range(APPLICANTS), APPLICANT_WEIGHTS)[0]] += concluded // draws
    carried_out = [0] * APPLICANTS
    if concluded and rng.random() < 0.5:
        carried_out[0] = rng.randint(0, 1 + concluded // 10)
        carried_out[1] = rng.randint(0, 1)
    total = [sum(column) for column in zip(*counts.values(), strict=True)]
    handled = [done + left for done, left in zip(total, carried_out, strict=True)]
    carried_in = [rng.randint(0, count // 8) if count else 0 for count in handled]
    received = [all_ - old for all_, old in zip(handled, carried_in, strict=True)]
    rows = {"new_received": received, "carried_in": carried_in, **counts}
    rows |= {"concluded_total": total, "carried_out": carried_out}
    return {code: [count * ONE for count in [*row, sum(row)]] for code, row in rows.items()}


def litigation_figures(rng: Random, publisher: Publisher) -> Rows:
    """Row code → four results and their total."""
    rows: Rows = {}
    for code in ("reconsideration", "direct_suit", "suit_after_reconsideration"):
        busy = rng.random() < (0.02, 0.1, 0.4, 0.7, 1.0)[publisher.size]
        results = [rng.randint(0, publisher.size * 2) if busy else 0 for _ in range(4)]
        rows[code] = [count * ONE for count in [*results, sum(results)]]
    return rows


def _amount(rng: Random) -> int:
    """Ten thousand yuan with none, two or four decimals."""
    step = rng.choice((ONE, 100, 1))
    return rng.randint(1, 3_000_000) // step * step


def _disclosure_row(rng: Random, publisher: Publisher, code: str, columns: tuple[str, ...]) -> list[int]:
    if (code == "regulations" and not publisher.makes_rules) or rng.random() < 0.35:
        return [0] * len(columns)
    scale = (5, 60, 400, 900, 2000)[publisher.size]
    values = []
    for column in columns:
        if column in ("amount_wan_yuan", "amount"):
            values.append(_amount(rng))
        elif column == "decisions":
            values.append(rng.randint(0, scale * rng.choice((1, 1, 20))) * ONE)
        elif column == "item_change":
            values.append(rng.randint(-5, 12) * ONE)
        else:
            values.append(rng.randint(0, scale // 4 + 2) * ONE)
    return values


def disclosure_figures(rng: Random, publisher: Publisher, edition: str) -> Rows:
    """Row code → its measures, in the order of the printed columns."""
    return {
        row.code: _disclosure_row(rng, publisher, row.code, row.columns)
        for row in form_rows(edition, "proactive_disclosure")
    }


def printed_number(value: int) -> str:
    """The plain way to print a value: an integer, or decimals without trailing zeros."""
    if value % ONE == 0:
        return str(value // ONE)
    sign, size = ("-", -value) if value < 0 else ("", value)
    return f"{sign}{size // ONE}.{size % ONE:04d}".rstrip("0")
