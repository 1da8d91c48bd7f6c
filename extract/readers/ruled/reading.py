"""Pages of characters and rules to blocks: tables whole over page breaks, prose line by line around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from extract.readers.blocks import Line, Table
from extract.readers.ruled.bands import read_bands
from extract.readers.ruled.columns import TextLine, text_lines
from extract.readers.ruled.filling import DOUBT, fill_grids
from extract.readers.ruled.grids import Grid, build_grid
from extract.readers.ruled.headings import framed_lines
from extract.readers.ruled.pages import Glyphs, Page, Rule
from extract.readers.ruled.rules import merge_rules, touching_groups
from extract.readers.ruled.stitching import Part, continues, stitch

_TOLERANCE = 2.5  # points: how far rules that meet may miss each other
_MOST_TABLES = 60  # of a page; the smallest of more are boxes of a drawing
_MOST_FREE_RULES = 200  # of a page; more are no rules between rows
_MARGIN = 0.08  # of the height of a page, above and below: what stands there is no text of the report
_OUTER = 0.15  # of the height: where a running head may stand, if it stands on several pages
_PAGE_NUMBER = re.compile(r"\W*(?:第|共|页|page|of|[\d\s/／\-—－–·.~|])+\W*", re.IGNORECASE)


@dataclass(slots=True)
class _Item:
    """A line or a part of a table, in reading order; `framed`: the lines of a part of one cell, if it is a frame."""

    page: Page
    top: float
    content: Line | Part
    framed: Sequence[str] = ()


@dataclass(slots=True)
class _Laid:
    """A page with its tables: their grids, the characters in each, and the rest; and the rules of no table."""

    page: Page
    glyphs: Glyphs
    grids: list[Grid]
    shares: list[Glyphs]
    rest: Glyphs
    free: list[Rule]


def read_pages(pages: Sequence[Page]) -> list[Line | Table]:
    """All pages as lines and tables in reading order.

    A table that a page break cuts is one table; page numbers and running heads at the break follow it.

    Raises:
        CannotRead: `too_large` where a page has more rules than any table.
    """
    items = _read_items([_lay_out(page) for page in pages])
    repeated = Counter(key for item in items if (key := _head(item)))
    done: list[_Item] = []
    open_table: _Item | None = None  # the last table, as long as only page furniture followed it
    for item in items:
        content = item.content
        if isinstance(content, Line):
            if not _is_furniture(item, content, repeated):
                open_table = None
        elif open_table and _goes_on(open_table, item):
            assert isinstance(open_table.content, Part)
            open_table.content = stitch(open_table.content, content)
            open_table.page = item.page
            continue
        else:
            open_table = item
        done.append(item)
    return [block for item in done for block in _blocks(item)]


def _read_items(laid: list[_Laid]) -> list[_Item]:
    """The items of all pages, whose tables and lines are read at once."""
    if not laid:
        return []
    grids = [grid for one in laid for grid in one.grids]
    shares = [share for one in laid for share in one.shares]
    tables = iter(fill_grids(grids, shares, [one.page for one in laid for _ in one.grids]))
    of_pages = zip(laid, text_lines([one.rest for one in laid]), strict=True)
    return [item for one, lines in of_pages for item in _read_page(one, list(islice(tables, len(one.grids))), lines)]


def _blocks(item: _Item) -> list[Line | Table]:
    """A table, or lines; one cell alone is a frame around prose."""
    if isinstance(item.content, Line):
        return [item.content]
    cells = item.content.cells
    if len(cells) > 1:
        return [Table(cells)]
    return [Line(text, f"page {item.page.number}") for text in item.framed or cells[0].text.split("\n") if text]


def _goes_on(before: _Item, item: _Item) -> bool:
    assert isinstance(before.content, Part) and isinstance(item.content, Part)
    return before.page.number + 1 == item.page.number and continues(
        before.content, item.content, 2 * _TOLERANCE * item.page.scale
    )


def _lay_out(page: Page) -> _Laid:
    tolerance = _TOLERANCE * page.scale
    glyphs = page.characters
    horizontals = merge_rules(page.horizontals, tolerance)
    verticals = merge_rules(page.verticals, tolerance)
    grids = _grids(glyphs, horizontals, verticals, tolerance)
    boxes = [grid.box for grid in grids]
    free = [rule for rule in horizontals if not any(box[1] - 1 <= rule.position <= box[3] + 1 for box in boxes)]
    free = free if len(free) <= _MOST_FREE_RULES else []
    return _Laid(page, glyphs, grids, *_share(glyphs, grids), free)


def _read_page(laid: _Laid, tables: list[Part], lines: list[TextLine]) -> list[_Item]:
    """The items of a page; `tables`: what its grids hold; `lines`: what stands in none."""
    page = laid.page
    tops = [grid.rows[0] for grid in laid.grids]
    items = [
        _Item(page, grid.rows[0], table, _framed(share, table, laid.glyphs) if len(table.cells) == 1 else ())
        for grid, share, table in zip(laid.grids, laid.shares, tables, strict=True)
    ]
    for chunk in _between(lines, tops):
        items += [_Item(page, top, content) for top, content in read_bands(chunk, laid.free, page, laid.glyphs)]
    return sorted(items, key=lambda item: item.top)


def _framed(share: Glyphs, table: Part, glyphs: Glyphs) -> list[str]:
    """What a table of one cell says line by line; a doubt about its digits stays behind the last one."""
    lines = framed_lines(share, glyphs.middle_height, table.columns[0], table.columns[-1])
    if lines and table.cells[0].text.endswith(DOUBT):
        lines[-1] += DOUBT
    return lines


def _grids(glyphs: Glyphs, horizontals: list[Rule], verticals: list[Rule], tolerance: float) -> list[Grid]:
    """The innermost tables: what frames another one is a layout and no table."""
    narrow = max(0.5 * glyphs.middle_height, tolerance)
    nets = touching_groups(horizontals, verticals, tolerance)
    grids = sorted((grid for net in nets if (grid := build_grid(*net, narrow))), key=lambda grid: -len(grid.spans))
    grids = grids[:_MOST_TABLES]
    return [grid for grid in grids if not any(_frames(grid, other) for other in grids)]


def _frames(grid: Grid, other: Grid) -> bool:
    left, top, right, bottom = grid.box
    inner = other.box
    return grid is not other and left <= inner[0] and top <= inner[1] and inner[2] <= right and inner[3] <= bottom


def _share(glyphs: Glyphs, grids: list[Grid]) -> tuple[list[Glyphs], Glyphs]:
    """The characters in each grid, and those in none."""
    across, down = glyphs.sides[0] + glyphs.sides[2], glyphs.doubled_middles
    is_left = np.ones(len(glyphs), dtype=bool)
    shares = []
    for grid in grids:
        left, top, right, bottom = (2 * side for side in grid.box)
        is_in = is_left & (left <= across) & (across <= right) & (top <= down) & (down <= bottom)
        is_left &= ~is_in
        shares.append(glyphs.take(is_in))
    return shares, glyphs.take(is_left)


def _between(lines: list[TextLine], tops: list[float]) -> list[list[TextLine]]:
    """Lines in stretches that no table interrupts."""
    edges = sorted(tops)
    stretches: list[list[TextLine]] = [[] for _ in range(len(edges) + 1)]
    for line in lines:
        stretches[sum(edge < line.first.top for edge in edges)].append(line)
    return stretches


def _is_furniture(item: _Item, line: Line, repeated: Counter[tuple[str, int]]) -> bool:
    """Page numbers, running heads, and whatever else stands in the margin."""
    in_margin = not _MARGIN * item.page.height < item.top < (1 - _MARGIN) * item.page.height
    head = _head(item)
    return in_margin or bool(_PAGE_NUMBER.fullmatch(line.text)) or bool(head and repeated[head] > 1)


def _head(item: _Item) -> tuple[str, int] | None:
    """What a running head or foot has in common on all pages: its text but for numbers, and its height."""
    share = item.top / item.page.height
    if isinstance(item.content, Part) or _OUTER < share < 1 - _OUTER:
        return None
    return re.sub(r"\d+", "0", item.content.text), round(share * 200)
