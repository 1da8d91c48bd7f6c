"""Tables that keep their cells: every cell of generated documents, and what authors do to tables."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from extract.readers.blocks import Cell
from tests.generator.documents import FITTING_VARIANTS, print_document

from .documents import CellKey, cells_of, values_of
from .grids import reading_of, report_id_of, stage_changed, stage_readings

Rows = list[list[Cell]]
SEEDS = range(60)


def true_cells(seed: int, variants: tuple[str, ...] = ()) -> dict[CellKey, tuple[Decimal | None, str]]:
    return {key: (cell.value, cell.status) for key, cell in print_document(seed, variants).truth.cells().items()}


def true_values(table: str | None = None, seed: int = 1) -> dict[CellKey, Decimal]:
    cells = true_cells(seed).items()
    return {key: value for key, (value, _) in cells if value is not None and table in (None, key[0])}


def values_in(table: str, batch: object) -> dict[CellKey, Decimal]:
    return {key: value for key, value in values_of(batch).items() if key[0] == table}  # type: ignore[arg-type]


def numbers(row: list[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.text.strip().isdigit()]


def test_generated_documents_are_read_whole() -> None:
    documents = [print_document(seed) for seed in SEEDS]
    documents += [print_document(name, [name]) for name in FITTING_VARIANTS]
    batch = stage_readings([reading_of(document) for document in documents])
    for number, document in enumerate(documents):
        cells = cells_of(batch, report_id_of(number))
        found = {key: (cell.value, cell.status) for key, cell in cells.items()}
        expected = {key: (cell.value, cell.status) for key, cell in document.truth.cells().items()}
        assert found == expected, document.variants


def test_cells_lead_back_to_their_places_blank_ones_too() -> None:
    def change(code: str, rows: Rows) -> Rows:
        if code == "requests":
            for row in rows[3:8]:
                row[-2] = row[-2]._replace(text="")
        return rows

    cells = stage_changed(change).cells.filter(table_code="requests", column_code="other_org")
    assert cells.filter(value_status_code="blank").height == 5
    assert cells["source_locator"].n_unique() == cells.height
    assert all(place.endswith("column 8") for place in cells["source_locator"])


def test_all_blank_tables_keep_their_places() -> None:
    def change(code: str, rows: Rows) -> Rows:
        return [[c._replace(text="") if c in numbers(row) else c for c in row] for row in rows]

    cells = stage_changed(change).cells.filter(table_code="requests", value_status_code="blank")
    assert len(cells) == len(true_values("requests"))
    assert cells["source_locator"].n_unique() == len(cells)


def test_a_blank_last_column_does_not_make_values_of_the_label_beside_that_of_a_group() -> None:
    def change(code: str, rows: Rows) -> Rows:
        if code == "requests":
            for row in rows:
                row[-1] = row[-1]._replace(text="")
        return rows

    batch = stage_changed(change)
    true = true_values("requests")
    found = values_in("requests", batch)
    assert set(found) <= set(true)
    assert all(value == true[key] for key, value in found.items())
    assert all(place == 1 for place in batch.cells.drop_nulls("raw_text")["source_locator"].unique_counts())


def add_spacer(code: str, rows: Rows) -> Rows:
    """A blank column behind the last."""
    return [[*row, Cell("", row[0].row, 40)] for row in rows if row]


def add_inner_column(code: str, rows: Rows) -> Rows:
    """A grid column that no cell of its own uses, as converters invent."""

    def widen(cell: Cell) -> Cell:
        if cell.column > 3:
            return cell._replace(column=cell.column + 1)
        return cell._replace(column_span=cell.column_span + (cell.column + cell.column_span > 3))

    return [[widen(cell) for cell in row] for row in rows]


def leave_labels_unmerged(code: str, rows: Rows) -> Rows:
    """Label cells that should span columns, followed by blank ones instead."""
    if code != "requests":
        return rows
    return [[part for cell in row for part in _unmerged(cell)] for row in rows]


def _unmerged(cell: Cell) -> list[Cell]:
    if cell.row < 3 or cell.column > 2:
        return [cell]
    blanks = [Cell("", cell.row, cell.column + right, cell.row_span) for right in range(1, cell.column_span)]
    return [cell._replace(column_span=1), *blanks]


def add_remarks(code: str, rows: Rows) -> Rows:
    """A further column with a heading and numbers of its own."""
    heads = ["备注" if number == 0 else "7" if number % 3 == 0 else "" for number in range(len(rows))]
    return [[*row, Cell(head, number, 40)] for number, (row, head) in enumerate(zip(rows, heads, strict=True))]


def label_the_last_table(code: str, rows: Rows) -> Rows:
    """A label of its own making before the row of section 4."""
    if code != "litigation":
        return rows
    moved = [[cell._replace(column=cell.column + 1) for cell in row] for row in rows]
    return [[Cell("", 0, 0, 3), *moved[0]], *moved[1:3], [Cell("案件数", 3, 0), *moved[3]]]


def part_a_row_from_its_header(code: str, rows: Rows) -> Rows:
    """The rest of the table in other columns, with a spacer, as behind a page break that changed the grid."""
    if code != "requests":
        return rows
    moved = [[cell._replace(column=2 * cell.column + 3) for cell in row] for row in rows[8:]]
    return [*rows[:8], *([*row, Cell("", row[0].row, 60)] for row in moved)]


def repeat_the_header(code: str, rows: Rows) -> Rows:
    """The header again in the middle, as on a second page."""
    if code != "requests":
        return rows
    whole = [*rows[:14], *rows[:3], *rows[14:]]
    return [[cell._replace(row=number) for cell in row] for number, row in enumerate(whole)]


@pytest.mark.parametrize(
    "change",
    [
        add_spacer,
        add_inner_column,
        leave_labels_unmerged,
        add_remarks,
        label_the_last_table,
        part_a_row_from_its_header,
        repeat_the_header,
    ],
)
def test_change_that_keeps_every_number_readable(change) -> None:  # type: ignore[no-untyped-def]
    assert values_of(stage_changed(change)) == true_values()


def test_labels_wrapped_in_narrow_columns_are_read() -> None:
    def change(code: str, rows: Rows) -> Rows:
        return [[c if c in numbers(row) else c._replace(text="\n".join(c.text)) for c in row] for row in rows]

    assert values_of(stage_changed(change)) == true_values()


def test_numeral_one_read_as_strokes_numbers_the_label_all_the_same() -> None:
    def change(code: str, rows: Rows) -> Rows:
        return [[c._replace(text=c.text.replace("（一）予", "（——）予")) for c in row] for row in rows]

    assert values_of(stage_changed(change)) == true_values()


def test_number_on_two_lines_is_unreadable() -> None:
    def change(code: str, rows: Rows) -> Rows:
        if code == "requests":
            rows[3][1] = rows[3][1]._replace(text="1\n2")
            rows[3][2] = rows[3][2]._replace(text="１\n２")
        return rows

    row = stage_changed(change).cells.filter(table_code="requests", row_code="new_received")
    assert row.filter(value_status_code="unreadable")["raw_text"].sort().to_list() == ["1 2", "１ ２"]


def test_row_that_lost_a_cell_gives_no_number() -> None:
    """The cells behind the gap have moved to the left, and nobody can tell where the gap was."""

    def change(code: str, rows: Rows) -> Rows:
        if code == "requests":
            rows[3] = [*rows[3][:3], *[cell._replace(column=cell.column - 1) for cell in rows[3][4:]]]
        return rows

    found, expected = values_in("requests", stage_changed(change)), true_values("requests")
    assert found == {key: value for key, value in expected.items() if key[1] != "new_received"}


def test_number_across_two_columns_is_nobodys() -> None:
    def change(code: str, rows: Rows) -> Rows:
        if code == "requests":
            row = rows[3]
            rows[3] = [*row[:2], row[2]._replace(column_span=2), *row[4:]]
        return rows

    found = values_in("requests", stage_changed(change))
    lost = {"commercial_enterprise", "research_institution"}
    expected = true_values("requests").items()
    assert found == {key: v for key, v in expected if key[1] != "new_received" or key[2] not in lost}


def test_number_across_two_rows_is_nobodys() -> None:
    """Neither the row in which it stands nor the one into which it reaches has it."""

    def change(code: str, rows: Rows) -> Rows:
        if code == "requests":
            rows[3][2] = rows[3][2]._replace(row_span=2)
            del rows[4][2]
        return rows

    found = values_in("requests", stage_changed(change))
    expected = true_values("requests")
    lost = ("requests", "new_received", "commercial_enterprise")
    assert found == {key: v for key, v in expected.items() if key[1] != "carried_in" and key != lost}


def test_two_numbers_under_one_label_are_unreadable() -> None:
    def change(code: str, rows: Rows) -> Rows:
        rows = add_inner_column(code, rows)
        if code == "requests":
            label, first, *others = rows[3]
            rows[3] = [label, first._replace(column_span=1), Cell("5", 3, first.column + 1), *others]
        return rows

    found, lost = values_in("requests", stage_changed(change)), ("requests", "new_received", "natural_person")
    assert found == {key: value for key, value in true_values("requests").items() if key != lost}


def test_documents_and_texts_in_one_batch_do_not_mix() -> None:
    """A text between two documents keeps its lines; ids decide the order."""
    documents = [print_document(seed, []) for seed in (3, 4)]
    together = stage_readings([reading_of(document) for document in documents])
    alone = [stage_readings([reading_of(document)]) for document in documents]
    first = together.cells.filter(report_id=report_id_of(0)).drop("report_id")
    assert first.equals(alone[0].cells.drop("report_id"))
    second = together.cells.filter(report_id=report_id_of(1)).drop("report_id")
    assert second.equals(alone[1].cells.drop("report_id"))


def test_character_that_was_not_recognised_makes_no_number() -> None:
    def change(code: str, rows: Rows) -> Rows:
        if code == "requests":
            rows[3][2] = rows[3][2]._replace(text="1\ufffd", confidence=0.4)
        return rows

    cells = stage_changed(change).cells
    cell = cells.filter(table_code="requests", row_code="new_received", column_code="commercial_enterprise")
    assert cell.select("value", "value_status_code", "raw_text", "method_code").rows() == [
        (None, "unreadable", "1\ufffd", "ocr")
    ]
    assert cell["confidence"].to_list() == pytest.approx([0.4])
    assert cells.filter(pl.col("confidence").is_null())["method_code"].unique().to_list() == ["text"]
