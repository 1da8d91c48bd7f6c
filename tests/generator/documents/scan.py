"""A document as a scanned report: A4 pages drawn as pictures, then worn as scanners and stamps wear them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

from .printed import PrintedCell, PrintedDocument, PrintedTable
from .scan_wear import Wear, choose_wear, wear_page

A4_INCHES = (8.27, 11.69)
MARGIN_INCHES = 0.9
UNPRINTABLE = str.maketrans({"\u200b": "", "\ufeff": "", "\u00a0": " ", "\u3000": " "})
COLUMN_SHARES = {4: [34, 22, 22, 22], 10: [7, 13, 24, *[8] * 7], 15: [1] * 15}


@dataclass(frozen=True, slots=True)
class Looks:
    """How a document is set: sizes in points, fonts as files, lines in pixels."""

    dpi: int
    table_points: float
    prose_points: float
    row_padding: float  # of the text size, above and below
    line_pixels: int
    right_aligned: bool
    text_font: str
    figure_font: str
    table_codes_sealed: tuple[str, ...] = ("requests",)


def packaged_font() -> str:
    """The font file that a package of the test environment carries."""
    spec = find_spec("cvttf_NotoSansCJK_Regular")
    assert spec is not None and spec.origin is not None
    return str(next(Path(spec.origin).parent.glob("*.otf")))


def choose_looks(rng: Random, font: str = "", figure_font: str = "") -> Looks:
    """Looks as offices choose them."""
    text_font = font or packaged_font()
    return Looks(
        dpi=rng.choice((150, 200)),
        table_points=rng.choice((10.5, 12)),
        prose_points=rng.choice((14, 16)),
        row_padding=rng.choice((0.25, 0.4, 0.6)),
        line_pixels=rng.choice((1, 2, 3)),
        right_aligned=rng.random() < 0.15,
        text_font=text_font,
        figure_font=figure_font or text_font,
    )


def write_scan(
    document: PrintedDocument, rng: Random, looks: Looks | None = None, wear: Wear | None = None
) -> list[bytes]:
    """The document as image files, one per page (PNG or JPEG); `rng` chooses the looks and the wear not given."""
    looks = looks or choose_looks(rng)
    wear = wear or choose_wear(rng)
    press = _Press(looks)
    press.print(document)
    return [wear_page(page, wear, rng, looks.dpi, box) for page, box in zip(press.pages, press.sealed, strict=True)]


def write_scan_pdf(document: PrintedDocument, rng: Random) -> bytes:
    """The document as a PDF that holds nothing but one JPEG per page, as scanners write it."""
    looks = choose_looks(rng)
    wear = choose_wear(rng)
    wear = Wear(**{**{name: getattr(wear, name) for name in Wear.__dataclass_fields__}, "jpeg_quality": 85})
    pictures = write_scan(document, rng, looks, wear)
    width, height = (round(side * 72) for side in A4_INCHES)
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    for picture in pictures:
        number = len(objects) + 1
        pixels = [round(side * looks.dpi) for side in A4_INCHES]
        head = (
            f"<< /Type /XObject /Subtype /Image /Width {pixels[0]} /Height {pixels[1]} /ColorSpace /DeviceRGB "
            f"/BitsPerComponent 8 /Filter /DCTDecode /Length {len(picture)} >>"
        )
        drawing = f"q {width} 0 0 {height} 0 0 cm /Picture Do Q".encode()
        objects += [
            _stream(head.encode(), picture),
            _stream(f"<< /Length {len(drawing)} >>".encode(), drawing),
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {number + 1} 0 R "
                f"/Resources << /XObject << /Picture {number} 0 R >> >> >>"
            ).encode(),
        ]
    kids = " ".join(f"{number} 0 R" for number in range(5, len(objects) + 1, 3))
    objects[1] = f"<< /Type /Pages /Count {len(pictures)} /Kids [{kids}] >>".encode()
    return _pdf(objects)


def _stream(head: bytes, content: bytes) -> bytes:
    return head + b"\nstream\n" + content + b"\nendstream"


def _pdf(objects: list[bytes]) -> bytes:
    """Objects numbered from 1, behind each other, with the table of their places."""
    content = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(content))
    return content + head + table + end


class _Press:
    """Prints prose and tables onto pages from top to bottom; `sealed` is where a seal goes on each page."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        self.pages: list[Image.Image] = []
        self.sealed: list[tuple[int, int, int, int] | None] = []
        self.margin = round(MARGIN_INCHES * looks.dpi)
        self.width, self.height = (round(side * looks.dpi) for side in A4_INCHES)
        self._fonts: dict[tuple[str, int], ImageFont.FreeTypeFont] = {}
        self._turn_page()

    def print(self, document: PrintedDocument) -> None:
        """Print the whole document."""
        if document.title:
            self._print_prose(document.title, self.looks.prose_points * 1.3, centred=True)
        for part in document.parts:
            if isinstance(part, PrintedTable):
                self._print_table(part)
            else:
                self._print_prose(part, self.looks.prose_points)

    def _turn_page(self) -> None:
        self.pages.append(Image.new("L", (self.width, self.height), 255))
        self.sealed.append(None)
        self.draw = ImageDraw.Draw(self.pages[-1])
        self.y = self.margin

    def _font(self, points: float, text: str = "") -> ImageFont.FreeTypeFont:
        is_figure = bool(text) and text.isascii()
        key = (self.looks.figure_font if is_figure else self.looks.text_font, self._pixels(points))
        if key not in self._fonts:
            self._fonts[key] = ImageFont.truetype(*key)
        return self._fonts[key]

    def _pixels(self, points: float) -> int:
        return round(points * self.looks.dpi / 72)

    def _wrap(self, text: str, points: float, width: float) -> list[str]:
        """The text in lines that are no wider than `width` pixels."""
        font = self._font(points, text)
        lines: list[str] = []
        for line in text.translate(UNPRINTABLE).split("\n"):
            lines.append("")
            for character in line:
                if lines[-1] and font.getlength(lines[-1] + character) > width:
                    lines.append("")
                lines[-1] += character
        return lines

    def _print_prose(self, text: str, points: float, centred: bool = False) -> None:
        pixels = self._pixels(points)
        font = self._font(points)
        first = text if centred else "\u2003\u2003" + text
        for line in self._wrap(first, points, self.width - 2 * self.margin):
            if self.y + 1.6 * pixels > self.height - self.margin:
                self._turn_page()
            x = (self.width - font.getlength(line)) / 2 if centred else self.margin
            self.draw.text((x, self.y), line, font=font, fill=25)
            self.y += round(1.6 * pixels)

    def _print_table(self, table: PrintedTable) -> None:
        """The table's rows, as many as fit on each page; a cell over a page break is ruled on both."""
        edges = self._column_edges(table)
        heights = self._row_heights(table, edges)
        first = 0
        while first < table.row_count:
            last, bottom = first, self.y
            while last < table.row_count and bottom + heights[last] <= self.height - self.margin:
                bottom += heights[last]
                last += 1
            if last == first:
                self._turn_page()
                continue
            self._print_rows(table, edges, heights, first, last)
            first = last
            if first < table.row_count:
                self._turn_page()
        self.y += self._pixels(self.looks.prose_points) // 2

    def _column_edges(self, table: PrintedTable) -> list[int]:
        shares = COLUMN_SHARES.get(table.column_count, [2, *[1] * (table.column_count - 1)])
        width = self.width - 2 * self.margin
        return [
            self.margin + round(width * sum(shares[:column]) / sum(shares)) for column in range(table.column_count + 1)
        ]

    def _lines(self, cell: PrintedCell, edges: list[int]) -> list[str]:
        width = edges[cell.column + cell.column_span] - edges[cell.column]
        points = self.looks.table_points
        return self._wrap(cell.text, points, width - 0.5 * self._pixels(points))

    def _row_heights(self, table: PrintedTable, edges: list[int]) -> list[int]:
        heights = [0] * table.row_count
        for cell in sorted(table.cells, key=lambda cell: cell.row_span):
            end = cell.row + cell.row_span
            heights[end - 1] += max(0, self._need(self._lines(cell, edges)) - sum(heights[cell.row : end]))
        return heights

    def _need(self, lines: list[str]) -> int:
        """The height of a cell with these lines."""
        return round((len(lines) * 1.2 + 2 * self.looks.row_padding) * self._pixels(self.looks.table_points))

    def _print_rows(self, table: PrintedTable, edges: list[int], heights: list[int], first: int, last: int) -> None:
        tops = [self.y + sum(heights[first:row]) for row in range(first, last + 1)]
        for cell in table.cells:
            row, end = max(cell.row, first), min(cell.row + cell.row_span, last)
            if row >= end:
                continue
            box = (
                edges[cell.column], tops[row - first], edges[cell.column + cell.column_span], tops[end - first]
            )  # fmt: skip
            self.draw.rectangle(box, outline=40, width=self.looks.line_pixels)
            lines = self._lines(cell, edges)
            # the text of a cell that goes on over the page stands where it fits first
            fits_before = cell.row < first and self._need(lines) <= sum(heights[cell.row : first])
            if not fits_before and (self._need(lines) <= box[3] - box[1] or end == cell.row + cell.row_span):
                self._print_cell(lines, box)
        if table.code in self.looks.table_codes_sealed:
            self.sealed[-1] = (edges[0], tops[0], edges[-1], tops[-1])
        self.y = tops[-1]

    def _print_cell(self, lines: list[str], box: tuple[int, int, int, int]) -> None:
        pixels = self._pixels(self.looks.table_points)
        y = (box[1] + box[3]) / 2 - len(lines) * 1.2 * pixels / 2
        for line in lines:
            font = self._font(self.looks.table_points, line)
            spare = box[2] - box[0] - font.getlength(line)
            x = box[2] - font.getlength(line) - pixels * 0.4 if self.looks.right_aligned else box[0] + spare / 2
            top, bottom = font.getmetrics()
            self.draw.text((x, y + (1.2 * pixels - top - bottom) / 2), line, font=font, fill=25)
            y += 1.2 * pixels
