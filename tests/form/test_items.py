"""The form's items against the published list of codes, and the CSVs against each other."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from extract.contract import REJECTION_REASONS
from extract.form.tables import EITHER_EDITION, cell_index, form_items, read_form

KEY = ["edition_code", "table_code", "row_code", "column_code"]
UNIQUE = {
    "rows": ["edition_code", "table_code", "row_code"],
    "columns": ["column_set_code", "column_code"],
    "editions": ["edition_code"],
    "identities": ["identity_code"],
    "issue_codes": ["issue_code"],
    "reason_codes": ["reason_code"],
    "units": ["unit_text"],
    "nil_marks": ["nil_mark"],
    "characters": ["from_text"],
    "labels": ["label_zh", "match_code"],
    "organ_names": ["pattern", "meaning_code"],
    "provenance_markers": ["marker"],
}


def plain(column: str) -> pl.Expr:
    """A label without spaces: the list of codes and the form differ in nothing else."""
    return pl.col(column).str.replace_all(" ", "")


def printed_items() -> pl.DataFrame:
    return form_items().filter(pl.col("edition_code") != EITHER_EDITION)


@pytest.fixture(scope="module")
def published(shared_reports: Path) -> pl.DataFrame:
    """The published codes: one row per edition, table, row and column."""
    codes = pl.read_csv(shared_reports.parent / "form" / "codes.csv", infer_schema=False)
    return codes.rename({"edition": "edition_code"})


def test_every_published_code_is_an_item_with_the_same_labels(published: pl.DataFrame) -> None:
    labels = [plain("row_label_zh"), plain("column_label_zh")]
    wanted = set(published.select(*KEY, *labels).rows())
    assert wanted - set(printed_items().select(*KEY, *labels).rows()) == set()


def test_outcome_groups_and_row_types_of_requests_are_the_published_ones(published: pl.DataFrame) -> None:
    parts = published.filter(pl.col("table_code") == "requests", pl.col("column_code") != "organisations_subtotal")
    columns = [*KEY, "outcome_group_code"]
    assert (
        set(parts.select(*columns, "row_type").rows()) - set(printed_items().select(*columns, "row_type_code").rows())
        == set()
    )


def test_items_without_a_published_code_are_subtotals_of_subtotals_only(published: pl.DataFrame) -> None:
    extra = set(printed_items().select(KEY).rows()) - set(published.select(KEY).rows())
    groups = {
        "2019": ("denied", "unavailable", "not_processed"),
        "2021": ("denied", "unavailable", "not_processed", "other"),
    }
    assert extra == {
        (edition, "requests", f"{group}_subtotal", "organisations_subtotal")
        for edition, names in groups.items()
        for group in names
    }


@pytest.mark.parametrize(
    ("edition", "table", "cells"),
    [
        ("2019", "proactive_disclosure", 22),
        ("2019", "requests", 23 * 7),
        ("2019", "litigation", 15),
        ("2021", "proactive_disclosure", 10),
        ("2021", "requests", 25 * 7),
        ("2021", "litigation", 15),
        (EITHER_EDITION, "proactive_disclosure", 3),  # 处理决定数量 of three rows
        (EITHER_EDITION, "requests", 22 * 7),  # all rows but （六）
        (EITHER_EDITION, "litigation", 15),
    ],
)
def test_a_table_of_an_edition_has_as_many_cells_as_the_form(edition: str, table: str, cells: int) -> None:
    items = form_items().filter(edition_code=edition, table_code=table)
    leaves = items.filter((pl.col("row_type_code") != "subtotal") & (pl.col("column_code") != "organisations_subtotal"))
    assert leaves.height == cells


@pytest.mark.parametrize("name", UNIQUE)
def test_keys_of_the_form_are_unique(name: str) -> None:
    repeated = read_form(name).filter(pl.struct(UNIQUE[name]).is_duplicated())
    assert repeated.rows() == []


def test_every_row_has_columns_and_every_set_of_columns_a_row() -> None:
    assert set(read_form("rows")["column_set_code"]) == set(read_form("columns")["column_set_code"])


def test_rows_belong_to_an_edition_and_stand_in_the_order_of_print() -> None:
    rows = read_form("rows").with_columns(pl.col("row_order").cast(pl.Int32))
    assert set(rows["edition_code"]) <= set(read_form("editions")["edition_code"])
    for _, table in rows.group_by("edition_code", "table_code", maintain_order=True):
        assert table["row_order"].to_list() == list(range(1, table.height + 1))
    columns = read_form("columns").with_columns(pl.col("column_order").cast(pl.Int32))
    for _, columns_of_set in columns.group_by("column_set_code", maintain_order=True):
        assert columns_of_set["column_order"].to_list() == list(range(1, columns_of_set.height + 1))


def test_cells_of_all_editions_lie_in_the_order_of_the_staging_key() -> None:
    index = cell_index()
    key = ["table_code", "row_code", "column_code"]
    assert index.select(key).rows() == sorted(set(form_items().select(key).rows()))
    assert index["item"].to_list() == list(range(index.height))


def test_reasons_of_rejection_have_a_sentence_each() -> None:
    assert set(read_form("reason_codes")["reason_code"]) == set(REJECTION_REASONS)
    assert set(REJECTION_REASONS) <= set(read_form("issue_codes")["issue_code"])


def test_severities_and_units_are_known_ones() -> None:
    assert set(read_form("issue_codes")["severity_code"]) == {"error", "warning", "info"}
    assert set(read_form("units")["unit_code"].drop_nulls()) == {"yuan", "wan_yuan"}
    assert set(read_form("columns")["unit_code"]) == {"case", "item", "wan_yuan", "unknown"}
