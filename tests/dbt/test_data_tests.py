"""The data tests of the project fail when the promise they hold is broken: each is seen to fail here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.dbt.warehouse import run_dbt

# Damage done to a sound warehouse, and the tests that must notice it.
DAMAGE = {
    "delete from marts.fct_outcomes where report_id = 'sound' and outcome_code = 'granted'": {
        "sums_to_fct_outcomes",
        "assert_every_cell_reaches_a_fact_or_is_named",
        "assert_printed_totals_equal_the_sum_of_applicants",
    },
    "delete from marts.fct_requests where report_id = 'new'": {
        "sums_to_fct_outcomes",
        "assert_every_sound_table_enters_the_facts",
    },
    "update marts.fct_requests set carried_out_count = 1 where report_id = 'total-blank'": {"agrees_fct_requests"},
    "delete from marts.fct_requests where report_id = 'total-blank' and applicant_type_code = 'other_org'": {
        "has_rows_per_group_fct_requests"
    },
    "insert into marts.fct_litigation values ('old', 'direct_suit', 'upheld', 0)": {
        "has_rows_per_group_fct_litigation",
        "assert_every_sound_table_enters_the_facts",
    },
    "insert into marts.fct_request_totals select * from marts.fct_request_totals where report_id = 'sound'": {
        "unique_rows_fct_request_totals"
    },
    "update marts.dim_reports set superseded_by_report_id = 'gone' where report_id = 'old'": {
        "assert_every_superseded_report_has_a_current_successor"
    },
    "update marts.fct_loads set rejected_count = rejected_count + 1": {"assert_every_found_file_is_accounted_for"},
    "update marts.fct_reported_cells set left_out_reason_code = 'other' where report_id = 'old'": {
        "accepted_values_fct_reported_cells_left_out_reason_code"
    },
}
# These compare with staging, whose views stand only while a build runs.
NEED_STAGING = ["assert_every_staged_cell_stands_in_reported_cells", "assert_every_form_item_has_one_meaning"]


@pytest.mark.slow
def test_data_tests_fail_when_the_warehouse_is_damaged(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        for statement in DAMAGE:
            connection.execute(statement)
    run_dbt(tmp_path, "test", "--exclude-resource-type", "unit_test", "--exclude", *NEED_STAGING)
    results = json.loads((tmp_path / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    failed = [result["unique_id"].split(".")[2] for result in results if result["status"] == "fail"]
    unnoticed = [name for names in DAMAGE.values() for name in names if not any(f.startswith(name) for f in failed)]
    assert unnoticed == []
