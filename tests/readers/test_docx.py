"""DOCX: every cell where it was printed, and only what Word prints."""

from __future__ import annotations

from random import Random

import pytest

from extract.readers.blocks import Attachment, CannotRead, Picture, Table
from extract.readers.word.docx import read_docx
from tests.generator.documents import print_document
from tests.generator.documents.docx import write_docx
from tests.generator.documents.office import unmerge_rows, zip_parts

from .office import lines_of, printed_lines, printed_tables, tables_of

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{WORD}" xmlns:r="r" xmlns:a="a" xmlns:o="o" xmlns:v="v" xmlns:m="m"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def package(body: str, relations: str = "", **parts: str | bytes) -> bytes:
    """A DOCX with this body; further parts by name in word/, with __ for a slash and ___ for a dot."""
    named = {f"word/{name.replace('___', '.').replace('__', '/')}": part for name, part in parts.items()}
    return zip_parts(
        {
            "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
            **named,
        }
    )


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(content: str, properties: str = "") -> str:
    inner = content if content.startswith("<") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def only_table(body: str) -> list[tuple[str, int, int, int, int]]:
    (found,) = tables_of(read_docx(package(body)))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_every_cell_and_line_is_where_it_was_printed(seed: int) -> None:
    document = print_document(f"docx-{seed}")
    if seed % 4 == 0:
        document = unmerge_rows(document)
    reading = read_docx(write_docx(document, Random(seed)))
    assert tables_of(reading) == printed_tables(document)
    assert lines_of(reading) == printed_lines(document)


def test_place_names_table_row_and_column() -> None:
    first, second = (f"{cell('')}{cell('1')}", f"{cell('2')}{cell('3')}")
    reading = read_docx(package(table(first) + paragraph("x") + table(first, second)))
    found = reading.blocks[-1]
    assert isinstance(found, Table)
    assert found.cells[-1].place == "table 2 row 2 column 2"


def test_covered_cell_with_a_text_of_its_own_is_never_lost_unseen() -> None:
    rows = (cell("12", '<w:vMerge w:val="restart"/>'), cell("3", "<w:vMerge/>"))
    assert only_table(table(*rows)) == [("12\n3", 0, 0, 2, 1)]


def test_continuation_under_other_columns_is_a_cell_of_its_own() -> None:
    first = cell("a", '<w:vMerge w:val="restart"/>') + cell("b") + cell("c")
    second = cell("", '<w:gridSpan w:val="2"/><w:vMerge/>') + cell("5")
    assert only_table(table(first, second))[3:] == [("", 1, 0, 1, 2), ("5", 1, 2, 1, 1)]


def test_grid_before_leaves_places_out() -> None:
    first = cell("a") + cell("b")
    second = '<w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="1"/></w:trPr>' + cell("5")
    assert only_table(table(first, second))[2:] == [("5", 1, 1, 1, 1)]


