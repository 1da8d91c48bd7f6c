"""Ruling lines as they are drawn to whole lines, and to groups of lines that touch."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import itemgetter

from extract.readers.blocks import CannotRead
from extract.readers.ruled.pages import Rule

MOST_RULES = 3_000  # whole lines of one direction on a page; a form has about 50


def merge_rules(rules: Iterable[Rule], tolerance: float) -> list[Rule]:
    """Pieces of one line as one rule: the same position, and no gap that could be seen. Sorted by position.

    Raises:
        CannotRead: `too_large` where there are more lines than any table has.
    """
    merged: list[Rule] = []
    for group in _by_position(rules, tolerance):
        group.sort(key=itemgetter(1))
        position = sum([rule[0] for rule in group]) / len(group)
        _, start, end = group[0]
        for _, next_start, next_end in group:
            if next_start - end > 2 * tolerance:
                merged.append(Rule(position, start, end))
                start, end = next_start, next_end
            elif next_end > end:
                end = next_end
        merged.append(Rule(position, start, end))
    if len(merged) > MOST_RULES:
        raise CannotRead("too_large", "reader_limit")
    return merged


def _by_position(rules: Iterable[Rule], tolerance: float) -> list[list[Rule]]:
    """The rules of nearly one position, by position; there are far fewer positions than rules."""
    of_position: dict[float, list[Rule]] = {}
    for rule in rules:
        if rule[0] in of_position:
            of_position[rule[0]].append(rule)
        else:
            of_position[rule[0]] = [rule]
    groups: list[list[Rule]] = []
    first = 0.0
    for position in sorted(of_position):
        if groups and position - first <= tolerance:
            groups[-1] += of_position[position]
        else:
            groups.append(of_position[position])
            first = position
    return groups


def touching_groups(
    horizontals: list[Rule], verticals: list[Rule], tolerance: float
) -> list[tuple[list[Rule], list[Rule]]]:
    """The horizontal and vertical rules of each net of rules that touch; both sorted by position."""
    parents = list(range(len(horizontals) + len(verticals)))
    positions = [rule.position for rule in verticals]
    reaches = [(start - tolerance, end + tolerance) for _, start, end in verticals]
    for index, (y, start, end) in enumerate(horizontals):
        first, behind = bisect_left(positions, start - tolerance), bisect_right(positions, end + tolerance)
        root = _root(parents, index)
        for other, (top, bottom) in enumerate(reaches[first:behind], len(horizontals) + first):
            if top <= y <= bottom and parents[other] != root:
                parents[root] = _root(parents, other)
                root = parents[root]
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate(horizontals + verticals):
        groups.setdefault(_root(parents, index), ([], []))[index >= len(horizontals)].append(rule)
    return list(groups.values())


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index
