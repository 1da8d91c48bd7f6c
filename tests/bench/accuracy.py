"""What was read against what is true, cell by cell and report by report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

KEY = ("report_id", "table_code", "row_code", "column_code")
AMOUNT_UNITS = ("yuan", "wan_yuan", "unknown")
OUTCOME = ("load_outcome_code", "reason_code")  # all that is said of a rejected report
REPORT_FIELDS = (
    "load_outcome_code",
    "reason_code",
    "publisher_name",
    "report_year",
    "edition_proactive_disclosure_code",
    "edition_requests_code",
    "edition_litigation_code",
)


@dataclass(frozen=True)
class Accuracy:
    """Cells and reports compared. `cells` and `reports` keep every difference, for whoever has to find its cause."""

    cells: pl.DataFrame  # one row per cell of truth or of the load: KEY, verdict, both values and states
    reports: pl.DataFrame  # one row per report and field that differs

    def counts(self) -> dict[str, int]:
        """Cells by verdict."""
        counted = self.cells.group_by("verdict").len()
        return dict.fromkeys(("right", "wrong", "missing", "state"), 0) | dict(counted.iter_rows())


def _verdict() -> pl.Expr:
    """right: value (and unit of an amount) or state agree · wrong: a number that is not true · missing: a true number
    not read · state: no number on either side, but another state."""
    is_true, is_read = pl.col("value").is_not_null(), pl.col("value_read").is_not_null()
    is_amount = pl.col("unit_code").is_in(AMOUNT_UNITS) & is_true
    same_unit = ~is_amount | pl.col("unit_code").eq_missing(pl.col("unit_code_read"))
    same_value = pl.col("value").eq_missing(pl.col("value_read")) & same_unit
    return (
        pl.when(is_read & ~same_value.fill_null(False))
        .then(pl.lit("wrong"))
        .when(is_true & ~is_read)
        .then(pl.lit("missing"))
        .when(~is_true & pl.col("status").ne_missing(pl.col("status_read")))
        .then(pl.lit("state"))
        .otherwise(pl.lit("right"))
    )


def compare_cells(truth: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    """One row per cell with its verdict. A cell with no row on one side is `missing` there."""
    expected = truth.with_columns(pl.col("content_sha256").str.head(16).alias("report_id")).unique(KEY)
    got = read.select(
        *KEY,
        pl.col("value").cast(pl.Decimal(18, 4)).alias("value_read"),
        pl.col("unit_code").alias("unit_code_read"),
        pl.col("value_status_code").alias("status_read"),
        *(pl.col(name) for name in ("raw_text",) if name in read.columns),
    )
    joined = expected.join(got, on=KEY, how="full", coalesce=True)
    states = joined.with_columns(pl.col("status", "status_read").fill_null("missing"))
    is_of_interest = pl.col("content_sha256").is_not_null() | (pl.col("status_read") != "missing")
    return states.filter(is_of_interest).with_columns(_verdict().alias("verdict"))


def compare_reports(truth: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    """One row per report and field that differs: file_name, field, expected, read, layout, variants.

    Of a report that is to be rejected only the outcome counts: the warehouse has no row about it.
    """
    expected = truth.with_columns(pl.col("content_sha256").str.head(16).alias("report_id"))
    fields = [field for field in REPORT_FIELDS if field in read.columns]
    joined = expected.join(read.select("report_id", *fields), on="report_id", how="left", suffix="_read")
    is_loaded = pl.col("load_outcome_code") == "loaded" if "load_outcome_code" in fields else pl.lit(True)
    differences = [
        joined.filter(pl.col(field).ne_missing(pl.col(field + "_read")), is_loaded | pl.lit(field in OUTCOME)).select(
            "file_name",
            pl.lit(field).alias("field"),
            pl.col(field).cast(pl.String).alias("expected"),
            pl.col(field + "_read").cast(pl.String).alias("read"),
            "layout",
            "variants",
        )
        for field in fields
    ]
    return pl.concat(differences) if differences else pl.DataFrame()


def compare(truth: tuple[pl.DataFrame, pl.DataFrame], reports: pl.DataFrame, cells: pl.DataFrame) -> Accuracy:
    """Compare reports and cells as read (staging or warehouse) with the truth (reports, cells)."""
    true_reports, true_cells = truth
    return Accuracy(compare_cells(true_cells, cells), compare_reports(true_reports, reports))


def read_warehouse(home: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Reports and cells of the published warehouse; the outcome comes from the list of files."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        cells = connection.sql(
            "select report_id, table_code, row_code, column_code, value, unit_code, value_status_code, raw_text"
            " from marts.fct_reported_cells"
        ).pl()
        reports = connection.sql(
            "select files.report_id, files.load_outcome_code, files.reason_code, reports.publisher_name,"
            " reports.report_year, reports.edition_proactive_disclosure_code, reports.edition_requests_code,"
            " reports.edition_litigation_code"
            " from marts.fct_load_files files left join marts.dim_reports reports using (report_id)"
            " where files.load_outcome_code in ('loaded', 'rejected')"
            " qualify row_number() over (partition by files.report_id order by files.load_id) = 1"
        ).pl()
    return reports, cells


def by_cause(accuracy: Accuracy, truth: pl.DataFrame) -> pl.DataFrame:
    """Cells that are not right by verdict, layout and variants: the most frequent first."""
    names = truth.with_columns(pl.col("content_sha256").str.head(16).alias("report_id"))
    off = accuracy.cells.filter(pl.col("verdict") != "right")
    joined = off.join(names.select("report_id", "layout", "variants"), on="report_id", how="left")
    return (
        joined.group_by("verdict", "layout", "variants")
        .agg(
            pl.len().alias("cells"),
            pl.col("report_id").n_unique().alias("reports"),
            pl.col("file_name").drop_nulls().min(),
        )
        .sort("cells", "layout", "variants", descending=[True, False, False])
    )
