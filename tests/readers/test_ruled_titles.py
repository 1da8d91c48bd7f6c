"""Titles and headings around tables: what is wrapped is one line, what is not stays two."""

from __future__ import annotations

import pytest

from tests.readers.drawn_pages import centred, grid, lines, sheet, text


def test_title_that_is_wrapped_at_the_right_edge_is_one_line() -> None:
    page = sheet()
    text(page, "某某县交通运输局二〇二二年政府信息公开工作年度", 50, 60, 20)
    text(page, "报告", 50, 84, 20)
    for row in range(8):
        text(page, "正文一行正文一行正文一行正文一行正文一行正文一行", 50, 140 + 16 * row)
    assert lines(page)[0].endswith("工作年度报告")


@pytest.mark.parametrize("frame", [None, (100, 495), (40, 555)])
def test_wrapped_title_is_one_line(frame: tuple[int, int] | None) -> None:
    page = sheet()
    if frame:
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
