"""The hard identities of FORM.md §2, written out by hand, to see what a truth holds and what it breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from .truth import TruthCell

Cells = Mapping[tuple[str, str, str], TruthCell]
Value = Callable[[str, str], Decimal | None]

ORGANISATIONS = (
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
)
APPLICANTS = ("natural_person", *ORGANISATIONS)
RESULTS = ("upheld", "corrected", "other_result", "pending")
SUMMARY_ROWS = ("new_received", "carried_in", "concluded_total", "carried_out")
GROUPS = ("denied", "unavailable", "not_processed", "other")
SIGNED_OR_AMOUNT = ("item_change", "amount", "amount_wan_yuan")


def _differ(left: list[Decimal | None], right: list[Decimal | None]) -> bool:
    """Whether both sides are fully printed and disagree."""
    terms = [*left, *right]
    return None not in terms and sum(t for t in left if t is not None) != sum(t for t in right if t is not None)


def _reader(cells: Cells, table: str) -> Value:
    def value(row: str, column: str) -> Decimal | None:
        cell = cells.get((table, row, column))
        return cell.value if cell else None

    return value


def _broken_in_columns(value: Value, outcomes: list[str], column: str) -> set[str]:
    received, carried_in, concluded, carried_out = (value(row, column) for row in SUMMARY_ROWS)
    broken = set()
    if _differ([received, carried_in], [concluded, carried_out]):
        broken.add(f"balance.{column}")
    if outcomes and _differ([value(row, column) for row in outcomes], [concluded]):
        broken.add(f"outcomes_sum.{column}")
    for group in GROUPS:
        parts = [value(row, column) for row in outcomes if row.startswith(group + "_")]
        if _differ(parts, [value(group + "_subtotal", column)]):
            broken.add(f"subtotal.{group}_subtotal.{column}")
    return broken


def broken_identities(cells: Cells) -> set[str]:
    """`identity.line` of every hard identity whose terms are all printed and disagree."""
    rows = list(dict.fromkeys(row for table, row, _ in cells if table == "requests"))
    outcomes = [row for row in rows if row not in SUMMARY_ROWS and not row.endswith("_subtotal")]
    value, litigated = _reader(cells, "requests"), _reader(cells, "litigation")
    broken = set().union(*(_broken_in_columns(value, outcomes, column) for column in (*APPLICANTS, "total")))
    for row in rows:
        if _differ([value(row, column) for column in APPLICANTS], [value(row, "total")]):
            broken.add(f"applicants_sum.{row}")
        if _differ([value(row, column) for column in ORGANISATIONS], [value(row, "organisations_subtotal")]):
            broken.add(f"subtotal.{row}.organisations_subtotal")
    for channel in ("reconsideration", "direct_suit", "suit_after_reconsideration"):
        if _differ([litigated(channel, result) for result in RESULTS], [litigated(channel, "total")]):
            broken.add(f"litigation_sum.{channel}")
    for (_, row, column), cell in cells.items():
        if cell.value is not None and column not in SIGNED_OR_AMOUNT and (cell.value < 0 or cell.value % 1):
            broken.add(f"non_negative_integer.{row}.{column}")
    return broken
