"""The form's CSV files as frames, read once per process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

FORM_DIR = Path(__file__).parent
TABLE_ORDER = ("proactive_disclosure", "requests", "litigation")
EITHER_EDITION = "2019_or_2021"


@cache
def read_form(name: str) -> pl.DataFrame:
    """One CSV of the form as a frame of strings; empty fields are null."""
    return pl.read_csv(FORM_DIR / f"{name}.csv", infer_schema=False)


@cache
def form_items() -> pl.DataFrame:
    """One row per edition, table, row and column of the form (FORM.md section 1).

    Edition ``2019_or_2021`` holds what both editions print: a table whose printed labels fit both.
    Columns: those of rows.csv and columns.csv; the orders are integers.
    """
    orders = pl.col("row_order", "column_order").cast(pl.Int32)
    items = read_form("rows").join(read_form("columns"), on="column_set_code", maintain_order="left_right")
    items = items.with_columns(orders)
    key = ["table_code", "row_code", "column_code"]
    shared = items.filter(edition_code="2019").join(items.filter(edition_code="2021"), on=key, how="semi")
    either = shared.with_columns(edition_code=pl.lit(EITHER_EDITION))
    return pl.concat([items, either])


@cache
def cell_index() -> pl.DataFrame:
    """One row per cell of the form over all editions, in the order of the staging key.

    Columns: ``item`` (u32, position), table_code, row_code, column_code, unit_code (of the column).
    """
    key = ["table_code", "row_code", "column_code"]
    return form_items().select(*key, "unit_code").unique(key, keep="first").sort(key).with_row_index("item")


@cache
def identity_terms() -> pl.DataFrame:
    """One row per edition, identity, line, side and cell: the selectors of identity_terms.csv spelt out."""
    items = form_items()
    selectors = [
        "row_code",
        "row_type_code",
        "outcome_group_code",
        "column_code",
        "column_role_code",
        "column_group_code",
    ]
    terms = read_form("identity_terms").rename({name: f"{name}_wanted" for name in selectors})
    pairs = items.join(terms, on="table_code", maintain_order="left_right")
    matches = pl.all_horizontal(
        pl.col(f"{name}_wanted").is_null() | pl.col(f"{name}_wanted").eq_missing(pl.col(name)) for name in selectors
    )
    line = pl.col("line_template").str.replace("{row}", pl.col("row_code"), literal=True)
    line = line.str.replace("{column}", pl.col("column_code"), literal=True)
    columns = ["edition_code", "table_code", "identity_code", "line_code", "side_code", "row_code", "column_code"]
    return pairs.filter(matches).with_columns(line_code=line).select(columns)
