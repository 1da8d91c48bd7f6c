"""A wrong number is worse than no number: damaged reports lose cells, but no number moves to another cell."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from extract.contract import StagedBatch

from .distinct import SEPARATED_LAYOUTS, distinct_tables, render, true_values
from .documents import CellKey, id_of, stage, values_of

EDITIONS = ("2019", "2021")
VARIANTS_OF_A_TEXT = 25


def misplaced(batch: StagedBatch, truth: dict[CellKey, Decimal]) -> list[tuple[str, CellKey, Decimal]]:
    """Numbers that stand in another cell than in print: report, cell, number."""
    read = batch.cells.drop_nulls("value").select("report_id", "table_code", "row_code", "column_code", "value").rows()
    return [(report, key, value) for report, *key, value in read if truth.get((*key,)) != value]  # type: ignore[misc]


def variants(text: str, damage: str, rng: Random) -> list[str]:
    """The text with one damage at many places behind its first heading."""
    lines = text.split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith("二、"))
    chosen = rng.sample(range(first, len(lines) - 1), min(VARIANTS_OF_A_TEXT, len(lines) - first - 1))
    return ["\n".join(DAMAGES[damage](lines, at, rng)) for at in chosen]


def _cells(line: str) -> tuple[str, list[str]]:
    separator = "\t" if "\t" in line else " | "
    return separator, line.split(separator)


def delete_line(lines: list[str], at: int, rng: Random) -> list[str]:
    return lines[:at] + lines[at + 1 :]


def delete_cell(lines: list[str], at: int, rng: Random) -> list[str]:
    separator, cells = _cells(lines[at])
    del cells[rng.randrange(len(cells))]
    return [*lines[:at], separator.join(cells), *lines[at + 1 :]]


def empty_cell(lines: list[str], at: int, rng: Random) -> list[str]:
    separator, cells = _cells(lines[at])
    cells[rng.randrange(len(cells))] = ""
    return [*lines[:at], separator.join(cells), *lines[at + 1 :]]


def cut_row(lines: list[str], at: int, rng: Random) -> list[str]:
    separator, cells = _cells(lines[at])
    return [*lines[:at], separator.join(cells[: rng.randrange(len(cells))]), *lines[at + 1 :]]


def split_row(lines: list[str], at: int, rng: Random) -> list[str]:
    separator, cells = _cells(lines[at])
    middle = rng.randrange(len(cells))
    return [*lines[:at], separator.join(cells[:middle]), separator.join(cells[middle:]), *lines[at + 1 :]]


def strip_row(lines: list[str], at: int, rng: Random) -> list[str]:
    return [*lines[:at], lines[at].rstrip(" \t|"), *lines[at + 1 :]]


def insert_blank_line(lines: list[str], at: int, rng: Random) -> list[str]:
    return [*lines[:at], "", *lines[at:]]


def join_lines(lines: list[str], at: int, rng: Random) -> list[str]:
    return [*lines[:at], lines[at] + lines[at + 1], *lines[at + 2 :]]


def cut_text(lines: list[str], at: int, rng: Random) -> list[str]:
    return [*lines[:at], lines[at][: rng.randrange(len(lines[at]) + 1)]]


DAMAGES = {
    damage.__name__: damage
    for damage in (
        delete_line, delete_cell, empty_cell, cut_row, split_row, strip_row, insert_blank_line, join_lines, cut_text,
    )
}  # fmt: skip


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_number_is_read_in_every_layout(edition: str) -> None:
    tables = distinct_tables(edition)
    texts = {layout: render(tables, layout) for layout in SEPARATED_LAYOUTS}
    batch = stage(*texts.values())
    for layout, text in texts.items():
        assert values_of(batch, id_of(text)) == true_values(tables), layout


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_no_number_moves_to_another_cell_when_the_text_is_damaged(damage: str, edition: str) -> None:
    tables = distinct_tables(edition)
    layouts = {
        text: layout
        for layout in SEPARATED_LAYOUTS
        for text in variants(render(tables, layout), damage, Random(f"{layout} {damage} {edition}"))
    }
    texts = {id_of(text): text for text in layouts}
    found = misplaced(stage(*layouts), true_values(tables))
    assert [(layouts[texts[report[:16]]], key, value) for report, key, value in found] == []


@pytest.mark.parametrize("place", [0, 3, 6])
@pytest.mark.parametrize("row", ["new_received", "granted", "denied_state_secret", "concluded_total"])
def test_no_number_moves_when_a_row_of_a_table_lacks_one(row: str, place: int) -> None:
    tables = distinct_tables("2021")
    line = next(line for line in tables[1].data_lines() if line.code == row)
    truth = true_values(tables)
    del line.grid[line.first + place]
    texts = [render(tables, layout) for layout in SEPARATED_LAYOUTS]
    assert misplaced(stage(*texts), truth) == []
