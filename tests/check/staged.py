"""Staged reports made cell by cell, to judge the identities without any reading."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from extract.contract import CELLS, ISSUES, REPORTS, StagedBatch
from extract.form.tables import cell_index

REPORT = "0" * 16
STATES = {"b": "blank", "n": "nil_mark", "u": "unreadable", "m": "missing"}


def staged(cells: Mapping[str, str], **editions: str) -> StagedBatch:
    """One loaded report. Keys are "row.column", values a number or b(lank), n(il mark), u(nreadable), m(issing)."""
    tables = {f"{row}.{column}": table for table, row, column in _places().iter_rows()}
    rows = []
    for key, text in cells.items():
        row_code, column_code = key.split(".")
        number = text not in STATES
        rows.append(
            {
                "report_id": REPORT,
                "table_code": tables[key],
                "row_code": row_code,
                "column_code": column_code,
                "edition_code": "2021",
                "raw_text": text if number else None,
                "value": Decimal(text) if number else None,
                "unit_code": "case",
                "value_status_code": "reported" if number else STATES[text],
                "source_locator": "line 1",
            }
        )
    found = {tables[key] for key in cells}
    report = dict.fromkeys(REPORTS.columns) | {
        "report_id": REPORT,
        "content_sha256": REPORT,
        "set_number": 1,
        "load_outcome_code": "loaded",
        **{f"edition_{table}_code": editions.get(table, "2021") for table in found},
    }
    types = dict(CELLS.columns)
    return StagedBatch(
        reports=REPORTS.conform(pl.DataFrame([report], schema=dict(REPORTS.columns))),
        cells=CELLS.conform(pl.DataFrame(rows, schema=types)),
        issues=ISSUES.empty(),
    )


def _places() -> pl.DataFrame:
    return cell_index().select("table_code", "row_code", "column_code")
