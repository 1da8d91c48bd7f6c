"""ODT: every cell where it was printed, and only what is printed."""

from __future__ import annotations

import base64
from random import Random

import pytest

from extract.readers.blocks import Attachment, CannotRead, Picture
from extract.readers.opendocument.odt import read_odt
from tests.generator.documents import print_document
from tests.generator.documents.odt import NAMES, write_odt
from tests.generator.documents.office import unmerge_rows, zip_parts

from .office import lines_of, printed_lines, printed_tables, tables_of

DRAWING = 'xmlns:draw="d" xmlns:xlink="x"'


def package(body: str, **parts: bytes) -> bytes:
    """An ODT with this body; further parts by name, with __ for a slash and ___ for a dot."""
    named = {name.replace("___", ".").replace("__", "/"): part for name, part in parts.items()}
    return zip_parts(
        {
            "content.xml": f"<office:document-content {NAMES} {DRAWING}><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
            **named,
        }
    )


def cell(content: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{content}</table:table-cell>"


def table(*rows: str) -> str:
    return "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows) + "</table:table>"


@pytest.mark.parametrize("seed", range(25))
def test_every_cell_and_line_is_where_it_was_printed(seed: int) -> None:
    document = print_document(f"odt-{seed}")
    if seed % 5 == 0:
        document = unmerge_rows(document)
    reading = read_odt(write_odt(document, Random(seed)))
    assert tables_of(reading) == printed_tables(document)
    assert lines_of(reading) == printed_lines(document)


def test_white_space_counts_once_unless_marked() -> None:
    inner = "<text:span>3\n  4</text:span>5<text:s text:c='2'/>6<text:s/>7<text:tab/>8<text:line-break/>9"
    assert lines_of(read_odt(package(f"<text:p>1<!-- c -->2 {inner}</text:p>"))) == ["12 3 45  6 7\t8", "9"]


def test_entity_is_unknown_text_and_joins_nothing() -> None:
    content = f"<office:document {NAMES}><office:body><office:text><text:p>1&x;2</text:p></office:text></office:body>"
    flat = f'<!DOCTYPE a [<!ENTITY x "9">]>{content}</office:document>'
    assert lines_of(read_odt(flat.encode())) == ["1\ufffd2"]


def test_notes_comments_and_deletions_are_not_printed_but_what_follows_them_is() -> None:
    note = "<text:note><text:note-citation>7</text:note-citation><text:note-body/></text:note>"
    comment = "<office:annotation><text:p>9</text:p></office:annotation>"
    body = f"<text:p>{note}1{comment}2<text:change text:change-id='c'/></text:p>"
    assert lines_of(read_odt(package(body))) == ["12"]


def style(name: str, family: str, display: str = "", parent: str = "") -> str:
    based = f' style:parent-style-name="{parent}"' if parent else ""
    inner = f'<style:text-properties text:display="{display}"/>' if display else ""
    return f'<style:style style:name="{name}" style:family="{family}"{based}>{inner}</style:style>'


def spans(*texts: tuple[str, str], paragraph: str = "") -> str:
    printed = "".join(f'<text:span text:style-name="{name}">{text}</text:span>' for name, text in texts)
    return f'<text:p text:style-name="{paragraph}">{printed}</text:p>'


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (spans(("", "78"), ("hidden", "0<text:tab/>1")), "78"),
        (spans(("", "78"), ("own", "0")), "78"),
        (spans(("", "7"), ("shown", "8")), "78"),
        (spans(("own", '<text:span text:style-name="shown">7</text:span>0'), ("", "8")), "78"),
        (spans(("", "0"), ("shown", "78"), paragraph="p"), "78"),
        (spans(("", "78"), paragraph="header"), "78"),
        ('<text:p>7<text:hidden-text text:is-hidden="true">0</text:hidden-text>8</text:p>', "78"),
        ('<text:p>78</text:p><text:section text:display="none"><text:p>0</text:p></text:section>', "78"),
        ('<text:p>78</text:p><text:p>0<text:hidden-paragraph text:is-hidden="true"/></text:p>', "78"),
    ],
)
@pytest.mark.parametrize("is_flat", [False, True])
def test_text_that_is_hidden_by_a_style_or_a_condition_is_not_printed(printed: str, text: str, is_flat: bool) -> None:
    own = style("own", "text", parent="hidden") + style("header", "paragraph") + style("loop", "text", parent="loop")
    named = style("hidden", "text", "none") + style("shown", "text", "true", "hidden") + style("p", "paragraph", "none")
    of_headers = style("header", "paragraph", "none")  # of the same name as another in the text's own part
    styles = f"<office:styles>{named}</office:styles>"
    body = f"<office:body><office:text>{printed}</office:text></office:body>"
    automatic = f"<office:automatic-styles>{own}</office:automatic-styles>"
    document = (
        f"<office:document-content {NAMES}>{styles if is_flat else ''}{automatic}{body}</office:document-content>"
    )
    others = f"<office:automatic-styles>{of_headers}</office:automatic-styles>"
    parts = {"styles.xml": f"<office:document-styles {NAMES}>{styles}{others}</office:document-styles>"}
    content = document.encode() if is_flat else zip_parts({"content.xml": document, **parts})
    assert lines_of(read_odt(content)) == [text]