def test_old_horizontal_merge_is_one_cell() -> None:
    row = cell("a", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell("5")
    assert only_table(table(row)) == [("a", 0, 0, 1, 2), ("5", 0, 2, 1, 1)]


def test_rows_and_cells_in_content_controls_are_read() -> None:
    wrapped = f"<w:sdt><w:sdtPr/><w:sdtContent>{cell('2')}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent><w:tr>{cell('1')}{wrapped}</w:tr></w:sdtContent></w:sdt>"
    body = f"<w:sdt><w:sdtContent><w:tbl>{row}</w:tbl></w:sdtContent></w:sdt>"
    assert [text for text, *_ in only_table(body)] == ["1", "2"]


def test_tracked_deletion_is_not_printed_whatever_it_deletes() -> None:
    deleted = "<w:del><w:r><w:t>9</w:t></w:r></w:del><w:moveFrom><w:r><w:t>8</w:t></w:r></w:moveFrom>"
    inserted = "<w:ins><w:r><w:t>1</w:t></w:r></w:ins><w:moveTo><w:r><w:t>2</w:t></w:r></w:moveTo>"
    row = cell(f"<w:p>{deleted}{inserted}</w:p>") + cell("9", "<w:cellDel/>") + cell("3")
    gone = "<w:trPr><w:del/></w:trPr>" + cell("9")
    assert only_table(table(gone, row)) == [("12", 0, 0, 1, 1), ("3", 0, 1, 1, 1)]


def test_hidden_text_and_pinyin_are_not_printed() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>1</w:t></w:r>'
    ruby = (
        "<w:r><w:ruby><w:rt><w:r><w:t>jiǎ</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>甲</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    body = f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{hidden}{shown}{ruby}</w:p>"
    assert lines_of(read_docx(package(body))) == ["1甲"]


def styles(*styles: str, default: str = "") -> str:
    defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{default}</w:rPr></w:rPrDefault></w:docDefaults>"
    return f'<w:styles xmlns:w="{WORD}">{defaults}{"".join(styles)}</w:styles>'


def style(name: str, kind: str, inner: str, attributes: str = "") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{name}" {attributes}>{inner}</w:style>'


HIDES = "<w:rPr><w:vanish/></w:rPr>"
HIDING = (
    style("c", "character", HIDES),
    style("c-child", "character", '<w:basedOn w:val="c"/>'),
    style("c-shown", "character", '<w:basedOn w:val="c"/><w:rPr><w:vanish w:val="0"/></w:rPr>'),
    style("p", "paragraph", HIDES),
    style("p-child", "paragraph", '<w:basedOn w:val="p"/>'),
    style("loop", "paragraph", '<w:basedOn w:val="loop"/>'),
)


def styled(paragraph_style: str, *runs: tuple[str, str]) -> str:
    """A paragraph of a style, with runs of a style or other properties and their text."""
    properties = (f'<w:rStyle w:val="{one}"/>' if not one.startswith("<") else one for one, _ in runs)
    printed = (
        f"<w:r><w:rPr>{one}</w:rPr><w:t>{text}</w:t></w:r>" for one, (_, text) in zip(properties, runs, strict=True)
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{paragraph_style}"/></w:pPr>{"".join(printed)}</w:p>'


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (styled("", ("", "78"), ("c", "0")), "78"),
        (styled("", ("", "78"), ("c-child", "0")), "78"),
        (styled("", ("", "7"), ("c-shown", "8")), "78"),
        (styled("p", ("", "780")), ""),
        (styled("p-child", ("", "780")), ""),
        (styled("p", ("", "0"), ('<w:vanish w:val="0"/>', "78")), "78"),
        (styled("p", ("c", "78"), ("", "0")), "78"),  # both together show it
        (styled("loop", ("none", "78")), "78"),
    ],
)
@pytest.mark.parametrize("name", ["styles___xml", "styles2___xml"])
def test_text_that_a_style_hides_is_not_printed(printed: str, text: str, name: str) -> None:
    content = package(table(cell(printed) + cell("1")), **{name: styles(*HIDING)})
    assert [text for text, *_ in tables_of(read_docx(content))[0]] == [text, "1"]


def test_text_that_is_hidden_by_default_is_not_printed_unless_it_says_so() -> None:
    body = styled("", ("", "0"), ('<w:vanish w:val="false"/>', "78"))
    by_default = styles(default="<w:vanish/>")
    by_style = styles(style("normal", "paragraph", HIDES, 'w:default="1"'))
    for hiding in (by_default, by_style):
        assert lines_of(read_docx(package(body, styles___xml=hiding))) == ["78"]


def test_one_of_the_alternatives_is_read_once() -> None:
    alternatives = "".join(f"<mc:Choice><w:r><w:t>{text}</w:t></w:r></mc:Choice>" for text in "12")
    fallback = "<mc:Fallback><w:r><w:t>3</w:t></w:r></mc:Fallback>"
    both = f"<mc:AlternateContent><!-- new -->{alternatives}{fallback}</mc:AlternateContent>"
    body = f"<w:p>{both}<mc:AlternateContent>{fallback}</mc:AlternateContent></w:p>"
    assert lines_of(read_docx(package(body))) == ["13"]


def test_special_characters_are_printed_as_they_look() -> None:
    tabs = '<w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>'
    runs = (
        "<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t><w:noBreakHyphen/><w:t>3</w:t></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F081"/><w:sym w:char="2460"/><w:softHyphen/></w:r>'
        "<m:oMath><m:r><m:t>4</m:t></m:r></m:oMath><w:r><w:br/><w:t>5<!-- c -->6</w:t></w:r>"
    )
    body = f"<w:p>{tabs}{runs}</w:p>"
    assert lines_of(read_docx(package(body))) == ["1\t2-3\ufffd①4", "56"]


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ('<w:vertAlign w:val="superscript"/>', "7 1 8"),
        ('<w:vertAlign w:val="subscript"/>', "7 1 8"),
        ("<w:strike/>", "7 1 8"),
        ('<w:dstrike w:val="1"/>', "7 1 8"),
        ('<w:vertAlign w:val="baseline"/>', "718"),
        ('<w:strike w:val="0"/>', "718"),
    ],
)
def test_raised_and_struck_digits_join_no_number(properties: str, text: str) -> None:
    runs = "".join(
        f"<w:r><w:rPr>{one}</w:rPr><w:t>{digit}</w:t></w:r>" for one, digit in (("", 7), (properties, 1), ("", 8))
    )
    mark = "<w:pPr><w:rPr><w:strike/></w:rPr></w:pPr>"  # of the end of the paragraph
    assert lines_of(read_docx(package(f"<w:p>{mark}{runs}</w:p>"))) == [text]


