"""Texts whose columns are parted by spaces: what is certain is read, and no number of another row is."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

import polars as pl
import pytest

from extract.recognise.spaced import MOST_LINES, part_spaced_lines
from tests.dbt.staged import APPLICANTS
from tests.generator import generate_report
from tests.generator.variants import VARIANTS

from .distinct import distinct_tables, render, true_values
from .documents import CellKey, cells_of, id_of, stage, values_of

LAYOUTS = ("space_rows", "wrapped_space_rows")
COLUMNS = (*APPLICANTS, "total")
ITEMS = """青禾县林业局2022年政府信息公开工作年度报告
一、总体情况
2022年1月1日至12月31日，全年平稳。
二、主动公开政府信息情况
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 0 0 12
行政规范性文件 1 2 3
信息内容 本年处理决定数量
行政许可 41
行政处罚 7
"""
HEADER = """三、收到和处理政府信息公开申请情况
自然人 法人或其他组织 总计
商业企业 科研机构 社会公益组织 法律服务机构 其他
"""
END = "五、存在的主要问题及改进情况\n公开不够及时。\n"


def read_row(row: str, printed: str) -> list[int | None]:
    """The seven numbers that are read of one row of section 3; null where none is."""
    text = f"{ITEMS}{HEADER}{printed}\n{END}"
    cells = cells_of(stage(text))
    values = [
        cells[("requests", row, column)].value if ("requests", row, column) in cells else None for column in COLUMNS
    ]
    return [None if value is None else int(value) for value in values]


def status_and_issues(row: str, printed: str) -> tuple[set[str], set[str]]:
    """States of the cells of one row of section 3, and the issues of the whole report."""
    batch = stage(f"{ITEMS}{HEADER}{printed}\n{END}")
    states = {cell.status for (_, code, _), cell in cells_of(batch).items() if code == row}
    return states, set(batch.issues["issue_code"])


ONE_TO_SEVEN = [1, 2, 3, 4, 5, 6, 7]
NOTHING: list[int | None] = [None] * 7


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_cell_is_as_printed_in_every_variant(layout: str) -> None:
    drafts = [generate_report(f"spaced {n}", [variant], layout) for variant in sorted(VARIANTS) for n in range(3)]
    drafts += [generate_report(f"spaced {n}", [], layout) for n in range(60)]
    reports = {report.text: report.truth for report in drafts if report.truth.editions}
    batch = stage(*reports)
    for text, truth in reports.items():
        if truth.load_outcome_code == "loaded":
            read = {key: (cell.value, cell.status) for key, cell in cells_of(batch, id_of(text)).items()}
            assert read == {key: (cell.value, cell.status) for key, cell in truth.cells().items()}, truth.variants


@pytest.mark.parametrize("space", [" ", "   ", "\u3000", "\u00a0", " \u00a0"])
def test_row_is_read_whatever_space_parts_it(space: str) -> None:
    printed = space.join(["1.属于国家秘密", *map(str, ONE_TO_SEVEN)])
    assert read_row("denied_state_secret", printed) == ONE_TO_SEVEN


@pytest.mark.parametrize(
    ("row", "printed"),
    [
        ("denied_state_secret", "1. 属于国家秘密 1 2 3 4 5 6 7"),
        ("denied_state_secret", "（1）属于 国家秘密 1 2 3 4 5 6 7"),
        ("denied_state_secret", "（三）不予公开 1.属于国家秘密 1 2 3 4 5 6 7"),
        ("denied_security_and_stability", "公开 3.危及“三安全一稳定” 1 2 3 4 5 6 7"),
        ("granted", "三、本年度办理结果 （一）予以公开 1 2 3 4 5 6 7"),
        ("not_processed_duplicate", "（五） 不予处理 2. 重复申请 1 2 3 4 5 6 7"),
        ("not_processed_reconfirmation", "（六）其他处理 3.要求行政机关确认或重新 1 2 3 4 5 6 7\n出具已获取信息"),
        ("not_processed_reconfirmation", "3.要求行政机关确认或重新\n出具已获取信息 1 2 3 4 5 6 7"),
        ("not_processed_reconfirmation", "3.要求行政机关\n1 2 3 4 5 6 7\n确认或重新出具已获取信息"),
        ("denied_prohibited_by_law", "2.其他\n法律行政法规禁止\n公开 1 2 3 4 5 6 7"),
        ("denied_prohibited_by_law", "2.其他 1 2 3 4 5 6 7\n法律行政法规禁止公开"),
        ("not_processed_excessive", "（五）不予\n4.无正当理由大量\n处理\n反复申请 1 2 3 4 5 6 7"),
        ("partially_granted", "（二）部分公开（区分处理的，只计这一情形，\n不计其他情形） 1 2 3 4 5 6 7"),
    ],
)
def test_label_is_put_together_when_it_holds_spaces_or_breaks(row: str, printed: str) -> None:
    assert read_row(row, printed) == ONE_TO_SEVEN


@pytest.mark.parametrize(
    "values",
    [
        "1 2 3 4 5 6",
        "1 2 3 4 5 6 7 8",
        "1",
        "12 件 2 3 4 5 6 7 8",
        "1 2 3 4 5 6 7 5.",
        "1 2 3 4 5 6 7 -8-",
        "1 2 3 4 5 6 7 第8页",
    ],
)
def test_row_is_ragged_when_it_has_another_number_of_values_than_columns(values: str) -> None:
    printed = f"1.属于国家秘密 {values}"
    assert read_row("denied_state_secret", printed) == NOTHING
    states, issues = status_and_issues("denied_state_secret", printed)
    assert states == {"unreadable"}
    assert "row_ragged" in issues


def test_row_is_ragged_when_a_short_row_ends_the_text() -> None:
    text = f"{ITEMS}{HEADER}（一）予以公开 1 2 3 4 5 6 7\n（二）部分公开 1 2 3 4 5 6"
    cells = cells_of(stage(text))
    assert {cells[("requests", "partially_granted", column)].status for column in COLUMNS} == {"unreadable"}


def test_narrow_space_inside_a_number_parts_nothing_where_wide_ones_part_columns() -> None:
    # With a blank cell in the row there would be seven values again, all in wrong columns.
    assert read_row("granted", "（一）予以公开 15\u00a0498 2 3 4 5 6") == NOTHING


def test_unit_of_a_header_goes_with_its_label_whatever_spaces_stand_between() -> None:
    text = f"{ITEMS}信息内容 本年收费金额   （单位：元）\n行政事业性收费 251000\n{END}"
    fees = cells_of(stage(text))[("proactive_disclosure", "administrative_fees", "amount_wan_yuan")]
    assert (fees.value, fees.unit) == (Decimal(251000), "yuan")


@pytest.mark.parametrize(
    "text",
    [
        "信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 0 0 12\n",
        ITEMS + "".join(f"属于国家秘密\t{number}\n" for number in range(30)),
    ],
    ids=["few rows", "most cells between tabs"],
)
def test_spaces_part_nothing_where_tables_are_not_printed_with_them(text: str) -> None:
    assert part_spaced_lines(pl.Series([text])).to_list() == [text]


def test_texts_longer_than_reports_are_left_as_they_are() -> None:
    text = ITEMS + "\n" * MOST_LINES
    assert part_spaced_lines(pl.Series([text])).to_list() == [text]


@pytest.mark.parametrize("page", ["3", "\n3", "- 3 -", "3 / 9", "3 9", "第 3 页 共 9 页"])
def test_page_number_is_no_value_of_the_blank_row_above(page: str) -> None:
    text = ITEMS.replace("规章 0 0 12", f"规章\n{page}").replace("行政许可 41", f"行政许可\n{page}") + END
    assert values_of(stage(text)).keys() == {
        ("proactive_disclosure", "normative_documents", "issued"),
        ("proactive_disclosure", "normative_documents", "repealed"),
        ("proactive_disclosure", "normative_documents", "in_force"),
        ("proactive_disclosure", "administrative_penalties", "decisions"),
    }


def test_values_before_their_labels_are_left_unread() -> None:
    rows = ("1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益（")
    printed = "\n".join(f"{number} 2 3 4 5 6 7\n{label}" for number, label in enumerate(rows))
    for row in ("denied_state_secret", "denied_prohibited_by_law", "denied_security_and_stability"):
        assert read_row(row, printed) == NOTHING


def test_values_behind_their_labels_on_lines_of_their_own_are_read() -> None:
    labels = ("1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”")
    printed = "\n".join(f"{label}\n{number} 2 3 4 5 6 7" for number, label in enumerate(labels))
    assert read_row("denied_prohibited_by_law", printed) == [1, 2, 3, 4, 5, 6, 7]


def test_blank_row_is_not_blank_when_values_of_an_unknown_label_stand_beside_it() -> None:
    states, _ = status_and_issues("not_processed_excessive", "4.无正当理由大量反复\n的申请 1 2 3 4 5 6 7")
    assert states == {"unreadable"}


def test_label_that_holds_another_one_is_not_read() -> None:
    printed = "一、本年新收政府信息公开申请数量二、上年结转政府信息公开 1 2 3 4 5 6 7"
    assert read_row("new_received", printed) == NOTHING
    assert read_row("carried_in", printed) == NOTHING


def test_two_values_in_a_cell_stay_one_cell_where_a_cell_is_a_line() -> None:
    tables = distinct_tables("2021")
    line = tables[1].data_lines()[0]
    line.grid[line.first] = "0 0"
    read = cells_of(stage(render(tables, "compact")))
    assert read[("requests", "new_received", "natural_person")].status == "unreadable"
    assert read[("requests", "new_received", "total")].value == Decimal(117)


def delete_word(lines: list[str], at: int, rng: Random) -> list[str]:
    words = lines[at].split(" ")
    del words[rng.randrange(len(words))]
    return [*lines[:at], " ".join(words), *lines[at + 1 :]]


def join_words(lines: list[str], at: int, rng: Random) -> list[str]:
    words = lines[at].split(" ")
    place = rng.randrange(len(words))
    words[place : place + 2] = ["".join(words[place : place + 2])]
    return [*lines[:at], " ".join(words), *lines[at + 1 :]]


def insert_word(lines: list[str], at: int, rng: Random) -> list[str]:
    words = lines[at].split(" ")
    words.insert(rng.randrange(len(words) + 1), rng.choice(["/", "件", "（3）", "3.", "无", "第", "公开", "12件"]))
    return [*lines[:at], " ".join(words), *lines[at + 1 :]]


def break_line(lines: list[str], at: int, rng: Random) -> list[str]:
    words = lines[at].split(" ")
    place = rng.randrange(len(words) + 1)
    return [*lines[:at], " ".join(words[:place]), " ".join(words[place:]), *lines[at + 1 :]]


def join_lines_with_a_space(lines: list[str], at: int, rng: Random) -> list[str]:
    return [*lines[:at], f"{lines[at]} {lines[at + 1]}", *lines[at + 2 :]]


def lose_values(lines: list[str], at: int, rng: Random) -> list[str]:
    return [*lines[:at], lines[at].split(" ")[0], *lines[at + 1 :]]


def lose_label(lines: list[str], at: int, rng: Random) -> list[str]:
    return [*lines[:at], lines[at].partition(" ")[2], *lines[at + 1 :]]


DAMAGES = (delete_word, join_words, insert_word, break_line, join_lines_with_a_space, lose_values, lose_label)
Damage = Callable[[list[str], int, Random], list[str]]


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_no_number_moves_to_another_cell_when_a_line_is_damaged(damage: Damage, layout: str, edition: str) -> None:
    tables = distinct_tables(edition)
    rng = Random(f"{damage.__name__} {layout} {edition}")
    lines = render(tables, layout).replace("\u00a0", " ").split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith("二、"))
    texts = {"\n".join(damage(lines, at, rng)) for at in range(first, len(lines) - 3)}
    read = stage(*texts).cells.drop_nulls("value").select("table_code", "row_code", "column_code", "value").rows()
    truth: dict[CellKey, Decimal] = true_values(tables)
    printed = {int(value) for value in truth.values()}
    moved = {(*key, value) for *key, value in read if int(value) in printed and truth.get((*key,)) != value}  # type: ignore[misc]
    assert moved == set()
    assert len(read) > len(texts) * len(truth) * 0.9
