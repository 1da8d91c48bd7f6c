"""White streaks over a page, which take thin rules away: the columns come back, and no other ones."""

from __future__ import annotations

import pytest

from extract.readers.scans import is_available

if not is_available():
    pytest.skip("the extra `ocr` is not installed", allow_module_level=True)

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extract.readers.scans.grids import Grid, find_grids
from extract.readers.scans.pictures import Plane
from extract.readers.scans.planes import find_ink
from extract.readers.scans.streaks import with_lost_columns
from tests.generator.documents.scan import packaged_font

EM = 22.0
EDGES, TOPS = [30, 190, 290, 390], [30, 70, 110, 150, 190]
LOST = 290
ROWS = [["规章", "11", "90"], ["文件", "5", "0"], ["许可", "0", "0"], ["处罚", "312", "4"]]


def page_of(rows: list[list[str]], edges: list[int] = EDGES) -> Plane:
    """A table with rules of one pixel; a row of fewer texts has a last cell over the rest of its columns."""
    page = Image.new("L", (edges[-1] + 40, TOPS[-1] + 40), 252)
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(packaged_font(), 20)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            end = edges[-1] if column == len(texts) - 1 else edges[column + 1]
            draw.rectangle((edges[column], TOPS[row], end, TOPS[row + 1]), outline=40)
            x = (edges[column] + end - font.getlength(text)) / 2
            draw.text((x, TOPS[row] + 6), text, font=font, fill=25)
    return np.array(page)


def struck(page: Plane, *places: int) -> Plane:
    for place in places:
        page[:, place] = 252
    return page


def grid_of(page: Plane) -> Grid:
    """The only grid of a page, with its lost columns."""
    ink = find_ink(page)
    (grid,) = find_grids(ink, EM)[0]
    return with_lost_columns(grid, page, ink, EM)


def edges_of(grid: Grid) -> list[float]:
    return [pytest.approx(edge, abs=2) for edge in grid.columns]


def test_a_rule_that_a_streak_took_away_parts_its_column_again() -> None:
    lost = struck(page_of(ROWS), LOST, 60, 340)
    assert len(find_grids(find_ink(lost), EM)[0][0].columns) == 3  # the rule is gone indeed
    grid = grid_of(lost)
    assert edges_of(grid) == EDGES
    assert grid.spans == [(row, column, 1, 1) for row in range(4) for column in range(3)]


def test_cells_that_went_over_the_lost_rule_still_do() -> None:
    grid = grid_of(struck(page_of([["第二十条第（五）项"], *ROWS[:2], ["许可", "本年处理决定数量"]]), LOST))
    assert edges_of(grid) == EDGES
    assert [span for span in grid.spans if span[3] > 1] == [(0, 0, 1, 3), (3, 1, 1, 2)]


def test_a_blank_beside_the_lost_rule_is_a_cell() -> None:
    grid = grid_of(struck(page_of([*ROWS[:3], ["处罚", "", "4"]]), LOST))
    assert grid.spans[-2:] == [(3, 1, 1, 1), (3, 2, 1, 1)]


@pytest.mark.parametrize("place", [100, 230, 232, 262, 300, 382])
def test_a_streak_through_texts_or_beside_them_parts_nothing(place: int) -> None:
    assert edges_of(grid_of(struck(page_of(ROWS), place))) == EDGES


def test_texts_that_stand_apart_without_a_streak_are_one_cell() -> None:
    rows = [["规章", "11    90"], ["文件", "5      0"], ["许可", "0      0"], ["处罚", "31    4"]]
    page = page_of(rows, [30, 190, 390])
    assert len(grid_of(page).columns) == 3
    assert len(grid_of(struck(page, 290)).columns) == 4  # else the page would say nothing about the streak