def test_field_codes_and_notes_are_no_text() -> None:
    runs = "<w:r><w:instrText>PAGE 9</w:instrText></w:r><w:r><w:t>1</w:t><w:footnoteReference w:id='7'/></w:r>"
    assert lines_of(read_docx(package(f"<w:p>{runs}</w:p>"))) == ["1"]


def test_result_of_a_field_is_printed_and_those_in_its_code_are_not() -> None:
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    one, two, three = (f"<w:r><w:t>{digit}</w:t></w:r>" for digit in "123")
    inner = f"{begin}<w:r><w:instrText>PAGE</w:instrText></w:r>{separate}{one}{end}"
    field = f"{begin}<w:r><w:instrText>=</w:instrText></w:r>{inner}{one}{separate}{two}{end}"
    check_box = f"{begin}{inner}{end}"
    assert lines_of(read_docx(package(f"<w:p>{three}{field}{check_box}{three}</w:p>"))) == ["323"]
    torn = f"<w:p>{one}{end}{separate}{two}</w:p><w:p>{begin}{three}</w:p>"
    assert lines_of(read_docx(package(torn))) == ["12", "3"]


def test_text_box_is_prose_behind_its_paragraph_and_part_of_its_cell() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('7')}</w:txbxContent></w:pict></w:r>"
    holder = f"<w:p>{box}<w:r><w:t>a</w:t></w:r></w:p>"
    reading = read_docx(package(holder + paragraph("b") + table(cell(holder))))
    assert lines_of(reading) == ["a", "7", "b"]
    assert tables_of(reading) == [[("a\n7", 0, 0, 1, 1)]]


def test_outer_table_dissolves_into_prose_around_the_inner_one() -> None:
    inner = table(cell("1") + cell("2"))
    reading = read_docx(package(table(cell("a") + cell(paragraph("b") + inner + paragraph("c")), cell("d"))))
    assert lines_of(reading) == ["a", "b", "c", "d"]
    assert tables_of(reading) == [[("1", 0, 0, 1, 1), ("2", 0, 1, 1, 1)]]


def test_span_that_lies_takes_no_memory() -> None:
    row = cell("a", '<w:gridSpan w:val="2000000000"/>') + cell("1", '<w:gridSpan w:val="-4"/>')
    assert [(text, span) for text, *_, span in only_table(table(row))] == [("a", 64), ("1", 1)]


def numbered(text: str, level: int = 0, number: str = "1") -> str:
    mark = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{mark}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbering(*levels: tuple[str, str]) -> str:
    printed = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (style, text) in enumerate(levels)
    )
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    return (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">{printed}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{restart}</w:num></w:numbering>'
    )


def test_numbers_that_word_counts_itself_stand_before_their_paragraphs() -> None:
    body = numbered("甲") + numbered("乙", 1) + numbered("丙", 1) + numbered("丁") + numbered("戊", 1)
    content = package(body + numbered("己", 0, "2") + numbered("庚", 2), numbering___xml=numbering(
        ("chineseCountingThousand", "%1、"), ("decimal", "%1.%2"), ("bullet", "●")
    ))  # fmt: skip
    assert lines_of(read_docx(content)) == ["一、甲", "一.1 乙", "一.2 丙", "二、丁", "二.1 戊", "五、己", "庚"]


