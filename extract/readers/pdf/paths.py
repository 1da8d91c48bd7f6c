"""Ruling lines of a PDF page, however they are drawn, and its images: one walk over the objects of the page."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Iterator
from ctypes import c_int, c_ulong, c_void_p, cast
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extract.readers.blocks import CannotRead
from extract.readers.pdf.calls import by_address
from extract.readers.pdf.turns import Turn
from extract.readers.ruled import Drawing

MOST_PATH_SEGMENTS = 5_000  # a longer path is a drawing and no table
MOST_SEGMENTS = 200_000  # of a document
MOST_OBJECTS = 100_000  # of a page
MOST_DEPTH = 6  # of forms in forms
_OF_BOX = 5  # segments

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Point = tuple[float, float]

# Where the library writes its answers; each is read at once. PDFium is not for several threads anyway.
_NUMBERS = (ctypes.c_float * 6)()
_AT_NUMBERS = [ctypes.addressof(_NUMBERS) + index * ctypes.sizeof(ctypes.c_float) for index in range(6)]
_AT_SIDES = _AT_NUMBERS[:4]
_read_sides = struct.Struct("4f").unpack_from  # faster than one by one
_MODE = (c_int * 2)()
_AT_MODE = ctypes.addressof(_MODE)
_object_bounds = by_address(pdfium.FPDFPageObj_GetBounds, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_object_matrix = by_address(pdfium.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p)
_kind = by_address(pdfium.FPDFPageObj_GetType, c_int, c_void_p)
_page_object = by_address(pdfium.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
_form_object = by_address(pdfium.FPDFFormObj_GetObject, c_void_p, c_void_p, c_ulong)
_count_form = by_address(pdfium.FPDFFormObj_CountObjects, c_int, c_void_p)
_count_segments = by_address(pdfium.FPDFPath_CountSegments, c_int, c_void_p)
_draw_mode = by_address(pdfium.FPDFPath_GetDrawMode, c_int, c_void_p, c_void_p, c_void_p)
_path_segment = by_address(pdfium.FPDFPath_GetPathSegment, c_void_p, c_void_p, c_int)
_segment_point = by_address(pdfium.FPDFPathSegment_GetPoint, c_int, c_void_p, c_void_p, c_void_p)
_segment_kind = by_address(pdfium.FPDFPathSegment_GetType, c_int, c_void_p)
_segment_close = by_address(pdfium.FPDFPathSegment_GetClose, c_int, c_void_p)


@dataclass(slots=True)
class Drawn:
    """What is drawn on a page besides characters; objects by their addresses, `images` with their boxes as seen."""

    rules: Drawing = field(default_factory=Drawing)
    images: list[tuple[int, Box]] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
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
    _walk(drawn, _page_object, cast(page.raw, c_void_p).value, count, turn.matrix, 0)
    return drawn


def _walk(drawn: Drawn, get: Callable[..., Any], owner: Any, count: int, matrix: Matrix, depth: int) -> None:
    drawn.objects += max(count, 0)
    if drawn.objects > MOST_OBJECTS:
        raise CannotRead("too_large", "reader_limit")
    for index in range(count):
        thing = get(owner, index)
        kind = _kind(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _read_path(drawn, thing, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            drawn.texts.append(thing)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE and (box := _bounds(thing, matrix)):
            drawn.images.append((thing, box))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
            _walk(drawn, _form_object, thing, _count_form(thing), _product(_matrix(thing), matrix), depth + 1)


def _read_path(drawn: Drawn, path: int, matrix: Matrix) -> None:
    """A thin path is one rule; of others, stroked lines and thin filled parts are."""
    drawn.paths += 1
    count = _count_segments(path)
    drawn.segments += count
    if drawn.segments > MOST_SEGMENTS:
        raise CannotRead("too_large", "reader_limit")
    if count <= _OF_BOX and ((box := _bounds(path, matrix)) is None or drawn.rules.add_thin(box)):
        return  # one rule
    _draw_mode(path, _AT_MODE, _AT_MODE + ctypes.sizeof(c_int))
    is_stroked = _MODE[1]
    if count > MOST_PATH_SEGMENTS or (count <= _OF_BOX and not is_stroked):
        return  # a drawing, or the background of something
    for line in _subpaths(path, count, _product(_matrix(path), matrix)):
        if is_stroked:
            drawn.rules.add_strokes(line)
        else:
            drawn.rules.add_filled(line)


def _subpaths(path: int, count: int, matrix: Matrix) -> Iterator[list[Point]]:
    """The points of each line that is drawn in one go; curves break it."""
    a, b, c, d, e, f = matrix
    at_x, at_y = _AT_NUMBERS[:2]
    points: list[Point] = []
    for index in range(count):
        segment = _path_segment(path, index)
        _segment_point(segment, at_x, at_y)
        x, y = _NUMBERS[:2]
        if _segment_kind(segment) != pdfium.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points
            points = []
        points.append((a * x + c * y + e, b * x + d * y + f))
        if _segment_close(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points


def _bounds(thing: int, matrix: Matrix) -> Box | None:
    """Left, top, right and bottom as seen."""
    if not _object_bounds(thing, *_AT_SIDES):
        return None
    a, b, c, d, e, f = matrix
    left, bottom, right, top = _read_sides(_NUMBERS)
    if not b and not c and a > 0 > d:  # as nearly always
        return a * left + e, d * top + f, a * right + e, d * bottom + f
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _matrix(thing: int) -> Matrix:
    _object_matrix(thing, _AT_NUMBERS[0])
    a, b, c, d, e, f = _NUMBERS
    return a, b, c, d, e, f


def _product(first: Matrix, then: Matrix) -> Matrix:
    """One matrix for two that are applied one after the other."""
    a, b, c, d, e, f = first
    m, n, o, p, q, r = then
    return a * m + b * o, a * n + b * p, c * m + d * o, c * n + d * p, e * m + f * o + q, e * n + f * p + r
