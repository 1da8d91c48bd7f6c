"""The form as the generator prints it: rows, label paths and columns of each edition, read from extract/form."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FORM_FOLDER = Path(__file__).parents[2] / "extract" / "form"
EDITIONS = ("2019", "2021")
TABLES = ("proactive_disclosure", "requests", "litigation")


@dataclass(frozen=True)
class FormRow:
    """One row of one table of one edition: its label path and the items (table, row, column) it holds."""

    code: str
    type_code: str
    labels: tuple[str, ...]  # group label and own label, or own label alone
    columns: tuple[str, ...]
    column_labels: tuple[str, ...]
    units: tuple[str, ...]
    items: tuple[int, ...]  # positions in ITEMS


def _read(name: str) -> list[dict[str, str]]:
    with (FORM_FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _columns_by_set() -> dict[str, list[dict[str, str]]]:
    by_set: dict[str, list[dict[str, str]]] = {}
    for column in sorted(_read("columns.csv"), key=lambda column: int(column["column_order"])):
        by_set.setdefault(column["column_set_code"], []).append(column)
    return by_set


_COLUMNS = _columns_by_set()
_ROWS = [row for row in _read("rows.csv") if row["edition_code"] in EDITIONS]

# Every item of either edition once, as (table_code, row_code, column_code).
ITEMS: tuple[tuple[str, str, str], ...] = tuple(
    dict.fromkeys(
        (row["table_code"], row["row_code"], column["column_code"])
        for row in _ROWS
        for column in _COLUMNS[row["column_set_code"]]
    )
)
ITEM_POSITION = {item: position for position, item in enumerate(ITEMS)}


def _form_row(row: dict[str, str]) -> FormRow:
    columns = _COLUMNS[row["column_set_code"]]
    codes = tuple(column["column_code"] for column in columns)
    return FormRow(
        code=row["row_code"],
        type_code=row["row_type_code"],
        labels=tuple(row["row_label_zh"].split(" ")),
        columns=codes,
        column_labels=tuple(column["column_label_zh"] for column in columns),
        units=tuple(column["unit_code"] for column in columns),
        items=tuple(ITEM_POSITION[row["table_code"], row["row_code"], code] for code in codes),
    )


@cache
def form_rows(edition: str, table: str) -> tuple[FormRow, ...]:
    """The rows of a table in printed order, subtotal rows included."""
    rows = [row for row in _ROWS if (row["edition_code"], row["table_code"]) == (edition, table)]
    return tuple(_form_row(row) for row in sorted(rows, key=lambda row: int(row["row_order"])))


@cache
def leaf_items(edition: str, table: str) -> tuple[int, ...]:
    """Items that stand on the form itself: no subtotal row, no subtotal column."""
    editions = EDITIONS if edition == "2019_or_2021" else (edition,)
    sets = [
        [
            item
            for row in form_rows(code, table)
            if row.type_code != "subtotal"
            for item in row.items
            if ITEMS[item][2] != "organisations_subtotal"
        ]
        for code in editions
    ]
    return tuple(item for item in sets[0] if all(item in other for other in sets))


def form_row(edition: str, table: str, code: str) -> FormRow:
    """The row of that code."""
    return next(row for row in form_rows(edition, table) if row.code == code)
