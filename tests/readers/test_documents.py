"""From a content to its blocks: the right reader, on to attachments and pictures, and typed failures."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from extract.readers.blocks import Attachment, Block, CannotRead, Cell, Line, Picture, Reading, Table
from extract.readers.documents import read_document

PNG = b"\x89PNG\r\n\x1a\n"
RTF = b"{\\rtf1 }"
OLE_DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00") + b"\xec\xa5\xc1\x00"


def table(text: str = "12", size: int = 3) -> Table:
    """A table of so many rows and columns."""
    cells = [Cell(text, row, column) for row in range(size) for column in range(size)]
    return Table([cell._replace(place=f"table 1 row {cell.row + 1} column {cell.column + 1}") for cell in cells])


def page(name: str) -> bytes:
    """An HTML page that the fake reader knows by name."""
    return f"<html><body>{name}</body></html>".encode()


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Block] | BaseException]:
    """What the fake HTML reader finds on each page."""
    found: dict[str, list[Block] | BaseException] = {}

    def read_html(content: bytes) -> Reading:
        blocks = found[content.decode().removeprefix("<html><body>").removesuffix("</body></html>")]
        if isinstance(blocks, BaseException):
            raise blocks
        return Reading(list(blocks), "utf-8")

    install(monkeypatch, "html.document", read_html=read_html)
    return found


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> list[list[bytes]]:
    """A fake reader of scans that finds a table on each page; what it was called with."""
    calls: list[list[bytes]] = []

    def read_scan(images: list[bytes]) -> Reading:
        calls.append(images)
        cells = [Cell("1", row, 0, place=f"page {row + 1} box 1,2,3,4", confidence=0.9) for row in range(len(images))]
        return Reading([Line("表", "page 1"), Table(cells)])

    install(monkeypatch, "scans", read_scan=read_scan, is_available=lambda: True)
    return calls


def install(monkeypatch: pytest.MonkeyPatch, name: str, **functions: Callable[..., Any]) -> None:
    """Put a module into the place of a reader."""
    module = ModuleType(f"extract.readers.{name}")
    module.__dict__.update(functions)
    monkeypatch.setitem(sys.modules, module.__name__, module)


def refusal(content: bytes) -> tuple[str, str | None]:
    """Why a content cannot be read."""
    with pytest.raises(CannotRead) as caught:
        read_document(content)
    return caught.value.reason_code, caught.value.issue_code


Found = dict[str, list[Block] | BaseException]


def texts(reading: Reading) -> list[str]:
    """The lines of a reading, and the places of its tables' first cells."""
    return [block.text if isinstance(block, Line) else block.cells[0].place for block in reading.blocks]  # type: ignore[union-attr]


def test_document_is_what_its_reader_finds(documents: Found) -> None:
    documents["a"] = [Line("一"), table(), Line("二")]
    reading = read_document(page("a"))
    assert texts(reading) == ["一", "table 1 row 1 column 1", "二"]
    assert reading.encoding_code == "utf-8"


def test_attached_document_stands_in_its_place_with_places_of_its_own(documents: Found) -> None:
    inner = b"inner"
    documents["a"] = [Line("前"), Attachment(b"Rar!"), Attachment(page(inner.decode())), Line("后", "page 2")]
    documents["inner"] = [Line("正文", "page 1"), Line("无处"), table()]
    reading = read_document(page("a"))
    assert texts(reading) == ["前", "正文", "无处", "attachment 2, table 1 row 1 column 1", "后"]
    places = [block.place for block in reading.blocks if isinstance(block, Line)]
    assert places == ["", "attachment 2, page 1", "", "page 2"]
    assert reading.issue_codes == ["attachment_unread"]


def test_attachments_are_followed_two_deep(documents: Found) -> None:
    documents["a"] = [Line("a"), Attachment(page("b"))]
    documents["b"] = [Line("b"), Attachment(page("c"))]
    documents["c"] = [Line("c", "page 1"), Attachment(page("d"))]
    documents["d"] = [Line("d")]
    reading = read_document(page("a"))
    assert texts(reading) == ["a", "b", "c"]
    assert reading.blocks[2] == Line("c", "attachment 1, attachment 1, page 1")
    assert reading.issue_codes == ["attachment_unread"]


