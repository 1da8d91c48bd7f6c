"""Scans: nothing wrong without doubt, whatever printing, stamping, scanning and saving did to the pages."""

from __future__ import annotations

import io
import struct
import unicodedata
import zlib
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from extract.readers.blocks import CannotRead, Cell, Line, Reading, Table
from extract.readers.documents import read_document
from extract.readers.scans import is_available, read_scan
from tests.generator.documents import PrintedCell, PrintedDocument, PrintedTable, print_document

if not is_available():
    pytest.skip("the extra `ocr` is not installed", allow_module_level=True)

from PIL import Image

from tests.generator.documents.scan import Looks, choose_looks, write_scan, write_scan_pdf
from tests.generator.documents.scan_wear import Wear

UNKNOWN = "\ufffd"
CLEAN = Wear()
WEARS = {
    "clean": CLEAN,
    "skewed": Wear(skew_degrees=1.5, blur=0.4, noise=4, jpeg_quality=75),
    "sealed": Wear(skew_degrees=0.6, has_seal=True, jpeg_quality=90),
    "gray_and_noisy": Wear(skew_degrees=0.6, paper=225, shade=15, noise=9, is_gray=True, jpeg_quality=60),
    "faint_and_blurred": Wear(ink=0.65, blur=0.7, line_gaps=2, has_seal=True),
}
ALIKE = str.maketrans("“”‘’「」『』—–―─，、：", '""\'\'""""----,,:')


def spelled(text: str) -> str:
    """The text without what recognition does not care for: spaces, widths of brackets, kinds of quotes and dashes."""
    plain = "".join(unicodedata.normalize("NFKC", text).translate(ALIKE).split())
    return plain.replace("\u200b", "").replace("\ufeff", "").replace("--", "-")


