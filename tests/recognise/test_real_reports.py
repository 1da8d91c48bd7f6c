"""The real reports and fragments, cell by cell against what a person read in them."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from extract.contract import StagedBatch
from tests.conftest import SHARED

from .documents import Cell, CellKey, cells_of, id_of, stage

REPORTS = sorted(path.name for path in SHARED.glob("*.txt"))
FRAGMENTS = sorted(path.name for path in (SHARED / "fragments").glob("*.txt"))
REPORT_FIELDS = ("publisher_name", "report_year", "edition_proactive_disclosure_code", "edition_requests_code")
UNITS_NAMED = ("wan_yuan", "yuan", "unknown")


@cache
def contents() -> dict[str, bytes]:
    """Every real text by its name."""
    return {path.name: path.read_bytes() for folder in (SHARED, SHARED / "fragments") for path in folder.glob("*.txt")}


@cache
def staged() -> StagedBatch:
    """All of them as one batch."""
    return stage(*contents().values())


@cache
def expected_rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of expected values."""
    with (SHARED / "expected" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected_cells(list_name: str, file_name: str) -> dict[CellKey, dict[str, str]]:
    """The cells that a person found in one text."""
    rows = [row for row in expected_rows(list_name) if row["report_file"] == file_name]
    return {(row["table_code"], row["row_code"], row["column_code"]): row for row in rows}


def read_cells(file_name: str) -> dict[CellKey, Cell]:
    """The cells that were read in one text."""
    return cells_of(staged(), id_of(contents()[file_name]))


def assert_cells(list_name: str, file_name: str) -> None:
    """Each listed cell has its value, state and unit; no other has a value or is printed at all."""
    expected, read = expected_cells(list_name, file_name), read_cells(file_name)
    for key, row in expected.items():
        value = Decimal(row["value"]) if row["value"] else None
        assert (read[key].value, read[key].status) == (value, row["status"]), key
        if row.get("note") in UNITS_NAMED:
            assert read[key].unit == row["note"], key
    printed = {key for key, cell in read.items() if cell.status != "missing"}
    assert printed - set(expected) == set()


def assert_report(list_name: str, file_name: str) -> None:
    """Outcome, publisher, year and editions as a person read them; an empty field is null."""
    expected = next(row for row in expected_rows(list_name) if row["report_file"] == file_name)
    report = staged().reports.row(by_predicate=pl.col("report_id") == id_of(contents()[file_name]), named=True)
    fields = [field for field in (*REPORT_FIELDS, "load_outcome_code", "reason_code") if field in expected]
    read = {field: "" if report[field] is None else str(report[field]) for field in fields}
    assert read == {field: expected[field] for field in fields}


@pytest.mark.parametrize("name", REPORTS)
def test_real_report_has_every_cell_as_a_person_read_it(name: str) -> None:
    assert_cells("cells", name)


@pytest.mark.parametrize("name", REPORTS)
def test_real_report_has_its_publisher_year_and_editions(name: str) -> None:
    assert_report("reports", name)


@pytest.mark.parametrize("name", FRAGMENTS)
def test_fragment_has_every_cell_as_a_person_read_it(name: str) -> None:
    assert_cells("fragment_cells", name)


@pytest.mark.parametrize("name", FRAGMENTS)
def test_fragment_has_its_outcome_publisher_year_and_editions(name: str) -> None:
    assert_report("fragment_reports", name)


def test_every_real_text_is_there_and_every_expected_row_belongs_to_one(shared_reports: Path) -> None:
    assert (len(REPORTS), len(FRAGMENTS)) == (5, 35)
    assert {row["report_file"] for row in expected_rows("reports")} == set(REPORTS)
    assert {row["report_file"] for row in expected_rows("fragment_reports")} == set(FRAGMENTS)


def test_real_reports_have_979_printed_numbers_and_five_cells_without_one(shared_reports: Path) -> None:
    statuses = [cell.status for name in REPORTS for cell in read_cells(name).values()]
    assert statuses.count("reported") == 979
    listed = [row["status"] for row in expected_rows("cells") if row["status"] != "reported"]
    assert len(listed) == 5
    assert sorted(status for status in statuses if status != "reported") == sorted(listed)
