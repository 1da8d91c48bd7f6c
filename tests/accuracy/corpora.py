"""What is loaded: generated documents in every format, generated texts, and the real reports."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl

from tests.bench.accuracy import REPORT_FIELDS
from tests.generator import write_corpus
from tests.generator.documents.corpus import FORMATS, write_documents

CELLS = {
    "file_name": pl.String, "content_sha256": pl.String, "table_code": pl.String, "row_code": pl.String,
    "column_code": pl.String, "value": pl.Decimal(18, 4), "unit_code": pl.String, "status": pl.String,
}  # fmt: skip


REPORTS = ["content_sha256", "file_name", "layout", "variants", *REPORT_FIELDS]


@dataclass(frozen=True)
class Corpora:
    """`reports`: content_sha256, file_name, source (a format, `text`, `real text`), variants, and what is true of them.
    `cells`: their true cells.

    `absent`: formats that this machine cannot write.
    """

    reports: pl.DataFrame
    cells: pl.DataFrame
    absent: list[str]


def write_corpora(folder: Path, counts: dict[str, int], seed: int, real: Path | None) -> Corpora:
    """Write everything below a folder; `counts` says how many reports of each format, and of texts."""
    reports, cells, absent = [], [], []
    for source, count in counts.items():
        made = _write(folder, source, count, seed)
        if made is None:
            absent.append(source)
            continue
        reports.append(made[0].select(*REPORTS, source=pl.lit(source)))
        cells.append(made[1].select(list(CELLS)))
    if real is not None:
        files, values = _copy_real(real, folder)
        reports.append(files)
        cells.append(values)
    return Corpora(pl.concat(reports), pl.concat(cells), absent)


def _write(folder: Path, source: str, count: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    if source in FORMATS:
        return write_documents(folder, source, count, seed)
    return write_corpus(folder / source, count, seed)


def _copy_real(real: Path, folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The real reports and what a person read in them; units were not noted, so they are not compared."""
    (folder / "real").mkdir()
    hashes = {}
    for path in sorted(real.glob("*.txt")):
        content = path.read_bytes()
        (folder / "real" / path.name).write_bytes(content)
        hashes[path.name] = hashlib.sha256(content).hexdigest()
    with (real / "expected" / "cells.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            (
                row["report_file"], hashes[row["report_file"]], row["table_code"], row["row_code"],
                row["column_code"], Decimal(row["value"]) if row["value"] else None, "", row["status"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip
    return _describe_real(real, hashes), pl.DataFrame(rows, schema=CELLS, orient="row")


def _describe_real(real: Path, hashes: dict[str, str]) -> pl.DataFrame:
    """What a person says of the real reports: all are loaded, and fit either edition in section 4."""
    told = pl.read_csv(real / "expected" / "reports.csv", infer_schema=False).filter(
        pl.col("report_file").is_in(list(hashes))
    )
    return told.select(
        pl.col("report_file").replace_strict(hashes).alias("content_sha256"),
        pl.col("report_file").alias("file_name"),
        layout=pl.lit(""),
        variants=pl.lit(""),
        load_outcome_code=pl.lit("loaded"),
        reason_code=pl.lit(None, dtype=pl.String),
        publisher_name=pl.col("publisher_name").replace("", None),
        report_year=pl.col("report_year").cast(pl.Int32),
        edition_proactive_disclosure_code="edition_proactive_disclosure_code",
        edition_requests_code="edition_requests_code",
        edition_litigation_code=pl.lit("2019_or_2021"),
        source=pl.lit("real text"),
    )
