"""PDFs: generated reports exactly as printed, and one quirk of the format each."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from random import Random

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.readers.blocks import Attachment, CannotRead, Line, Picture, Reading, Table
from extract.readers.pdf import document, paths
from extract.readers.pdf.document import read_pdf
from tests.generator.documents import print_document
from tests.generator.documents.pages import Looks
from tests.generator.documents.pdf import BORDERS, write_pdf
from tests.readers.printed_pages import found_prose, found_tables, printed_prose, printed_tables

SIZE = (595, 842)


@pytest.mark.parametrize("seed", range(25))
def test_document_reads_as_printed(seed: int) -> None:
    document = print_document(seed)
    looks = Looks.of(Random(f"looks-{seed}"))
    reading = read_pdf(write_pdf(document, Random(seed), looks, BORDERS[seed % len(BORDERS)]))
    assert found_tables(reading) == printed_tables(document)
    assert found_prose(reading, looks) == printed_prose(document)


def test_writing_is_deterministic() -> None:
    document = print_document(3)
    assert write_pdf(document, Random(3)) == write_pdf(document, Random(3))


def drawn(draw: Callable[[Canvas], object], **options: object) -> bytes:
    """A PDF of one page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=SIZE, invariant=1, **options)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def cells(reading: Reading) -> list[list[str]]:
    return [[cell.text for cell in block.cells] for block in reading.blocks if isinstance(block, Table)]


def draw_table(canvas: Canvas) -> None:
    """Two columns and two rows: 1 2 / 3 4."""
    canvas.grid([100, 150, 200], [700, 720, 740])
    for index, (x, y) in enumerate(((120, 726), (170, 726), (120, 706), (170, 706)), 1):
        canvas.drawString(x, y, str(index))


def test_point_and_comma_stay_on_their_line() -> None:
    def draw(canvas: Canvas) -> None:
        draw_table(canvas)
        canvas.drawString(300, 706, "x")
        canvas.drawString(100, 600, "1,234.50")

    reading = read_pdf(drawn(draw))
    assert cells(reading) == [["1", "2", "3", "4"]]
    assert [block.text for block in reading.blocks if isinstance(block, Line)] == ["x", "1,234.50"]


def test_place_says_page_and_box_from_the_top_left() -> None:
    (table,) = read_pdf(drawn(draw_table)).blocks
    assert isinstance(table, Table)
    assert table.cells[1].place == "page 1 box 150,102,200,122"


@pytest.mark.parametrize("quarters", [0, 90, 180, 270])
def test_page_on_its_side_reads_as_seen(quarters: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(quarters)
        canvas.translate(-150, -720)
        draw_table(canvas)

    assert cells(read_pdf(drawn(draw))) == [["1", "2", "3", "4"]]


def test_table_in_a_form_stands_where_its_matrix_puts_it() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("table", 0, 0, 595, 842)
        draw_table(canvas)
        canvas.endForm()
        canvas.translate(30, -400)
        canvas.scale(1.5, 1.5)
        canvas.doForm("table")

    (table,) = read_pdf(drawn(draw)).blocks
    assert isinstance(table, Table)
    assert [cell.text for cell in table.cells] == ["1", "2", "3", "4"]
    assert table.cells[0].place.startswith("page 1 box 180,")


def test_background_behind_a_cell_is_no_border() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(105, 702, 40, 36, stroke=0, fill=1)
        canvas.setFillGray(0)
        draw_table(canvas)

    assert cells(read_pdf(drawn(draw))) == [["1", "2", "3", "4"]]


def test_place_counts_from_the_corner_of_the_crop_box() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 40, 550, 800))
        draw_table(canvas)

    (table,) = read_pdf(drawn(draw)).blocks
    assert isinstance(table, Table)
    assert table.cells[1].place == "page 1 box 100,60,150,80"


def noise(mode: str = "RGB", size: tuple[int, int] = (300, 420)) -> Image.Image:
    count = size[0] * size[1] * (3 if mode == "RGB" else 1)
    return Image.frombytes(mode, size, random.Random(1).randbytes(count))


