"""What tests of office readers compare: what a reader found with what was printed."""

from __future__ import annotations

from extract.readers.blocks import Line, Reading, Table
from tests.generator.documents import PrintedDocument, PrintedTable
from tests.generator.documents.office import paragraphs

Place = tuple[str, int, int, int, int]  # text, row, column, row_span, column_span


def tables_of(reading: Reading) -> list[list[Place]]:
    """The cells of each table that was read."""
    return [
        [(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in block.cells]
        for block in reading.blocks
        if isinstance(block, Table)
    ]


def lines_of(reading: Reading) -> list[str]:
    """The prose that was read."""
    return [block.text for block in reading.blocks if isinstance(block, Line)]


def printed_tables(document: PrintedDocument) -> list[list[Place]]:
    """The cells of each table that was printed; no format keeps the spaces around a cell's text."""
    return [
        [(cell.text.strip(), cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]
        for table in document.tables()
    ]


def printed_lines(document: PrintedDocument) -> list[str]:
    """The prose that was printed, line by line."""
    texts = [part for part in paragraphs(document) if not isinstance(part, PrintedTable)]
    return [line.strip() for text in texts for line in text.split("\n") if line.strip()]
