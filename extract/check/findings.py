"""Findings about one batch of reports, worst first: broken identities, odd counts, unreadable and blank cells,
labels.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from extract.check.identities import check_identities, name_terms, rules
from extract.check.places import place_order
from extract.contract import StagedBatch
from extract.form.tables import form_items, read_form

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class Cell:
    """A cell of the form as printed."""

    row_code: str
    column_code: str
    label: str
    raw_text: str | None
    source_locator: str | None
    side_code: str | None = None


@dataclass(frozen=True)
class Finding:
    """One thing to mend or to know: its code, how bad it is, where it stands and the cells it concerns."""

    code: str
    severity_code: str
    message: str
    table_code: str | None = None
    line_code: str | None = None
    raw_text: str | None = None
    source_locator: str | None = None
    left_value: str | None = None
    right_value: str | None = None
    difference: str | None = None
    cells: list[Cell] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def find(batch: StagedBatch, lang: str) -> dict[str, list[Finding]]:
    """Findings by report id, worst first and in reading order."""
    found: dict[str, list[Finding]] = {report: [] for report in batch.reports["report_id"]}
    for report, finding in [*_of_identities(batch, lang), *_of_issues(batch, lang), *_of_blanks(batch, lang)]:
        found[report].append(finding)
    return {
        report: sorted(
            findings, key=lambda finding: (SEVERITIES.index(finding.severity_code), place_order(finding.source_locator))
        )
        for report, findings in found.items()
    }


def _labels(lang: str) -> dict[tuple[str, str], str]:
    """Printed labels by (row, column); an empty code stands for the whole row or column."""
    items = (
        form_items()
        .select("row_code", "column_code", f"row_label_{lang}", f"column_label_{lang}")
        .unique(maintain_order=True)
    )
    names: dict[tuple[str, str], str] = {}
    for row, column, row_label, column_label in items.iter_rows():
        names[row, column] = f"{row_label} · {column_label}"
        names[row, ""] = row_label
        names["", column] = column_label
    return names


def _plain(value: Decimal | None) -> str | None:
    """A number as people write it, without the zeros of its type."""
    return None if value is None else f"{value.normalize():f}"


def _of_identities(batch: StagedBatch, lang: str) -> list[tuple[str, Finding]]:
    broken = check_identities(batch).filter(check_result_code="broken")
    if broken.is_empty():
        return []
    labels, texts = _labels(lang), rules()
    terms = name_terms(batch, broken)
    found = []
    for line in broken.to_dicts():
        own = terms.filter(
            report_id=line["report_id"],
            identity_code=line["identity_code"],
            line_code=line["line_code"],
            table_code=line["table_code"],
        )
        cells = [_cell(term, labels) for term in own.to_dicts()] or _odd_cell(batch, line, labels)
        finding = Finding(
            code=line["identity_code"],
            severity_code="error",
            message=texts[line["identity_code"]][lang],
            table_code=line["table_code"],
            line_code=line["line_code"],
            source_locator=next((cell.source_locator for cell in cells if cell.source_locator), None),
            left_value=_plain(line["left_value"]),
            right_value=_plain(line["right_value"]),
            difference=_plain(line["difference"]),
            cells=cells,
        )
        found.append((line["report_id"], finding))
    return found


def _cell(term: dict[str, Any], labels: dict[tuple[str, str], str]) -> Cell:
    label = labels.get((term["row_code"], term["column_code"]), f"{term['row_code']}.{term['column_code']}")
    return Cell(
        term["row_code"], term["column_code"], label, term["raw_text"], term["source_locator"], term.get("side_code")
    )


def _odd_cell(batch: StagedBatch, line: dict[str, Any], labels: dict[tuple[str, str], str]) -> list[Cell]:
    row, column = line["line_code"].split(".")
    own = batch.cells.filter(
        report_id=line["report_id"], table_code=line["table_code"], row_code=row, column_code=column
    )
    return [_cell(cell, labels) for cell in own.to_dicts()]


def _of_issues(batch: StagedBatch, lang: str) -> list[tuple[str, Finding]]:
    codes = {row["issue_code"]: row for row in read_form("issue_codes").to_dicts()}
    labels = _labels(lang)
    found = []
    for issue in batch.issues.to_dicts():
        code = codes[issue["issue_code"]]
        cells = []
        if issue["row_code"]:
            label = labels.get((issue["row_code"], issue["column_code"] or ""), issue["row_code"])
            cells = [
                Cell(issue["row_code"], issue["column_code"] or "", label, issue["raw_text"], issue["source_locator"])
            ]
        finding = Finding(
            issue["issue_code"], code["severity_code"], code[f"message_{lang}"],
            table_code=issue["table_code"], raw_text=issue["raw_text"],
            source_locator=issue["source_locator"], cells=cells,
        )  # fmt: skip
        found.append((issue["report_id"], finding))
    return found


def _of_blanks(batch: StagedBatch, lang: str) -> list[tuple[str, Finding]]:
    """Blank cells and nil marks, row by row: neither is a zero."""
    messages = {row["issue_code"]: row[f"message_{lang}"] for row in read_form("issue_codes").to_dicts()}
    labels = _labels(lang)
    soft = batch.cells.filter(pl.col("value_status_code").is_in(["blank", "nil_mark"]))
    rows = soft.group_by("report_id", "table_code", "row_code", "value_status_code", maintain_order=True).agg(
        "column_code", "raw_text", "source_locator"
    )
    found = []
    for row in rows.to_dicts():
        places = zip(row["column_code"], row["raw_text"], row["source_locator"], strict=True)
        cells = [
            _cell({"row_code": row["row_code"], "column_code": c, "raw_text": t, "source_locator": s}, labels)
            for c, t, s in places
        ]
        code = f"cell_{row['value_status_code']}"
        finding = Finding(
            code, "info", messages[code], table_code=row["table_code"],
            source_locator=row["source_locator"][0], cells=cells,
        )  # fmt: skip
        found.append((row["report_id"], finding))
    return found


def worst(findings: list[Finding]) -> str | None:
    """The severity of the worst finding."""
    return min((finding.severity_code for finding in findings), key=SEVERITIES.index, default=None)
