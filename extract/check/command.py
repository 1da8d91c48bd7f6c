"""The command: read the files, find, print; exit codes as in the contract."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from extract.check.findings import Finding, find, worst
from extract.check.report import print_report
from extract.command.messages import details, reason
from extract.contract import StagedBatch
from extract.intake.take import Taken, take_file, take_member
from extract.readers.containers.bundles import OpenBundles, members_of
from extract.readers.contents import read_contents
from extract.recognise import recognise
from extract.settings import settings
from extract.staging.readers import read_documents

CLEAN, FINDINGS, UNREADABLE = 0, 1, 2


def main_check(files: Sequence[Path], as_json: bool, lang: str) -> int:
    """Check files and print what was found; returns the highest exit code of all."""
    results = [result for path in files for result in check_path(path, lang)]
    if as_json:
        json.dump({"files": results}, sys.stdout, ensure_ascii=False, indent=2, default=str)
        sys.stdout.write("\n")
    else:
        for result in results:
            print_report(result, lang)
    return max((result["exit_code"] for result in results), default=CLEAN)


def check_path(path: Path, lang: str) -> list[dict[str, Any]]:
    """The results for a file, or for each member of a bundle."""
    max_bytes = settings().max_file_bytes
    listing = members_of(str(path), max_bytes)
    if listing is None:
        return [check_file(take_file(str(path), max_bytes), lang)]
    with OpenBundles() as bundles:
        return [
            check_file(take_member(bundles, member.path, str(path), member.address, max_bytes), lang)
            for member in listing.members
        ]


def check_file(taken: Taken, lang: str) -> dict[str, Any]:
    """One file: ``file``, ``exit_code``, ``reason_code`` and ``message`` when it is no readable report, ``reports``
    with findings.
    """
    path = taken.path
    if taken.content is None:
        return _refused(path, taken.reason_code or "unreadable_path", lang)
    contents = pl.DataFrame(
        {"content_sha256": [taken.content_sha256], "content": [taken.content], "reason_code": [None]},
        schema={"content_sha256": pl.String, "content": pl.Binary, "reason_code": pl.String},
    )
    documents = read_contents(contents, read_documents)
    issues = documents["issue_codes"][0].to_list()
    if documents["reason_code"][0] is not None:
        return _refused(path, documents["reason_code"][0], lang, issues)
    batch = recognise(documents.drop("reason_code"))
    refused = batch.reports["reason_code"].drop_nulls()
    if len(refused):
        return _refused(path, refused[0], lang, issues)
    return _describe(path, batch, lang)


def _refused(path: str, code: str, lang: str, issue_codes: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "file": path,
        "exit_code": UNREADABLE,
        "reason_code": code,
        "message": reason(code, lang) + details(issue_codes, lang),
        "reports": [],
    }


def _describe(path: str, batch: StagedBatch, lang: str) -> dict[str, Any]:
    found = find(batch, lang)
    reports = [_report(report, found[report["report_id"]]) for report in batch.reports.to_dicts()]
    failed = any(worst(findings) == "error" for findings in found.values())
    return {"file": path, "exit_code": FINDINGS if failed else CLEAN, "reason_code": None, "reports": reports}


def _report(report: dict[str, Any], findings: list[Finding]) -> dict[str, Any]:
    kept = ("report_id", "publisher_name", "report_year", "format_code", "layout_code", "encoding_code")
    editions = {name: value for name, value in report.items() if name.startswith("edition_")}
    return {
        **{name: report[name] for name in kept},
        **editions,
        "findings": [finding.to_dict() for finding in findings],
    }
