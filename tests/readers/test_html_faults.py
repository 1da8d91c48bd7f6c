"""Each fault of real pages on its own: what a person sees on the page is what is read."""

from __future__ import annotations

import base64
from itertools import groupby

import pytest

from extract.readers.blocks import CannotRead, Line, Picture, Table
from extract.readers.html.document import read_html

from .test_html import lines, tables


def texts(page: str) -> list[list[str]]:
    """The texts of the page's only table, by row."""
    (table,) = tables(read_html(page.encode()))
    return [[cell.text for cell in row] for _, row in groupby(table.cells, lambda cell: cell.row)]


def spans(page: str) -> list[tuple[str, int, int, int, int]]:
    """Text, row, column and spans of the cells of the page's only table."""
    (table,) = tables(read_html(page.encode()))
    return [cell[:5] for cell in table.cells]


def prose(page: str) -> list[str]:
    return lines(read_html(page.encode()))


def row(*cells: str) -> str:
    """A table of one row, so many cells that it is no part of the page's furniture."""
    return "<table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table>"


# Spans that lie


@pytest.mark.parametrize(
    ("written", "shown"),
    [("2px", 2), (" 2", 2), ("+2", 2), ("2.9", 2), ("-2", 1), ("", 1), ("two", 1), ("２", 1)],
)
def test_span_counts_as_its_leading_digits(written: str, shown: int) -> None:
    page = f'<table><tr><td colspan="{written}">a<td>b<tr><td>c<td>d<td>e</table>'
    assert spans(page)[0] == ("a", 0, 0, 1, shown)
    assert spans(page)[1] == ("b", 0, shown, 1, 1)


def test_rowspan_of_0_reaches_to_the_end_of_its_group() -> None:
    page = "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d<tbody><tr><td>e<td>f</table>"
    assert spans(page)[0] == ("a", 0, 0, 3, 1)
    assert spans(page)[-2:] == [("e", 3, 0, 1, 1), ("f", 3, 1, 1, 1)]


def test_rowspan_ends_with_its_group() -> None:
    page = "<table><thead><tr><td rowspan=9>a<td>b<tbody><tr><td>c<td>d</table>"
    assert spans(page)[0] == ("a", 0, 0, 1, 1)
    assert spans(page)[2] == ("c", 1, 0, 1, 1)


def test_huge_colspan_is_clamped() -> None:
    assert spans("<table><tr><td colspan=99999>a<tr><td>b<td>c</table>")[0] == ("a", 0, 0, 1, 64)


def test_overlapping_spans_keep_the_longer_one() -> None:
    page = "<table><tr><td>a<td rowspan=4>b<tr><td rowspan=2 colspan=2>c<tr><td>d<tr><td>e<td>f</table>"
    assert spans(page)[2:] == [("c", 1, 0, 2, 2), ("d", 2, 2, 1, 1), ("e", 3, 0, 1, 1), ("f", 3, 2, 1, 1)]


# Tags that are missing or misplaced


def test_end_tags_of_cells_and_rows_may_be_missing() -> None:
    assert texts("<table><tr><td>a<td>1<tr><td>b<td>2</table>") == [["a", "1"], ["b", "2"]]


def test_tables_without_end_stay_apart_with_the_heading_between() -> None:
    page = "<table><tr><td>a</td><td>1</td></tr><p>四、诉讼</p><table><tr><td>b</td><td>2</td></tr><p>五、问题</p>"
    first, heading, second, last = read_html(page.encode()).blocks
    assert isinstance(first, Table) and [cell.text for cell in first.cells] == ["a", "1"]
    assert heading == Line("四、诉讼")
    assert isinstance(second, Table) and [cell.text for cell in second.cells] == ["b", "2"]
    assert last == Line("五、问题")


def test_tables_without_any_end_tag_stay_apart() -> None:
    page = "<table><tr><td>a<td>1<tr><td>b<td>2<table><tr><td>c<td>3"
    assert [[cell.text for cell in table.cells] for table in tables(read_html(page.encode()))] == [
        ["a", "1", "b", "2"],
        ["c", "3"],
    ]


