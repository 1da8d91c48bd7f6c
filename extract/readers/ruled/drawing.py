"""Strokes and filled shapes to ruling lines: what is straight and along the page, or thin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extract.readers.ruled.pages import Rule, make_rule

THIN = 3.0  # points: up to this a filled shape is a line
_STRAIGHT = 1.0  # points: how far the ends of a line may be off

Box = tuple[float, float, float, float]  # left, top, right, bottom
Point = tuple[float, float]


@dataclass(slots=True)
class Drawing:
    """The rules of a page as they are drawn, in points."""

    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)

    def add_thin(self, box: Box) -> bool:
        """Take a thin box for a rule; true also for specks, which are nothing."""
        left, top, right, bottom = box
        if bottom - top <= THIN:
            if right - left > THIN:
                self.horizontals.append(make_rule(((top + bottom) / 2, left, right)))
            return True
        if right - left <= THIN:
            self.verticals.append(make_rule(((left + right) / 2, top, bottom)))
            return True
        return False

    def add_filled(self, points: Sequence[Point]) -> None:
        """A filled shape; a background is no rule."""
        xs, ys = zip(*points, strict=True)
        self.add_thin((min(xs), min(ys), max(xs), max(ys)))

    def add_strokes(self, points: Sequence[Point]) -> None:
        """The lines from each point to the next."""
        for (x, y), (other_x, other_y) in pairwise(points):
            if abs(y - other_y) <= _STRAIGHT < abs(x - other_x):
                self.horizontals.append(make_rule(((y + other_y) / 2, min(x, other_x), max(x, other_x))))
            elif abs(x - other_x) <= _STRAIGHT < abs(y - other_y):
                self.verticals.append(make_rule(((x + other_x) / 2, min(y, other_y), max(y, other_y))))
