"""Which lines outside tables are read: all would cost more than the tables do, and long paragraphs hold no figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from extract.readers.scans.layout import Layout, Spot

_MOST_LINES = 80  # of one page
_FIRST_LINES = 3  # of the document: title, publisher, date
_CAPTION_LINES = 2  # above each table
_MARGIN = 0.07  # of the height of a page: what stands there is a page number or a running head
_WHOLE_PAGE = 60  # heights of a character; a lower picture is a part of a page, and has no margin
_SHORT = 2.0  # heights of a character that a heading ends before the end of lines, at least
_INDENT = 1.0
_FEW_LINES = 6  # do not show where lines begin
_WRAPPED = 0.85  # of the width of the text: a first line of a title that goes on in the next


def without_margin(layout: Layout) -> list[Spot]:
    """The lines outside tables, but for those above and below the text of the page."""
    height = layout.page.gray.shape[0]
    if height < _WHOLE_PAGE * layout.page.em:
        return layout.prose
    return [
        spot for spot in layout.prose if _MARGIN * height <= (spot.box[1] + spot.box[3]) / 2 <= (1 - _MARGIN) * height
    ]


def choose_lines(layout: Layout, lines: list[Spot], is_first_page: bool) -> list[Spot]:
    """Titles, headings, captions and short lines: what may say which report this is, or what a table is about."""
    tops = [grid.rows[0] for grid in layout.grids]
    captions = {id(spot) for top in tops for spot in [one for one in lines if one.box[1] < top][-_CAPTION_LINES:]}
    first = {id(spot) for spot in lines[: _FIRST_LINES * is_first_page]}
    left, right = _edges(layout, lines)
    em = layout.page.em
    chosen = []
    begins = True  # a line behind a short one begins a paragraph
    for spot in lines:
        is_short = spot.box[2] < right - _SHORT * em
        may_begin = begins or spot.box[0] > left + _INDENT * em or len(lines) < _FEW_LINES
        if id(spot) in captions | first or (is_short and may_begin):
            chosen.append(spot)
        begins = is_short
    return chosen[:_MOST_LINES]


def _edges(layout: Layout, lines: list[Spot]) -> tuple[float, float]:
    """Where lines of the text begin and end."""
    if not lines:
        return 0.0, 0.0
    left = np.percentile([spot.box[0] for spot in lines], 20)
    left = min([left, *(grid.columns[0] for grid in layout.grids)])  # tables are as wide as the text
    right = np.percentile([spot.box[2] for spot in lines], 80)
    return float(left), max(float(right), layout.page.gray.shape[1] - float(left))  # the margins are alike


def join_titles(layout: Layout, lines: list[Spot]) -> list[Spot]:
    """The lines with titles that did not fit into one line as one."""
    joined: list[Spot] = []
    for spot in lines:
        upper = joined[-1] if joined else None
        if upper and upper.text and spot.text and _goes_on(layout, lines, upper, spot):
            confidences = (*upper.confidences, *spot.confidences)
            joined[-1] = replace(upper, text=upper.text + spot.text, confidences=confidences)
        else:
            joined.append(spot)
    return joined


def _goes_on(layout: Layout, lines: list[Spot], upper: Spot, lower: Spot) -> bool:
    """Whether the upper line nearly fills its line, and the lower one is centred right below it."""
    left, right = _edges(layout, lines)
    em = layout.page.em
    return (
        upper.box[2] - upper.box[0] > _WRAPPED * (right - left)
        and abs((lower.box[0] + lower.box[2]) - (left + right)) < 2 * em
        and lower.box[0] > left + 3 * em
        and lower.box[1] - upper.box[3] < 1.2 * em
    )
