"""What real texts do (FORM.md section 4), one small text for each fault, against values read by eye.

``fixtures/expected.csv`` lists every printed cell of each text, ``fixtures/reports.csv`` every report; a field ``?`` is
left open.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from extract.contract import StagedBatch

from .documents import CellKey, cells_of, id_of, stage

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.txt"))
OPEN = "?"


@cache
def content(name: str) -> bytes:
    return (FIXTURES / f"{name}.txt").read_bytes()


@cache
def staged() -> StagedBatch:
    """All fixtures as one batch."""
    return stage(*map(content, NAMES))


def listed(file_name: str) -> list[dict[str, str]]:
    """The rows of a CSV of expectations."""
    with (FIXTURES / f"{file_name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REPORTS = {(row["fixture"], row["set_number"]): row for row in listed("reports")}


def report_id(name: str, set_number: str) -> str:
    return id_of(content(name)) + ("" if set_number == "1" else f"-{set_number}")


@pytest.mark.parametrize(("name", "set_number"), REPORTS)
def test_fixture_has_every_cell_as_printed(name: str, set_number: str) -> None:
    rows = [row for row in listed("expected") if (row["fixture"], row["set_number"]) == (name, set_number)]
    expected: dict[CellKey, tuple[Decimal | None, str, str]] = {
        (row["table_code"], row["row_code"], row["column_code"]): (
            Decimal(row["value"]) if row["value"] else None,
            row["status"],
            row["unit_code"],
        )
        for row in rows
    }
    read = cells_of(staged(), report_id(name, set_number))
    printed = {key: cell[:3] for key, cell in read.items() if cell.status != "missing"}
    assert printed == expected


@pytest.mark.parametrize(("name", "set_number"), REPORTS)
def test_fixture_has_its_outcome_publisher_year_and_editions(name: str, set_number: str) -> None:
    expected = {field: text for field, text in REPORTS[name, set_number].items() if text != OPEN}
    row = staged().reports.row(by_predicate=pl.col("report_id") == report_id(name, set_number), named=True)
    read = {**row, "fixture": name}
    assert {field: "" if read[field] is None else str(read[field]) for field in expected} == expected


def test_every_fixture_is_listed_and_gives_the_listed_reports_only() -> None:
    assert {name for name, _ in REPORTS} == set(NAMES)
    assert {report_id(*key) for key in REPORTS} == set(staged().reports["report_id"])
    assert {row["fixture"] for row in listed("expected")} <= set(NAMES)
