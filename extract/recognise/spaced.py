"""Rows whose columns are parted by spaces: 规章 0 0 12, as tables copied out of a PDF or a browser.

A space may also stand inside a label or a cell. So it parts columns only in a document in which several rows of the
form are printed so, and only behind the label of a row; how many values a row must have is not known here, but a row
with another number of them is never read (see cells). A label broken over lines is put together where the whole is a
listed label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import polars as pl

from extract.form.tables import form_items
from extract.recognise.joined import any_script
from extract.recognise.normalise import LONGEST_LABEL
from extract.recognise.spaced_labels import Labels, group_words
from extract.recognise.spaced_lines import SPACES, Line, read_line

MARK = "\x05"
FEWEST_ROWS = 3  # of the form, or headers of as many words
MOST_LINES_BESIDE = 7  # of a broken label, before or behind the line with the values
MOST_LINES, MOST_BYTES = 5_000, 500_000  # of a document; longer ones are no reports
DOUBT = "\ufffd"  # before values that may not be those of the label before them; no number begins so


class Window(NamedTuple):
    """Lines that may hold the label of one line with values."""

    at: int  # the line with the values
    first: int
    end: int
    label: str

    @property
    def lines(self) -> range:
        """All of them."""
        return range(self.first, self.end)


@cache
def _sign() -> str:
    """A label that begins a line of a header, and a further word: looked for in every document, so they are few."""
    items = form_items().sort("row_order", "column_order")
    applicants = items.filter(table_code="requests")["column_label_zh"].unique(maintain_order=True).head(2)
    channels = items.filter(table_code="litigation")["row_label_zh"].head(1)
    first = ["信息内容", *(label.split(" ")[-1] for label in [*applicants, *channels])]
    return f"(?:{'|'.join(''.join(map(any_script, label)) for label in first)})[{SPACES}]+[^{SPACES}|\n\t]"


def part_spaced_lines(texts: pl.Series) -> pl.Series:
    """The same documents, the labels and values of such rows each on a line of its own that begins with a mark."""
    found = texts.str.contains(_sign()).arg_true()
    few = texts.gather(found).str.count_matches("\n", literal=True) <= MOST_LINES
    affected = found.filter(few & (texts.gather(found).str.len_bytes() <= MOST_BYTES))
    documents = [[read_line(line) for line in text.split("\n")] for text in texts.gather(affected)]
    labels = Labels()
    labels.add(text for lines in documents for line in lines for text in (line.label, *line.words))
    at = [number for number, lines in enumerate(documents) if _is_spaced(lines, labels)]
    if not at:
        return texts
    spaced = [documents[number] for number in at]
    _describe_lines([line for lines in spaced for line in lines], labels)
    windows = [(lines, _windows(lines)) for lines in spaced]
    labels.add(window.label for _, found in windows for window in found)
    parted = ["\n".join(_print_lines(lines, _choose(lines, found, labels), labels)) for lines, found in windows]
    return texts.scatter(affected.gather(at), parted)


def _is_spaced(lines: list[Line], labels: Labels) -> bool:
    """Whether rows or headers of the form are printed with spaces, and most cells stand in such rows."""
    rows = [line for line in lines if line.values and (not line.label or labels.is_row(line.label))]
    headers = [line for line in lines if len(line.words) >= FEWEST_ROWS and all(map(labels.is_known, line.words))]
    cells = sum(len(line.values) for line in rows)
    return len(rows) + len(headers) >= FEWEST_ROWS and cells > sum(line.is_other for line in lines)


def _describe_lines(lines: list[Line], labels: Labels) -> None:
    """Take headings of groups, and pieces of them, off the labels behind them; look up all that is left; and tell the
    headers.
    """
    pieces = group_words({word for line in lines for word in line.words})
    for line in lines:
        words = line.label.split(" ")
        count = next((place for place, word in enumerate(words) if word not in pieces), len(words))
        if not line.label or labels.is_exact_row(line.label):
            continue
        line.is_piece = count == len(words)
        if not line.is_piece:
            line.groups, line.label = words[:count], " ".join(words[count:])
    labels.add(line.label for line in lines)
    for line in lines:
        words = line.words[len(line.groups) :]
        several = len(words) > 1 and not line.values and not labels.is_known(line.label)
        line.is_header = several and any(map(labels.is_known, words))


def _windows(lines: list[Line]) -> list[Window]:
    """For each line with values the lines that may hold its label, the fewest first."""
    windows = []
    for at, line in enumerate(lines):
        if line.values:
            firsts, ends = range(_reach(lines, at, -1), at + 1), range(at + 1, _reach(lines, at, 1) + 2)
            windows += [
                Window(at, first, end, text) for first in firsts for end in ends for text in _spell(lines[first:end])
            ]
    return sorted(windows, key=lambda window: window.end - window.first)


def _spell(lines: list[Line]) -> list[str]:
    """The labels of lines put together; with and without pieces of the heading beside them."""
    whole = "".join(line.label for line in lines)
    return list(dict.fromkeys([whole, "".join(line.label for line in lines if not line.is_piece)]))


def _reach(lines: list[Line], at: int, step: int) -> int:
    """The last of the lines beside one that may hold pieces of its label."""
    for _ in range(MOST_LINES_BESIDE):
        line = lines[at + step] if 0 <= at + step < len(lines) else Line("", [])
        if not 0 < len(line.label) <= LONGEST_LABEL or line.values or line.is_header:
            break
        at += step
    return at


def _choose(lines: list[Line], windows: list[Window], labels: Labels) -> dict[int, Window]:
    """The lines that hold the label of each line with values; those without a label of the form are left out.

    The lines of a label must spell a listed label, and lines of another row must not do so as well: numbers between two
    labels may be either's. A label on the line itself may be in other words.
    """
    spelt: dict[int, dict[int, Window]] = {}  # by line and label
    alone: dict[int, Window] = {}
    for window in windows:
        is_alone = len(window.lines) == 1
        if is_alone and labels.may_name_row(window.label):
            alone[window.at] = window
        is_spelt = labels.is_exact_row(window.label) and (is_alone or not labels.is_group(window.label))
        if is_spelt and not (is_alone and labels.may_go_on(window.label)):
            spelt.setdefault(window.at, {}).setdefault(labels.code(window.label), window)
    chosen = _without_stray_values(lines, _settle(spelt))
    return {at: window for at, window in alone.items() if at not in spelt} | chosen


def _settle(spelt: dict[int, dict[int, Window]]) -> dict[int, Window]:
    """Lines with one label, then those that have one left when the lines of these are taken, and so on; without those
    that would take the same line.
    """
    chosen: dict[int, Window] = {}
    while certain := {at: next(iter(found.values())) for at, found in spelt.items() if len(found) == 1}:
        chosen |= certain
        taken = {line for window in certain.values() for line in window.lines}
        spelt = {at: _free(found, taken) for at, found in spelt.items() if at not in certain}
    uses = Counter(line for window in chosen.values() for line in window.lines)
    return {at: window for at, window in chosen.items() if all(uses[line] == 1 for line in window.lines)}


def _free(found: dict[int, Window], taken: set[int]) -> dict[int, Window]:
    return {code: window for code, window in found.items() if taken.isdisjoint(window.lines)}


def _without_stray_values(lines: list[Line], chosen: dict[int, Window]) -> dict[int, Window]:
    """Without the values on lines of their own in a run of such lines and labels where one has no label before it or
    beside it: all may stand before their labels there.
    """
    kept = dict(chosen)
    run: list[int] = []
    is_stray = False
    for at, line in enumerate([*lines, Line("", [])]):
        if line.values and (not line.label or line.is_piece):
            run.append(at)
            is_led = at in chosen and (chosen[at].first < at or bool(line.label and line.label in chosen[at].label))
            is_stray |= not is_led
        elif not line.label or line.values or line.is_header:
            kept = {row: window for row, window in kept.items() if not (is_stray and row in run)}
            run, is_stray = [], False
    return kept


def _print_lines(lines: list[Line], chosen: dict[int, Window], labels: Labels) -> Iterator[str]:
    taken = {line for at, window in chosen.items() for line in window.lines if line != at}
    doubtful = _doubtful(lines, {*chosen, *taken}, labels)
    for at, line in enumerate(lines):
        if at in chosen:
            words = [*line.groups, chosen[at].label, *line.values]
        elif at in taken:
            words = line.groups
        elif at in doubtful:
            words = [*line.groups, line.label, DOUBT + doubtful[at]]
        elif (line.values and not line.label) or line.is_header:
            words = line.words
        elif line.groups and not line.values:
            words = [*line.groups, line.label]
        else:
            words = [line.text]
        yield f"\n{MARK}".join(words)


def _doubtful(lines: list[Line], read: set[int], labels: Labels) -> dict[int, str]:
    """Labels of rows with values, or beside some, that may be theirs or not, with these: the rows are not blank."""
    doubtful: dict[int, str] = {}
    for at, line in enumerate(lines):
        if at in read or not (line.values or line.is_other):
            continue
        start, end = (_reach(lines, at, -1), _reach(lines, at, 1)) if line.values else (max(at - 1, 0), at)
        beside = [
            place for place in range(start, end + 1) if place not in read and (place == at or not lines[place].values)
        ]
        values = " ".join(line.values) or line.text.strip()
        doubtful |= {place: values for place in beside if labels.names_row(lines[place].label)}
    return doubtful