def test_number_of_a_style_is_counted_too() -> None:
    styles = (
        f'<w:styles xmlns:w="{WORD}"><w:style w:styleId="h"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style></w:styles>"
    )
    heading = '<w:p><w:pPr><w:pStyle w:val="h"/>{}</w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    body = heading.format("") * 11 + heading.format('<w:numPr><w:numId w:val="0"/></w:numPr>')
    content = package(body, numbering___xml=numbering(("japaneseCounting", "（%1）")), styles___xml=styles)
    assert lines_of(read_docx(content))[9:] == ["（十）甲", "（十一）甲", "甲"]


def test_tab_stops_are_no_tabs_between_number_and_text() -> None:
    body = numbered("甲").replace("<w:pPr>", '<w:pPr><w:tabs><w:tab w:val="left"/></w:tabs>')
    assert lines_of(read_docx(package(body, numbering___xml=numbering(("decimal", "%1．"))))) == ["1．甲"]


def test_entity_is_unknown_text_and_joins_nothing() -> None:
    document = f"<w:document {NAMES}><w:body>{paragraph('1&x;2')}</w:body></w:document>"
    content = zip_parts({"word/document.xml": f'<!DOCTYPE a [<!ENTITY x "9">]>{document}'})
    assert lines_of(read_docx(content)) == ["1&x;2"]


def test_pictures_and_embedded_documents_are_given_where_they_stand() -> None:
    relations = "".join(
        f'<Relationship Id="r{number}" Type="http://x/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            [
                ("image", "media/page.png"),
                ("image", "media/seal.png"),
                ("package", "/word/embeddings/a.xlsx"),
                ("aFChunk", "chunk.mht"),
                ("image", "../../../etc/passwd"),
            ]
        )
    )
    drawing = '<w:p><w:r><w:t>{}</w:t><w:drawing><a:blip r:embed="{}"/></w:drawing></w:r></w:p>'
    embedded = (
        '<w:p><w:r><w:object><v:imagedata r:id="r1"/><o:OLEObject ObjectID="_1" r:id="r2"/></w:object></w:r></w:p>'
    )
    body = drawing.format("a", "r0") + drawing.format("b", "r1") + embedded + table(cell(drawing.format("", "r0")))
    content = package(
        body + drawing.format("c", "r4") + drawing.format("d", "r9") + '<w:altChunk r:id="r3"/>',
        relations,
        media__page___png=b"p" * 5_000,
        media__seal___png=b"s" * 4_999,
        embeddings__a___xlsx=b"x",
        chunk___mht=b"m",
    )
    blocks = [getattr(block, "text", None) or block for block in read_docx(content).blocks]
    assert blocks[:4] == [
        "a",
        Picture(b"p" * 5_000, "word/media/page.png"),
        "b",
        Attachment(b"x", "word/embeddings/a.xlsx"),
    ]
    assert blocks[5:] == ["c", "d", Attachment(b"m", "word/chunk.mht")]


def test_member_without_a_name_is_no_obstacle() -> None:
    parts = {"": "a", "word/document.xml": "<document><body><p><r><t>text</t></r></p></body></document>"}
    assert lines_of(read_docx(zip_parts(parts))) == ["text"]


@pytest.mark.parametrize(
    ("content", "reason", "issue"),
    [
        (b"PK\x03\x04 cut", "undecodable", "file_damaged"),
        (zip_parts({"a.txt": "a"}), "undecodable", "file_damaged"),
        (zip_parts({"word/document.xml": "<w:document"}), "undecodable", "file_damaged"),
        (zip_parts({"word/document.xml": "<document/>"}), "undecodable", "file_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "undecodable", "encrypted"),
    ],
)
def test_what_is_no_readable_docx_is_refused_with_the_reason(content: bytes, reason: str, issue: str) -> None:
    with pytest.raises(CannotRead) as refusal:
        read_docx(content)
    assert (refusal.value.reason_code, refusal.value.issue_code) == (reason, issue)
