"""What a reader of pages must give for a printed document: its tables exactly, its prose but for line breaks."""

from __future__ import annotations

import re

from extract.readers.blocks import Line, Reading, Table
from tests.generator.documents import PrintedDocument, PrintedTable
from tests.generator.documents.pages import Looks

Shape = tuple[str, int, int, int, int]


def found_tables(reading: Reading) -> list[list[Shape]]:
    """The cells of each table: text without line breaks, position and spans."""
    return [
        sorted((_squeeze(cell.text), *cell[1:5]) for cell in block.cells)
        for block in reading.blocks
        if isinstance(block, Table)
    ]


def printed_tables(document: PrintedDocument) -> list[list[Shape]]:
    """The cells that were printed."""
    return [
        sorted((_squeeze(cell.text), cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells)
        for table in document.tables()
    ]


def found_prose(reading: Reading, looks: Looks) -> str:
    """All prose with a mark for each table, without page numbers and running heads."""
    number = re.escape(looks.page_number).replace(r"\{\}", r"\d+")
    furniture = re.compile(f"{number}|{re.escape(looks.running_head)}")
    parts = [block.text if isinstance(block, Line) else "▦" for block in reading.blocks]
    return _squeeze("".join(part for part in parts if not furniture.fullmatch(part)))


def printed_prose(document: PrintedDocument) -> str:
    """All prose that was printed."""
    parts = ["▦" if isinstance(part, PrintedTable) else part for part in document.parts]
    return _squeeze((document.title or "") + "".join(parts))


def _squeeze(text: str) -> str:
    """Text without line breaks; spaces are kept where they part digits, for there they change a number."""
    joined = re.sub(r"[\n\u200b\ufeff]", "", text)
    joined = re.sub(r"(?<=[\d０-９])\s+(?=[\d０-９])", "␠", joined)
    return re.sub(r"\s", "", joined)