def test_rows_without_table_are_a_table() -> None:
    page = "<div><tr><td>规章</td><td>1</td></tr>\n<tr><td>许可</td><td>2</td></tr></div><p>后文</p>" + row("x", "y")
    first, after, _ = read_html(page.encode()).blocks
    assert isinstance(first, Table) and [cell.text for cell in first.cells] == ["规章", "1", "许可", "2"]
    assert after == Line("后文")


def test_rows_in_scripts_and_comments_mend_nothing() -> None:
    page = f"<script>x = '<tr><td>9</td></tr>'</script><!-- <tr><td>8</td></tr> -->{row('a', '1')}<p>b</p>"
    assert texts(page) == [["a", "1"]]
    assert prose(page) == ["b"]


def test_paragraph_and_form_around_a_table_change_nothing() -> None:
    assert texts("<p><form><table><form><tr><td>a</td><td>1</td></tr></form></table></form></p>") == [["a", "1"]]


def test_stray_quote_in_a_tag_hides_no_cell() -> None:
    assert texts('<table><tr><td width="9"">5</td><td width="9">6</td></tr></table>') == [["5", "6"]]


def test_tags_in_attributes_are_no_tags() -> None:
    assert texts('<table><tr><td title="<td>7</td>">5</td><td>6</td></tr></table>') == [["5", "6"]]


def test_foot_of_a_table_is_read_last_though_written_first() -> None:
    page = "<table><thead><tr><td>a<td>b<tfoot><tr><td>合计<td>3<tbody><tr><td>c<td>3</table>"
    assert texts(page) == [["a", "b"], ["c", "3"], ["合计", "3"]]


# Layout


def test_layout_tables_become_lines_in_reading_order() -> None:
    page = (
        "<table><tr><td>首页</td><td>导航</td></tr><tr><td><p>一、总体</p>"
        f"{row('a', '1')}<p>二、情况</p>{row('b', '2')}三、</td><td>右栏</td></tr></table>"
    )
    shown = [block.text if isinstance(block, Line) else "table" for block in read_html(page.encode()).blocks]
    assert shown == ["首页", "导航", "一、总体", "table", "二、情况", "table", "三、", "右栏"]


def test_table_of_one_column_becomes_lines() -> None:
    assert prose("<table><tr><td>标题</td></tr><tr><td>正文<br>第二行</td></tr></table>") == ["标题", "正文", "第二行"]


def test_cell_that_holds_a_page_becomes_lines() -> None:
    page = row("导航", "<br>".join(f"第{number}行" for number in range(50)))
    assert prose(page) == ["导航", *(f"第{number}行" for number in range(50))]


def test_caption_is_a_line_before_its_table() -> None:
    blocks = read_html("<table><caption>表一</caption><tr><td>a<td>1</table>".encode()).blocks
    assert blocks[0] == Line("表一")
    assert isinstance(blocks[1], Table)


# What is shown, and what is not


def test_scripts_styles_and_comments_are_not_shown() -> None:
    page = "<style>p{}</style>甲<script>var a='乙'</script><!-- 丙 --><noscript>丁</noscript><template>戊</template>"
    assert prose(page) == ["甲"]


@pytest.mark.parametrize(
    "hidden",
    ["style='display:none'", "style='DISPLAY: none; color: red'", "hidden", 'style="width:1px;\ndisplay : none"'],
)
def test_hidden_cells_and_rows_are_left_out(hidden: str) -> None:
    page = f"<table><tr><td>a</td><td {hidden}>9</td><td>1</td></tr><tr {hidden}><td>8</td><td>8</td></tr></table>"
    assert texts(page) == [["a", "1"]]


def test_hidden_digits_join_no_number() -> None:
    assert texts(row("规章", "1<span style='display:none'>2</span>3")) == [["规章", "13"]]


