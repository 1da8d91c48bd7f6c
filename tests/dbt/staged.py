"""A small staging area to build from, made by hand: reports whose tables are filled cell by cell."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from extract.contract import CELLS, ISSUES, REPORTS, StagingTable

FORM = Path(__file__).parents[2] / "extract" / "form"
APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
)
Values = dict[tuple[str, str], int | float | str]

LOADS = {
    "load_id": pl.String,
    "started_at": pl.Datetime("us", "UTC"),
    "finished_at": pl.Datetime("us", "UTC"),
    **dict.fromkeys(
        (
            "found_count",
            "loaded_count",
            "unchanged_count",
            "duplicate_count",
            "rejected_count",
            "reextracted_count",
            "skipped_count",
        ),
        pl.Int64,
    ),
}
FILES = {
    "load_id": pl.String,
    "file_path": pl.String,
    "size_bytes": pl.Int64,
    "content_sha256": pl.String,
    "load_outcome_code": pl.String,
    "reason_code": pl.String,
    "report_id": pl.String,
}


def form_items(table_code: str, edition_code: str) -> list[dict[str, str]]:
    """The items of one table of one edition, read from the form; subtotals are not on it."""
    rows = [*csv.DictReader((FORM / "rows.csv").open(encoding="utf-8"))]
    columns = [*csv.DictReader((FORM / "columns.csv").open(encoding="utf-8"))]
    return [
        row | column
        for row in rows
        for column in columns
        if row["edition_code"] == edition_code
        and row["table_code"] == table_code
        and row["column_set_code"] == column["column_set_code"]
        and row["row_type_code"] != "subtotal"
        and column["column_role_code"] != "subtotal"
    ]


@dataclass
class Report:
    """One report: what is printed of it, how it came, and its tables as {(row, column): number or state}."""

    report_id: str
    publisher_name: str | None = None
    report_year: int | None = 2021
    title: str = "政府信息公开工作年度报告"
    scope_code: str = "own"
    published_date: date | None = None
    path: str = ""
    load: int = 1
    reason_code: str | None = None
    proactive_disclosure: Values | None = None
    requests: Values | None = None
    litigation: Values | None = None
    edition: str = "2021"
    requests_edition: str = ""
    issues: tuple[str, ...] = ()

    def report_row(self) -> dict[str, object]:
        """The report's row of REPORTS."""
        return {
            "report_id": self.report_id,
            "content_sha256": self.report_id,
            "set_number": 1,
            "load_outcome_code": "rejected" if self.reason_code else "loaded",
            "reason_code": self.reason_code,
            "format_code": "text",
            "encoding_code": "utf-8",
            "layout_code": "tab_rows",
            "title": self.title,
            "publisher_name": self.publisher_name,
            "publisher_name_source_code": "title" if self.publisher_name else None,
            "report_year": self.report_year,
            "report_year_source_code": "title",
            "published_date": self.published_date,
            "scope_code": self.scope_code,
            "edition_proactive_disclosure_code": None if self.proactive_disclosure is None else self.edition,
            "edition_requests_code": None if self.requests is None else self.requests_edition or self.edition,
            "edition_litigation_code": None if self.litigation is None else "2019_or_2021",
        }

    def cell_rows(self) -> list[dict[str, object]]:
        """Rows of CELLS: each cell of the edition, `missing` where nothing is said of it, and whatever else is said."""
        rows = []
        for table_code, values in (
            ("proactive_disclosure", self.proactive_disclosure),
            ("requests", self.requests),
            ("litigation", self.litigation),
        ):
            if values is None:
                continue
            items = {(item["row_code"], item["column_code"]): item for item in form_items(table_code, self.edition)}
            edition = "2019_or_2021" if table_code == "litigation" else self.edition
            for place in items | values:
                unit = items[place]["unit_code"] if place in items else "case"
                rows.append(self._cell(table_code, place, values.get(place, "missing"), unit, edition))
        return rows

    def _cell(
        self, table_code: str, place: tuple[str, str], value: int | float | str, unit: str, edition: str
    ) -> dict[str, object]:
        is_number = not isinstance(value, str)
        return {
            "report_id": self.report_id,
            "table_code": table_code,
            "row_code": place[0],
            "column_code": place[1],
            "edition_code": edition,
            "raw_text": str(value) if is_number else None,
            "value": value if is_number else None,
            "unit_code": unit,
            "value_status_code": "reported" if is_number else value,
            "source_locator": "line 1",
            "method_code": "text",
            "confidence": None,
        }

    def issue_rows(self) -> list[dict[str, object]]:
        """Rows of ISSUES."""
        return [
            {"report_id": self.report_id, "issue_number": number, "issue_code": code}
            for number, code in enumerate(self.issues, 1)
        ]