def look(name: str, properties: str, parent: str = "") -> str:
    based = f' style:parent-style-name="{parent}"' if parent else ""
    inner = f"<style:text-properties {properties}/>" if properties else ""
    return f'<style:style style:name="{name}" style:family="text"{based}>{inner}</style:style>'


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (spans(("", "12"), ("raised", "1")), "12 1"),
        (spans(("raised", "1"), ("", "2")), "1 2"),
        (spans(("", "1"), ("raised", "3"), ("", "2")), "1 3 2"),
        (spans(("", "12"), ("lowered", "1")), "12 1"),
        (spans(("", "12"), ("struck", "1")), "12 1"),
        (spans(("", "12"), ("double", "1")), "12 1"),
        (spans(("", "12"), ("note", "1")), "12 1"),
        (spans(("", "12"), ("own", "1")), "12 1"),
        (spans(("", "12"), ("raised", "<text:bookmark-ref>1</text:bookmark-ref>")), "12 1"),
        (spans(("", "12"), ("raised", '<text:a><text:span text:style-name="bold">1</text:span></text:a>')), "12 1"),
        (spans(("raised", '3<text:span text:style-name="level">12</text:span>')), "3 12"),
        (spans(("raised", '3<text:span text:style-name="struck">1</text:span>')), "3 1"),
        (spans(("struck", "3"), ("raised", "1")), "3  1"),
        (spans(("", "1"), ("level", "2")), "12"),
        (spans(("", "1"), ("plain", "2")), "12"),
        (spans(("", "1"), ("bold", "2")), "12"),
        (spans(("", "1"), ("raised", "<text:bookmark/>"), ("", "2")), "12"),
        (spans(("struck", "12")), "12"),
    ],
)
@pytest.mark.parametrize("is_flat", [False, True])
def test_raised_and_struck_digits_join_no_number(printed: str, text: str, is_flat: bool) -> None:
    named = look("note", 'style:text-position="super 58%"') + look("off", 'style:text-line-through-style="none"')
    own = (
        *(look("raised", 'style:text-position="33% 58%"'), look("lowered", 'style:text-position="-33% 58%"')),
        *(look("level", 'style:text-position="0% 100%"'), look("plain", "", "off"), look("own", "", "note")),
        *(look("struck", 'style:text-line-through-style="solid"'), look("bold", 'fo:font-weight="bold"')),
        look("double", 'style:text-line-through-style="solid" style:text-line-through-type="double"'),
    )
    styles = f"<office:styles>{named}</office:styles>"
    automatic = f"<office:automatic-styles>{''.join(own)}</office:automatic-styles>"
    body = f"<office:body><office:text>{table(cell(printed))}</office:text></office:body>"
    document = (
        f"<office:document-content {NAMES}>{styles if is_flat else ''}{automatic}{body}</office:document-content>"
    )
    parts = {"styles.xml": f"<office:document-styles {NAMES}>{styles}</office:document-styles>"}
    content = document.encode() if is_flat else zip_parts({"content.xml": document, **parts})
    assert [found for found, *_ in tables_of(read_odt(content))[0]] == [text]


def test_paragraph_that_is_struck_as_a_whole_is_parted_only_from_what_is_not() -> None:
    struck = '<style:style style:name="p" style:family="paragraph"><style:text-properties {}/></style:style>'
    properties = 'style:text-line-through-style="solid"'
    automatic = struck.format(properties) + look("bold", "") + look("off", 'style:text-line-through-style="none"')
    body = spans(("", "1"), ("bold", "2"), ("off", "34"), paragraph="p")
    content = f"<office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:text>{body}"
    document = f"<office:document {NAMES}>{content}</office:text></office:body></office:document>"
    assert lines_of(read_odt(document.encode())) == ["12 34"]


