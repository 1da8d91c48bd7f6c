"""The comparison that the bench rests on: each verdict on cells written by hand."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from tests.bench.accuracy import Accuracy, compare_cells, compare_reports

SHA = "0123456789abcdef" + "0" * 48
REPORT = SHA[:16]
AMOUNT = pl.Decimal(18, 4)


def _truth(*cells: tuple[str, str | None, str, str]) -> pl.DataFrame:
    """One row per (column, value, unit, status) of row `fees`."""
    rows = [
        ("a.txt", SHA, "t", "fees", column, value and Decimal(value), unit, status)
        for column, value, unit, status in cells
    ]
    names = ["file_name", "content_sha256", "table_code", "row_code", "column_code"]
    schema = dict.fromkeys(names, pl.String) | {"value": AMOUNT, "unit_code": pl.String, "status": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _read(*cells: tuple[str, str | None, str, str]) -> pl.DataFrame:
    rows = [
        (REPORT, "t", "fees", column, value and Decimal(value), unit, status) for column, value, unit, status in cells
    ]
    names = ["report_id", "table_code", "row_code", "column_code"]
    schema = dict.fromkeys(names, pl.String) | {"value": AMOUNT, "unit_code": pl.String, "value_status_code": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _verdicts(truth: pl.DataFrame, read: pl.DataFrame) -> dict[str, str]:
    return dict(compare_cells(truth, read).select("column_code", "verdict").iter_rows())


def test_equal_values_and_states_are_right() -> None:
    cells = (("a", "3", "case", "reported"), ("b", None, "case", "blank"), ("c", "0.37", "wan_yuan", "reported"))
    assert _verdicts(_truth(*cells), _read(*cells)) == {"a": "right", "b": "right", "c": "right"}


def test_number_that_is_not_true_is_wrong() -> None:
    truth = _truth(
        ("other", "3", "case", "reported"), ("torn", None, "case", "unreadable"), ("unit", "5", "yuan", "reported")
    )
    read = _read(
        ("other", "4", "case", "reported"),
        ("torn", "4", "case", "reported"),
        ("unit", "5", "wan_yuan", "reported"),
        ("made_up", "1", "case", "reported"),
    )
    assert _verdicts(truth, read) == dict.fromkeys(("other", "torn", "unit", "made_up"), "wrong")


def test_true_number_that_is_not_read_is_missing() -> None:
    truth = _truth(("a", "3", "case", "reported"), ("b", "0", "case", "reported"))
    assert _verdicts(truth, _read(("a", None, "case", "unreadable"))) == {"a": "missing", "b": "missing"}


def test_other_state_without_a_number_is_neither_wrong_nor_missing() -> None:
    truth = _truth(("a", None, "case", "blank"), ("b", None, "case", "missing"))
    assert _verdicts(truth, _read(("a", None, "case", "nil_mark"))) == {"a": "state", "b": "right"}


def test_counts_name_every_verdict() -> None:
    cells = compare_cells(_truth(("a", "3", "case", "reported")), _read(("a", "3", "case", "reported")))
    assert Accuracy(cells, pl.DataFrame()).counts() == {"right": 1, "wrong": 0, "missing": 0, "state": 0}


def test_report_fields_that_differ_are_listed() -> None:
    truth = pl.DataFrame(
        {
            "file_name": ["a.txt"],
            "content_sha256": [SHA],
            "publisher_name": ["甲县"],
            "report_year": [2021],
            "layout": ["compact"],
            "variants": [""],
        }
    )
    read = pl.DataFrame({"report_id": [REPORT], "publisher_name": ["甲县"], "report_year": [2020]})
    differences = compare_reports(truth, read)
    assert differences.select("field", "expected", "read").rows() == [("report_year", "2021", "2020")]


def test_rejected_report_is_compared_by_its_outcome_only() -> None:
    row = {"file_name": ["a.txt"], "content_sha256": [SHA], "layout": [""], "variants": [""]}
    outcome = {"load_outcome_code": ["rejected"], "reason_code": ["values_lost"]}
    truth = pl.DataFrame(row | outcome | {"report_year": [2021]})
    read = pl.DataFrame(
        {"report_id": [REPORT], **outcome, "report_year": [None]}, schema_overrides={"report_year": pl.Int64}
    )
    assert compare_reports(truth, read).height == 0
    refused_otherwise = read.with_columns(reason_code=pl.lit("not_a_report"))
    assert compare_reports(truth, refused_otherwise)["field"].to_list() == ["reason_code"]
