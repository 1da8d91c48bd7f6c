"""Truths against a reader's eye: small drafts whose figures are set by hand, so that the text can be read here."""

from __future__ import annotations

from random import Random

import pytest

from tests.generator import grid, layouts
from tests.generator.corpus import generate_report
from tests.generator.draft import Draft
from tests.generator.figures import ONE
from tests.generator.names import Publisher
from tests.generator.variants import VARIANTS, damage
from tests.generator.writer import note_truth, settle, splits

DISCLOSURE_2021 = {
    "regulations": [0, 0, 0],
    "normative_documents": [2, 1, 13],
    "administrative_licences": [15498],
    "administrative_penalties": [466],
    "administrative_coercion": [0],
    "administrative_fees": [94],
}


def _draft(layout: str, figures: dict[str, list[int]] | None = None) -> Draft:
    """A report with section 2 of the 2021 form only."""
    values = {code: [value * ONE for value in row] for code, row in (figures or DISCLOSURE_2021).items()}
    return Draft(
        rng=Random(0),
        publisher=Publisher("甲县乙镇", "乙镇", "我镇", 0, False),
        year=2022,
        layout=layout,
        tables=[grid.disclosure_table("2021", values)],
        requests={},
        publisher_name="甲县乙镇",
        title="甲县乙镇2022年政府信息公开工作年度报告",
    )


def _printed(draft: Draft) -> str:
    settle(draft)
    text = layouts.LAYOUTS[draft.layout][0](draft.tables[0], Random(0))
    for change in draft.table_changes:
        text = change(text)
    return text


def _state(draft: Draft, row: str) -> list[tuple[int | None, str]]:
    truth = note_truth(draft)
    found = truth.cells()
    return [
        (None if cell.value is None else int(cell.value), cell.status) for key, cell in found.items() if key[1] == row
    ]


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        ("compact", "行政规范性文件\n2\n1\n13\n第二十条第（五）项\n信息内容\n本年处理决定数量\n行政许可\n15498\n"),
        ("spaced", "行政规范性文件\n\n2\n\n1\n\n13\n\n第二十条第（五）项\n\n信息内容\n\n"),
        ("tabbed_lines", "\t行政规范性文件\n\t2\n\t1\n\t13\n\n\t第二十条第（五）项\n\n\t信息内容\n"),
        ("tab_rows", "行政规范性文件\t2\t1\t13\n第二十条第（五）项\t\t\t\n信息内容\t本年处理决定数量\t\t\n"),
        ("pipe_rows", "行政规范性文件 | 2 | 1 | 13 |\n第二十条第（五）项 |\n信息内容 | 本年处理决定数量 |\n"),
        (
            "led_pipe_rows",
            "| 行政规范性文件 | 2 | 1 | 13 |\n| 第二十条第（五）项 ||||\n| 信息内容 | 本年处理决定数量 |||\n",
        ),
        ("boxed_pipes", "|\n行政规范性文件 |\n2 |\n1 |\n13 | |\n|\n第二十条第（五）项 | ||||\n"),
        ("trailing_pipes", "行政规范性文件 |\n2 |\n1 |\n13 |\n|\n第二十条第（五）项 |\n||||\n"),
        ("joined", "行政规范性文件2113\n第二十条第（五）项\n信息内容本年处理决定数量\n行政许可15498\n"),
    ],
)
def test_layout_prints_the_table_as_seen_in_real_texts(layout: str, expected: str) -> None:
    assert expected in _printed(_draft(layout))


@pytest.mark.parametrize(
    ("digits", "count", "ways"),
    [
        ("000", 3, 1),
        ("2113", 3, 3),
        ("15498", 1, 1),
        ("10", 2, 1),
        ("100", 2, 1),
        ("00", 3, 0),
        ("12", 1, 1),
        ("123", 2, 2),
    ],
)
def test_joined_digits_split_in_as_many_ways_as_a_person_counts(digits: str, count: int, ways: int) -> None:
    assert splits(digits, count) == ways


def test_joined_row_is_unreadable_when_several_splits_exist() -> None:
    draft = _draft("joined")
    assert "规章000\n" in _printed(draft)
    assert _state(draft, "regulations") == [(0, "reported")] * 3
    assert _state(draft, "normative_documents") == [(None, "unreadable")] * 3  # 2113: 2|1|13, 2|11|3, 21|1|3
    assert _state(draft, "administrative_licences") == [(15498, "reported")]


def test_short_row_is_unreadable_in_all_its_cells() -> None:
    draft = _draft("padded_pipe_rows", {**DISCLOSURE_2021, "normative_documents": [5, 0, 0]})
    draft.tables[0].lines = [line for line in draft.tables[0].lines if line.code != "regulations"]
    assert VARIANTS["short_rows"](draft)
    assert "行政规范性文件 | 5 | 0 |" in _printed(draft) or "行政规范性文件 | 5 |" in _printed(draft)
    assert _state(draft, "normative_documents") == [(None, "unreadable")] * 3


