"""Tables from rules and characters: small pages of one fault each, drawn by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extract.readers.blocks import CannotRead, Line, Table
from extract.readers.ruled import Glyph, Page, Rule, read_pages
from tests.readers.drawn_pages import COLUMNS, ROWS, grid, lines, shapes, sheet, table, text, texts


def test_blank_cell_is_a_cell() -> None:
    page = sheet()
    table(page, 100, [["规章", "0", ""], ["许可", "", "7"]])
    assert texts(page) == [["规章", "0", "", "许可", "", "7"]]


def test_place_says_page_and_box() -> None:
    page = sheet(3)
    table(page, 100, [["规章", "0", "1"]])
    (block,) = read_pages([page])
    assert isinstance(block, Table)
    assert block.cells[1].place == "page 3 box 150,100,200,120"


def test_missing_borders_merge_cells() -> None:
    page = sheet()
    page.horizontals += [Rule(100, 50, 250), Rule(120, 150, 250), Rule(140, 50, 250)]
    page.verticals += [Rule(50, 100, 140), Rule(150, 100, 140), Rule(200, 120, 140), Rule(250, 100, 140)]
    text(page, "甲", 90, 115)
    text(page, "乙", 190, 105)
    text(page, "1", 170, 125)
    assert shapes(page) == [{("甲", 0, 0, 2, 1), ("乙", 0, 1, 1, 2), ("1", 1, 1, 1, 1), ("", 1, 2, 1, 1)}]


def test_line_under_a_number_makes_no_row() -> None:
    page = sheet()
    table(page, 100, [["规章", "12", "3"]])
    page.horizontals.append(Rule(113, 152, 170))
    assert shapes(page) == [{("规章", 0, 0, 1, 1), ("12", 0, 1, 1, 1), ("3", 0, 2, 1, 1)}]


def test_border_drawn_twice_makes_no_column() -> None:
    page = sheet()
    table(page, 100, [["规章", "12", "3"], ["许可", "1", "0"]])
    page.verticals.append(Rule(203.5, 100, 140))
    page.horizontals.append(Rule(121.5, 50, 250))
    assert texts(page) == [["规章", "12", "3", "许可", "1", "0"]]


def test_border_in_pieces_is_one() -> None:
    page = sheet()
    table(page, 100, [["规章", "12", "3"]])
    page.verticals = [Rule(x, y, y + 3) for x in COLUMNS for y in range(100, 120, 4)]
    assert texts(page) == [["规章", "12", "3"]]


def test_open_sides_are_edges() -> None:
    page = sheet()
    table(page, 100, [["规章", "12", "3"], ["许可", "1", "0"]])
    page.verticals = [rule for rule in page.verticals if rule.position in (150, 200)]
    assert texts(page) == [["规章", "12", "3", "许可", "1", "0"]]


def test_frame_around_a_table_dissolves() -> None:
    page = sheet()
    grid(page, (40, 300, 550), (40, 800))  # a layout of two columns
    text(page, "说明", 60, 60)
    table(page, 100, [["规章", "12", "3"]])
    assert texts(page) == [["规章", "12", "3"]]
    assert lines(page) == ["说明"]


def test_frame_around_prose_is_prose() -> None:
    page = sheet()
    grid(page, (40, 550), (40, 100))
    text(page, "说明", 60, 60)
    assert texts(page) == []
    assert lines(page) == ["说明"]


def test_vertical_text_reads_from_top_to_bottom() -> None:
    page = sheet()
    grid(page, (50, 64, 200), (100, 160))
    for index, character in enumerate("三、办"):
        text(page, character, 52, 110 + 12 * index)
    text(page, "9", 120, 125)
    assert texts(page) == [["三\n、\n办", "9"]]


def test_bold_drawn_twice_counts_once() -> None:
    page = sheet()
    table(page, 100, [["规章", "11", "3"]])
    page.glyphs += [glyph._replace(left=glyph.left + 0.4, right=glyph.right + 0.4) for glyph in page.glyphs]
    assert texts(page) == [["规章", "11", "3"]]


def test_two_digits_at_one_place_make_no_number() -> None:
    page = sheet()
    table(page, 100, [["规章", "1", "3"]])
    text(page, "7", 155.5, 105)
    assert texts(page) == [["规章", "1 7", "3"]]


def test_numbers_with_a_gap_stay_apart() -> None:
    page = sheet()
    table(page, 100, [["规章", "1", "3"]])
    text(page, "2", 170, 105)
    assert texts(page) == [["规章", "1 2", "3"]]


def test_number_over_a_border_is_doubtful_in_both_cells() -> None:
    page = sheet()
    table(page, 100, [["规章", "", ""]])
    text(page, "123456", 185, 105)  # three digits on each side, none of them cut
    assert texts(page) == [["规章", "123\ufffd", "456\ufffd"]]


def test_digit_cut_by_a_border_is_doubtful() -> None:
    page = sheet()
    table(page, 100, [["规章", "", "3"]])
    text(page, "8", 197, 105)
    assert texts(page) == [["规章", "8\ufffd", "3"]]


def test_prose_stands_before_and_behind_its_table() -> None:
    page = sheet()
    text(page, "二、主动公开", 50, 80)
    table(page, 100, [["规章", "12", "3"]])
    text(page, "三、收到", 50, 130)
    assert [block.text if isinstance(block, Line) else "table" for block in read_pages([page])] == [
        "二、主动公开",
        "table",
        "三、收到",
    ]


def columns_without_rules(page: Page, rows: Sequence[Sequence[str]], top: float = 100, pitch: float = 22) -> None:
    for index, row in enumerate(rows):
        for words, right in zip(row, (150, 210, 270), strict=True):
            text(page, words, right - 10 * len(words), top + pitch * index)


def test_columns_without_rules_are_a_table() -> None:
    page = sheet()
    columns_without_rules(page, [["项目", "新收", "结转"], ["规章", "1", "2"], ["许可", "", "4"], ["处罚", "5", "66"]])
    assert texts(page) == [["项目", "新收", "结转", "规章", "1", "2", "许可", "", "4", "处罚", "5", "66"]]


def test_three_rules_bound_a_table() -> None:
    page = sheet()
    columns_without_rules(page, [["项目", "新收", "结转"], ["规章", "1", "2"], ["许可", "", "4"]])
    page.horizontals += [Rule(y, 50, 300) for y in (95, 116, 170)]
    text(page, "说明文字", 50, 60)
    assert texts(page) == [["项目", "新收", "结转", "规章", "1", "2", "许可", "", "4"]]
    assert lines(page) == ["说明文字"]


def test_columns_that_run_into_each_other_are_lines() -> None:
    page = sheet()
    columns_without_rules(page, [["规章", "1", "2"], ["许可", "3", "4"]])
    text(page, "123456789012", 202, 144)
    text(page, "处罚", 130, 144)
    assert texts(page) == []
    assert lines(page) == ["规章\t1\t2", "许可\t3\t4", "处罚\t123456789012"]


def put(page: Page, y: float, **words: str) -> None:
    """Words at the x that their names say: x50="规章"."""
    for name, word in words.items():
        text(page, word, float(name[1:]), y)


def test_wrapped_label_around_its_values_is_one_line() -> None:
    page = sheet()
    put(page, 100, x50="申请人逾期不补正")
    put(page, 112, x50="行政机关", x200="7", x260="7")
    put(page, 124, x50="不再处理")
    put(page, 160, x50="规章", x200="1", x260="2")
    put(page, 190, x50="处罚", x203="123456789012")
    assert texts(page) == []
    assert lines(page) == ["申请人逾期不补正行政机关不再处理\t7\t7", "规章\t1\t2", "处罚\t123456789012"]


def test_label_below_a_line_of_values_may_be_of_a_blank_row() -> None:
    page = sheet()
    put(page, 100, x50="规章", x200="1", x260="2")
    put(page, 112, x50="许可")
    put(page, 160, x50="强制", x200="3", x260="4")
    put(page, 190, x50="处罚", x203="123456789012")
    assert texts(page) == []
    assert lines(page) == ["规章\t1\t2", "许可", "强制\t3\t4", "处罚\t123456789012"]


def test_blank_value_keeps_its_place_in_a_line() -> None:
    page = sheet()
    put(page, 100, x50="规章", x200="1", x260="2")
    put(page, 130, x50="许可", x260="4")
    put(page, 160, x50="一个长得碰到下面那一些数字列的名称", x260="5")
    put(page, 190, x50="一个长得碰到另外一些数字列的名称甲乙", x260="6")
    assert texts(page) == []
    assert lines(page)[:2] == ["规章\t1\t2", "许可\t\t4"]


def test_more_rules_than_any_table_are_refused() -> None:
    page = sheet()
    page.horizontals += [Rule(3.0 * index, 0, 500) for index in range(4_000)]
    with pytest.raises(CannotRead, match="too_large"):
        read_pages([page])


def test_page_in_pixels_reads_as_in_points() -> None:
    page = sheet()
    table(page, 100, ROWS)
    pixels = Page(1, 595 * 3, 842 * 3)
    pixels.glyphs = [Glyph(glyph.text, *(3 * side for side in glyph[1:])) for glyph in page.glyphs]
    pixels.horizontals = [Rule(*(3 * one for one in rule)) for rule in page.horizontals]
    pixels.verticals = [Rule(rule.position * 3 + 5, rule.start * 3, rule.end * 3 - 5) for rule in page.verticals]
    assert texts(pixels) == texts(page)
