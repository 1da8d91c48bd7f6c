"""OFDs: generated reports exactly as printed, and one quirk of the format each."""

from __future__ import annotations

import io
import zipfile
from random import Random

import pytest

from extract.readers.blocks import Attachment, CannotRead, Line, Picture, Reading, Table
from extract.readers.ofd import document as reader
from extract.readers.ofd import paths, texts
from extract.readers.ofd.document import read_ofd
from tests.generator.documents import print_document
from tests.generator.documents.ofd import BORDERS, write_ofd
from tests.generator.documents.pages import Looks
from tests.readers.printed_pages import found_prose, found_tables, printed_prose, printed_tables

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


@pytest.mark.parametrize("seed", range(25))
def test_document_reads_as_printed(seed: int) -> None:
    document = print_document(seed)
    looks = Looks.of(Random(f"looks-{seed}"))
    reading = read_ofd(write_ofd(document, Random(seed), looks, BORDERS[seed % len(BORDERS)]))
    assert found_tables(reading) == printed_tables(document)
    assert found_prose(reading, looks) == printed_prose(document)


def test_writing_is_deterministic() -> None:
    document = print_document(3)
    assert write_ofd(document, Random(3)) == write_ofd(document, Random(3))


def package(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def element(name: str, content: str) -> str:
    return f"<ofd:{name} {NAMESPACE}>{content}</ofd:{name}>"


def document(objects: str, folder: str = "Doc_0", extra: str = "") -> dict[str, str | bytes]:
    """The files of a document of one page."""
    box = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    pages = '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
    resources = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    return {
        f"{folder}/Document.xml": element(
            "Document", f"<ofd:CommonData>{box}{resources}</ofd:CommonData>{pages}{extra}"
        ),
        f"{folder}/Pages/Page_0/Content.xml": element(
            "Page", f"<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>"
        ),
    }


def root(*folders: str) -> dict[str, str | bytes]:
    bodies = [f"<ofd:DocBody><ofd:DocRoot>{one}/Document.xml</ofd:DocRoot></ofd:DocBody>" for one in folders]
    return {"OFD.xml": element("OFD", "".join(bodies))}


def read(objects: str, extra: str = "", **files: str | bytes) -> Reading:
    more = {name.replace("__", "/").replace("_DOT_", "."): content for name, content in files.items()}
    return read_ofd(package({**root("Doc_0"), **document(objects, extra=extra), **more}))


def text(words: str, x: float, y: float, attributes: str = "", steps: str = "") -> str:
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 5" Size="4" {attributes}>'
        f'<ofd:TextCode X="0" Y="4" {steps}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def path(data: str, attributes: str = "") -> str:
    return (
        f'<ofd:PathObject Boundary="20 20 100 100" {attributes}>'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


BOX = "M 0 0 L 40 0 L 40 10 L 0 10 C M 20 0 L 20 10"  # two cells, from 20 and 40 millimetres on


def lines(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if isinstance(block, Line)]


def cells(reading: Reading) -> list[list[str]]:
    return [[cell.text for cell in block.cells] for block in reading.blocks if isinstance(block, Table)]


def test_place_is_in_points() -> None:
    (table,) = read(path(BOX) + text("7", 25, 22) + text("8", 45, 22)).blocks
    assert isinstance(table, Table)
    assert [cell.text for cell in table.cells] == ["7", "8"]
    assert table.cells[1].place == "page 1 box 113,57,170,85"


def test_steps_may_be_counted() -> None:
    assert lines(read(text("12 345", 20, 20, steps='DeltaX="2 g 4 2"'))) == ["12 345"]


def test_steps_apart_part_numbers() -> None:
    assert lines(read(text("12", 20, 20, steps='DeltaX="20"'))) == ["1 2"]


def test_same_steps_part_smaller_characters() -> None:
    usual = text("12", 20, 20, steps='DeltaX="2"')
    assert lines(read(usual + usual.replace('Size="4"', 'Size="1"').replace("20 20", "20 40"))) == ["12", "1 2"]


def test_each_text_without_steps_is_as_wide_as_its_own_characters() -> None:
    assert lines(read(text("三三", 20, 20) + text("11", 20, 30))) == ["三三", "11"]


def test_text_that_steps_down_reads_from_top_to_bottom() -> None:
    steps = 'DeltaX="g 2 0" DeltaY="g 2 4.5"'
    assert lines(read(text("三、办", 20, 20, steps=steps))) == ["三", "、", "办"]


def test_matrix_scales_text_and_paths() -> None:
    doubled = path("M 0 0 L 20 0 L 20 5 L 0 5 C M 10 0 L 10 5", 'CTM="2 0 0 2 0 0"')
    words = text("7", 25, 22) + text("88", 42, 18, 'CTM="2 0 0 2 0 0"', 'DeltaX="2"')
    assert cells(read(doubled + words)) == [["7", "88"]]


def test_filled_boxes_are_rules_if_thin_and_nothing_if_not() -> None:
    fill = 'Stroke="false" Fill="true"'
    thin = [f"M {x} 0 L {x + 0.2} 0 L {x + 0.2} 10 L {x} 10 C" for x in (0, 20, 40)]
    thin += [f"M 0 {y} L 40 {y} L 40 {y + 0.2} L 0 {y + 0.2} C" for y in (0, 10)]
    background = path("M 2 1 L 18 1 L 18 9 L 2 9 C", fill)
    assert cells(read(background + path(" ".join(thin), fill) + text("7", 25, 22) + text("8", 45, 22))) == [["7", "8"]]


def test_curves_are_no_rules() -> None:
    curves = "M 10 0 B 10 3 10 6 10 10 M 30 0 A 5 5 0 0 1 30 10 M 5 0 Q 5 5 5 10"
    assert cells(read(path(f"{BOX} {curves}") + text("7", 25, 22) + text("8", 45, 22))) == [["7", "8"]]


@pytest.mark.parametrize(
    ("further", "expected"),
    [
        ("", [["7", "8"]]),
        (" M 50 50 L 50 nan", []),
        (" M 50 50 L 50 1e9", []),
        (" M 50 50 L 50 x", []),
        (" M 50 50 L 50", [["7", "8"]]),
    ],
)
def test_straight_path_is_rules_if_all_its_numbers_are_places(further: str, expected: list[list[str]]) -> None:
    straight = f"M 0 0 L 40 0 L 40 10 L 0 10 L 0 0 M 20 0 L 20 10{further}"
    assert cells(read(path(straight) + text("7", 25, 22) + text("8", 45, 22))) == expected


def test_unseen_objects_are_not_read() -> None:
    assert lines(read(text("7", 20, 20, 'Visible="false"') + text("8", 20, 30))) == ["8"]


def test_blocks_in_a_layer_are_read() -> None:
    assert lines(read(f"<ofd:PageBlock><ofd:PageBlock>{text('7', 20, 20)}</ofd:PageBlock></ofd:PageBlock>")) == ["7"]


def test_text_behind_a_block_is_printed_after_it() -> None:
    assert lines(read(f"<ofd:PageBlock>{text('1', 20, 20)}</ofd:PageBlock>{text('2', 20, 20)}")) == ["1 2"]


def test_documents_of_one_file_follow_each_other() -> None:
    files = {**root("Doc_0", "Doc_1"), **document(text("7", 20, 20)), **document(text("8", 20, 20), "Doc_1")}
    assert read_ofd(package(files)).blocks == [Line("7", "page 1"), Line("8", "page 2")]


def image(boundary: str, words: str = "") -> Reading:
    """A page with an image, in a folder written in other letters than it is called by."""
    media = '<ofd:MultiMedia ID="5"><ofd:MediaFile>scan.jpg</ofd:MediaFile></ofd:MultiMedia>'
    resources = f'<ofd:Res {NAMESPACE} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>'
    drawn = f'<ofd:ImageObject ResourceID="5" Boundary="{boundary}"/>' + words
    return read(drawn, Doc_0__DocumentRes_DOT_xml=resources, DOC_0__Res__scan_DOT_jpg=b"jpeg")


@pytest.mark.parametrize(
    ("boundary", "words"), [("0 0 210 297", text("- 1 -", 100, 280)), ("30 25 145 109", "")], ids=["scan", "pasted"]
)
def test_page_that_is_an_image_gives_it(boundary: str, words: str) -> None:
    assert image(boundary, words).blocks == [Picture(b"jpeg", "page 1")]


@pytest.mark.parametrize(
    ("boundary", "words"), [("0 0 40 40", ""), ("30 25 145 109", text("- 1 -", 100, 280))], ids=["emblem", "figure"]
)
def test_image_of_a_page_that_is_none_is_left_alone(boundary: str, words: str) -> None:
    assert not any(isinstance(block, Picture) for block in image(boundary, words).blocks)


def test_attached_files_are_followed() -> None:
    listed = element("Attachments", '<ofd:Attachment ID="1"><ofd:FileLoc>report.docx</ofd:FileLoc></ofd:Attachment>')
    reading = read(
        text("7", 20, 20),
        extra="<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>",
        Doc_0__Attachs__Attachments_DOT_xml=listed,
        Doc_0__Attachs__report_DOT_docx=b"PK",
    )
    assert reading.blocks == [Line("7", "page 1"), Attachment(b"PK", "attachment 1")]


@pytest.mark.parametrize(
    ("files", "issue_code"),
    [
        ({"other.xml": "<a/>"}, "file_damaged"),
        ({"Encryptions.xml": "<a/>"}, "encrypted"),
        (root("Doc_0"), "file_damaged"),
        ({**root("Doc_0"), "Doc_0/Document.xml": "<torn"}, "file_damaged"),
    ],
)
def test_unreadable_file_says_why(files: dict[str, str | bytes], issue_code: str) -> None:
    with pytest.raises(CannotRead) as raised:
        read_ofd(package(files))
    assert (raised.value.reason_code, raised.value.issue_code) == ("undecodable", issue_code)


@pytest.mark.parametrize("odd", ["x y", "1 2", "nan nan nan nan", "1e999 0 0 0"])
def test_odd_numbers_do_no_harm(odd: str) -> None:
    objects = text("8", 20, 20) + f'<ofd:PathObject Boundary="{odd}" CTM="{odd}"><ofd:AbbreviatedData>M {odd} L {odd}'
    objects += f'</ofd:AbbreviatedData></ofd:PathObject><ofd:ImageObject Boundary="{odd}"/>'
    assert lines(read(objects + text("9", 20, 30, steps=f'DeltaX="{odd}"'))) == ["8", "9"]


def test_size_below_zero_is_read_as_above() -> None:
    words = text("12", 20, 20, steps='DeltaX="2"').replace('Size="4"', 'Size="-4"')
    assert lines(read(words + text("9", 20, 30))) == ["12", "9"]


@pytest.mark.parametrize("attributes", ['CTM="0 0 0 0 0 0"', 'CTM="1 0 0 0 0 0"'])
def test_text_without_height_is_not_seen(attributes: str) -> None:
    assert lines(read(text("12", 20, 20, attributes) + text("9", 20, 30))) == ["9"]


@pytest.mark.parametrize(
    ("module", "limit"), [(reader, "MOST_PAGES"), (texts, "MOST_CHARACTERS"), (paths, "MOST_PATH_TOKENS")]
)
def test_file_beyond_a_limit_is_refused(monkeypatch: pytest.MonkeyPatch, module: object, limit: str) -> None:
    monkeypatch.setattr(module, limit, 0)
    with pytest.raises(CannotRead, match="too_large"):
        read(path(BOX) + text("7", 25, 22))
