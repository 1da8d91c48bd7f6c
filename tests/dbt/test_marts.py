"""What stands in the marts, against what is printed in the hand-made reports of conftest.py."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.dbt.warehouse import query


def test_facts_hold_complete_and_unbroken_tables_of_current_reports(built: Path) -> None:
    requests = "select report_id, sum(new_received_count), sum(concluded_count) from marts.fct_requests group by 1"
    assert sorted(query(built, requests)) == [("new", 6, 6), ("sound", 3, 3), ("total-blank", 3, 3)]
    outcomes = "select report_id, sum(request_count) from marts.fct_outcomes group by 1"
    assert sorted(query(built, outcomes)) == [("new", 6), ("sound", 3), ("total-blank", 3)]
    litigation = "select report_id, count(*), sum(case_count) from marts.fct_litigation group by 1"
    assert sorted(query(built, litigation)) == [("litigation-total-blank", 12, 1), ("sound", 12, 1)]


def test_proactive_disclosure_enters_cell_by_cell(built: Path) -> None:
    entered = "select item_code, measure_code, value, unit_code from marts.fct_proactive_disclosure order by 1"
    assert query(built, entered) == [
        ("administrative_fees", "amount_wan_yuan", Decimal("0.3700"), "wan_yuan"),
        ("regulations", "issued", Decimal("2.0000"), "item"),
    ]


def test_printed_totals_enter_unless_a_sum_down_their_column_is_broken(built: Path) -> None:
    received = "select report_id, request_count from marts.fct_request_totals where row_code = 'new_received'"
    assert sorted(query(built, received)) == [
        ("edition-open", 3),
        ("leaf-blank", 3),
        ("new", 6),
        ("row-broken", 3),
        ("sound", 3),
        ("subtotal-printed", 3),
        ("total-blank", 3),
    ]
    assert query(built, "select count(*) from marts.fct_request_totals where report_id = 'sound'") == [(25,)]


def reasons(built: Path, report_id: str) -> dict[str | None, int]:
    """Number of cells of a report by the reason that leaves them out."""
    counted = f"""
        select left_out_reason_code, count(*) from marts.fct_reported_cells
        where report_id = '{report_id}' group by 1
    """
    return dict(query(built, counted))


def test_every_cell_names_why_it_is_left_out(built: Path) -> None:
    # Section 2: 10 cells, 2 with a sound value, 1 negative, 7 blank or missing. Section 3: 25 x 7, all in facts.
    # Section 4: 3 x 4 parts, 3 totals.
    assert reasons(built, "sound") == {None: 2 + 25 * 7 + 3 * 4, "broken_table": 1, "not_reported": 7, "total": 3}
    # The 25 printed totals enter; the 150 others do not, one of them for its own sake.
    assert reasons(built, "leaf-blank") == {None: 25, "not_reported": 1, "incomplete_table": 149}
    assert reasons(built, "row-broken") == {None: 24, "not_reported": 1, "broken_table": 150}
    assert reasons(built, "total-column-broken") == {"broken_table": 175}
    assert reasons(built, "total-blank") == {None: 174, "not_reported": 1}
    assert reasons(built, "subtotal-printed") == {None: 25, "subtotal": 2, "broken_table": 150}
    assert reasons(built, "edition-open") == {None: 25, "incomplete_table": 150}
    assert reasons(built, "old") == {"superseded": 175}
    assert reasons(built, "new") == {None: 175}


def test_breaks_name_both_sides_and_the_cells(built: Path) -> None:
    broken = """
        select report_id, identity_code, line_code, left_value, right_value, difference
        from marts.fct_identity_checks where check_result_code = 'broken' order by all
    """
    assert query(built, broken) == [
        ("litigation-broken", "litigation_sum", "reconsideration", 1, 2, -1),
        ("row-broken", "applicants_sum", "granted", 3, 4, -1),
        ("sound", "non_negative_integer", "regulations.in_force", -1, None, None),
        ("subtotal-printed", "applicants_sum", "denied_subtotal", 1, 0, 1),
        ("subtotal-printed", "subtotal", "denied_subtotal.natural_person", 0, 1, -1),
        ("total-column-broken", "applicants_sum", "carried_in", 0, 1, -1),
        ("total-column-broken", "balance", "total", 4, 3, 1),
    ]
    cells = "select cell_list from marts.fct_identity_checks where report_id = 'litigation-broken' and difference = -1"
    assert query(built, cells) == [
        (
            "reconsideration.corrected=0|reconsideration.other_result=0|reconsideration.pending=0"
            "|reconsideration.upheld=1|reconsideration.total=2",
        )
    ]


def test_each_line_of_a_sound_report_is_checked(built: Path) -> None:
    checked = """
        select identity_code, check_result_code, count(*) from marts.fct_identity_checks
        where report_id = 'sound' and identity_code <> 'non_negative_integer' group by all order by all
    """
    assert query(built, checked) == [
        ("applicants_sum", "holds", 25),
        ("balance", "holds", 7),
        ("litigation_sum", "holds", 3),
        ("outcomes_sum", "holds", 7),
    ]


def test_rejected_reports_are_in_the_issues_and_the_log_only(built: Path) -> None:
    assert query(built, "select count(*) from marts.dim_reports where report_id = 'not-a-report'") == [(0,)]
    issue = "select severity_code, message from marts.fct_extraction_issues where report_id = 'not-a-report'"
    assert query(built, issue) == [("error", "内容不是政府信息公开工作年度报告")]
    logged = "select load_outcome_code, reason_code from marts.fct_load_files where report_id = 'not-a-report'"
    assert query(built, logged) == [("rejected", "not_a_report")]


def test_form_items_count_as_the_form_says(built: Path) -> None:
    # FORM: 2019 has 22 cells, 23 rows x 7 and 15 cells; 2021 has 10, 25 x 7 and 15.
    counted = """
        select table_code, count(*) filter (is_on_2019_form), count(*) filter (is_on_2021_form)
        from marts.dim_form_items where row_type_code <> 'subtotal' and column_role_code <> 'subtotal'
        group by 1 order by 1
    """
    assert query(built, counted) == [
        ("litigation", 15, 15),
        ("proactive_disclosure", 22, 10),
        ("requests", 23 * 7, 25 * 7),
    ]


def test_warehouse_holds_tables_only_and_names_its_build(built: Path) -> None:
    assert query(built, "select count(*) from duckdb_views() where not internal") == [(0,)]
    assert query(built, "select build_id from marts.dim_builds") == [("build-1",)]
