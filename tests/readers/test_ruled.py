"""Tables from rules and characters: small pages of one fault each, drawn by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extract.readers.blocks import CannotRead, Line, Table
from extract.readers.ruled import Glyph, Page, Rule, read_pages

SIZE = 10.0
COLUMNS = (50, 150, 200, 250)
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


ROWS = [["项目", "新收", "结转"], ["规章", "1", "2"], ["许可", "3", "4"]]


def centred(page: Page, words: str, y: float, size: float) -> None:
    text(page, words, page.width / 2 - size * len(words) / 2, y, size)


def test_wrapped_title_is_one_line() -> None:
    page = sheet()
    centred(page, "某某县水务局二〇二二年政府信息公开工", 60, 20)
    centred(page, "作年度报告", 84, 20)
    for row in range(8):
        text(page, "正文一行正文一行正文一行", 50, 140 + 16 * row)
    assert lines(page)[0] == "某某县水务局二〇二二年政府信息公开工作年度报告"
    assert len(lines(page)) == 9


def test_title_that_is_wrapped_at_the_right_edge_is_one_line() -> None:
    page = sheet()
    text(page, "某某县交通运输局二〇二二年政府信息公开工作年度", 50, 60, 20)
    text(page, "报告", 50, 84, 20)
    for row in range(8):
        text(page, "正文一行正文一行正文一行正文一行正文一行正文一行", 50, 140 + 16 * row)
    assert lines(page)[0].endswith("工作年度报告")


@pytest.mark.parametrize("frame", [(100, 495), (40, 555)])
def test_title_that_is_wrapped_in_a_frame_is_one_line(frame: tuple[int, int]) -> None:
    page = sheet()
    grid(page, frame, (50, 120))
    centred(page, "某某县水务局二〇二二年政府信息公开工", 60, 20)
    centred(page, "作年度报告", 84, 20)
    for row in range(8):
        text(page, "正文一行正文一行正文一行", 50, 140 + 16 * row)
    assert lines(page)[0] == "某某县水务局二〇二二年政府信息公开工作年度报告"
    assert len(lines(page)) == 9


def test_title_that_is_wrapped_at_the_right_edge_of_a_frame_is_one_line() -> None:
    page = sheet()
    grid(page, (90, 330), (50, 120))
    text(page, "某某县交通运输局二〇二", 100, 60, 20)  # 10 left on both sides
    text(page, "二年报告", 100, 84, 20)
    for row in range(8):
        text(page, "正文一行正文一行正文一行正文一行正文一行正文一行正文一行", 50, 140 + 16 * row)
    assert lines(page)[0] == "某某县交通运输局二〇二二年报告"


def test_headings_in_a_frame_stay_two() -> None:
    page = sheet()
    grid(page, (90, 500), (50, 120))
    text(page, "一、总体情况与说明", 100, 60, 14)
    text(page, "（一）主动公开", 100, 78, 14)
    for row in range(8):
        text(page, "正文一行正文一行正文一行正文一行正文一行正文一行", 50, 140 + 16 * row)
    assert lines(page)[:2] == ["一、总体情况与说明", "（一）主动公开"]


def test_digit_cut_by_a_frame_is_doubtful() -> None:
    page = sheet()
    grid(page, (90, 200), (50, 120))
    text(page, "共", 100, 60)
    text(page, "8", 197, 60)
    assert lines(page) == ["共 8\ufffd"]


def test_headings_one_above_the_other_stay_two() -> None:
    page = sheet()
    text(page, "一、总体情况与说明", 50, 60, 14)
    text(page, "（一）主动公开", 50, 78, 14)
    for row in range(8):
        text(page, "正文一行正文一行正文一行正文一行正文一行正文一行", 50, 140 + 16 * row)
    assert lines(page)[:2] == ["一、总体情况与说明", "（一）主动公开"]


def test_centred_lines_of_usual_size_stay_two() -> None:
    page = sheet()
    for row, words in enumerate(("单位：万元及件数", "截至年底", "第二行文字不长", "第三行")):
        centred(page, words, 60 + 14 * row, 10)
    assert len(lines(page)) == 4


def test_table_goes_on_over_a_page_break() -> None:
    first, second = sheet(1), sheet(2)
    table(first, 100, ROWS)
    text(first, "- 1 -", 290, 600)
    text(second, "年度报告", 250, 30)
    table(second, 80, [["处罚", "5", "6"]])
    assert texts(first, second) == [[one for row in [*ROWS, ["处罚", "5", "6"]] for one in row]]
    assert lines(first, second) == ["- 1 -", "年度报告"]


def test_header_printed_again_is_dropped() -> None:
    first, second = sheet(1), sheet(2)
    table(first, 100, ROWS)
    table(second, 80, [ROWS[0], ["处罚", "5", "6"]])
    assert texts(first, second) == [[one for row in [*ROWS, ["处罚", "5", "6"]] for one in row]]


def test_row_of_values_like_the_first_one_is_kept() -> None:
    first, second = sheet(1), sheet(2)
    table(first, 100, [["1", "2", "3"], ["4", "5", "6"]])
    table(second, 80, [["1", "2", "3"], ["7", "8", "9"]])
    assert texts(first, second) == [list("123456123789")]


@pytest.mark.parametrize("values", [["0", "0"], ["/", "/"], ["", "—"]])
def test_row_of_values_below_a_header_printed_again_is_kept(values: list[str]) -> None:
    first, second = sheet(1), sheet(2)
    table(first, 100, [ROWS[0], ["其他", *values], ROWS[1]])
    table(second, 80, [ROWS[0], ["其他", *values], ROWS[2]])
    rows = [ROWS[0], ["其他", *values], ROWS[1], ["其他", *values], ROWS[2]]
    assert texts(first, second) == [[one for row in rows for one in row]]


def test_heading_between_parts_begins_another_table() -> None:
    first, second = sheet(1), sheet(2)
    table(first, 100, ROWS)
    text(second, "四、复议", 50, 85)
    table(second, 100, ROWS)
    assert len(texts(first, second)) == 2


def test_table_of_other_columns_is_another_table() -> None:
    first, second = sheet(1), sheet(2)
    table(first, 100, ROWS)
    table(second, 100, [["甲", "1", "2"]], columns=(50, 120, 185, 250))
    assert len(texts(first, second)) == 2


def test_part_with_fewer_columns_takes_those_of_the_table() -> None:
    first, second = sheet(1), sheet(2)
    table(first, 100, ROWS)
    table(second, 80, [["第六项"]], columns=(50, 250))
    assert ("第六项", 3, 0, 1, 3) in shapes(first, second)[0]


def cut(first_row: Sequence[str], second_row: Sequence[str], *more: Sequence[str]) -> Shape:
    """The table of two pages that break between two rows of two columns and a column of numbers, rules on both."""
    first, second = sheet(1), sheet(2)
    table(first, 700, [["项目", "新收", "结转"], first_row])
    table(second, 80, [second_row, *more])
    (found,) = shapes(first, second)
    return found


def test_row_cut_by_the_break_is_one_row() -> None:
    found = cut(["没有现成信息需要另", "3", "4"], ["行制作", "", ""], ["其他", "5", "6"])
    assert {("没有现成信息需要另\n行制作", 1, 0, 1, 1), ("3", 1, 1, 1, 1), ("其他", 2, 0, 1, 1)} <= found


@pytest.mark.parametrize("label", ["2.重复申请", "（二）部分公开", "三、本年度"])
def test_entry_of_its_own_without_values_is_a_row(label: str) -> None:
    found = cut(["没有现成信息需要另", "3", "4"], [label, "", ""], ["其他", "5", "6"])
    assert {("没有现成信息需要另", 1, 0, 1, 1), (label, 2, 0, 1, 1), ("其他", 3, 0, 1, 1)} <= found


def test_label_with_room_is_not_continued() -> None:
    found = cut(["规章", "3", "4"], ["许可", "", ""])
    assert {("规章", 1, 0, 1, 1), ("许可", 2, 0, 1, 1)} <= found


def test_numbers_below_the_break_never_join_a_label_above() -> None:
    found = cut(["没有现成信息需要另", "", ""], ["行制作", "3", "4"])
    assert {("没有现成信息需要另", 1, 0, 1, 1), ("行制作", 2, 0, 1, 1), ("3", 2, 1, 1, 1)} <= found


def test_row_begun_with_nothing_is_no_row() -> None:
    found = cut(["", "", ""], ["规章", "3", "4"])
    assert {("规章", 1, 0, 1, 1), ("3", 1, 1, 1, 1)} <= found


def test_blank_values_under_a_header_stay_a_row() -> None:
    found = cut(["维持", "纠正", "总计"], ["", "", ""])
    assert {("", 2, 0, 1, 1), ("", 2, 1, 1, 1), ("", 2, 2, 1, 1)} <= found


def test_rows_of_numbers_stay_two_when_no_rule_stands_at_the_break() -> None:
    first, second = sheet(1), sheet(2)
    table(first, 100, ROWS)
    table(second, 80, [["处罚", "5", "6"], ["强制", "7", "8"]])
    first.horizontals.pop()
    second.horizontals.pop(0)
    assert texts(first, second) == [[one for row in [*ROWS, ["处罚", "5", "6"], ["强制", "7", "8"]] for one in row]]


def test_row_without_a_rule_at_the_break_is_one_row() -> None:
    first, second = sheet(1), sheet(2)
    table(first, 100, [*ROWS, ["缴纳", "5", "6"]])
    table(second, 80, [["费用", "", ""], ["强制", "7", "8"]])
    first.horizontals.pop()
    second.horizontals.pop(0)
    assert {("缴纳\n费用", 3, 0, 1, 1), ("强制", 4, 0, 1, 1)} <= shapes(first, second)[0]


def test_merged_label_goes_on_over_the_break() -> None:
    first, second = sheet(1), sheet(2)
    for page, top, label in ((first, 100, "处理"), (second, 80, "")):
        table(page, top, [["", "1", "2"], ["", "3", "4"]])
        page.horizontals[1] = Rule(top + 20, 150, 250)
        text(page, label, 55, top + 15)
    assert ("处理", 0, 0, 4, 1) in shapes(first, second)[0]


def test_blank_value_is_not_merged_with_the_one_above_the_break() -> None:
    found = cut(["规章", "3", "无"], ["许可", "4", ""])
    assert {("无", 1, 2, 1, 1), ("", 2, 2, 1, 1)} <= found


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
