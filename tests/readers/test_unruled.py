"""Tables without vertical rules: whole reports, and small pages of one fault each."""

from __future__ import annotations

import dataclasses
from random import Random

import pytest

from extract.readers.blocks import Line, Reading, Table
from extract.readers.ofd.document import read_ofd
from extract.readers.pdf.document import read_pdf
from extract.readers.ruled import Page, Rule, read_pages
from tests.generator.documents import PrintedDocument, print_document
from tests.generator.documents.ofd import write_ofd
from tests.generator.documents.pages import Looks
from tests.generator.documents.pdf import write_pdf
from tests.readers.test_ruled import put, sheet, text

Row = tuple[str, ...]  # a label and the values behind it


def printed_rows(document: PrintedDocument) -> list[Row]:
    """The row of each label with numbers, without the labels of several rows before it."""
    rows = [[cell.text for cell in row] for table in document.tables() for row in table.rows()]
    return [tail for row in rows if (tail := label_and_values(row))]


def found_rows(reading: Reading) -> list[Row]:
    rows: list[Row] = []
    for block in reading.blocks:
        if isinstance(block, Table):
            for number in range(block.cells[-1].row + 1):
                tail = label_and_values([cell.text for cell in block.cells if cell.row == number])
                rows += [tail] if tail else []
    return rows


def label_and_values(row: list[str]) -> Row | None:
    count = len(row)
    while count and not any(character > "\u4e00" for character in row[count - 1].replace("无", "")):
        count -= 1
    label = "".join(row[max(count - 1, 0) : count]).replace("\n", "")
    return (label, *row[count:]) if any(row[count:]) else None


@pytest.mark.parametrize("rules", ["none", "three", "horizontal"])
@pytest.mark.parametrize("seed", range(5))
def test_rows_read_as_printed(seed: int, rules: str) -> None:
    document = print_document(seed, [])
    looks = dataclasses.replace(Looks.of(Random(f"looks-{seed}")), rules=rules, cuts_rows=False, repeats_header=False)
    expected = printed_rows(document)
    for reading in (
        read_pdf(write_pdf(document, Random(seed), looks)),
        read_ofd(write_ofd(document, Random(seed), looks)),
    ):
        found = found_rows(reading)
        assert set(found) <= set(expected)
        assert len(found) >= 0.8 * len(expected)


def cells(page: Page) -> list[list[tuple[str, int, int, int]]]:
    """Text, row, column and column span of the cells of each table."""
    tables = [block for block in read_pages([page]) if isinstance(block, Table)]
    return [[(cell.text, cell.row, cell.column, cell.column_span) for cell in table.cells] for table in tables]


def lines(page: Page) -> list[str]:
    return [block.text for block in read_pages([page]) if isinstance(block, Line)]


def three_rows(page: Page, top: float = 200) -> None:
    put(page, top, x60="规章", x200="1", x260="2", x320="3")
    put(page, top + 24, x60="许可", x200="4", x260="5", x320="6")
    put(page, top + 48, x60="处罚", x200="7", x260="8", x320="9")


def test_characters_without_width_stand_in_their_columns() -> None:
    page = sheet()
    three_rows(page)
    page.glyphs = [glyph._replace(right=glyph.left) if glyph.text < "a" else glyph for glyph in page.glyphs]
    (found,) = cells(page)
    assert ("5", 1, 2, 1) in found


def test_wrapped_header_keeps_its_columns() -> None:
    page = sheet()
    put(page, 160, x192="商业", x312="其他")
    put(page, 166, x252="新收")
    put(page, 172, x192="企业", x312="组织")
    three_rows(page)
    (table,) = cells(page)
    assert table[:3] == [("商业\n企业", 0, 1, 1), ("新收", 0, 2, 1), ("其他\n组织", 0, 3, 1)]


def test_header_over_several_columns_spans_them() -> None:
    page = sheet()
    put(page, 130, x180="法人或其他的社会组织")
    put(page, 160, x190="企业", x250="机构", x310="其他")
    three_rows(page)
    (table,) = cells(page)
    assert table[0] == ("法人或其他的社会组织", 0, 1, 2)


