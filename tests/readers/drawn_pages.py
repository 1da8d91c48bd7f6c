"""Small pages with rules and characters, drawn by hand, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence

from extract.readers.blocks import Line, Table
from extract.readers.ruled import Glyph, Page, Rule, read_pages

SIZE = 10.0
COLUMNS = (50, 150, 200, 250)
ROWS = [["项目", "新收", "结转"], ["规章", "1", "2"], ["许可", "3", "4"]]
Shape = set[tuple[str, int, int, int, int]]


def text(page: Page, words: str, x: float, y: float, size: float = SIZE) -> None:
    """Characters from x on, as high as the line that begins at y."""
    for character in words:
        width = size * (0.5 if character < "\u2000" else 1.0)
        page.glyphs.append(Glyph(character, x, y, x + width, y + size))
        x += width


def grid(page: Page, columns: Sequence[float], rows: Sequence[float]) -> None:
    """All rules of a table."""
    page.horizontals += [Rule(y, columns[0], columns[-1]) for y in rows]
    page.verticals += [Rule(x, rows[0], rows[-1]) for x in columns]


def table(page: Page, top: float, rows: Sequence[Sequence[str]], columns: Sequence[float] = COLUMNS) -> float:
    """A table of rows 20 high with its texts; gives where it ends."""
    grid(page, columns, [top + 20 * index for index in range(len(rows) + 1)])
    for index, row in enumerate(rows):
        for words, x in zip(row, columns, strict=False):
            text(page, words, x + 5, top + 20 * index + 5)
    return top + 20 * len(rows)


def sheet(number: int = 1) -> Page:
    return Page(number, 595, 842)


def shapes(*pages: Page) -> list[Shape]:
    """Text, row, column and spans of the cells of each table."""
    return [{cell[:5] for cell in block.cells} for block in read_pages(pages) if isinstance(block, Table)]


def texts(*pages: Page) -> list[list[str]]:
    """The texts of each table's cells."""
    return [[cell.text for cell in block.cells] for block in read_pages(pages) if isinstance(block, Table)]


def lines(*pages: Page) -> list[str]:
    return [block.text for block in read_pages(pages) if isinstance(block, Line)]


def centred(page: Page, words: str, y: float, size: float) -> None:
    text(page, words, page.width / 2 - size * len(words) / 2, y, size)
