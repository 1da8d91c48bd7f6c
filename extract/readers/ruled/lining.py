"""The same as `texts` for all cells of a table at once: characters to lines, and the text of each line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from extract.readers.ruled.pages import Glyphs, are_spaces, decode
from extract.readers.ruled.texts import APART, SAME_LINE, SAME_PLACE, join_line

_SPACE = ord(" ")


@dataclass(slots=True)
class Lines:
    """Characters sorted by owner, line and place in the line.

    `starts`: where each line begins among them, and where the last one ends; `owners`: whose line each is.
    """

    glyphs: Glyphs
    starts: np.ndarray
    owners: np.ndarray
    order: np.ndarray  # which of the unsorted characters each of the sorted ones is

    @classmethod
    def of(cls, glyphs: Glyphs, owners: np.ndarray | None = None) -> Lines:
        """The lines of all characters of each owner; of all characters where no owners are told."""
        middles = glyphs.doubled_middles
        if owners is None:
            owners = np.zeros(len(glyphs), dtype=np.intp)
        order = np.lexsort((middles, owners))
        owners, middles = owners[order], middles[order]
        heights = (glyphs.sides[3] - glyphs.sides[1])[order]
        starts = _line_starts(owners, middles, heights)
        line_of = np.zeros(len(order), dtype=np.intp)
        line_of[starts[1:]] = 1
        within = np.lexsort((glyphs.sides[0][order], np.cumsum(line_of)))
        order = order[within]
        return cls(glyphs.take(order), np.append(starts, len(order)), owners[starts], order)

    def texts(self) -> list[str]:
        """The text of each line, as join_line gives it."""
        codes, (left, top, right, bottom) = self.glyphs.codes, self.glyphs.sides
        if not len(codes):
            return []
        is_inside = self._are_inside()
        across, width = left[1:] - left[:-1], right - left
        is_over = is_inside & (across < SAME_PLACE * width[1:]) & (across < SAME_PLACE * width[:-1])
        is_space = are_spaces(codes)
        is_apart = is_inside & (left[1:] - right[:-1] > APART * (bottom - top)[1:])
        is_apart &= ~(is_space[1:] | is_space[:-1])
        gaps = np.flatnonzero(is_apart) + 1
        text = decode(np.insert(codes, gaps, _SPACE))
        ends = (self.starts + np.searchsorted(gaps, self.starts)).tolist()
        texts = [text[start:end].strip() for start, end in pairwise(ends)]
        if is_over.any():
            for line in np.unique(np.searchsorted(self.starts, np.flatnonzero(is_over), "right") - 1).tolist():
                texts[line] = join_line(self.glyphs.take(slice(*self.starts[line : line + 2])).listed())
        return texts

    def are_whole(self, gap: float) -> list[bool]:
        """Per line, whether it has no space and no gap above `gap`, as a share of the height."""
        codes, (left, top, right, bottom) = self.glyphs.codes, self.glyphs.sides
        if not len(codes):
            return []
        is_parted = are_spaces(codes)
        is_parted[1:] |= self._are_inside() & (left[1:] > (right + gap * (bottom - top))[:-1])
        parted: list[bool] = np.logical_or.reduceat(is_parted, self.starts[:-1]).tolist()
        return [not one for one in parted]

    def _are_inside(self) -> np.ndarray:
        """Of each two neighbouring characters, whether they are of one line."""
        are_inside = np.ones(len(self.glyphs) - 1, dtype=bool)
        are_inside[self.starts[1:-1] - 1] = False
        return are_inside


def _line_starts(owners: np.ndarray, middles: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Where lines begin among characters sorted by owner and height on the page."""
    if not len(owners):
        return np.zeros(0, dtype=np.intp)
    # Nearly all characters of a line stand at one height: only where that changes a line may begin.
    levels = np.flatnonzero((middles[1:] != middles[:-1]) | (owners[1:] != owners[:-1])) + 1
    levels = np.concatenate(([0], levels))
    starts = []
    current, middle, limit = None, 0.0, 0.0
    columns = (levels, owners[levels], middles[levels], heights[levels])
    for start, owner, doubled, height in zip(*(column.tolist() for column in columns), strict=True):
        if owner != current or doubled - middle > limit:
            starts.append(start)
            current, middle, limit = owner, doubled, 2 * SAME_LINE * height
    return np.array(starts, dtype=np.intp)
