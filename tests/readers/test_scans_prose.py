"""Which lines outside tables of a scan are read."""

from __future__ import annotations

import pytest

from extract.readers.scans import is_available

if not is_available():
    pytest.skip("the extra `ocr` is not installed", allow_module_level=True)

import numpy as np

from extract.readers.scans.layout import Layout, Spot
from extract.readers.scans.planes import Page
from extract.readers.scans.prose import choose_lines

EM = 30.0
LEFT, INDENTED, RIGHT, HEADING_END = 136, 203, 1104, 564


def chosen(lines: list[tuple[int, int]]) -> list[int]:
    """Which lines, given by where they begin and end, of a page (not the first one) are read."""
    gray = np.full((1754, LEFT + RIGHT), 255, np.uint8)
    spots = [
        Spot((left, 145 + 53 * row, right, 178 + 53 * row), gray[:0, :0]) for row, (left, right) in enumerate(lines)
    ]
    layout = Layout(Page(gray, gray, gray, EM, np.eye(2, 3)), [], prose=spots)
    numbers = {id(spot): number for number, spot in enumerate(spots)}
    return [numbers[id(spot)] for spot in choose_lines(layout, spots, is_first_page=False)]


PARAGRAPH = [(INDENTED, RIGHT), (LEFT, RIGHT), (LEFT, RIGHT), (LEFT, 700)]
HEADING = (INDENTED, HEADING_END)


def test_a_heading_is_read_and_a_paragraph_is_not() -> None:
    assert chosen([*PARAGRAPH, HEADING, *PARAGRAPH]) == [4]


def test_a_heading_below_a_full_line_is_read_for_its_indent() -> None:
    assert chosen([*PARAGRAPH[:3], (LEFT, RIGHT), HEADING, *PARAGRAPH]) == [4]


@pytest.mark.parametrize("above", [[], [(LEFT, 620)]])
def test_a_heading_is_read_where_hardly_any_line_shows_where_lines_begin(above: list[tuple[int, int]]) -> None:
    lines = [*above, (INDENTED, RIGHT - 10), HEADING, (INDENTED, 620)]
    assert len(lines) - 2 in chosen(lines)
