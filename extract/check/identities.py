"""The form's cross-sums (勾稽关系) on staged cells, from the same CSVs that dbt evaluates (FORM.md section 2)."""

from __future__ import annotations

import polars as pl

from extract.contract import StagedBatch
from extract.form.tables import identity_terms, read_form

_LINE = ["report_id", "table_code", "identity_code", "line_code"]
_AMOUNT_COLUMNS = ("amount", "amount_wan_yuan")
_SIGNED_COLUMNS = ("item_change",)
# Sums have a total on the right; in a balance either side may stand for the total.
_SYMMETRIC = "balance"


def check_identities(batch: StagedBatch) -> pl.DataFrame:
    """One row per report, identity and line of its tables: ``left_value``, ``right_value``, ``difference``,
    ``check_result_code``.

    A line holds when all terms are numbers and agree, or when only parts are blank or nil and the printed ones reach
    the total; it is broken when the numbers disagree or the printed parts exceed the total; else it cannot be assessed.
    Subtotals are checked where one is printed, and ``non_negative_integer`` is listed only where it is broken.
    """
    sides = _sum_sides(_find_terms(batch))
    left, right = (sides.filter(side_code=side).drop("side_code") for side in ("left", "right"))
    lines = left.join(right, on=_LINE, suffix="_right", maintain_order="left")
    stored = pl.col("printed") | pl.col("printed_right")
    lines = lines.filter(stored & ((pl.col("identity_code") != "subtotal") | pl.col("printed_right")))
    checks = lines.select(
        *_LINE,
        left_value="total",
        right_value="total_right",
        difference=pl.col("total") - pl.col("total_right"),
        check_result_code=_result(),
    )
    return pl.concat([checks, _odd_counts(batch.cells)]).sort(_LINE)


def _find_terms(batch: StagedBatch) -> pl.DataFrame:
    """One row per report and term of each identity of its tables, with the printed cell (null when there is none)."""
    editions = [
        batch.reports.filter(load_outcome_code="loaded").select(
            "report_id", table_code=pl.lit(table), edition_code=pl.col(f"edition_{table}_code")
        )
        for table in ("requests", "litigation")
    ]
    tables = pl.concat(editions).drop_nulls("edition_code")
    terms = tables.join(identity_terms(), on=["table_code", "edition_code"], maintain_order="left_right")
    key = ["report_id", "table_code", "row_code", "column_code"]
    cells = batch.cells.select(pl.col(key).cast(pl.String), "value", "value_status_code")
    return terms.join(cells, on=key, how="left", maintain_order="left")


def _sum_sides(terms: pl.DataFrame) -> pl.DataFrame:
    """Sum and completeness of each side of each line."""
    status = pl.col("value_status_code")
    return terms.group_by([*_LINE, "side_code"], maintain_order=True).agg(
        total=pl.col("value").sum(),
        is_full=pl.col("value").is_not_null().all(),
        is_soft=(pl.col("value").is_not_null() | status.is_in(["blank", "nil_mark"]).fill_null(False)).all(),
        printed=status.is_not_null().any(),
    )


def _result() -> pl.Expr:
    full, full_right = pl.col("is_full"), pl.col("is_full_right")
    symmetric = pl.col("identity_code") == _SYMMETRIC
    left, right = pl.col("total"), pl.col("total_right")
    exceeds = (full_right & (left > right)) | (symmetric & full & (right > left))
    reached = (left == right) & ((full_right & pl.col("is_soft")) | (symmetric & full & pl.col("is_soft_right")))
    return (
        pl.when(full & full_right & (left != right)).then(pl.lit("broken"))
        .when(full & full_right).then(pl.lit("holds"))
        .when(exceeds).then(pl.lit("broken"))
        .when(reached).then(pl.lit("holds"))
        .otherwise(pl.lit("not_assessable"))
    )  # fmt: skip


def _odd_counts(cells: pl.DataFrame) -> pl.DataFrame:
    """Counts below zero or with decimals; only 本年增/减 may be negative, only amounts may have decimals."""
    value, column = pl.col("value"), pl.col("column_code")
    negative = (value < 0) & ~column.is_in(_SIGNED_COLUMNS)
    fractional = (value != value.round(0)) & ~column.is_in(_AMOUNT_COLUMNS)
    amount = pl.lit(None, dtype=pl.Decimal(38, 4))
    return cells.filter(negative | fractional).select(
        "report_id",
        pl.col("table_code").cast(pl.String),
        identity_code=pl.lit("non_negative_integer"),
        line_code=pl.concat_str("row_code", column, separator="."),
        left_value=value.cast(pl.Decimal(38, 4)),
        right_value=amount,
        difference=amount,
        check_result_code=pl.lit("broken"),
    )


def name_terms(batch: StagedBatch, broken: pl.DataFrame) -> pl.DataFrame:
    """The cells of broken lines: ``side_code``, the cell's codes, ``raw_text``, ``value``, ``source_locator``."""
    key = ["report_id", "table_code", "row_code", "column_code"]
    terms = _find_terms(batch).select(*_LINE, "side_code", "row_code", "column_code")
    named = terms.join(broken.select(_LINE), on=_LINE, how="semi", maintain_order="left")
    cells = batch.cells.select(pl.col(key).cast(pl.String), "raw_text", "value", "source_locator")
    return named.join(cells, on=key, maintain_order="left")


def rules() -> dict[str, dict[str, str]]:
    """The rule of each identity in words, by code and language."""
    return {
        row["identity_code"]: {"zh": row["rule_zh"], "en": row["rule_en"]} for row in read_form("identities").to_dicts()
    }
