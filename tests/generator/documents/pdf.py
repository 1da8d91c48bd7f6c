"""Writes a document as a PDF with text: our own pages, drawn in the ways that word processors and browsers have."""

from __future__ import annotations

import io
from functools import cache
from itertools import groupby
from random import Random

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extract.readers.pdf import box_font

from .pages import HEIGHT, WIDTH, LaidPage, Looks, advance, lay_out
from .printed import PrintedDocument

BORDERS = ("strokes", "thin_boxes", "one_path", "cell_boxes", "form")
_EMBEDDED, _NAMED = box_font.NAME, "STSong-Light"


def write_pdf(document: PrintedDocument, rng: Random, looks: Looks | None = None, borders: str | None = None) -> bytes:
    """The bytes of a PDF; `rng` chooses the looks, how borders are drawn, and whether pages are turned."""
    looks = looks or Looks.of(rng)
    borders = borders or rng.choice(BORDERS)
    is_turned, shift = rng.random() < 0.15, rng.choice((0, 0, 0, 37))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=0)
    font = rng.choice((_EMBEDDED, _EMBEDDED, _EMBEDDED, _NAMED))
    _register_fonts()
    for number, page in enumerate(lay_out(document, looks)):
        _turn(canvas, is_turned, shift)
        if borders == "form" and page.borders:
            canvas.beginForm(f"borders{number}")
            canvas.translate(0, -HEIGHT)
            _draw_borders(canvas, page, "strokes")
            canvas.endForm()
            canvas.saveState()
            canvas.translate(0, HEIGHT)
            canvas.doForm(f"borders{number}")
            canvas.restoreState()
        else:
            _draw_borders(canvas, page, borders)
        _draw_text(canvas, page, font, is_bold=rng.random() < 0.2)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@cache
def _register_fonts() -> None:
    """A font that is embedded, as word processors do, and one that is only named."""
    pdfmetrics.registerFont(TTFont(_EMBEDDED, io.BytesIO(box_font.box_font())))
    pdfmetrics.registerFont(UnicodeCIDFont(_NAMED))


def _turn(canvas: Canvas, is_turned: bool, shift: float) -> None:
    """A page that lies on its side in the file and is shown upright, or one with a crop box off the origin."""
    if is_turned:
        canvas.setPageSize((WIDTH, HEIGHT))  # the canvas itself swaps the sides of a turned page
        canvas.setPageRotation(90)
        canvas.translate(HEIGHT, 0)
        canvas.rotate(90)
    else:
        canvas.setPageSize((WIDTH + shift, HEIGHT + shift))
        canvas.setPageRotation(0)
        canvas.setCropBox((shift, shift, WIDTH + shift, HEIGHT + shift))
        canvas.translate(shift, shift)


def _draw_text(canvas: Canvas, page: LaidPage, font: str, is_bold: bool) -> None:
    """One text per run of equal widths, for those of a font that is not embedded are a guess; bold is drawn twice."""
    for run in page.runs:
        x = run.x
        canvas.setFont(font, run.size)
        for width, characters in groupby(run.text, advance):
            text = "".join(characters)
            if width:
                spacing = width * run.size - stringWidth(text, font, run.size) / len(text)
                for offset in (0.0, 0.3) if is_bold else (0.0,):
                    canvas.drawString(x + offset, HEIGHT - run.baseline, text, charSpace=spacing)
            x += width * run.size * len(text)


def _draw_borders(canvas: Canvas, page: LaidPage, borders: str) -> None:
    canvas.setLineWidth(0.5)
    if borders == "cell_boxes" and _has_all_sides(page):
        for left, top, right, bottom in page.boxes:
            canvas.rect(left, HEIGHT - bottom, right - left, bottom - top)
        return
    lines = sorted(set(page.borders))
    path = canvas.beginPath()
    for x, y, other_x, other_y in lines:
        if borders == "thin_boxes":
            canvas.rect(x - 0.25, HEIGHT - other_y - 0.25, other_x - x + 0.5, other_y - y + 0.5, stroke=0, fill=1)
        elif borders == "one_path":
            path.moveTo(x, HEIGHT - y)
            path.lineTo(other_x, HEIGHT - other_y)
        else:
            canvas.line(x, HEIGHT - y, other_x, HEIGHT - other_y)
    if borders == "one_path":
        canvas.drawPath(path)


def _has_all_sides(page: LaidPage) -> bool:
    return len(page.borders) == 4 * len(page.boxes)
