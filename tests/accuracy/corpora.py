"""What is loaded: generated documents in every format, generated texts, and the real reports."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl

from tests.generator import write_corpus
from tests.generator.documents.corpus import FORMATS, write_documents

CELLS = {
    "file_name": pl.String, "content_sha256": pl.String, "table_code": pl.String, "row_code": pl.String,
    "column_code": pl.String, "value": pl.Decimal(18, 4), "unit_code": pl.String, "status": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Corpora:
    """`reports`: content_sha256, file_name, source (a format, `text`, `real text`). `cells`: the true cells of them.

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
        reports.append(made[0].select("content_sha256", "file_name", "variants", source=pl.lit(source)))
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
    files = {"content_sha256": list(hashes.values()), "file_name": list(hashes)}
    frame = pl.DataFrame(files).with_columns(variants=pl.lit(""), source=pl.lit("real text"))
    return frame, pl.DataFrame(rows, schema=CELLS, orient="row")
