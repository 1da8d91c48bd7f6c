"""Every attack that readers were tried with: it costs its own document, soon, and nothing leaks or grows."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.readers.blocks import Line, Reading, Table
from extract.readers.processes.pool import ReaderPool
from extract.readers.processes.wire import Outcome, Refusal

from .hostile import packages, pages
from .hostile.packages import ENTITY, make_docx, make_ods, make_odt, make_ofd, make_xlsx, ofd_text, word_paragraph

MEMORY_BYTES = 1 << 30
SECONDS = 15.0
DAMAGED = Refusal("undecodable", "file_damaged")
TOO_LARGE = Refusal("too_large", "reader_limit")
CRASHED = Refusal("reader_failed", "reader_crashed")
SOUND = make_docx(word_paragraph("正文"))
FAR = 2_000_000_000


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    """One worker for all attacks, so that what one leaves behind would hurt the next; no LibreOffice."""
    with pytest.MonkeyPatch.context() as patch, ReaderPool(1, MEMORY_BYTES, SECONDS) as readers:
        patch.setenv("PATH", "/nowhere")
        yield readers


def read(pool: ReaderPool, content: bytes, seconds: float = 10) -> Outcome:
    """The outcome of an attack that must be over in time, and leaves the pool fit for work."""
    begin = time.monotonic()
    (outcome,) = pool.read([("attack", content)])
    assert time.monotonic() - begin < seconds
    assert pool.read([("sound", SOUND)]) == [Reading([Line("正文")])]
    return outcome


def printed(outcome: Outcome) -> str:
    """All text of a reading; nothing of a refusal."""
    texts: list[str] = []
    for block in outcome.blocks if isinstance(outcome, Reading) else ():
        if isinstance(block, Table):
            texts += [cell.text for cell in block.cells]
        elif isinstance(block, Line):
            texts.append(block.text)
    return "\n".join(texts)


def with_entity(declaration: str) -> list[bytes]:
    """Documents of XML that print an entity."""
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{ENTITY}</t></is></c></row>'
    sheet = make_xlsx(row)
    with zipfile.ZipFile(io.BytesIO(sheet)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    members["xl/worksheets/sheet1.xml"] = declaration.encode() + members["xl/worksheets/sheet1.xml"]
    return [
        make_docx(word_paragraph(ENTITY), declaration),
        make_odt(f"<text:p>{ENTITY}</text:p>", declaration),
        make_ofd(ofd_text(ENTITY), declaration),
        packages.make_package(dict(members)),
    ]


@pytest.mark.parametrize("declaration", [packages.BILLION_LAUGHS, packages.QUADRATIC])
def test_entities_that_grow_are_not_expanded(pool: ReaderPool, declaration: str) -> None:
    for content in with_entity(declaration):
        assert "HA" not in printed(read(pool, content, seconds=3))


def test_entity_that_is_a_file_of_the_machine_is_not_read(pool: ReaderPool, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    for content in with_entity(packages.external_entity(str(tmp_path / "secret"))):
        assert "SECRET" not in printed(read(pool, content, seconds=3))


def test_small_package_that_unpacks_to_much_is_refused_before_it_does(pool: ReaderPool) -> None:
    content = packages.make_docx_of_spaces(300 << 20)
    assert len(content) < 2 << 20
    assert read(pool, content, seconds=3) == TOO_LARGE
    assert read(pool, packages.understate_sizes(content), seconds=3) == DAMAGED


@pytest.mark.parametrize(
    "content",
    [
        make_docx(
            "<w:tbl>"
            + f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="{FAR}"/></w:tcPr>{word_paragraph("1")}</w:tc></w:tr>' * 30
            + "</w:tbl>"
        ),
        make_docx(f'<w:tbl><w:tr><w:trPr><w:gridBefore w:val="{FAR}"/></w:trPr><w:tc/></w:tr></w:tbl>'),
        make_odt(
            "<table:table>" + f'<table:table-row><table:table-cell table:number-columns-spanned="{FAR}" '
            f'table:number-rows-spanned="{FAR}"><text:p>1</text:p></table:table-cell></table:table-row>'
            * 30
            + "</table:table>"
        ),
        make_odt(
            f'<table:table><table:table-row table:number-rows-repeated="{FAR}"><table:table-cell '
            f'table:number-columns-repeated="{FAR}"><text:p>1</text:p></table:table-cell></table:table-row></table:table>'
        ),
        make_odt(f'<text:p>1<text:s text:c="{FAR}"/>1</text:p>'),
        make_ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" '
            'table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row>'
        ),
        ("<table>" + "<tr><td rowspan=65534 colspan=65534>1</td></tr>" * 300 + "</table>").encode(),
        make_xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', dimension="A1:XFD1048576"),
        make_xlsx(
            '<row r="1"><c r="A1"><v>1</v></c></row>',
            merged='<mergeCells count="300">' + '<mergeCell ref="A1:XFD1048576"/>' * 300 + "</mergeCells>",
        ),
    ],
    ids=["docx", "docx before", "odt", "odt repeated", "odt spaces", "ods", "html", "sheet", "merged cells of a sheet"],
)
def test_spans_that_lie_are_clamped(pool: ReaderPool, content: bytes) -> None:
    outcome = read(pool, content)
    assert isinstance(outcome, Reading) or outcome in (TOO_LARGE, Refusal("empty"))
    assert len(printed(outcome)) < 1 << 20


def test_sheet_with_a_cell_at_the_far_end_is_refused(pool: ReaderPool) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert read(pool, make_xlsx(rows), seconds=3) == TOO_LARGE


@pytest.mark.parametrize(
    "content",
    [
        ("<html><body>" + "<div>" * 200_000 + "1").encode(),
        ("<html><body>" + "<table><tr><td>" * 20_000 + "1").encode(),
        make_docx("<w:tbl><w:tr><w:tc>" * 100_000 + word_paragraph("1") + "</w:tc></w:tr></w:tbl>" * 100_000),
        make_docx("<w:tbl><w:tr><w:tc>" * 60 + word_paragraph("1") + "</w:tc></w:tr></w:tbl>" * 60),
        b"{\\rtf1" + b"{" * 200_000 + b"1",
        b"{\\rtf1 " + b"{\\trowd\\cellx1\\intbl 1\\itap9\\cell" * 20_000,
    ],
    ids=["div", "tables in html", "tables in docx", "few tables in docx", "groups in rtf", "tables in rtf"],
)
def test_nesting_without_end_comes_to_one(pool: ReaderPool, content: bytes) -> None:
    outcome = read(pool, content, seconds=5)
    assert isinstance(outcome, Reading) or outcome in (TOO_LARGE, DAMAGED)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (pages.many_segments(3_000_000), TOO_LARGE),
        (pages.many_paths(1_000_000), TOO_LARGE),
        (pages.scan_page("0 0 2000000 2000000"), TOO_LARGE),
        (pages.pages_in_themselves(), Refusal("empty")),
        (b"%PDF-1.7\n", DAMAGED),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, DAMAGED),
    ],
    ids=["segments", "paths", "vast page", "pages in themselves", "empty", "garbage"],
)
def test_pdf_beyond_measure_is_refused(pool: ReaderPool, content: bytes, expected: Refusal) -> None:
    assert read(pool, content) == expected


def test_form_of_a_pdf_that_draws_itself_ends_at_the_limit_of_memory() -> None:
    # the form doubles forty times inside the library: nothing but the limit of its process ends that
    with ReaderPool(1, 300 << 20, SECONDS) as small:
        assert read(small, pages.form_in_itself()) in (CRASHED, Refusal("reader_failed", "reader_memory"))


@pytest.mark.parametrize(
    "page",
    [
        ofd_text("1").replace("g 20 4", f"g {FAR} 4"),
        '<ofd:PathObject ID="9" Boundary="0 0 1e300 nan"><ofd:AbbreviatedData>M 0 0 L 1e308 inf</ofd:AbbreviatedData>'
        "</ofd:PathObject>",
        '<ofd:PathObject ID="9" Boundary="0 0 100 100"><ofd:AbbreviatedData>'
        + "M 0 0 L 10 0 " * 1_000_000
        + "</ofd:AbbreviatedData></ofd:PathObject>",
    ],
    ids=["run of characters", "no numbers", "segments"],
)
def test_ofd_beyond_measure_is_refused_or_read_in_parts(pool: ReaderPool, page: str) -> None:
    outcome = read(pool, make_ofd(page + ofd_text("1")))
    assert isinstance(outcome, Reading) or outcome.reason_code in ("too_large", "undecodable", "empty")


def test_vast_picture_is_refused_without_unpacking_it(pool: ReaderPool) -> None:
    outcome = read(pool, pages.vast_png(15_000))
    assert isinstance(outcome, Refusal)
    assert outcome.issue_code not in ("reader_timeout", "reader_crashed")


def test_macro_is_a_member_like_any_other(pool: ReaderPool) -> None:
    content = make_docx(word_paragraph("1"), further={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"})
    assert read(pool, content) == Reading([Line("1")])


def test_member_with_the_name_of_a_file_outside_is_read_in_memory(pool: ReaderPool, tmp_path: Path) -> None:
    content = make_docx(word_paragraph("1"), further={f"../../../../../../{tmp_path}/written": b"x"})
    assert read(pool, content) == Reading([Line("1")])
    assert list(tmp_path.iterdir()) == []


def test_zip_in_zip_in_zip_is_not_followed_for_ever(pool: ReaderPool) -> None:
    content = b"x"
    for depth in range(30):
        content = packages.make_package({f"{depth}.zip": content})
    assert read(pool, content) == TOO_LARGE  # what is left of a bundle that was not opened


@pytest.mark.parametrize(
    "start", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"{\\rtf1", b"<html>", b"\x89PNG"]
)
def test_beginning_of_a_format_and_nothing_after_it_is_refused(pool: ReaderPool, start: bytes) -> None:
    for content in (start, start + b"\x00" * 600, start + b"\xff" * 5_000):
        outcome = read(pool, content)
        assert isinstance(outcome, Reading) or outcome.issue_code not in ("reader_timeout", "reader_memory")
