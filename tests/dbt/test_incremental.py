"""A night built onto the warehouse of the night before gives what a full build would have given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dbt.staged import Report, Staging, litigation_table, requests_table
from tests.dbt.warehouse import build, build_in_full, contents, query

COUNTY = "寻乌县人民政府办公室"
TOWN = "太平镇人民政府"


def first_night() -> dict[str, list[Report]]:
    """Two sets of reports, as the first load left them."""
    return {
        "set-a": [
            Report("a1", COUNTY, path="/inbox/county.txt", requests=requests_table(3), litigation=litigation_table(1)),
            Report("a2", TOWN, path="/inbox/town.txt", requests=requests_table(5), issues=("label_odd",)),
            Report("a3", "大川镇人民政府", requests=requests_table(8)),
        ],
        "set-b": [
            Report("b1", "周湾镇人民政府", requests=requests_table(2), issues=("label_odd",)),
            Report("b2", None, reason_code="not_a_report", issues=("not_a_report",)),
        ],
    }


def second_night() -> dict[str, list[Report]]:
    """What a night can bring, each to a report of its own; set-a itself stays as it was."""
    return {
        "set-a": first_night()["set-a"],
        # extracted anew: another count, and an issue that is gone
        "set-b2": [
            Report("b1", "周湾镇人民政府", requests=requests_table(4)),
            Report("b2", None, reason_code="not_a_report", issues=("not_a_report",)),
        ],
        "set-c": [
            Report("c1", "成山镇人民政府", load=2, requests=requests_table(7)),
            # the county's report again: the old one in set-a must leave the facts
            Report("c2", COUNTY, load=2, path="/inbox/other.txt", requests=requests_table(9)),
            # a town's name again: both stay, and the old one in set-a gets an issue too
            Report("c3", TOWN, load=2, path="/inbox/other-town.txt", requests=requests_table(6)),
        ],
    }


def third_night() -> dict[str, list[Report]]:
    """Reports are gone: the one that superseded another, the one that made another doubtful, and a whole set."""
    nights = second_night()
    return {"set-a": nights["set-a"], "set-c2": nights["set-c"][:1]}


def compare_with_full_build(root: Path, name: str) -> None:
    """The marts as they stand, and as a full build of the same staging makes them."""
    build_in_full(root, f"{name}.duckdb")
    assert contents(root) == contents(root, f"{name}.duckdb")


@pytest.mark.slow
def test_incremental_build_equals_full_build_night_after_night(tmp_path: Path) -> None:
    facts = "select report_id, sum(new_received_count) from marts.fct_requests group by 1 order by 1"
    affected = "select report_id from intermediate.int_reports_affected where is_affected order by 1"
    issues = "select report_id, issue_code from marts.fct_extraction_issues order by all"

    build(Staging(tmp_path, first_night()).write().root)
    assert query(tmp_path, facts) == [("a1", 3), ("a2", 5), ("a3", 8), ("b1", 2)]
    assert query(tmp_path, issues) == [("a2", "label_odd"), ("b1", "label_odd"), ("b2", "not_a_report")]

    build(Staging(tmp_path, second_night()).write().root)
    assert [row[0] for row in query(tmp_path, affected)] == ["a1", "a2", "b1", "b2", "c1", "c2", "c3"]
    assert query(tmp_path, facts) == [("a2", 5), ("a3", 8), ("b1", 4), ("c1", 7), ("c2", 9), ("c3", 6)]
    assert query(tmp_path, issues) == [
        ("a2", "label_odd"),
        ("a2", "possible_version"),
        ("b2", "not_a_report"),
        ("c3", "possible_version"),
    ]
    compare_with_full_build(tmp_path, "second")

    build(Staging(tmp_path, third_night()).write().root)
    assert query(tmp_path, facts) == [("a1", 3), ("a2", 5), ("a3", 8), ("c1", 7)]
    assert query(tmp_path, issues) == [("a2", "label_odd")]
    compare_with_full_build(tmp_path, "third")

    build(tmp_path)
    assert query(tmp_path, affected) == []
    assert contents(tmp_path) == contents(tmp_path, "third.duckdb")
