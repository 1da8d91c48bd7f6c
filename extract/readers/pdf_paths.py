"""Ruling lines of a PDF page, however they are drawn, and its images: one walk over the objects of the page."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extract.readers.blocks import CannotRead
from extract.readers.pdf_turns import Turn
from extract.readers.ruled import Rule

MOST_PATH_SEGMENTS = 5_000  # a longer path is a drawing and no table
MOST_SEGMENTS = 200_000  # of a document
MOST_OBJECTS = 100_000  # of a page
MOST_DEPTH = 6  # of forms in forms
_THIN = 3.0  # points: up to this a filled shape is a line
_OF_BOX = 5  # segments
_STRAIGHT = 1.0  # points: how far the ends of a line may be off

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


@dataclass(slots=True)
class Drawn:
    """What is drawn on a page besides characters; `images`: object and box (left, top, right, bottom) as seen."""

    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)
    images: list[tuple[Any, tuple[float, float, float, float]]] = field(default_factory=list)
    texts: list[Any] = field(default_factory=list)
    paths: int = 0
    segments: int = 0
    objects: int = 0


def read_objects(page: pypdfium2.PdfPage, turn: Turn, segments: int) -> Drawn:
    """The rules and images of a page, as it is seen; `segments`: how many the pages before had.

    Raises:
        CannotRead: `too_large` beyond the limits of objects and segments.
    """
    drawn = Drawn(segments=segments)
    count = pdfium.FPDFPage_CountObjects(page)
    _walk(drawn, pdfium.FPDFPage_GetObject, page.raw, count, turn.matrix, 0)
    return drawn


def _walk(drawn: Drawn, get: Callable[..., Any], owner: Any, count: int, matrix: Matrix, depth: int) -> None:
    drawn.objects += max(count, 0)
    if drawn.objects > MOST_OBJECTS:
        raise CannotRead("too_large", "reader_limit")
    for index in range(count):
        thing = get(owner, index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _read_path(drawn, thing, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            drawn.texts.append(thing)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE and (box := _bounds(thing, matrix)):
            drawn.images.append((thing, box))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
            inner = _product(_matrix(thing), matrix)
            _walk(drawn, pdfium.FPDFFormObj_GetObject, thing, pdfium.FPDFFormObj_CountObjects(thing), inner, depth + 1)


def _read_path(drawn: Drawn, path: Any, matrix: Matrix) -> None:
    """A thin path is one rule; of others, stroked lines and thin filled parts are."""
    drawn.paths += 1
    box = _bounds(path, matrix)
    if box is None:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    count = pdfium.FPDFPath_CountSegments(path)
    drawn.segments += max(count, 0)
    if drawn.segments > MOST_SEGMENTS:
        raise CannotRead("too_large", "reader_limit")
    if not (fill.value or stroke.value) or count > MOST_PATH_SEGMENTS:
        return  # a clipping path, or a drawing
    if count <= _OF_BOX and (_add_thin(drawn, box) or not stroke.value):
        return  # one rule, or the background of something
    for line in _subpaths(path, count, _product(_matrix(path), matrix)):
        if stroke.value:
            _add_lines(drawn, line)
        else:
            xs, ys = zip(*line, strict=True)
            _add_thin(drawn, (min(xs), min(ys), max(xs), max(ys)))


def _add_thin(drawn: Drawn, box: tuple[float, float, float, float]) -> bool:
    """Take a thin box for a rule; true also for specks, which are nothing."""
    left, top, right, bottom = box
    if bottom - top <= _THIN:
        if right - left > _THIN:
            drawn.horizontals.append(Rule((top + bottom) / 2, left, right))
        return True
    if right - left <= _THIN:
        drawn.verticals.append(Rule((left + right) / 2, top, bottom))
        return True
    return False


def _add_lines(drawn: Drawn, points: list[Point]) -> None:
    for (x, y), (other_x, other_y) in pairwise(points):
        if abs(y - other_y) <= _STRAIGHT < abs(x - other_x):
            drawn.horizontals.append(Rule((y + other_y) / 2, min(x, other_x), max(x, other_x)))
        elif abs(x - other_x) <= _STRAIGHT < abs(y - other_y):
            drawn.verticals.append(Rule((x + other_x) / 2, min(y, other_y), max(y, other_y)))


def _subpaths(path: Any, count: int, matrix: Matrix) -> Iterator[list[Point]]:
    """The points of each line that is drawn in one go; curves break it."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = a * x.value + c * y.value + e, b * x.value + d * y.value + f
        if pdfium.FPDFPathSegment_GetType(segment) != pdfium.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points
            points = []
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points


def _bounds(thing: Any, matrix: Matrix) -> tuple[float, float, float, float] | None:
    """Left, top, right and bottom as seen."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        return None
    a, b, c, d, e, f = matrix
    corners = [(x.value, y.value) for x in (left, right) for y in (bottom, top)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _matrix(thing: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    """One matrix for two that are applied one after the other."""
    a, b, c, d, e, f = first
    m, n, o, p, q, r = then
    return a * m + b * o, a * n + b * p, c * m + d * o, c * n + d * p, e * m + f * o + q, e * n + f * p + r
