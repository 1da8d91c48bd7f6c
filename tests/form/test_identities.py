"""Each line of an identity names the right cells: spot checks written by hand from FORM.md section 2."""

from __future__ import annotations

import polars as pl
import pytest

from extract.form.tables import form_items, identity_terms, read_form

APPLICANTS = [
    "natural_person", "commercial_enterprise", "research_institution", "public_welfare_org", "legal_service_org",
    "other_org",
]  # fmt: skip
DENIED = [
    "denied_state_secret", "denied_prohibited_by_law", "denied_security_and_stability", "denied_third_party_rights",
    "denied_internal_affairs", "denied_process_information", "denied_enforcement_file", "denied_administrative_query",
]  # fmt: skip
UNAVAILABLE = ["unavailable_not_held", "unavailable_needs_creation", "unavailable_unclear_request"]
NOT_PROCESSED = [
    "not_processed_petition", "not_processed_duplicate", "not_processed_publication", "not_processed_excessive",
    "not_processed_reconfirmation",
]  # fmt: skip
OTHER = {"2019": ["other_unsplit"], "2021": ["other_overdue_correction", "other_overdue_fee", "other_remaining"]}
OUTCOMES = ["granted", "partially_granted", *DENIED, *UNAVAILABLE, *NOT_PROCESSED]


def cells(edition: str, identity: str, line: str, side: str) -> set[str]:
    terms = identity_terms().filter(edition_code=edition, identity_code=identity, line_code=line, side_code=side)
    return {f"{row}.{column}" for row, column in terms.select("row_code", "column_code").rows()}


@pytest.mark.parametrize("edition", ["2019", "2021", "2019_or_2021"])
@pytest.mark.parametrize("column", [*APPLICANTS, "total"])
def test_balance_names_four_flows_of_its_column(edition: str, column: str) -> None:
    assert cells(edition, "balance", column, "left") == {f"new_received.{column}", f"carried_in.{column}"}
    assert cells(edition, "balance", column, "right") == {f"concluded_total.{column}", f"carried_out.{column}"}


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("column", ["natural_person", "other_org", "total"])
def test_outcomes_sum_names_every_outcome_of_its_edition(edition: str, column: str) -> None:
    expected = {f"{row}.{column}" for row in [*OUTCOMES, *OTHER[edition]]}
    assert cells(edition, "outcomes_sum", column, "left") == expected
    assert cells(edition, "outcomes_sum", column, "right") == {f"concluded_total.{column}"}


@pytest.mark.parametrize("row", ["new_received", "denied_state_secret", "concluded_total", "carried_out"])
def test_applicants_sum_names_six_applicants_and_never_the_subtotal(row: str) -> None:
    assert cells("2021", "applicants_sum", row, "left") == {f"{row}.{column}" for column in APPLICANTS}
    assert cells("2021", "applicants_sum", row, "right") == {f"{row}.total"}


@pytest.mark.parametrize("channel", ["reconsideration", "direct_suit", "suit_after_reconsideration"])
def test_litigation_sum_names_four_results_of_its_channel(channel: str) -> None:
    results = ["upheld", "corrected", "other_result", "pending"]
    assert cells("2019_or_2021", "litigation_sum", channel, "left") == {f"{channel}.{result}" for result in results}
    assert cells("2019_or_2021", "litigation_sum", channel, "right") == {f"{channel}.total"}


@pytest.mark.parametrize(
    ("edition", "group", "parts"),
    [
        ("2021", "denied", DENIED),
        ("2019", "unavailable", UNAVAILABLE),
        ("2021", "not_processed", NOT_PROCESSED),
        ("2021", "other", OTHER["2021"]),
    ],
)
def test_subtotal_of_rows_names_the_parts_of_its_group(edition: str, group: str, parts: list[str]) -> None:
    line = f"{group}_subtotal.total"
    assert cells(edition, "subtotal", line, "left") == {f"{part}.total" for part in parts}
    assert cells(edition, "subtotal", line, "right") == {line}


def test_subtotal_of_columns_names_the_five_organisations() -> None:
    line = "granted.organisations_subtotal"
    assert cells("2021", "subtotal", line, "left") == {f"granted.{column}" for column in APPLICANTS[1:]}
    assert cells("2021", "subtotal", line, "right") == {line}


@pytest.mark.parametrize(
    ("identity", "edition", "lines"),
    [
        ("balance", "2021", 7),
        ("outcomes_sum", "2021", 7),
        ("applicants_sum", "2021", 25 + 4),  # printed subtotal rows are rows too
        ("applicants_sum", "2019", 23 + 3),
        ("litigation_sum", "2021", 3),
    ],
)
def test_an_identity_has_a_line_for_each_column_row_or_channel(identity: str, edition: str, lines: int) -> None:
    terms = identity_terms().filter(identity_code=identity, edition_code=edition)
    assert terms["line_code"].n_unique() == lines


def test_identities_and_terms_name_each_other() -> None:
    without_terms = {"non_negative_integer"}  # is about single cells
    known = set(read_form("identities")["identity_code"])
    assert set(read_form("identity_terms")["identity_code"]) == known - without_terms


def test_every_term_selects_a_cell_and_no_cell_is_on_both_sides_of_a_line() -> None:
    terms = identity_terms()
    line = ["edition_code", "identity_code", "line_code", "row_code", "column_code"]
    assert terms.filter(pl.struct(line).is_duplicated()).rows() == []
    selectors = read_form("identity_terms").drop("note", strict=False)
    for term in selectors.to_dicts():
        wanted = {name: code for name, code in term.items() if code and name in form_items().columns}
        assert form_items().filter(**wanted).height > 0, term
    sides = terms.group_by("edition_code", "identity_code", "line_code").agg(pl.col("side_code").n_unique())
    one_sided = sides.filter(pl.col("side_code") == 1).select("edition_code", "identity_code", "line_code").rows()
    # The edition 2019 has the group （六） as one row, and so no subtotal of it.
    columns = [*APPLICANTS, "total"]
    assert sorted(one_sided) == sorted(("2019", "subtotal", f"other_subtotal.{column}") for column in columns)