@pytest.mark.parametrize(
    "hidden", ["display:none", "mso-hide:all", "visibility:hidden", "font-size:9pt; Mso-Hide : All"]
)
def test_hidden_digits_join_no_number_whatever_hides_them(hidden: str) -> None:
    assert texts(row("规章", f"78<span style='{hidden}'>0</span>")) == [["规章", "78"]]
    assert texts(f"<style>span.x {{{hidden}}}</style>" + row("规章", "78<span class=x>0</span>")) == [["规章", "78"]]


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        (".x{display:none}", "78"),
        ("<!-- p, td > .x {color:red; display : NONE !important} -->", "78"),
        ("/* .y{} */ [class~=x]{display:none}", "78"),
        (".x{display:none} .x{display:inline}", "780"),
        ("span.x{display:none} .x{display:inline}", "78"),
        (".x{display:none!important} span.x{display:inline}", "78"),
        ("#i{display:inline} .x{display:none}", "780"),
        ("@media (max-width:9px){.y{color:red} .x{display:none}} @import url(a);", "780"),
        ("@charset 'x'; .x{display:none}", "78"),
        (".x:hover, .x::after{display:none}", "780"),
        (".y .x{display:none} .x[[{display:none}", "780"),
        (".x{visibility:hidden; display:inline}", "78"),
    ],
)
def test_rule_of_the_page_hides_what_it_is_for(rules: str, text: str) -> None:
    assert texts(f"<style>{rules}</style>" + row("规章", "78<span id=i class=x>0</span>")) == [["规章", text]]


def test_own_style_shows_what_a_rule_hides_unless_that_is_important() -> None:
    page = "<style>.x{display:none} .y{display:none!important}</style>" + row(
        "<i class=x style='display:inline'>1</i><i class=y style='display:inline'>2</i>",
        "<i class=x style='visibility:visible'>3</i>4",
    )
    assert texts(page) == [["1", "4"]]


def test_panel_with_a_table_that_a_script_shows_is_read() -> None:
    page = "<style>.panel, .old{display:none}</style><div class=panel>甲" + row("a", "1")
    assert texts(page + "<table class=old><tr><td>b<td>2</table></div>") == [["a", "1"]]


def test_invisible_cell_keeps_its_place() -> None:
    assert texts("<table><tr><td>a<td style='visibility:hidden'>9<td>1</table>") == [["a", "", "1"]]


def test_row_of_no_height_that_sets_widths_is_left_out() -> None:
    page = "<table><tr><td colspan=2>a<td>1</td></tr><tr height=0><td width=9></td><td></td><td></td></tr></table>"
    assert texts(page) == [["a", "1"]]


def test_row_of_no_height_with_text_is_kept() -> None:
    assert texts("<table><tr height=0><td>a<td></table>") == [["a", ""]]


def test_text_in_conditional_sections_is_shown_unless_it_is_a_comment() -> None:
    page = "<!--[if gte mso 9]><p>甲</p><![endif]--><![if !supportLists]><span>一、</span><![endif]>总体情况"
    assert prose(page) == ["一、总体情况"]


def test_typed_values_are_read_and_hidden_fields_are_not() -> None:
    page = row(
        "a", "<input value=5>", "<input type=hidden value=6>", "<textarea>7</textarea>", "<input type=number value=8>"
    )
    assert texts(page) == [["a", "5", "", "7", "8"]]


def test_of_a_choice_the_selected_one_is_read() -> None:
    assert texts(row("年度", "<select><option>2020<option selected>2021</select>")) == [["年度", "2021"]]


# Text


def test_digits_cut_into_spans_are_one_number() -> None:
    assert texts(row("规章", "1<span>2</span><b>3</b>")) == [["规章", "123"]]


@pytest.mark.parametrize("mark", ["sup", "sub", "del", "s", "strike"])
def test_marks_and_deleted_digits_join_no_number(mark: str) -> None:
    assert texts(row("规章", f"1<{mark}>2</{mark}>")) == [["规章", "1 2"]]


@pytest.mark.parametrize(
    "inner",
    [
        "1<br>2",
        "<p>1</p><p>2</p>",
        "<div>1</div>2",
        "1<ul><li>2</ul>",
        "<span style='display:block'>1</span>2",
        "1<b style='display:flex'>2</b>",
    ],
)
def test_lines_of_a_cell_are_kept_apart(inner: str) -> None:
    assert texts(row("a", inner)) == [["a", "1\n2"]]


def test_wide_and_no_break_spaces_are_kept_inside_and_taken_off_outside() -> None:
    assert texts(row("规&nbsp;　章", "　&nbsp;1&nbsp;2\n  3 ")) == [["规\xa0　章", "1\xa02 3"]]