def test_label_lines_around_their_values_are_one_cell() -> None:
    page = sheet()
    three_rows(page)
    put(page, 265.5, x60="没有现成")
    put(page, 278.5, x60="需要制作")
    put(page, 272, x200="1", x260="0", x320="0")
    (table,) = cells(page)
    assert ("没有现成\n需要制作", 3, 0, 1) in table


def test_label_line_as_near_to_two_rows_makes_no_table() -> None:
    page = sheet()
    three_rows(page)
    put(page, 212, x60="另行制作")
    assert cells(page) == []


def test_rule_tells_whose_a_label_line_is() -> None:
    page = sheet()
    three_rows(page)
    put(page, 212, x60="办法")
    page.horizontals += [Rule(y, 50, 340) for y in (195, 222.5, 246, 270)]
    (table,) = cells(page)
    assert table[0] == ("规章\n办法", 0, 0, 1)


def test_label_of_several_rows_stands_before_the_first() -> None:
    page = sheet()
    for index, words in enumerate(("甲的", "乙的", "丙的")):
        put(page, 200 + 24 * index, x100=words, x200="1", x260="2", x320="3")
    put(page, 217.5, x50="不予")
    put(page, 230.5, x50="公开")
    (table,) = cells(page)
    assert table[:2] == [("不予\n公开", 0, 0, 1), ("甲的", 0, 1, 1)]


def test_row_that_may_be_of_another_group_is_doubtful() -> None:
    page = sheet()
    for index, words in enumerate(("小计", "乙的", "丙的", "丁的")):
        put(page, 200 + 24 * index, x100=words, x200="1", x260="2", x320="3")
    put(page, 210, x50="公开")  # over the first two rows; the others have theirs on the next page
    put(page, 320, x50="四、结转下年度的申请", x200="4", x260="5", x320="6")
    (table,) = cells(page)
    assert [cell[0] for cell in table if cell[2] == 2][:4] == ["1\ufffd", "1\ufffd", "1\ufffd", "1\ufffd"]


def test_blank_value_is_a_blank_cell() -> None:
    page = sheet()
    three_rows(page)
    put(page, 272, x60="强制", x200="1", x320="3")
    (table,) = cells(page)
    assert table[-4:] == [("强制", 3, 0, 1), ("1", 3, 1, 1), ("", 3, 2, 1), ("3", 3, 3, 1)]


def test_numbers_in_one_column_stay_apart() -> None:
    page = sheet()
    for index in range(9):
        put(page, 200 + 24 * index, x60="规章", x200="11111", x260="2")
    put(page, 440, x60="许可", x200="12", x217="3", x260="2")
    (table,) = cells(page)
    assert table[-3:] == [("许可", 9, 0, 1), ("12 3", 9, 1, 1), ("2", 9, 2, 1)]


def test_row_without_a_label_takes_none_of_another_row() -> None:
    page = sheet()
    three_rows(page)
    put(page, 272, x200="1", x260="2", x320="3")
    put(page, 296, x60="强制", x200="1", x260="2", x320="3")
    (table,) = cells(page)
    assert ("", 3, 0, 1) in table


def test_page_number_is_no_row() -> None:
    page = sheet()
    three_rows(page)
    text(page, "12", 260, 320)
    (table,) = cells(page)
    assert len(table) == 12
    assert lines(page) == ["12"]


def test_prose_with_gaps_stays_prose() -> None:
    page = sheet()
    put(page, 200, x60="全年新收", x200="12", x240="件，办结")
    put(page, 216, x60="其中网络", x200="10", x240="件，当面")
    put(page, 232, x60="另有信函", x200="11", x240="件，其他")
    assert cells(page) == []
    assert len(lines(page)) == 3


def test_two_rows_without_a_header_are_lines() -> None:
    page = sheet()
    put(page, 200, x60="规章", x200="1", x320="一个长得碰到别列的文字")
    put(page, 224, x60="许可", x200="4")
    assert cells(page) == []
