"""A draft as prose and tables with spans, and what is true of it; each format has a writer that prints this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from .. import prose
from ..draft import Draft, start_draft
from ..grid import H, Table, V
from ..truth import Truth
from ..variants import VARIANTS, apply_variants, choose_variants, damage
from ..writer import TABLE_CODES, note_truth

# Changes that belong to flattened text, or that a table with spans cannot show.
_OF_TEXT = {
    "label_one_column_off",
    "navigation",
    "bookmark_leftovers",
    "page_numbers",
    "page_numbers_plain",
    "running_heads",
    *(name for name, function in VARIANTS.items() if function.__module__ == damage.__name__),
}
FITTING_VARIANTS = tuple(name for name in VARIANTS if name not in _OF_TEXT)


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One physical cell; rows and columns from 0 in its table."""

    text: str
    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One table: its cells by row and column, and its size."""

    code: str
    cells: list[PrintedCell]
    row_count: int
    column_count: int

    def rows(self) -> list[list[PrintedCell]]:
        """The cells that begin in each row."""
        return [[cell for cell in self.cells if cell.row == row] for row in range(self.row_count)]


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """One report: its title (if any), headings, paragraphs and tables in printed order, and the truth about it."""

    title: str | None
    parts: list[str | PrintedTable]
    truth: Truth
    variants: list[str] = field(default_factory=list)

    def tables(self) -> list[PrintedTable]:
        """The tables in printed order."""
        return [part for part in self.parts if isinstance(part, PrintedTable)]


def print_document(
    seed: int | str, variants: Sequence[str] | None = None, edition: str | None = None
) -> PrintedDocument:
    """The document of one seed.

    Args:
        seed: any; the same seed always gives the same document.
        variants: names from FITTING_VARIANTS to apply where they fit; None: the mixture of real life.
        edition: 2019 or 2021 for sections 2 and 3, else as it comes.
    """
    rng = Random(f"document-{seed}")
    draft = start_draft(rng)
    while edition is not None and {table.edition for table in draft.tables} != {edition}:
        draft = start_draft(rng)
    draft.layout = "tab_rows"  # keeps every column and every blank cell, as a real table does
    chosen = choose_variants(rng) if variants is None else variants
    apply_variants(draft, [name for name in chosen if name in FITTING_VARIANTS])
    return PrintedDocument(draft.title, _parts(draft), note_truth(draft), draft.variants)


def _parts(draft: Draft) -> list[str | PrintedTable]:
    rng, publisher, year = draft.rng, draft.publisher, draft.year
    opening = prose.preamble(rng, publisher, year)
    for change in draft.preamble_changes:
        opening = change(opening)
    sections: list[list[str | PrintedTable]] = [
        _paragraphs(prose.overview(rng, publisher, year, draft.requests)),
        *([_print_table(draft, table)] if (table := draft.table(code)) else [] for code in TABLE_CODES),
        _paragraphs(prose.problems(rng, publisher, year)),
        _paragraphs(prose.remarks(rng, publisher, year)),
    ]
    parts = _paragraphs(opening)
    for heading, section in zip(draft.headings, sections, strict=True):
        parts += [*([heading] if heading else []), *section]
    for change in draft.text_changes:
        parts = [change(part) if isinstance(part, str) else part for part in parts]
    return parts


def _paragraphs(text: str) -> list[str | PrintedTable]:
    return [line for line in text.split("\n") if line]


def _print_table(draft: Draft, table: Table) -> PrintedTable:
    """The grid with its covered places turned into spans; what no cell above or beside covers is a blank cell."""
    grids = [line.grid for line in table.lines]
    cells: list[PrintedCell] = []
    covered: set[tuple[int, int]] = set()
    for row, grid in enumerate(grids):
        for column, text in enumerate(grid):
            if (row, column) not in covered:
                height, width = _height(grids, row, column), _width(grid, column)
                shown = "" if text in (H, V) else _text(draft, text)
                cells.append(PrintedCell(shown, row, column, height, width))
                covered |= {(row + down, column + right) for down in range(height) for right in range(width)}
    return PrintedTable(table.code, cells, len(grids), max(map(len, grids)))


def _text(draft: Draft, text: str) -> str:
    for change in draft.table_changes:
        text = change(text)
    return text


def _width(grid: list[str], column: int) -> int:
    end = column + 1
    while end < len(grid) and grid[end] == H:
        end += 1
    return end - column


def _height(grids: list[list[str]], row: int, column: int) -> int:
    width = _width(grids[row], column)
    end = row + 1
    while end < len(grids) and grids[end][column : column + 1] == [V] and _width(grids[end], column) == width:
        end += 1
    return end - row
