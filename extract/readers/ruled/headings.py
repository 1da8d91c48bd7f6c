"""Titles that are wrapped: lines of one large size, centred alike or full up to the right edge, are one line."""

from __future__ import annotations

from itertools import pairwise

from extract.readers.ruled.columns import TextLine, text_lines
from extract.readers.ruled.pages import Glyphs

_LARGER = 1.15  # than the usual character of the page
_SAME_SIZE = 0.1  # of the height
_NEAR = 1.2  # of the height: no more lies between the two
_CENTRED = 0.7  # of the height: how far the middles of the two may miss each other


def goes_on(line: TextLine, following: TextLine, usual_height: float, right_edge: float) -> bool:
    """Whether a line is the rest of the line above it: both are large, of one size, and near.

    Both are centred alike, or the one above has no room left for the next character: else two headings may stand one
    above the other.
    """
    height, next_height = line.height, following.height
    if min(height, next_height) < _LARGER * usual_height or abs(height - next_height) > _SAME_SIZE * height:
        return False
    first, second = line.first, following.first
    if second.top - first.bottom >= _NEAR * height:
        return False
    if abs(first.left - second.left) <= height:
        return line.last.right + (second.right - second.left) > right_edge
    return abs(first.left + line.last.right - second.left - following.last.right) < 2 * _CENTRED * height


def framed_lines(glyphs: Glyphs, usual_height: float, left: float, right: float) -> list[str]:
    """The lines of prose in a frame from `left` to `right`, with the rest of a title behind its first line."""
    (lines,) = text_lines([glyphs])
    if not lines:
        return []
    # A frame leaves as much room on the right as on the left.
    right_edge = right - max(min(line.first.left for line in lines) - left, 0.0)
    texts = [lines[0].text]
    for above, line in pairwise(lines):
        if goes_on(above, line, usual_height, right_edge):
            texts[-1] += line.text
        else:
            texts.append(line.text)
    return texts
