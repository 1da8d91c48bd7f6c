"""Generated reports one by one, or as a folder of files with the truth beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import polars as pl

from .draft import start_draft
from .figures import ONE
from .form import ITEMS
from .identities import broken_identities
from .truth import Truth
from .variants import BREAKS, apply_variants, choose_variants, finish_text
from .writer import note_truth, print_text, settle

CHUNK = 2_000
FILES_PER_FOLDER = 1_000


@dataclass(slots=True)
class GeneratedReport:
    """One report: a file name, its text, and what is true of it."""

    name: str
    text: str
    truth: Truth


def generate_report(
    seed: int | str, variants: Sequence[str] | None = None, layout: str | None = None
) -> GeneratedReport:
    """The report of one seed; variants None: the mixture of real life, else exactly those that fit the layout."""
    rng = Random(seed)
    draft = start_draft(rng)
    draft.layout = layout or draft.layout
    apply_variants(draft, choose_variants(rng) if variants is None else variants)
    settle(draft)
    text = print_text(draft)
    truth = note_truth(draft)
    text = finish_text(draft, text, truth)
    return GeneratedReport("", text, truth)


def generate(count: int, seed: int, variants: Sequence[str] | None = None) -> Iterator[GeneratedReport]:
    """`count` reports; the n-th of a seed is the same however many are asked for."""
    for number in range(count):
        report = generate_report(f"{seed}-{number}", variants)
        report.name = f"report_{number:06d}.txt"
        yield report


def cells_frame(names: list[str], shas: list[str], truths: list[Truth]) -> pl.DataFrame:
    """One row per cell of a chunk of reports."""
    owners = pl.Series(range(len(truths)), dtype=pl.UInt32)
    lengths = pl.Series([len(truth.items) for truth in truths], dtype=pl.UInt32)
    cells = pl.DataFrame(
        {
            "item": pl.Series([item for truth in truths for item in truth.items], dtype=pl.UInt32),
            "value": pl.Series([value for truth in truths for value in truth.values], dtype=pl.Int64),
            "unit_code": pl.Series([unit for truth in truths for unit in truth.units], dtype=pl.String),
            "status": pl.Series([status for truth in truths for status in truth.statuses], dtype=pl.String),
        }
    )
    owner = pl.DataFrame({"report": owners, "length": lengths}).select(pl.col("report").repeat_by("length").explode())
    lookup = {code: pl.Series([item[place] for item in ITEMS]) for place, code in enumerate(("table", "row", "column"))}
    return cells.select(
        pl.Series("file_name", names).gather(owner["report"].drop_nulls()),
        pl.Series("content_sha256", shas).gather(owner["report"].drop_nulls()),
        *(lookup[code].gather(cells["item"]).alias(f"{code}_code") for code in lookup),
        (pl.col("value").cast(pl.Float64) / ONE).round(4).cast(pl.Decimal(18, 4)).alias("value"),
        pl.col("unit_code").replace("", None),
        "status",
    )


def _broken(truth: Truth) -> list[str]:
    """`identity.line` of what is broken on purpose; reports without such a variant break nothing."""
    return sorted(broken_identities(truth.cells())) if BREAKS.intersection(truth.variants) else []


def report_row(name: str, sha: str, truth: Truth) -> dict[str, object]:
    return {
        "file_name": name,
        "content_sha256": sha,
        "load_outcome_code": truth.load_outcome_code,
        "reason_code": truth.reason_code,
        "publisher_name": truth.publisher_name,
        "report_year": truth.report_year,
        "edition_proactive_disclosure_code": truth.editions.get("proactive_disclosure"),
        "edition_requests_code": truth.editions.get("requests"),
        "edition_litigation_code": truth.editions.get("litigation"),
        "layout": truth.layout,
        "variants": "|".join(truth.variants),
        "broken_identities": "|".join(_broken(truth)),
    }


REPORT_SCHEMA = {
    "file_name": pl.String,
    "content_sha256": pl.String,
    "load_outcome_code": pl.String,
    "reason_code": pl.String,
    "publisher_name": pl.String,
    "report_year": pl.Int32,
    "edition_proactive_disclosure_code": pl.String,
    "edition_requests_code": pl.String,
    "edition_litigation_code": pl.String,
    "layout": pl.String,
    "variants": pl.String,
    "broken_identities": pl.String,
}


def write_corpus(
    folder: Path, count: int, seed: int, variants: Sequence[str] | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Write reports to folder/reports/…/*.txt and the truth to folder/truth_{reports,cells}.parquet; returns both.

    truth_reports: one row per file. truth_cells: one row per cell of a table found in a loaded report.
    """
    frames, rows = [], []
    chunk: list[tuple[str, str, Truth]] = []
    for number, report in enumerate(generate(count, seed, variants)):
        data = report.text.encode()
        target = folder / "reports" / f"{number // FILES_PER_FOLDER:04d}"
        target.mkdir(parents=True, exist_ok=True)
        (target / report.name).write_bytes(data)
        sha = hashlib.sha256(data).hexdigest()
        chunk.append((report.name, sha, report.truth))
        rows.append(report_row(report.name, sha, report.truth))
        if len(chunk) == CHUNK or number == count - 1:
            frames.append(cells_frame(*(list(column) for column in zip(*chunk, strict=True))))
            chunk.clear()
    reports = pl.DataFrame(rows, schema=REPORT_SCHEMA)
    cells = pl.concat(frames)
    reports.write_parquet(folder / "truth_reports.parquet")
    cells.write_parquet(folder / "truth_cells.parquet")
    return reports, cells
