"""Pages of scans to lines and tables in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.readers.blocks import Cell, Line, Reading, Table
from extract.readers.ruled.stitching import Part, continues, stitch
from extract.readers.scans.grids import Grid
from extract.readers.scans.layout import Layout, Spot, cell_box, lay_out
from extract.readers.scans.letters import read_letters
from extract.readers.scans.lines import recognise_lines
from extract.readers.scans.numbers import NO_SHAPES
from extract.readers.scans.pictures import Plane, decode
from extract.readers.scans.planes import straighten
from extract.readers.scans.prose import choose_lines, join_titles, without_margin
from extract.readers.scans.recogniser import Recognised, recognise
from extract.readers.scans.settling import settle, settle_words
from extract.readers.scans.shapes import UNKNOWN

_TABLE_WIDTH = 1000.0  # to which all tables are scaled: scanned pages lie differently
_TOLERANCE = 8.0
LEFT_OUT = "prose_left_out"
_UPRIGHT = 0.96  # confidence of the lines of a page that stands upright, at least
_LONGEST_NUMBER = 8  # characters, with a word of measure
_ITEM = re.compile(r"\d[.．、][\u4e00-\u9fff]{2,}")  # words, with the number of an item before them
_CERTAIN = 0.9  # of the characters of an item
_CLEARLY_BETTER = 0.02
_FEW_CHARACTERS = 4
_SAMPLE, _FIRST_SAMPLE = 6, 3  # lines that tell which way up a page is: of those of a page that stands upright, fewer
_FAMILIAR, _FAMILIAR_CHARACTERS = 0.5, 12  # share and number of characters; pages had 0.53 on, turned ones 0.37 at most
_STANDING = 3  # height to width of what is a line from head to foot, as all are on a page that lies on its side
_ONE_WIDE = 2.0  # heights of a character, within which one stands below the other


@dataclass(slots=True)
class _Open:
    """The last table, as long as nothing but the margins of pages followed it."""

    table: Table
    part: Part
    page: int


def read_pages(pictures: Sequence[bytes]) -> Reading:
    """The pages of one document."""
    reading = Reading()
    last: _Open | None = None
    planes = (plane for content in pictures for plane in decode(content))
    for number, plane in enumerate(planes, start=1):
        layout = _upright(plane)
        lines = without_margin(layout)
        chosen = choose_lines(layout, lines, number == 1)
        if len(chosen) < len(lines) and LEFT_OUT not in reading.issue_codes:
            reading.issue_codes.append(LEFT_OUT)
        _read(layout.page.gray, [*layout.spots(), *chosen])
        lines = join_titles(layout, lines)
        for item in _in_order(layout, lines):
            if isinstance(item, Spot):
                last = None
                if item.text:
                    reading.blocks.append(Line(item.text, f"page {number}"))
                continue
            part = _part(layout, item, number)
            if last and last.page + 1 == number and continues(last.part, part, _TOLERANCE):
                last.part = stitch(last.part, part)
                last.table.cells, last.page = last.part.cells, number
            else:
                last = _Open(Table(part.cells), part, number)
                reading.blocks.append(last.table)
    return reading


def _upright(plane: Plane) -> Layout:
    """The page the way up that its lines can be read; some of them are read then."""
    layout = lay_out(straighten(plane))
    best = legibility(layout)
    if best >= _UPRIGHT:
        return layout
    for turns in (1, 2, 3):
        other = lay_out(straighten(plane, turns))
        if (found := legibility(other)) > best + _CLEARLY_BETTER:
            layout, best = other, found
    return layout


def legibility(layout: Layout) -> float:
    """How certain the characters of some long lines are; 1 where there are too few to tell."""
    words = [spot for spot in layout.spots() if not spot.is_number] or layout.prose
    if len(words) < _SAMPLE:  # figures that lie on their side look like anything
        words = [*words, *(spot for spot in layout.spots() if spot.is_number and spot.text is None)]
    # Some labels in narrow columns are set from head to foot on any page.
    is_on_its_side = 2 * sum(_is_standing(spot, layout.page.em) for spot in words) > len(words)
    sample = sorted(words, key=lambda spot: -spot.crop.shape[1] / spot.crop.shape[0])[:_SAMPLE]
    if not is_on_its_side and _is_familiar([spot for spot in sample if not _is_standing(spot, layout.page.em)]):
        return 1.0
    _recognise_words(sample)
    certain = [
        confidence * (not (is_on_its_side and _is_standing(spot, layout.page.em)))
        for spot in sample
        if spot.recognised
        for confidence in spot.recognised.confidences
    ]
    return sum(certain) / len(certain) if len(certain) >= _FEW_CHARACTERS else 1.0


def _is_familiar(spots: Sequence[Spot]) -> bool:
    """Whether the small network is certain of most characters of the first of these lines: of turned ones it is not."""
    sample = spots[:_FIRST_SAMPLE]
    lines = read_letters([spot.crop for spot in sample])
    for spot, line in zip(sample, lines, strict=True):
        spot.letters = line
    certain = sum(sum(line.are_certain) for line in lines)
    return certain >= max(_FAMILIAR_CHARACTERS, _FAMILIAR * sum(len(line.text) for line in lines))


def _is_standing(spot: Spot, em: float) -> bool:
    """Whether characters stand below each other; the recogniser knows some also when they lie on their side."""
    left, top, right, bottom = spot.box
    return bottom - top > _STANDING * (right - left) and right - left < _ONE_WIDE * em


def _recognise_words(spots: Sequence[Spot]) -> None:
    waiting = [spot for spot in spots if spot.recognised is None]
    for spot, recognised in zip(waiting, _lines(waiting), strict=True):
        spot.recognised = recognised


def _lines(spots: Sequence[Spot]) -> list[Recognised]:
    return recognise_lines([spot.crop for spot in spots], [spot.letters for spot in spots])


def _read(gray: Plane, spots: Sequence[Spot]) -> None:
    """Read what is not certain yet of a page."""
    words = [spot for spot in spots if not spot.is_number]
    _recognise_words(words)
    numbers = [spot for spot in spots if spot.is_number and spot.text is None]
    for spot in words:
        assert spot.recognised is not None
        if _may_be_number(spot.recognised):
            numbers.append(spot)
        else:
            spot.text, spot.confidences = settle_words(spot.recognised, is_joined=spot.is_joined)
    for spot, recognised in zip(numbers, recognise([spot.crop for spot in numbers]), strict=True):
        spot.text, spot.confidences = settle(gray, spot.number or NO_SHAPES, recognised)


def _may_be_number(line: Recognised) -> bool:
    """Whether words turn out to hold a number, which has to be looked at as closely as one."""
    if _ITEM.fullmatch(line.text) and min(line.confidences) >= _CERTAIN:
        return False
    return len(line.text) <= _LONGEST_NUMBER and any(character.isdigit() for character in line.text)


def _in_order(layout: Layout, lines: list[Spot]) -> list[Spot | int]:
    """Lines and the numbers of grids from top to bottom."""
    items: list[tuple[float, Spot | int]] = [(spot.box[1], spot) for spot in lines]
    items += [(grid.rows[0], number) for number, grid in enumerate(layout.grids)]
    return [item for _, item in sorted(items, key=lambda item: item[0])]


def _part(layout: Layout, number: int, page: int) -> Part:
    """The table of one grid, with its columns on a scale that all pages share."""
    grid = layout.grids[number]
    cells = [_cell(layout, grid, cell, spots, page) for cell, spots in enumerate(layout.cells[number])]
    left, right = grid.columns[0], grid.columns[-1]
    columns = [(edge - left) / (right - left) * _TABLE_WIDTH for edge in grid.columns]
    return Part(columns, cells, len(grid.rows) - 1)


def _cell(layout: Layout, grid: Grid, number: int, spots: list[Spot], page: int) -> Cell:
    row, column, height, width = grid.spans[number]
    box = ",".join(map(str, layout.page.box_in_picture(cell_box(grid, number))))
    texts = [spot.text or "" for spot in spots]
    if len(texts) > 1:  # a dash above or below something else is a rest of a rule or of a seal
        texts = [UNKNOWN if set(text) <= set("-—/.,") else text for text in texts]
    text = "\n".join(texts).strip()
    confidence = min((min(spot.confidences, default=0.0) for spot in spots), default=1.0)
    certain = 0.0 if UNKNOWN in text else round(confidence, 3)
    return Cell(text, row, column, height, width, f"page {page} box {box}", certain)
