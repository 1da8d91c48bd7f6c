"""Positioned characters to text: lines by their height on the page, characters by their place in the line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from extract.readers.ruled.pages import Glyph

SAME_LINE = 0.5  # of the height of a character: how far its middle may lie off its line's
SAME_PLACE = 0.3  # of the width: nearer characters lie one over the other
APART = 0.3  # of the height: a wider gap is a space


def group_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Lines from top to bottom, each with its characters from left to right."""
    lines: list[list[Glyph]] = []
    middle = limit = 0.0
    for glyph in sorted(glyphs, key=_doubled_middle):
        _, _, top, _, bottom = glyph
        if lines and top + bottom - middle <= limit:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            middle = top + bottom
            limit = 2 * SAME_LINE * (bottom - top)
    for line in lines:
        line.sort(key=itemgetter(1))
    return lines


def join_line(line: Sequence[Glyph]) -> str:
    """The text of one line.

    What is drawn twice at one place (bold without a bold font) counts once. Different characters at one place are
    kept apart by a space, and so are characters with a gap between them, so that no number is made of two.
    """
    parts: list[str] = []
    before, start, end = "", 0.0, 0.0
    for text, left, top, right, bottom in line:
        if parts:
            if left - start < SAME_PLACE * (right - left) and left - start < SAME_PLACE * (end - start):
                if text == before:
                    continue
                parts.append(" ")
            elif left - end > APART * (bottom - top) and not (before.isspace() or text.isspace()):
                parts.append(" ")
        before, start, end = text, left, right
        parts.append(text)
    return "".join(parts).strip()


def join_lines(glyphs: Sequence[Glyph]) -> str:
    """The text of a cell, line by line."""
    if len(glyphs) == 1:
        return glyphs[0].text.strip()
    return "\n".join(text for line in group_lines(glyphs) if (text := join_line(line)))


def _doubled_middle(glyph: Glyph) -> float:
    return glyph[2] + glyph[4]