def is_label(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def tables_of(reading: Reading) -> list[list[Cell]]:
    return [block.cells for block in reading.blocks if isinstance(block, Table)]


def lines_of(reading: Reading) -> list[str]:
    return [spelled(block.text) for block in reading.blocks if isinstance(block, Line)]


def looks(seed: int = 1, **changes: object) -> Looks:
    return replace(choose_looks(Random(seed)), **changes)  # type: ignore[arg-type]


def table(*rows: str) -> PrintedDocument:
    """A document with one table; cells parted by spaces, _ for a blank one."""
    texts = [row.split(" ") for row in rows]
    cells = [
        PrintedCell("" if text == "_" else text, row, column, 1, 1)
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
    ]
    printed = PrintedTable("small", cells, len(texts), len(texts[0]))
    return PrintedDocument(None, [printed], truth=None)  # type: ignore[arg-type]


def texts(document: PrintedDocument, wear: Wear = CLEAN, **changes: object) -> list[str]:
    """What is read of the cells of a small table."""
    pages = write_scan(document, Random(1), looks(dpi=150, **changes), wear)
    (cells,) = tables_of(read_scan(pages))
    assert [(cell.row, cell.column) for cell in cells] == [
        (cell.row, cell.column) for part in document.tables() for cell in part.cells
    ]
    return [cell.text for cell in cells]


@cache
def scanned(name: str) -> tuple[PrintedDocument, list[bytes], Reading]:
    """A whole report, worn in one way, and what is read of it."""
    seed = list(WEARS).index(name)
    document = print_document(f"scan-{seed}", variants=[], edition="2021")
    pages = write_scan(document, Random(seed), looks(seed, dpi=(150, 200)[seed % 2]), WEARS[name])
    return document, pages, read_scan(pages)


@pytest.mark.parametrize("name", WEARS)
def test_values_are_right_or_doubtful(name: str) -> None:
    document, _, reading = scanned(name)
    found = tables_of(reading)
    assert len(found) == len(document.tables())
    values = doubtful = 0
    for printed, cells in zip(document.tables(), found, strict=True):
        by_place = {(cell.row, cell.column): cell for cell in cells}
        for cell in printed.cells:
            if is_label(cell.text):
                continue
            values += 1
            text = by_place[cell.row, cell.column].text
            if UNKNOWN in text:
                doubtful += 1
            else:
                assert spelled(text) == spelled(cell.text)
    assert values == 200  # of the form
    assert doubtful <= 4


@pytest.mark.parametrize("name", WEARS)
def test_labels_title_and_headings_are_read(name: str) -> None:
    document, _, reading = scanned(name)
    found = {spelled(cell.text) for cells in tables_of(reading) for cell in cells}
    labels = {spelled(cell.text) for part in document.tables() for cell in part.cells if is_label(cell.text)}
    assert len(labels - found) <= 2
    assert document.title is not None
    headings = [part for part in document.parts if isinstance(part, str) and part[1:2] == "、"]
    assert len(headings) == 6
    missing = {spelled(line) for line in [document.title, *headings]} - set(lines_of(reading))
    assert not missing


def test_cells_over_a_page_break_are_one_table_with_whole_labels() -> None:
    document, pages, reading = scanned("skewed")
    assert len(pages) > 1
    for printed, cells in zip(document.tables(), tables_of(reading), strict=True):
        spans = {(cell.row, cell.column, cell.row_span, cell.column_span) for cell in cells}
        assert spans == {(cell.row, cell.column, cell.row_span, cell.column_span) for cell in printed.cells}


def test_a_speck_beside_a_table_does_not_end_it_at_the_page_break() -> None:
    long = table(*[f"规章 {number} 2" for number in range(60)])
    first, *rest = write_scan(long, Random(1), looks(dpi=150), CLEAN)
    picture = Image.open(io.BytesIO(first)).convert("L")
    picture.paste(0, (20, 800, 45, 803))
    assert len(rest) == 1
    (cells,) = tables_of(read_scan([png(picture), *rest]))
    assert len(cells) == 180


def test_places_lead_to_the_cells_in_the_pictures_as_they_came() -> None:
    _, pages, reading = scanned("skewed")
    pictures = [Image.open(io.BytesIO(page)).convert("L") for page in pages]
    for cells in tables_of(reading):
        for cell in cells:
            _, page, _, box = cell.place.split(" ")
            left, top, right, bottom = map(int, box.split(","))
            inside = pictures[int(page) - 1].crop((left + 4, top + 4, right - 4, bottom - 4))
            assert (min(inside.tobytes()) < 128) == bool(cell.text), cell


def test_cells_say_how_certain_they_are() -> None:
    _, _, reading = scanned("faint_and_blurred")
    for cells in tables_of(reading):
        for cell in cells:
            assert cell.confidence is not None and 0 <= cell.confidence <= 1
            assert (cell.confidence == 0) == (UNKNOWN in cell.text)


def test_prose_that_was_left_out_is_said() -> None:
    assert "prose_left_out" in scanned("clean")[2].issue_codes
    assert not read_scan(write_scan(table("1 2", "3 4"), Random(1), looks(), CLEAN)).issue_codes


def test_strokes_for_nothing_are_no_digits() -> None:
    found = texts(table("规章 / 1 —", "许可 - / _", "处罚 1 / 11"))
    assert found == ["规章", "/", "1", "—", "许可", "-", "/", "", "处罚", "1", "/", "11"]


def test_slanting_strokes_are_never_ones_when_worn() -> None:
    wear = Wear(skew_degrees=1.5, blur=0.7, noise=9, jpeg_quality=60)
    for text in texts(table(*["/ / / / / /"] * 6), wear):
        assert text == "/" or UNKNOWN in text


def test_every_digit_is_read() -> None:
    rows = ["0 1 2 3 4", "5 6 7 8 9", "10 27 380 4659 18", "77 11 100 60 86"]
    assert texts(table(*rows)) == " ".join(rows).split(" ")


def test_signs_and_points_stay_in_numbers() -> None:
    found = texts(table("12.5 -3 0.37", "1.2万 12件 7件"))
    assert found == ["12.5", "-3", "0.37", "1.2万", "12件", "7件"]


@pytest.mark.parametrize(("dpi", "seed"), [(150, 1), (150, 2), (200, 1), (200, 3)])
def test_signs_and_points_that_touch_digits_by_their_blurred_edges_are_read(dpi: int, seed: int) -> None:
    rows = ["-4 -3 -5 -2", "67.54 185.3835 246.96 40.56", "153.2986 35.2661 173.04 99.9"]
    wear = Wear(skew_degrees=0.6, ink=0.8, blur=0.7, noise=4, jpeg_quality=75)
    pages = write_scan(table(*rows), Random(seed), looks(dpi=dpi, table_points=10.5), wear)
    (cells,) = tables_of(read_scan(pages))
    assert [cell.text for cell in cells] == " ".join(rows).split(" ")


def test_numbers_of_two_cells_are_not_one_when_the_rule_between_them_is_lost() -> None:
    (page,) = write_scan(table(*["规章 1 0 3"] * 3), Random(1), looks(dpi=150, line_pixels=1), CLEAN)
    (cells,) = tables_of(read_scan([page]))
    left = int(cells[2].place.split(" ")[3].split(",")[0])
    picture = Image.open(io.BytesIO(page)).convert("L")
    picture.paste(255, (left - 3, 0, left + 4, picture.height))
    (cells,) = tables_of(read_scan([png(picture)]))
    assert [cell.text for cell in cells] == ["规章", UNKNOWN, "3"] * 3


def test_dust_does_not_fill_a_blank_cell_nor_change_a_number() -> None:
    document = table(*["_ 15 _ 0"] * 4)
    (page,) = write_scan(document, Random(1), looks(dpi=150), CLEAN)
    picture = Image.open(io.BytesIO(page)).convert("L")
    rng = Random(5)
    for _ in range(3000):
        picture.putpixel((rng.randrange(picture.width), rng.randrange(picture.height)), 0)
    (cells,) = tables_of(read_scan([png(picture)]))
    assert {cell.text for cell in cells if cell.column in (0, 2)} == {""}
    for cell in cells:
        if cell.column in (1, 3):
            assert cell.text == ("15" if cell.column == 1 else "0") or UNKNOWN in cell.text


def test_a_faint_digit_leaves_no_blank_cell() -> None:
    (page,) = write_scan(table(*["8 8 8 8"] * 4), Random(1), looks(dpi=150), CLEAN)
    picture = Image.open(io.BytesIO(page)).convert("L")
    (cells,) = tables_of(read_scan([page]))
    left, top, right, bottom = map(int, cells[5].place.split(" ")[3].split(","))
    box = (left + 5, top + 5, right - 5, bottom - 5)
    picture.paste(picture.crop(box).point(lambda level: 255 - (255 - level) // 4), box)
    (cells,) = tables_of(read_scan([png(picture)]))
    assert cells[5].text != ""
    assert cells[5].text == "8" or UNKNOWN in cells[5].text


def test_a_dash_beside_a_number_leaves_no_number() -> None:
    (page,) = write_scan(table(*["规章 8 8"] * 3), Random(1), looks(dpi=150, row_padding=1.0), CLEAN)
    (cells,) = tables_of(read_scan([page]))
    left, _, right, bottom = map(int, cells[4].place.split(" ")[3].split(","))
    picture = Image.open(io.BytesIO(page)).convert("L")
    picture.paste(0, ((left + right) // 2 - 8, bottom - 14, (left + right) // 2 + 8, bottom - 11))
    (cells,) = tables_of(read_scan([png(picture)]))
    assert UNKNOWN in cells[4].text
    assert cells[4].confidence == 0


def test_words_broken_over_lines_are_read_as_one() -> None:
    found = texts(table("申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 0", "总计 0"))
    assert spelled(found[0]) == "申请人逾期未按收费通知要求缴纳费用,行政机关不再处理其政府信息公开申请"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_turned(turn: int) -> None:
    document = table("信息内容 本年制发件数 本年废止件数", "规章 12 0", "行政规范性文件 7 34")
    (page,) = write_scan(document, Random(1), looks(dpi=150), CLEAN)
    (upright,) = tables_of(read_scan([page]))
    picture = Image.open(io.BytesIO(page))
    (cells,) = tables_of(read_scan([png(picture.rotate(turn, expand=True))]))
    assert [cell.text for cell in cells] == [cell.text for cell in upright]
    places = [[int(side) for side in cell.place.split(" ")[3].split(",")] for cell in (upright[4], cells[4])]
    left, top, right, bottom = places[0]
    width, height = picture.size
    turned = {
        90: (top, width - right, bottom, width - left),
        180: (width - right, height - bottom, width - left, height - top),
        270: (height - bottom, left, height - top, right),
    }[turn]
    assert places[1] == pytest.approx(turned, abs=3)


def test_pages_of_a_tiff_are_pages() -> None:
    documents = (table("规章 12", "许可 0"), table("处罚 7 9", "收费 1 4"))
    pages = [write_scan(document, Random(1), looks(dpi=150), CLEAN)[0] for document in documents]
    first, second = (Image.open(io.BytesIO(page)).convert("1") for page in pages)
    file = io.BytesIO()
    first.save(file, "TIFF", save_all=True, append_images=[second], compression="group4")
    found = tables_of(read_scan([file.getvalue()]))
    assert [[cell.text for cell in cells] for cells in found] == [
        ["规章", "12", "许可", "0"],
        ["处罚", "7", "9", "收费", "1", "4"],
    ]
    assert found[1][0].place.startswith("page 2 box ")


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1", "LA", "I;16"])
def test_pictures_of_any_kind_are_decoded(mode: str) -> None:
    (page,) = write_scan(table("规章 12", "许可 0"), Random(1), looks(dpi=150), CLEAN)
    gray = Image.open(io.BytesIO(page)).convert("L")
    if mode == "I;16":
        picture = Image.frombytes("I;16", gray.size, b"".join(bytes((0, level)) for level in gray.tobytes()))
    elif mode == "RGBA":  # print on nothing
        picture = Image.new("RGBA", gray.size, (0, 0, 0, 0))
        picture.putalpha(gray.point(lambda level: 255 - level))
    else:
        picture = gray.convert(mode)
    (cells,) = tables_of(read_scan([png(picture)]))
    assert [cell.text for cell in cells] == ["规章", "12", "许可", "0"]


def test_a_pdf_of_pictures_is_read_like_the_pictures() -> None:
    document = print_document("scan-pdf", variants=[])
    short = replace(document, parts=[part for part in document.parts if part in document.tables()][2:])
    reading = read_document(write_scan_pdf(short, Random(3)))
    (cells,) = tables_of(reading)
    values = [spelled(cell.text) for cell in cells if not is_label(cell.text)]
    printed = [spelled(cell.text) for cell in short.tables()[0].cells if not is_label(cell.text)]
    assert len(values) == len(printed) == 15
    assert all(one == other or UNKNOWN in one for one, other in zip(values, printed, strict=True))


@pytest.mark.parametrize("size", [(9_000, 7_000), (60_000, 60_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    head = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    )
    with pytest.raises(CannotRead) as refusal:
        read_scan([b"\x89PNG\r\n\x1a\n" + chunks])
    assert refusal.value.args == ("too_large", "reader_limit")


@pytest.mark.parametrize("quality", [None, 75])
def test_a_picture_that_was_cut_off_is_refused(quality: int | None) -> None:
    (page,) = write_scan(table("规章 12", "许可 0"), Random(1), looks(dpi=150), Wear(jpeg_quality=quality))
    for length in (0, 30, len(page) * 2 // 3, len(page) - 12):
        with pytest.raises(CannotRead) as refusal:
            read_scan([page[:length]])
        assert refusal.value.reason_code == "undecodable"


def test_a_page_without_anything_gives_nothing() -> None:
    assert read_scan([png(Image.new("L", (1240, 1754), 255))]).blocks == []
    assert read_scan([png(Image.new("RGB", (1, 1), (255, 0, 0)))]).blocks == []


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


def test_digits_of_several_lines_of_a_cell_are_never_joined() -> None:
    read = texts(table("项目 数量 备注", "许可 MX24H\nMX26S 无"))
    assert read == ["项目", "数量", "备注", "许可", UNKNOWN, "无"]