def test_document_that_is_attached_to_itself_is_read_once(documents: Found) -> None:
    documents["a"] = [Line("a"), Attachment(page("b")), Attachment(page("b"))]
    documents["b"] = [Line("b"), Attachment(page("b"))]
    assert texts(read_document(page("a"))) == ["a", "b"]


def test_attachments_beyond_twenty_are_left_out(documents: Found) -> None:
    documents["a"] = [Attachment(page(f"{number}")) for number in range(25)]
    documents.update({f"{number}": [Line(f"{number}")] for number in range(25)})
    reading = read_document(page("a"))
    assert texts(reading) == [f"{number}" for number in range(20)]
    assert reading.issue_codes == ["attachment_unread"]


def test_what_is_attached_to_a_document_with_tables_is_left_out(documents: Found, scans: list[list[bytes]]) -> None:
    documents["a"] = [table(), Attachment(page("b")), Picture(PNG)]
    assert texts(read_document(page("a"))) == ["table 1 row 1 column 1"]
    assert scans == []


def test_table_that_only_lays_a_page_out_keeps_nothing_from_being_followed(documents: Found) -> None:
    documents["a"] = [table("首页", size=2), Attachment(page("b"))]
    documents["b"] = [table()]
    assert len(read_document(page("a")).blocks) == 2


def test_pictures_one_behind_the_other_are_read_together(documents: Found, scans: list[list[bytes]]) -> None:
    documents["a"] = [
        Line("一"),
        Picture(b"1", "page 3"),
        Line(" "),
        Picture(b"2", "img/2.png"),
        Line("二"),
        Picture(b"3"),
    ]
    reading = read_document(page("a"))
    assert scans == [[b"1", b"2"], [b"3"]]
    assert texts(reading) == ["一", "表", "page 3 box 1,2,3,4", "二", "表", "picture 3 box 1,2,3,4"]
    second = reading.blocks[2]
    assert isinstance(second, Table)
    assert [(cell.place, cell.confidence) for cell in second.cells] == [
        ("page 3 box 1,2,3,4", 0.9),
        ("picture 2 box 1,2,3,4", 0.9),
    ]


def test_pictures_of_an_attached_document_are_told_by_both(documents: Found, scans: list[list[bytes]]) -> None:
    documents["a"] = [Attachment(page("b"))]
    documents["b"] = [Picture(b"1", "page 2")]
    assert texts(read_document(page("a"))) == ["表", "attachment 1, page 2 box 1,2,3,4"]


def test_image_is_a_scan_of_one_page(scans: list[list[bytes]]) -> None:
    assert texts(read_document(PNG)) == ["表", "page 1 box 1,2,3,4"]
    assert scans == [[PNG]]


def test_pictures_beyond_forty_are_left_out(documents: Found, scans: list[list[bytes]]) -> None:
    documents["a"] = [Picture(b"%d" % number) for number in range(45)]
    assert read_document(page("a")).issue_codes == ["picture_unread"]
    assert [len(call) for call in scans] == [40]


