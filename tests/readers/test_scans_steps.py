"""The steps of reading a scan, one by one, on small drawn pictures."""

from __future__ import annotations

import pytest

from extract.readers.scans import is_available

if not is_available():
    pytest.skip("the extra `ocr` is not installed", allow_module_level=True)

import io

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extract.readers.scans.grids import find_grids
from extract.readers.scans.layout import Layout, Spot, lay_out
from extract.readers.scans.pictures import Plane, without_seal
from extract.readers.scans.planes import find_ink, find_print, find_skew, straighten
from extract.readers.scans.reading import legibility
from extract.readers.scans.recogniser import Recognised, decoded
from extract.readers.scans.texts import without_splinters
from tests.generator.documents.scan import packaged_font

EM = 22.0
PAPER = np.full((60, 60), 255, np.uint8)


def ruled(columns: list[int], rows: list[int], width: int = 2) -> Plane:
    """White paper with a grid of black rules."""
    page = Image.new("L", (columns[-1] + 40, rows[-1] + 40), 255)
    draw = ImageDraw.Draw(page)
    for x in columns:
        draw.line((x, rows[0], x, rows[-1]), fill=40, width=width)
    for y in rows:
        draw.line((columns[0], y, columns[-1], y), fill=40, width=width)
    return np.array(page)


def spans(page: Plane) -> list[list[tuple[int, int, int, int]]]:
    return [grid.spans for grid in find_grids(find_ink(page), EM)[0]]


FULL_GRID = [(row, column, 1, 1) for row in range(3) for column in range(3)]
COLUMNS, ROWS = [30, 130, 230, 330], [30, 70, 110, 150]


def test_a_grid_is_found_with_its_cells() -> None:
    assert spans(ruled(COLUMNS, ROWS)) == [FULL_GRID]


def test_light_thin_rules_are_found() -> None:
    page = ruled(COLUMNS, ROWS, width=1)
    page[page < 255] = 190
    assert spans(page) == [FULL_GRID]


def test_a_broken_rule_still_closes_its_cells() -> None:
    page = ruled(COLUMNS, ROWS)
    for x in (70, 190, 280):
        page[:, x : x + 5] = 255
    page[85:89] = 255
    assert spans(page) == [FULL_GRID]


def test_a_fold_does_not_part_a_table() -> None:
    page = ruled(COLUMNS, ROWS)
    page[:, 170:182] = 255
    assert spans(page) == [FULL_GRID]


def test_a_part_of_a_rule_that_hangs_together_with_no_other_parts_cells() -> None:
    page = ruled(COLUMNS, ROWS)
    for x in (36, 118):  # all around the part in the second row
        page[90:130, x : x + 12] = 255
    grids, rules = find_grids(find_ink(page), EM)
    assert [grid.spans for grid in grids] == [FULL_GRID]
    assert rules[110, 60:110].all()  # and it is no character


@pytest.mark.parametrize("side", [np.s_[:, 26:34], np.s_[:, 326:334], np.s_[26:34], np.s_[146:154]])
def test_a_lost_outer_rule_costs_no_column_and_no_row(side: tuple[slice, ...]) -> None:
    page = ruled(COLUMNS, ROWS)
    page[side] = 255
    assert spans(page) == [FULL_GRID]


def test_a_heading_that_touches_a_table_is_no_row_of_it() -> None:
    page = ruled(COLUMNS, ROWS)
    for left in (60, 129, 200, 229):  # upright strokes of large characters, two of them where columns end
        page[1:30, left : left + 3] = 0
    assert spans(page) == [FULL_GRID]


def test_cells_without_a_rule_between_them_are_one() -> None:
    page = ruled(COLUMNS, ROWS)
    page[32:109, 128:133] = 255  # beside each other, in two rows
    page[68:73, 232:329] = 255  # one above the other
    assert spans(page) == [[(0, 0, 1, 2), (0, 2, 2, 1), (1, 0, 1, 2), *FULL_GRID[6:]]]


def test_a_lost_piece_of_a_rule_that_leaves_no_rectangle_parts_all() -> None:
    page = ruled(COLUMNS, ROWS)
    page[32:69, 128:133] = 255  # first row: first and second cell run together
    page[68:73, 132:229] = 255  # and the second into the one below
    assert spans(page) == [FULL_GRID]


def test_strokes_of_characters_are_no_rules() -> None:
    page = ruled(COLUMNS, ROWS)
    for row in range(3):
        for column in range(3):
            left, top = COLUMNS[column] + 40, ROWS[row] + 9
            page[top : top + 22, left : left + 3] = 0  # 1, as high as a character
            page[top + 10 : top + 12, left + 10 : left + 32] = 0  # 一
    assert spans(page) == [FULL_GRID]


def test_two_tables_stay_two() -> None:
    one, other = ruled(COLUMNS, ROWS), ruled([30, 180, 330], [20, 60, 100])
    assert [len(cells) for cells in spans(np.vstack((one, other)))] == [9, 4]