def requests_table(granted: int, applicant: str = "natural_person", **changes: int | str) -> Values:
    """A sound requests table: one kind of applicant asked and was granted all; `row__column` changes a cell."""
    values: Values = {(item["row_code"], item["column_code"]): 0 for item in form_items("requests", "2021")}
    for row in ("new_received", "granted", "concluded_total"):
        values[row, applicant] = granted
        values[row, "total"] = granted
    return values | {(name.split("__")[0], name.split("__")[1]): value for name, value in changes.items()}


def litigation_table(upheld: int, **changes: int | str) -> Values:
    """A sound litigation table: all reconsiderations upheld, no suits; `row__column` changes a cell."""
    values: Values = {(item["row_code"], item["column_code"]): 0 for item in form_items("litigation", "2021")}
    values["reconsideration", "upheld"] = upheld
    values["reconsideration", "total"] = upheld
    return values | {(name.split("__")[0], name.split("__")[1]): value for name, value in changes.items()}


@dataclass
class Staging:
    """A staging folder and a load log; each set holds some reports, as the extractor would leave them."""

    root: Path
    sets: dict[str, list[Report]] = field(default_factory=dict)

    def write(self) -> Staging:
        """Write everything anew; sets that are gone from `sets` are gone from the folder."""
        for table in (REPORTS, CELLS, ISSUES):
            for path in (self.root / "staging" / table.name).glob("*.parquet"):
                path.unlink()
        for set_id, reports in {"none": [], **self.sets}.items():
            self._write_set(REPORTS, set_id, [report.report_row() for report in reports])
            self._write_set(CELLS, set_id, [cell for report in reports for cell in report.cell_rows()])
            self._write_set(ISSUES, set_id, [issue for report in reports for issue in report.issue_rows()])
        self._write_arrivals()
        self._write_log()
        return self

    def _write_set(self, table: StagingTable, set_id: str, rows: list[dict[str, object]]) -> None:
        folder = self.root / "staging" / table.name
        folder.mkdir(parents=True, exist_ok=True)
        table.conform(pl.DataFrame(rows, schema=dict(table.columns))).write_parquet(folder / f"{set_id}.parquet")

    def _reports(self) -> list[Report]:
        return [report for reports in self.sets.values() for report in reports]

    def _write_arrivals(self) -> None:
        arrivals = [
            {
                "content_sha256": report.report_id,
                "first_load_id": f"load-{report.load}",
                "first_loaded_at": datetime(2026, 1, report.load),
                "file_path": report.path or f"/inbox/{report.report_id}.txt",
                "file_name": (report.path or f"{report.report_id}.txt").rsplit("/", 1)[-1],
            }
            for report in self._reports()
        ]
        schema = {
            "content_sha256": pl.String,
            "first_load_id": pl.String,
            "first_loaded_at": pl.Datetime("us"),
            "file_path": pl.String,
            "file_name": pl.String,
        }
        pl.DataFrame(arrivals, schema=schema).write_parquet(self.root / "staging" / "report_arrivals.parquet")

    def _write_log(self) -> None:
        for name in ("loads", "files"):
            (self.root / "log" / name).mkdir(parents=True, exist_ok=True)
        for load in {report.load for report in self._reports()} or {1}:
            seen = [report for report in self._reports() if report.load == load]
            rejected = [report for report in seen if report.reason_code]
            moment = datetime(2026, 1, load, tzinfo=UTC)
            counts = dict.fromkeys(list(LOADS)[3:], 0) | {
                "found_count": len(seen),
                "loaded_count": len(seen) - len(rejected),
                "rejected_count": len(rejected),
            }
            loads = [{"load_id": f"load-{load}", "started_at": moment, "finished_at": moment} | counts]
            files = [
                {
                    "load_id": f"load-{load}",
                    "file_path": report.path or f"/inbox/{report.report_id}.txt",
                    "size_bytes": 1,
                    "content_sha256": report.report_id,
                    "load_outcome_code": "rejected" if report.reason_code else "loaded",
                    "reason_code": report.reason_code,
                    "report_id": report.report_id,
                }
                for report in seen
            ]
            pl.DataFrame(loads, schema=LOADS).write_parquet(self.root / "log" / "loads" / f"load-{load}.parquet")
            pl.DataFrame(files, schema=FILES).write_parquet(self.root / "log" / "files" / f"load-{load}.parquet")