def test_pictures_are_an_issue_where_they_cannot_be_read(documents: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    documents["a"] = [Line("一"), Picture(b"1")]
    documents["b"] = [Picture(b"1")]
    install(monkeypatch, "scans", is_available=lambda: False)
    assert read_document(page("a")) == Reading([Line("一")], "utf-8", issue_codes=["ocr_not_installed"])
    assert refusal(page("b")) == ("unsupported_format", "ocr_not_installed")
    assert refusal(PNG) == ("unsupported_format", "ocr_not_installed")


def test_crash_of_the_reader_of_scans_costs_the_pictures_only(
    documents: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents["a"] = [Line("一"), Picture(b"1")]
    install(monkeypatch, "scans", is_available=lambda: True, read_scan=lambda images: images[7])
    assert read_document(page("a")).issue_codes == ["picture_unread"]
    assert refusal(PNG) == ("reader_failed", "reader_crashed")


class PanicException(BaseException):
    """What a panic in Rust becomes: no Exception."""


@pytest.mark.parametrize("error", [ValueError("x"), RecursionError(), PanicException("x"), SystemExit(3), EOFError()])
def test_what_a_reader_does_not_foresee_is_its_failure(documents: Found, error: BaseException) -> None:
    documents["a"] = error
    assert refusal(page("a")) == ("reader_failed", "reader_crashed")


@pytest.mark.parametrize("error", [MemoryError(), KeyboardInterrupt(), CannotRead("undecodable", "file_damaged")])
def test_what_is_no_failure_of_the_reader_passes(documents: Found, error: BaseException) -> None:
    documents["a"] = error
    with pytest.raises(type(error)):
        read_document(page("a"))


@pytest.mark.parametrize(
    "blocks", [[], [Line(" \u3000\n")], [Table([])], [Table([Cell(" ", 0, 0)] * 9)], [Line(""), Picture(b"1")]]
)
def test_document_without_ink_is_empty(documents: Found, blocks: list[Block], monkeypatch: pytest.MonkeyPatch) -> None:
    documents["a"] = blocks
    install(monkeypatch, "scans", is_available=lambda: True, read_scan=lambda _: Reading())
    assert refusal(page("a")) == ("empty", None)


def test_document_that_is_nothing_but_an_unreadable_one_is_refused_like_that(documents: Found) -> None:
    documents["a"] = [Attachment(page("b"))]
    documents["b"] = CannotRead("undecodable", "encrypted")
    assert refusal(page("a")) == ("undecodable", "encrypted")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"Rar!\x1a\x07", ("unsupported_format", None)),
        (b"plain text", ("unsupported_format", None)),
        (b"PK\x03\x04damaged", ("undecodable", "file_damaged")),
    ],
)
def test_what_no_reader_reads_is_refused(content: bytes, expected: tuple[str, str | None]) -> None:
    assert refusal(content) == expected


@pytest.fixture
def old_word(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Fakes for what reads old Word documents: "own" and "converted" are found, or raised."""
    found: dict[str, Any] = {"own": [], "converted": None, "calls": 0}

    def read(key: str) -> Reading:
        if isinstance(found[key], BaseException):
            raise found[key]
        return Reading(list(found[key]))

    def convert(_: bytes) -> bytes | None:
        found["calls"] += 1
        return None if found["converted"] is None else b"docx"

    install(monkeypatch, "word.legacy", read_legacy_word=lambda _: read("own"))
    install(monkeypatch, "word.libreoffice", convert_to_docx=convert)
    install(monkeypatch, "word.docx", read_docx=lambda _: read("converted"))
    return found


@pytest.mark.parametrize(
    ("own", "converted", "expected", "calls"),
    [
        ([table("own")], [table("converted")], "own", 0),
        ([Line("own")], [table("converted")], "converted", 1),
        ([Line("own")], [Line("converted")], "own", 1),
        ([Line("own")], None, "own", 1),
        ([Line("own")], CannotRead("undecodable"), "own", 1),
        (CannotRead("undecodable", "file_damaged"), [Line("converted")], "converted", 1),
        (ValueError("own"), [table("converted")], "converted", 1),
    ],
)
def test_old_word_document_is_converted_where_our_own_means_find_no_table(
    old_word: dict[str, Any], own: Any, converted: Any, expected: str, calls: int
) -> None:
    old_word.update(own=own, converted=converted)
    block = read_document(OLE_DOC).blocks[0]
    assert (block.cells[0].text if isinstance(block, Table) else getattr(block, "text", None)) == expected
    assert old_word["calls"] == calls


def test_rtf_without_tables_is_not_converted(old_word: dict[str, Any]) -> None:
    old_word.update(own=[Line("own")], converted=[table()])
    assert read_document(RTF).blocks == [Line("own")]
    old_word.update(own=CannotRead("undecodable", "file_damaged"))
    assert read_document(RTF).blocks == [table()]


@pytest.mark.parametrize("converted", [None, CannotRead("undecodable", "other"), ValueError("x")])
def test_first_reason_stands_where_conversion_does_not_help(old_word: dict[str, Any], converted: Any) -> None:
    old_word.update(own=CannotRead("undecodable", "file_damaged"), converted=converted)
    assert refusal(OLE_DOC) == ("undecodable", "file_damaged")


@pytest.mark.parametrize("own", [CannotRead("undecodable", "encrypted"), CannotRead("too_large", "reader_limit")])
def test_document_behind_a_password_or_beyond_the_limits_is_not_converted(old_word: dict[str, Any], own: Any) -> None:
    old_word.update(own=own, converted=[table()])
    assert refusal(OLE_DOC) == (own.reason_code, own.issue_code)
    assert old_word["calls"] == 0