def encoded(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def test_scanned_page_gives_the_jpeg_that_it_is(tmp_path: Path) -> None:
    jpeg = encoded(noise(), "JPEG")
    (tmp_path / "scan.jpg").write_bytes(jpeg)
    content = drawn(lambda canvas: canvas.drawImage(str(tmp_path / "scan.jpg"), 0, 0, *SIZE))
    assert read_pdf(content).blocks == [Picture(jpeg, "page 1")]


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_scanned_page_without_loss_gives_its_pixels(mode: str) -> None:
    image = noise(mode)
    (picture,) = read_pdf(drawn(lambda canvas: canvas.drawImage(ImageReader(image), 0, 0, *SIZE))).blocks
    assert isinstance(picture, Picture)
    assert Image.open(io.BytesIO(picture.content)).convert(mode).tobytes() == image.tobytes()


def test_scan_upside_down_in_the_file_is_drawn_upright() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(*SIZE)
        canvas.rotate(180)
        image = Image.new("L", (200, 280), 255)
        image.paste(0, (0, 140, 200, 280))  # the lower half is black
        canvas.drawImage(ImageReader(image), 0, 0, *SIZE)

    (picture,) = read_pdf(drawn(draw)).blocks
    assert isinstance(picture, Picture)
    image = Image.open(io.BytesIO(picture.content)).convert("L")
    assert image.getpixel((image.width // 2, image.height // 4)) == 0


def test_scan_in_strips_is_drawn_as_one_page() -> None:
    def draw(canvas: Canvas) -> None:
        for half in (0, 421):
            canvas.drawImage(ImageReader(noise()), 0, half, 595, 421)

    (picture,) = read_pdf(drawn(draw)).blocks
    assert isinstance(picture, Picture)
    assert Image.open(io.BytesIO(picture.content)).size == (1653, 2339)


def test_text_that_somebody_recognised_under_a_scan_is_not_believed() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(noise()), 0, 0, *SIZE)
        text = canvas.beginText(50, 700)
        text.setTextRenderMode(3)
        text.textLine("recognised text of a scan that is nowhere seen on the page 12345")
        canvas.drawText(text)

    (block,) = read_pdf(drawn(draw)).blocks
    assert isinstance(block, Picture)


def test_text_over_a_picture_is_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(noise()), 0, 0, *SIZE)
        canvas.drawString(50, 700, "text that is printed over a picture of the whole page")

    (block,) = read_pdf(drawn(draw)).blocks
    assert isinstance(block, Line)


def test_small_stamp_on_a_page_of_text_is_no_picture() -> None:
    def draw(canvas: Canvas) -> None:
        draw_table(canvas)
        canvas.drawImage(ImageReader(noise()), 300, 300, 80, 80)

    assert cells(read_pdf(drawn(draw))) == [["1", "2", "3", "4"]]


def test_page_of_unknown_characters_is_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Symbol", 12)
        canvas.drawString(100, 700, "\uf8e6" * 30)  # a font's own signs, in the area of private use

    (block,) = read_pdf(drawn(draw)).blocks
    assert isinstance(block, Picture)


def test_text_drawn_as_curves_is_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        for index in range(300):
            canvas.bezier(50 + index, 500, 60 + index, 510, 70 + index, 490, 80 + index, 500)

    (block,) = read_pdf(drawn(draw)).blocks
    assert isinstance(block, Picture)


def test_empty_page_gives_nothing() -> None:
    assert read_pdf(drawn(lambda canvas: None)).blocks == []


def test_attached_files_are_followed() -> None:
    document = pypdfium2.PdfDocument(drawn(draw_table))
    document.new_attachment("附件.docx").set_data(b"PK of a report")
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    assert Attachment(b"PK of a report", "attachment 1") in read_pdf(buffer.getvalue()).blocks


@pytest.mark.parametrize(
    ("content", "issue_code"),
    [
        (drawn(draw_table, encrypt="secret"), "encrypted"),
        (b"%PDF-1.4\nnothing of a document", "file_damaged"),
        (b"", "file_damaged"),
    ],
)
def test_unreadable_file_says_why(content: bytes, issue_code: str) -> None:
    with pytest.raises(CannotRead) as raised:
        read_pdf(content)
    assert (raised.value.reason_code, raised.value.issue_code) == ("undecodable", issue_code)


@pytest.mark.parametrize(
    ("module", "limit", "most"),
    [
        (document, "MOST_PAGES", 0),
        (document, "MOST_CHARACTERS", 3),
        (document, "MOST_SIDE", 800),
        (paths, "MOST_SEGMENTS", 5),
        (paths, "MOST_OBJECTS", 3),
    ],
)
def test_file_beyond_a_limit_is_refused(monkeypatch: pytest.MonkeyPatch, module: object, limit: str, most: int) -> None:
    content = drawn(draw_table)
    monkeypatch.setattr(module, limit, most)
    with pytest.raises(CannotRead, match="too_large"):
        read_pdf(content)


def test_drawing_of_many_segments_is_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        draw_table(canvas)
        path = canvas.beginPath()
        path.moveTo(0, 0)
        for index in range(6_000):
            path.lineTo(100 + index % 100, 700 + index % 40)
        canvas.drawPath(path)

    assert cells(read_pdf(drawn(draw))) == [["1", "2", "3", "4"]]
