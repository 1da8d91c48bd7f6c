"""Ruling lines of a PDF page, however they are drawn, and its images: one walk over the objects of the page."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from ctypes import c_int, c_ulong, c_void_p, cast
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extract.readers.blocks import CannotRead
from extract.readers.pdf_calls import by_address
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
Box = tuple[float, float, float, float]
Point = tuple[float, float]

_FLOAT = ctypes.sizeof(ctypes.c_float)
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
    """What is drawn on a page besides characters; `images`: object and box (left, top, right, bottom) as seen."""

    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)
    images: list[tuple[Any, Box]] = field(default_factory=list)
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
    drawn.segments += max(count, 0)
    if drawn.segments > MOST_SEGMENTS:
        raise CannotRead("too_large", "reader_limit")
    mode = (ctypes.c_int * 2)()
    start = ctypes.addressof(mode)
    _draw_mode(path, start, start + ctypes.sizeof(ctypes.c_int))
    is_filled, is_stroked = mode
    if not (is_filled or is_stroked) or count > MOST_PATH_SEGMENTS:
        return  # a clipping path, or a drawing
    if count <= _OF_BOX:
        box = _bounds(path, matrix)
        if box is None or _add_thin(drawn, box) or not is_stroked:
            return  # one rule, or the background of something
    for line in _subpaths(path, count, _product(_matrix(path), matrix)):
        if is_stroked:
            _add_lines(drawn, line)
        else:
            xs, ys = zip(*line, strict=True)
            _add_thin(drawn, (min(xs), min(ys), max(xs), max(ys)))


def _add_thin(drawn: Drawn, box: Box) -> bool:
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


def _subpaths(path: int, count: int, matrix: Matrix) -> Iterator[list[Point]]:
    """The points of each line that is drawn in one go; curves break it."""
    a, b, c, d, e, f = matrix
    place = (ctypes.c_float * 2)()
    start = ctypes.addressof(place)
    points: list[Point] = []
    for index in range(count):
        segment = _path_segment(path, index)
        _segment_point(segment, start, start + _FLOAT)
        x, y = place
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
    sides = (ctypes.c_float * 4)()
    start = ctypes.addressof(sides)
    if not _object_bounds(thing, start, start + _FLOAT, start + 2 * _FLOAT, start + 3 * _FLOAT):
        return None
    a, b, c, d, e, f = matrix
    left, bottom, right, top = sides
    if not b and not c and a > 0 > d:  # as nearly always
        return a * left + e, d * top + f, a * right + e, d * bottom + f
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _matrix(thing: int) -> Matrix:
    numbers = (ctypes.c_float * 6)()
    _object_matrix(thing, ctypes.addressof(numbers))
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _product(first: Matrix, then: Matrix) -> Matrix:
    """One matrix for two that are applied one after the other."""
    a, b, c, d, e, f = first
    m, n, o, p, q, r = then
    return a * m + b * o, a * n + b * p, c * m + d * o, c * n + d * p, e * m + f * o + q, e * n + f * p + r