def test_text_that_is_hidden_by_default_is_not_printed() -> None:
    default = '<style:default-style style:family="paragraph"><style:text-properties text:display="none"/>'
    styles = f"<office:styles>{default}</style:default-style>{style('shown', 'text', 'true')}</office:styles>"
    body = spans(("", "0"), ("shown", "78"), paragraph="p")
    content = f"<office:document {NAMES}>{styles}<office:body><office:text>{body}</office:text></office:body>"
    assert lines_of(read_odt(f"{content}</office:document>".encode())) == ["78"]


def test_places_of_covered_cells_come_from_their_marks() -> None:
    first = cell("<text:p>a</text:p>", 'table:number-rows-spanned="2"') + cell("") + cell("<text:p>1</text:p>")
    second = "<table:covered-table-cell/><table:covered-table-cell/>" + cell("<text:p>2</text:p>")
    found = tables_of(read_odt(package(table(first, second))))
    assert found == [[("a", 0, 0, 2, 1), ("", 0, 1, 1, 1), ("1", 0, 2, 1, 1), ("2", 1, 2, 1, 1)]]


def test_cell_where_another_should_cover_is_not_lost() -> None:
    row = cell("<text:p>a</text:p>", 'table:number-columns-spanned="2"') + cell("<text:p>1</text:p>")
    assert tables_of(read_odt(package(table(row)))) == [[("a", 0, 0, 1, 2), ("1", 0, 2, 1, 1)]]


def test_repetition_that_lies_takes_no_memory() -> None:
    many = '<table:table-row table:number-rows-repeated="2000000000">'
    row = f'{many}<table:table-cell table:number-columns-repeated="2000000000"/></table:table-row>'
    (found,) = tables_of(read_odt(package(f"<table:table>{row}</table:table>")))
    assert len(found) == 400 * 64


def test_outer_table_and_text_box_dissolve_into_prose() -> None:
    box = "<draw:frame><draw:text-box><text:p>b</text:p></draw:text-box></draw:frame>"
    inner = table(cell("<text:p>1</text:p>"))
    outer = table(
        cell(f"<text:p>a{box}c</text:p>{inner}")
        + cell("<text:list><text:list-item><text:p>d</text:p></text:list-item></text:list>")
    )
    reading = read_odt(package(outer))
    assert lines_of(reading) == ["ac", "b", "d"]
    assert tables_of(reading) == [[("1", 0, 0, 1, 1)]]


def test_pictures_and_embedded_documents_are_given_where_they_stand() -> None:
    image = '<draw:frame><draw:image xlink:href="{}"/></draw:frame>'
    body = f"<text:p>a{image.format('Pictures/p.png')}b{image.format('Pictures/s.png')}</text:p>"
    body += '<text:p><draw:frame><draw:object-ole xlink:href="./Object 1"/></draw:frame></text:p>'
    parts = {"Pictures__p___png": b"p" * 5_000, "Pictures__s___png": b"s", "Object 1": b"o"}
    blocks = read_odt(package(body, **parts)).blocks
    assert [getattr(block, "text", block) for block in blocks] == [
        "ab",
        Picture(b"p" * 5_000, "Pictures/p.png"),
        Attachment(b"o", "Object 1"),
    ]


def test_picture_in_a_flat_file_is_given_too() -> None:
    data = base64.b64encode(b"p" * 5_000).decode()
    image = f"<draw:frame><draw:image><office:binary-data>{data}</office:binary-data></draw:image></draw:frame>"
    body = f"<office:body><office:text><text:p>{image}</text:p></office:text></office:body>"
    content = f"<office:document {NAMES} {DRAWING}>{body}</office:document>"
    assert read_odt(content.encode()).blocks == [Picture(b"p" * 5_000)]


@pytest.mark.parametrize(
    ("content", "issue"),
    [
        (zip_parts({"a.txt": "a"}), "file_damaged"),
        (zip_parts({"content.xml": "<a/>"}), "file_damaged"),
        (b"<office:document", "file_damaged"),
        (zip_parts({"content.xml": b"\x00\x01", "META-INF/manifest.xml": "<m:encryption-data/>"}), "encrypted"),
    ],
)
def test_what_is_no_readable_odt_is_refused_with_the_reason(content: bytes, issue: str) -> None:
    with pytest.raises(CannotRead) as refusal:
        read_odt(content)
    assert (refusal.value.reason_code, refusal.value.issue_code) == ("undecodable", issue)