@pytest.mark.parametrize("angle", [-3.3, -1.5, -0.3, 0.0, 0.45, 2.0])
def test_skew_is_found_and_undone(angle: float) -> None:
    page = np.full((900, 700), 255, np.uint8)
    page[60:840, 60:640] = cv2.resize(ruled(COLUMNS, ROWS), (580, 780))
    turn = cv2.getRotationMatrix2D((350, 450), -angle, 1)
    skewed = np.asarray(cv2.warpAffine(page, turn, (700, 900), borderValue=255), np.uint8)
    assert find_skew(find_ink(skewed)) == pytest.approx(angle, abs=0.06)
    straight = straighten(skewed)
    assert find_skew(straight.ink) == pytest.approx(0, abs=0.06)
    box = straight.box_in_picture((60, 60, 640, 840))
    corners = turn @ np.array([[60, 640, 60, 640], [60, 60, 840, 840], [1, 1, 1, 1]])
    assert box == pytest.approx((*corners.min(axis=1), *corners.max(axis=1)), abs=2)


def test_a_page_full_of_specks_is_read() -> None:
    page = np.full((1400, 1400), 255, np.uint8)
    page[::4, ::4] = 0  # 122,500 of them
    page[100:500, 100:700] = cv2.resize(ruled(COLUMNS, ROWS), (600, 400))
    assert len(lay_out(straighten(page)).grids) == 1


def test_a_seal_goes_and_what_is_printed_below_stays() -> None:
    page = Image.new("RGB", (400, 400), (230, 230, 230))
    seal = Image.new("L", page.size, 0)
    ImageDraw.Draw(seal).ellipse((50, 50, 350, 350), fill=255)
    page.paste((190, 40, 45), (0, 0), seal)
    ImageDraw.Draw(page).text((150, 100), "8", font=ImageFont.truetype(packaged_font(), 150), fill=(45, 20, 20))
    print_only = np.array(page)[..., 0] < 100
    cleaned = without_seal(np.array(page)[..., ::-1])
    inside = cv2.erode(print_only.astype(np.uint8), np.ones((5, 5))) > 0
    outside = cv2.dilate(print_only.astype(np.uint8), np.ones((9, 9))) == 0
    assert cleaned[inside].max() < 110
    assert cleaned[outside].min() > 215


def test_a_jpeg_with_colours_at_half_the_size_keeps_no_rests_of_a_seal() -> None:
    page = Image.new("RGB", (300, 300), (225, 225, 225))
    draw = ImageDraw.Draw(page)
    for step in range(12):
        draw.line((20 + 20 * step, 40, 40 + 20 * step, 260), fill=(180, 45, 50), width=2)
    draw.text((130, 130), "8", font=ImageFont.truetype(packaged_font(), 24), fill=(60, 60, 60))
    file = io.BytesIO()
    page.save(file, "JPEG", quality=85, subsampling="4:2:0")
    cleaned = without_seal(np.array(Image.open(file))[..., ::-1])
    found = find_print(np.asarray(255 - (225 - np.minimum(cleaned, 225)) * (255 / 165), np.uint8)) > 0
    print_only = np.zeros(found.shape, bool)
    print_only[130:165, 125:150] = True
    assert found[print_only].any()
    assert not found[~print_only].any()


def test_black_print_is_left_as_it_is_without_a_seal() -> None:
    page = ruled(COLUMNS, ROWS)
    assert (without_seal(cv2.merge((page, page, page))) == page).all()


def test_rests_of_rules_are_no_characters() -> None:
    cell = (100.0, 100.0, 200.0, 140.0)
    digit, dash = [140, 112, 150, 130], [142, 119, 158, 121]
    beside, below = [101, 104, 103, 120], [120, 137, 150, 139]
    found = without_splinters(np.array([digit, dash, beside, below]), cell, EM)
    assert found.tolist() == [digit, dash]


def test_a_character_that_may_be_one_of_several_alike_is_as_certain_as_all_of_them() -> None:
    characters = ["", "0", "O", "6"]
    alike = {1: [1, 2], 2: [1, 2]}
    chances = np.array([[0.1, 0.45, 0.4, 0.05], [0.9, 0.1, 0.0, 0.0], [0.1, 0.0, 0.35, 0.55]])
    text, confidences = decoded(chances, characters, alike)
    assert text == "06"
    assert confidences == pytest.approx((0.85, 0.55))


def spot(text: str, width: int, height: int, confidence: float) -> Spot:
    recognised = Recognised(text, (confidence,) * len(text))
    return Spot((10, 10, 10 + width, 10 + height), PAPER[:20], recognised=recognised)


def test_characters_one_below_the_other_do_not_say_that_a_page_is_the_right_way_up() -> None:
    upright = [spot("第二十条第（一）项", 300, 40, 0.93)] * 6
    on_its_side = [spot("项）一（第条十二第", 40, 300, 0.97)] * 6
    page = straighten(PAPER)
    assert legibility(Layout(page, [], [[upright]])) > legibility(Layout(page, [], [[on_its_side]]))


@pytest.mark.parametrize(
    "others",
    [
        [spot("三、本年度办理结果", 20, 300, 0.99)] * 3,  # set from head to foot in a narrow column
        [spot("商业企业科研机构", 60, 300, 0.99)] * 9,  # one below the other in a cell
    ],
)
def test_cells_of_many_lines_do_not_turn_a_page(others: list[Spot]) -> None:
    upright = [spot("第二十条第（一）项", 300, 40, 0.99)] * 6
    assert legibility(Layout(straighten(PAPER), [], [[[*others, *upright]]])) == pytest.approx(0.99)
