"""What the published warehouse says, beside what is true."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from tests.bench.accuracy import compare_cells, compare_reports, read_warehouse

from .corpora import Corpora


@dataclass(frozen=True)
class SourceAccuracy:
    """Cells of one format by verdict.

    `state_count`: no number printed and none read, but another state. `missing_count`: printed numbers that were given
    no value; of these, `doubtful_count` were seen and are marked as unreadable. `caught_count`: wrong values in a line
    that a broken identity names. `field_count`: outcomes, publishers, years and editions that differ.
    """

    source: str
    report_count: int
    right_count: int
    wrong_count: int
    missing_count: int
    doubtful_count: int
    state_count: int
    caught_count: int
    field_count: int

    @property
    def cell_count(self) -> int:
        return self.right_count + self.wrong_count + self.missing_count + self.state_count


def compare_warehouse(home: Path, corpora: Corpora) -> tuple[list[SourceAccuracy], pl.DataFrame]:
    """Accuracy by source, and every cell that is not right."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        read = connection.sql("select * from marts.fct_reported_cells").pl()
        broken = connection.sql(
            "select report_id, table_code, identity_code, line_code from marts.fct_identity_checks"
            " where check_result_code = 'broken'"
        ).pl()
    sources = corpora.reports.select(pl.col("content_sha256").str.head(16).alias("report_id"), "source", "variants")
    fields = compare_reports(corpora.reports, read_warehouse(home)[0])
    known = sources.select("report_id")
    cells = compare_cells(corpora.cells, read.join(known, on="report_id", how="semi"))
    cells = cells.join(sources, on="report_id", how="left").with_columns(_is_caught(cells, broken))
    order = corpora.reports["source"].unique(maintain_order=True)
    return [_of_source(cells, fields, source, corpora) for source in order], cells.filter(pl.col("verdict") != "right")


def _is_caught(cells: pl.DataFrame, broken: pl.DataFrame) -> pl.Series:
    """Whether a broken identity names the cell's row or column."""
    lines = broken.select("report_id", "table_code", "line_code").unique().with_columns(is_broken=pl.lit(True))
    found = pl.repeat(False, len(cells), eager=True)
    for line in (pl.col("row_code"), pl.col("column_code"), pl.format("{}.{}", "row_code", "column_code")):
        named = cells.with_columns(line_code=line).join(
            lines, on=["report_id", "table_code", "line_code"], how="left", maintain_order="left"
        )
        found |= named["is_broken"].fill_null(False)
    return found.alias("is_caught")


def _of_source(cells: pl.DataFrame, fields: pl.DataFrame, source: str, corpora: Corpora) -> SourceAccuracy:
    own = cells.filter(source=source)
    names = corpora.reports.filter(source=source)["file_name"]
    is_wrong = pl.col("verdict") == "wrong"
    is_missing = pl.col("verdict") == "missing"
    return SourceAccuracy(
        source,
        corpora.reports.filter(source=source).height,
        own.filter(verdict="right").height,
        own.filter(is_wrong).height,
        own.filter(is_missing).height,
        own.filter(is_missing & (pl.col("status_read") == "unreadable")).height,
        own.filter(verdict="state").height,
        own.filter(is_wrong & pl.col("is_caught")).height,
        fields.filter(pl.col("file_name").is_in(names.implode())).height,
    )
