"""Web pages: what is read is what was printed, in every look."""

from __future__ import annotations

import re
from random import Random

import pytest

from extract.readers.blocks import Line, Reading, Table
from extract.readers.html.document import read_html
from tests.generator.documents import PrintedDocument, PrintedTable, print_document
from tests.generator.documents.html import LOOKS, write_html

_SEEDS = range(15)


def tables(reading: Reading) -> list[Table]:
    return [block for block in reading.blocks if isinstance(block, Table)]


def lines(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if isinstance(block, Line)]


def as_shown(text: str, keep_breaks: bool = True) -> str:
    """A browser shows several blanks only where the page has no-break ones."""
    text = re.sub("[ \xa0]{2,}", " ", text.strip())
    return text if keep_breaks else text.replace("\n", "")


def printed_cells(table: PrintedTable) -> list[tuple[object, ...]]:
    return [(as_shown(c.text, False), c.row, c.column, c.row_span, c.column_span) for c in table.cells]


def read_cells(table: Table) -> list[tuple[object, ...]]:
    return [(as_shown(c.text, False), c.row, c.column, c.row_span, c.column_span) for c in table.cells]


def printed_lines(document: PrintedDocument) -> list[str]:
    title = [document.title] if document.title else []
    return [as_shown(part) for part in [*title, *document.parts] if isinstance(part, str)]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("seed", _SEEDS)
def test_page_reads_as_printed_in_every_look(look: str, seed: int) -> None:
    document = print_document(seed)
    reading = read_html(LOOKS[look](document, Random(seed)))
    found = [table for table in tables(reading) if len(table.cells) > 4]
    assert [read_cells(table) for table in found] == [printed_cells(table) for table in document.tables()]
    shown = [as_shown(line) for line in lines(reading)]
    wanted = printed_lines(document)
    start = shown.index(wanted[0])
    assert shown[start : start + len(wanted)] == wanted


@pytest.mark.parametrize("look", sorted(LOOKS.keys() - {"styled"}))
def test_breaks_in_cells_are_kept_as_printed(look: str) -> None:
    for seed in _SEEDS:
        document = print_document(seed)
        reading = read_html(LOOKS[look](document, Random(seed)))
        found = [table for table in tables(reading) if len(table.cells) > 4]
        for table, printed in zip(found, document.tables(), strict=True):
            assert [as_shown(c.text) for c in table.cells] == [as_shown(c.text) for c in printed.cells]


def test_same_seed_writes_the_same_page() -> None:
    document = print_document(1)
    assert write_html(document, Random(1)) == write_html(document, Random(1))


def test_places_lead_to_row_and_column_of_the_printed_table() -> None:
    page = "<table><tr><td rowspan=2>甲<td>乙<tr><td>1</table>" * 2
    places = [cell.place for table in tables(read_html(page.encode())) for cell in table.cells]
    assert places[2] == "table 1 row 2 column 2"
    assert places[3:5] == ["table 2 row 1 column 1", "table 2 row 1 column 2"]
