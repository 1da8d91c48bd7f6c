"""What holds, what is broken and what nobody can tell, line by line (FORM.md section 2)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pytest

from extract.check.identities import check_identities, name_terms

from .staged import staged

PARTS = [
    "natural_person", "commercial_enterprise", "research_institution", "public_welfare_org", "legal_service_org",
    "other_org",
]  # fmt: skip
OUTCOMES_2021 = [
    "granted", "partially_granted",
    "denied_state_secret", "denied_prohibited_by_law", "denied_security_and_stability", "denied_third_party_rights",
    "denied_internal_affairs", "denied_process_information", "denied_enforcement_file", "denied_administrative_query",
    "unavailable_not_held", "unavailable_needs_creation", "unavailable_unclear_request",
    "not_processed_petition", "not_processed_duplicate", "not_processed_publication", "not_processed_excessive",
    "not_processed_reconfirmation", "other_overdue_correction", "other_overdue_fee", "other_remaining",
]  # fmt: skip
HOLDS, BROKEN, UNKNOWN = "holds", "broken", "not_assessable"


class Line(NamedTuple):
    """One line of the checks."""

    left: Decimal | None
    right: Decimal | None
    difference: Decimal | None
    result: str


def lines(cells: dict[str, str], identity: str, **editions: str) -> dict[str, Line]:
    """The lines of one identity, by line code."""
    checks = check_identities(staged(cells, **editions)).filter(identity_code=identity)
    columns = ("line_code", "left_value", "right_value", "difference", "check_result_code")
    return {line: Line(*rest) for line, *rest in checks.select(columns).rows()}


@pytest.mark.parametrize(
    ("parts", "total", "result"),
    [
        ("1 2 3 0 0 0", "6", HOLDS),
        ("0 0 0 0 0 0", "0", HOLDS),
        ("1 2 3 0 0 0", "7", BROKEN),
        ("1 2 3 0 0 0", "5", BROKEN),
        ("1 b 2 0 0 0", "3", HOLDS),  # the printed parts reach the total
        ("1 n 2 b 0 n", "3", HOLDS),
        ("b b b b b b", "0", HOLDS),
        ("1 b 2 0 0 0", "4", UNKNOWN),  # the blank may be one
        ("5 b 0 0 0 0", "4", BROKEN),  # the printed parts exceed the total
        ("5 n 0 0 0 0", "4", BROKEN),
        ("5 u 0 0 0 0", "4", BROKEN),
        ("5 m 0 0 0 0", "4", BROKEN),
        ("1 u 2 0 0 0", "3", UNKNOWN),  # not only blanks and nil marks are open
        ("1 m 2 0 0 0", "3", UNKNOWN),
        ("1 u 2 0 0 0", "4", UNKNOWN),
        ("1 2 3 0 0 0", "b", UNKNOWN),
        ("1 2 3 0 0 0", "n", UNKNOWN),
        ("1 2 3 0 0 0", "u", UNKNOWN),
        ("1 2 3 0 0 0", "m", UNKNOWN),
        ("0 0 0 0 0 0", "b", UNKNOWN),  # blank is not zero
        ("b b b b b b", "b", UNKNOWN),
        ("b b b b b b", "3", UNKNOWN),
    ],
)
def test_applicants_sum_is_judged_by_what_is_printed(parts: str, total: str, result: str) -> None:
    cells = {f"granted.{column}": text for column, text in zip(PARTS, parts.split(), strict=True)}
    assert lines({**cells, "granted.total": total}, "applicants_sum")["granted"].result == result


def test_a_broken_line_has_both_sides_and_their_difference() -> None:
    cells = dict.fromkeys((f"granted.{column}" for column in PARTS), "1")
    line = lines({**cells, "granted.total": "8"}, "applicants_sum")["granted"]
    assert line == (6, 8, -2, BROKEN)


def test_a_broken_line_names_its_cells_with_their_sides() -> None:
    cells = dict.fromkeys((f"granted.{column}" for column in PARTS), "1")
    batch = staged({**cells, "granted.total": "8", "carried_in.total": "5"})
    broken = check_identities(batch).filter(check_result_code=BROKEN)
    named = name_terms(batch, broken).select("side_code", "row_code", "column_code", "value").rows()
    assert sorted(named) == sorted(
        [*(("left", "granted", column, Decimal(1)) for column in PARTS), ("right", "granted", "total", Decimal(8))]
    )


@pytest.mark.parametrize(
    ("new", "carried_in", "concluded", "carried_out", "result"),
    [
        ("8", "2", "7", "3", HOLDS),
        ("8", "2", "7", "4", BROKEN),
        ("8", "2", "10", "b", HOLDS),  # a full side is the total of the other
        ("8", "2", "11", "b", BROKEN),
        ("8", "2", "9", "b", UNKNOWN),
        ("8", "b", "8", "0", HOLDS),
        ("9", "n", "8", "0", BROKEN),
        ("7", "b", "8", "0", UNKNOWN),
        ("8", "b", "b", "8", UNKNOWN),  # blanks on both sides prove nothing
        ("8", "u", "8", "0", UNKNOWN),
        ("9", "u", "8", "0", BROKEN),
        ("8", "2", "11", "m", BROKEN),
        ("8", "2", "10", "m", UNKNOWN),
    ],
)
def test_balance_takes_either_side_for_the_total(
    new: str, carried_in: str, concluded: str, carried_out: str, result: str
) -> None:
    rows = ("new_received", "carried_in", "concluded_total", "carried_out")
    cells = {f"{row}.total": text for row, text in zip(rows, (new, carried_in, concluded, carried_out), strict=True)}
    assert lines(cells, "balance")["total"].result == result


def test_outcomes_sum_adds_the_outcomes_of_its_edition_and_no_subtotal() -> None:
    cells = {f"{row}.total": "1" for row in OUTCOMES_2021}
    cells |= {"denied_subtotal.total": "8", "concluded_total.total": "21"}
    assert lines(cells, "outcomes_sum")["total"] == (21, 21, 0, HOLDS)


def test_outcomes_sum_of_2019_has_other_handling_in_one_row() -> None:
    outcomes = [*OUTCOMES_2021[:-3], "other_unsplit"]
    cells = {f"{row}.total": "1" for row in outcomes} | {"concluded_total.total": "20"}
    assert lines(cells, "outcomes_sum", requests="2019")["total"] == (19, 20, -1, BROKEN)


def test_outcomes_sum_cannot_be_assessed_when_an_outcome_is_missing() -> None:
    cells = {f"{row}.total": "1" for row in OUTCOMES_2021[1:]} | {"granted.total": "m", "concluded_total.total": "21"}
    assert lines(cells, "outcomes_sum")["total"].result == UNKNOWN


@pytest.mark.parametrize(
    ("results", "total", "result"),
    [
        ("1 0 2 0", "3", HOLDS),
        ("1 0 2 0", "0", BROKEN),  # totals that were never filled
        ("1 b b b", "1", HOLDS),
        ("1 b b b", "2", UNKNOWN),
        ("2 b b b", "1", BROKEN),
        ("1 0 2 0", "b", UNKNOWN),
    ],
)
def test_litigation_sum_is_judged_by_channel(results: str, total: str, result: str) -> None:
    columns = ("upheld", "corrected", "other_result", "pending")
    cells = {f"direct_suit.{column}": text for column, text in zip(columns, results.split(), strict=True)}
    found = lines({**cells, "direct_suit.total": total}, "litigation_sum", litigation="2019_or_2021")
    assert found["direct_suit"].result == result


@pytest.mark.parametrize(("printed", "result"), [("3", HOLDS), ("4", BROKEN), ("b", UNKNOWN), ("u", UNKNOWN)])
def test_a_printed_subtotal_is_compared_with_its_parts(printed: str, result: str) -> None:
    parts = ["other_overdue_correction", "other_overdue_fee", "other_remaining"]
    cells = {f"{row}.total": "1" for row in parts} | {"other_subtotal.total": printed}
    assert lines(cells, "subtotal")["other_subtotal.total"].result == result


def test_a_subtotal_that_is_not_printed_has_no_line() -> None:
    parts = ["other_overdue_correction", "other_overdue_fee", "other_remaining"]
    assert lines({f"{row}.total": "1" for row in parts}, "subtotal") == {}


def test_a_printed_subtotal_column_is_compared_with_the_five_organisations() -> None:
    cells = {f"granted.{column}": "1" for column in PARTS} | {"granted.organisations_subtotal": "6"}
    assert lines(cells, "subtotal") == {"granted.organisations_subtotal": (5, 6, -1, BROKEN)}


@pytest.mark.parametrize(
    ("cell", "number", "is_broken"),
    [
        ("granted.total", "-1", True),
        ("granted.total", "1.5", True),
        ("granted.total", "3.0", False),
        ("administrative_licences.item_change", "-4", False),
        ("administrative_licences.item_change", "0.5", True),
        ("administrative_licences.decisions", "-4", True),
        ("administrative_fees.amount_wan_yuan", "162.9027", False),
        ("administrative_fees.amount_wan_yuan", "-1", True),
        ("government_procurement.amount", "0.37", False),
        ("government_procurement.projects", "1.2", True),
        ("reconsideration.upheld", "-1", True),
    ],
)
def test_counts_are_whole_and_not_negative_and_listed_only_where_they_are_not(
    cell: str, number: str, is_broken: bool
) -> None:
    found = lines({cell: number}, "non_negative_integer")
    assert found == ({cell: (Decimal(number), None, None, BROKEN)} if is_broken else {})


def test_a_table_that_is_absent_has_no_lines() -> None:
    cells = dict.fromkeys((f"reconsideration.{column}" for column in ("upheld", "total")), "1")
    assert set(check_identities(staged(cells))["table_code"]) == {"litigation"}


def test_a_row_that_is_not_printed_has_no_line() -> None:
    cells = dict.fromkeys((f"granted.{column}" for column in [*PARTS, "total"]), "0")
    assert set(lines(cells, "applicants_sum")) == {"granted"}