def test_blank_row_is_blank_in_all_its_cells() -> None:
    draft = _draft("compact")
    draft.rng = Random(3)
    assert VARIANTS["blank_rows"](draft)
    blank = [line.code for line in draft.data_lines() if set(line.statuses) == {"blank"}]
    assert blank
    for row in blank:
        assert {status for _, status in _state(draft, row)} == {"blank"}
        label = next(line.grid[0] for line in draft.data_lines() if line.code == row)
        after = _printed(draft).split(label + "\n", 1)[1]
        assert not after[:1].isdigit()


def test_torn_row_keeps_what_stands_before_the_tear() -> None:
    draft = _draft("tabbed_lines", {**DISCLOSURE_2021, "regulations": [7, 8, 9]})
    draft.tables[0].lines = draft.tables[0].lines[:3] + draft.tables[0].lines[4:]
    assert VARIANTS["torn_row"](draft)
    assert "\t规章\n\t7\n\t8\n \t第二十条第（五）项\n" in _printed(draft)
    assert _state(draft, "regulations") == [(7, "reported"), (8, "reported"), (None, "missing")]


def test_two_values_in_a_cell_are_unreadable() -> None:
    report = generate_report("two", ["two_values"], "pipe_rows")
    unreadable = [cell for cell in report.truth.cells().values() if cell.status == "unreadable"]
    assert len(unreadable) == report.text.count("| 0 0 ") + report.text.count("| 0/0 ") > 0


def test_amount_in_yuan_is_not_converted() -> None:
    draft = _draft("pipe_rows")
    assert VARIANTS["amount_in_yuan"](draft)
    assert "行政事业性收费 | 940000元 |" in _printed(draft)
    cell = note_truth(draft).cells()["proactive_disclosure", "administrative_fees", "amount_wan_yuan"]
    assert (cell.value, cell.unit_code) == (940000, "yuan")


def test_amount_says_one_unit_only_when_variants_meet() -> None:
    report = generate_report("units", ["amount_in_yuan", "amount_in_wan_yuan", "four_decimals"], "compact")
    assert report.truth.variants in {("amount_in_yuan",), ("amount_in_wan_yuan",)}  # the former needs an amount above 0
    assert "元万元" not in report.text


def test_missing_row_is_missing_in_all_its_cells() -> None:
    draft = _draft("compact")
    assert VARIANTS["row_missing"](draft)  # only 规章 can go in this table
    assert "规章\n" not in _printed(draft)
    assert _state(draft, "regulations") == [(None, "missing")] * 3


def test_cut_text_ends_before_the_first_value_that_is_missing() -> None:
    for number in range(60):
        report = generate_report(f"cut-{number}", ["cut_end"], "pipe_rows")
        if not report.truth.variants:
            continue
        table = list(report.truth.editions)[-1]
        printed = [key for key, cell in report.truth.cells().items() if key[0] == table and cell.status == "reported"]
        last_row = [key for key in printed if key[1] == printed[-1][1]]
        tail = report.text.rsplit("\n", 1)[-1] or report.text.rstrip("\n").rsplit("\n", 1)[-1]
        whole = [part.strip() for part in tail.split("|")[:-1]]  # what has a pipe behind it
        values = [part for part in whole if part.lstrip("-").replace(".", "").isdigit()]
        if values:  # else the cut fell before the row's first value
            assert len(values) == len(last_row)
        assert "四、政府信息公开行政复议" not in report.text or table == "litigation"


def test_cut_before_the_sixth_group_leaves_the_edition_of_section_3_open() -> None:
    seen = set()
    for number in range(80):
        report = generate_report(f"open-{number}", ["cut_end"], "compact")
        edition = report.truth.editions.get("requests")
        if edition and report.truth.variants:
            seen.add((edition, "（七）总计" in report.text))
    assert ("2019_or_2021", False) in seen
    assert all(edition != "2019_or_2021" for edition, has_total in seen if has_total)


def test_repetitions_dropped_refuses_the_report() -> None:
    report = generate_report("dedup", ["repetitions_dropped"], "compact")
    lines = [line for line in report.text.split("\n") if line]
    assert len(lines) == len(set(lines))
    assert (report.truth.load_outcome_code, report.truth.reason_code, report.truth.items) == (
        "rejected",
        "values_lost",
        [],
    )


def test_traditional_characters_cover_the_labels() -> None:
    simplified = "办理区分行政诉讼新制作规章行政规范性文件本年制发件数现行有效件数处理决定数量结果维持纠正尚未审结总计"
    expected = "辦理區分行政訴訟新製作規章行政規範性文件本年制發件數現行有效件數處理決定數量結果維持糾正尚未審結總計"
    assert damage.to_traditional(simplified) == expected
    assert damage.to_traditional("经复议后起诉") == "經復議後起訴"