def test_source_wrapped_within_chinese_text_is_not_parted() -> None:
    assert prose("<p>本年新收\r\n  政府信息\nA\n类</p>") == ["本年新收政府信息 A 类"]


def test_preformatted_text_keeps_tabs_and_blank_lines() -> None:
    assert prose("<div>甲</div><pre>\n规章\t0\t\n\n\t许可  1\n</pre>") == ["甲", "规章\t0\t", "", "\t许可  1"]


def test_entities_are_characters() -> None:
    assert prose("<p>&#35268;&#x7AE0;&lt;1&gt;&amp;&#65279;</p>")[0].startswith("规章<1>&")


# Title, pictures, attachments


def test_title_is_given_unless_the_page_prints_it() -> None:
    assert prose("<title>某县年度报告</title><p>正文</p>") == ["某县年度报告", "正文"]
    assert prose("<title>某县年度报告_某县人民政府</title><h1>某县年度报告</h1>") == ["某县年度报告"]


def test_embedded_picture_is_given_in_its_place_unless_small() -> None:
    picture = base64.b64encode(b"\x89PNG" + bytes(6_000)).decode()
    icon = base64.b64encode(b"GIF89a" + bytes(4_000)).decode()
    page = (
        f"<p>甲<img src='data:image/png;base64,{picture}'>乙<img src='data:image/gif;base64,{icon}'><img src='a.png'>"
    )
    blocks = read_html(page.encode()).blocks
    assert blocks == [Line("甲"), Picture(b"\x89PNG" + bytes(6_000)), Line("乙")]


@pytest.mark.parametrize(
    "link",
    ["<a href='/f/年报.docx'>x</a>", "<a href='/d?id=1'>附件：年报.PDF</a>", "<iframe src='a.pdf#page=1'></iframe>"],
)
def test_page_that_only_leads_to_a_document_says_so(link: str) -> None:
    assert read_html(f"<p>见附件</p>{link}".encode()).issue_codes == ["tables_elsewhere"]
    assert read_html(f"{row(*'abcdefghij')}{link}".encode()).issue_codes == []


# Encodings


@pytest.mark.parametrize(
    ("encoding", "declared", "code"),
    [
        ("utf-8", "gb2312", "utf-8"),
        ("utf-8-sig", "gbk", "utf-8"),
        ("gb18030", "utf-8", "gb18030"),
        ("gb18030", "gb2312", "gb18030"),
        ("utf-16", "utf-8", "utf-16"),
        ("utf-16-le", "gbk", "utf-16"),
        ("big5", "big5", "big5"),
    ],
)
def test_bytes_tell_the_encoding_whatever_is_declared(encoding: str, declared: str, code: str) -> None:
    text = "政府信息公開工作年度報告，本年新收申請數量，結轉下年度繼續辦理"
    if encoding != "big5":
        text += "。区长朱镕基、副区长𬭎，规章现行有效件数"
    page = f"<html><head><meta charset={declared}></head><body><p>{text}</p></body></html>"
    reading = read_html(page.encode(encoding))
    assert (lines(reading), reading.encoding_code, reading.has_damaged_bytes) == ([text], code, False)


def test_damaged_byte_is_marked_and_the_rest_is_read() -> None:
    page = f"<p>政府信息公开工作年度报告</p>\n{row('行政许可', '12')}\n<p>其他需要报告的事项</p>".encode("gb18030")
    reading = read_html(page.replace("其".encode("gb18030"), b"\xff\xff"))
    assert reading.has_damaged_bytes
    assert [cell.text for cell in tables(reading)[0].cells] == ["行政许可", "12"]


def test_nul_bytes_join_no_number_and_make_no_utf_16() -> None:
    word = "regulations" * 200  # taken two by two, its bytes are Chinese characters
    reading = read_html(f"<table><tr><td>{word}</td><td>1\x002</td></tr></table>".encode())
    assert [cell.text for cell in tables(reading)[0].cells] == [word, "1 2"]


@pytest.mark.parametrize("content", [b"", b" \n\t "])
def test_nothing_is_refused_as_empty(content: bytes) -> None:
    with pytest.raises(CannotRead) as refused:
        read_html(content)
    assert refused.value.reason_code == "empty"
