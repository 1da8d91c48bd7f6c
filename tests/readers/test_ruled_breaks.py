"""Tables that go on over a page break: one table with every row of values, headers once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extract.readers.ruled import Rule
from tests.readers.drawn_pages import ROWS, Shape, lines, shapes, sheet, table, text, texts


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
