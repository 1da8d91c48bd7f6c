"""Staging schemas: the one definition of what extraction hands to dbt.

Each schema says what one row is and in which order the rows lie in a staging set. dbt's sources
describe the same columns, and a drift test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from extract.form.tables import form_items, read_form

COUNT = pl.Int64()
AMOUNT = pl.Decimal(18, 4)
CODE = pl.String()
TEXT = pl.String()
VALUE_STATUSES = ("reported", "blank", "nil_mark", "unreadable", "missing")
METHODS = ("text", "ocr")


def known_codes(*codes: Iterable[str | None]) -> pl.Enum:
    """The type of a column that holds some of these codes, as numbers within, as text in Parquet.

    They are ordered by their letters, as the rows of a staging set are.
    """
    return pl.Enum(sorted({code for some in codes for code in some if code is not None}))


@dataclass(frozen=True)
class StagingTable:
    """One staging table: its columns in order, and the key that is unique and sorts the rows."""

    name: str
    columns: Mapping[str, pl.DataType]
    key: tuple[str, ...]

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly this table's columns and types, sorted by the key."""
        typed = frame.select(pl.col(name).cast(dtype) for name, dtype in self.columns.items())
        # Looking is much cheaper than sorting, and the recognition gives its cells in this order.
        return typed if self._is_sorted(typed) else typed.sort(self.key, nulls_last=True)

    def _is_sorted(self, frame: pl.DataFrame) -> bool:
        in_order: pl.Expr = pl.lit(True)
        for name in reversed(self.key):
            before = pl.col(name).shift(1)
            in_order = (before < pl.col(name)) | ((before == pl.col(name)) & in_order)
        return bool(frame.select(in_order.slice(1).all()).item())

    def empty(self) -> pl.DataFrame:
        """A frame of this table without rows."""
        return pl.DataFrame(schema=dict(self.columns))


# One row per report: one set of tables in one distinct content, loaded or rejected.
REPORTS = StagingTable(
    "reports",
    {
        "report_id": CODE,  # first 16 hex digits of the content's SHA-256; "-2" … for further sets of tables
        "content_sha256": CODE,
        "set_number": pl.Int32(),  # 1 for the first set of tables in the content
        "load_outcome_code": CODE,  # loaded, rejected
        "reason_code": CODE,  # null when loaded
        "format_code": CODE,  # text, html, docx, pdf …
        "encoding_code": CODE,  # utf-8, gb18030, utf-16 …
        "layout_code": CODE,  # line_per_cell, tabbed_lines, tab_rows, pipe_rows, spread_pipes, joined, space_rows, grid
        "title": TEXT,  # the printed title, spaces removed
        "publisher_name": TEXT,  # as printed; null where none is printed or the copy is not to be trusted
        "publisher_name_source_code": CODE,  # title, signature, compiler, prose
        "report_year": pl.Int32(),
        "report_year_source_code": CODE,  # title, period, prose, published
        "published_date": pl.Date(),  # as printed
        "scope_code": CODE,  # own, aggregate, unknown
        "edition_proactive_disclosure_code": CODE,  # null where the table is absent
        "edition_requests_code": CODE,
        "edition_litigation_code": CODE,
    },
    ("report_id",),
)

# One row per report and cell of the form: every cell of the edition of each table found, further printed ones too.
CELLS = StagingTable(
    "cells",
    {
        "report_id": CODE,
        "table_code": known_codes(form_items()["table_code"]),  # proactive_disclosure, requests, litigation
        "row_code": known_codes(form_items()["row_code"]),
        "column_code": known_codes(form_items()["column_code"]),
        "edition_code": known_codes(form_items()["edition_code"]),  # 2019, 2021, 2019_or_2021; never mixed
        "raw_text": TEXT,  # the cell as printed; null when missing
        "value": AMOUNT,  # the number printed, in unit_code; null unless reported
        "unit_code": known_codes(  # case, item, yuan, wan_yuan, unknown
            form_items()["unit_code"], read_form("units")["unit_code"], ["unknown"]
        ),
        "value_status_code": known_codes(VALUE_STATUSES),
        "source_locator": TEXT,  # "line 12", "table 2 row 5 column 3", "page 3 box 101,220,131,236"
        "method_code": known_codes(METHODS),
        "confidence": pl.Float32(),  # 0 to 1; null unless recognised in a picture
    },
    ("report_id", "table_code", "row_code", "column_code"),
)

# One row per finding of the extraction; the message and severity of a code stand in form/issue_codes.csv.
ISSUES = StagingTable(
    "issues",
    {
        "report_id": CODE,
        "issue_number": pl.Int32(),  # 1, 2 … in reading order within the report
        "issue_code": CODE,
        "table_code": CODE,
        "row_code": CODE,
        "column_code": CODE,
        "raw_text": TEXT,
        "source_locator": TEXT,
    },
    ("report_id", "issue_number"),
)

STAGING_TABLES: tuple[StagingTable, ...] = (REPORTS, CELLS, ISSUES)
ROW_GROUP_SIZE = 262_144  # fixed, so that the same rows always give the same Parquet bytes

# Reasons why a file is rejected; the sentences for people stand in form/reason_codes.csv.
REJECTION_REASONS: tuple[str, ...] = (
    "empty",
    "too_large",
    "unsupported_format",
    "undecodable",
    "not_a_report",
    "values_lost",
    "vanished",
    "unreadable_path",
    "reader_failed",
)


@dataclass(frozen=True)
class StagedBatch:
    """What extraction makes of one batch: the three staging tables, conformed and sorted."""

    reports: pl.DataFrame
    cells: pl.DataFrame
    issues: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        """Frames by staging table name."""
        return {"reports": self.reports, "cells": self.cells, "issues": self.issues}
