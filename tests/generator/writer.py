"""Prints a draft and notes the truth of what was printed."""

from __future__ import annotations

from . import prose
from .draft import Draft
from .grid import Line
from .layouts import LAYOUTS, SPACED
from .truth import Truth

TABLE_CODES = ("proactive_disclosure", "requests", "litigation")
AMBIGUOUS = "unreadable"


def _table_text(draft: Draft, code: str) -> str:
    table = draft.table(code)
    if table is None:
        return ""
    text = LAYOUTS[draft.layout][0](table, draft.rng)
    for change in draft.table_changes:
        text = change(text)
    return text


def print_text(draft: Draft) -> str:
    """The report's text: title, preamble, six sections, the tables in the draft's layout."""
    rng, publisher, year = draft.rng, draft.publisher, draft.year
    opening = prose.preamble(rng, publisher, year)
    for change in draft.preamble_changes:
        opening = change(opening)
    sections = (
        prose.overview(rng, publisher, year, draft.requests),
        *(_table_text(draft, code) for code in TABLE_CODES),
        prose.problems(rng, publisher, year),
        prose.remarks(rng, publisher, year),
    )
    gap = "\n" if draft.layout == "spaced" else ""
    body = "".join(f"{head}\n{gap}{text}{gap}" for head, text in zip(draft.headings, sections, strict=True))
    return (draft.title + "\n\n" if draft.title else "") + opening + body


def splits(digits: str, count: int) -> int:
    """In how many ways joined digits fall into `count` numbers without leading zeros."""
    whole = digits.partition(".")[0]
    if not whole.isdigit():
        return 0
    ways = [1] + [0] * len(whole)  # ways[end] for the numbers so far
    for _ in range(count):
        ways = [
            sum(ways[start] for start in range(end) if end - start == 1 or whole[start] != "0")
            for end in range(len(whole) + 1)
        ]
    return ways[-1]


def _without_signs(line: Line) -> None:
    """Joined rows hold no minus: it would be one more way to read them."""
    line.values = [abs(value) if value else value for value in line.values]
    for place in range(line.first, line.first + len(line.items)):
        line.grid[place] = line.grid[place].lstrip("-")


def _settle_joined(line: Line) -> None:
    """Joined digits are read only if exactly one split exists."""
    if any(value and value < 0 for value in line.values):
        _without_signs(line)
    if "blank" in line.statuses:
        return
    texts = line.grid[line.first : line.first + len(line.items)]
    if len(texts) > 1 and splits("".join(texts), len(texts)) != 1:
        line.statuses = [AMBIGUOUS] * len(texts)


def _settle_spaced(line: Line) -> None:
    """Between spaces a blank cell leaves nothing, so a row with another number of words than cells cannot be read."""
    places = range(line.first, line.first + len(line.items))
    words = [line.grid[place].split() for place in places]
    if "blank" in line.statuses:  # else one cell of two words would hide it
        words = [cell if len(cell) == 1 else [] for cell in words]
    for place, cell in zip(places, words, strict=True):
        line.grid[place] = " ".join(cell)
    if sum(map(len, words)) not in (0, len(words)):
        line.statuses = [AMBIGUOUS] * len(words)


def settle(draft: Draft) -> None:
    """Let the layout decide what can be read of each line; to be called before printing."""
    if draft.layout == "joined":
        for line in draft.data_lines():
            _settle_joined(line)
    if draft.layout in SPACED:
        for line in draft.data_lines():
            _settle_spaced(line)


def note_truth(draft: Draft) -> Truth:
    """The truth of the printed tables, before any cut of the text."""
    truth = Truth(draft.publisher_name, draft.year, layout=draft.layout, variants=tuple(draft.variants))
    for table in draft.tables:
        truth.editions[table.code] = "2019_or_2021" if table.code == "litigation" else table.edition
        for line in table.data_lines():
            truth.items += line.items
            truth.units += line.units
            truth.statuses += line.statuses
            truth.values += [
                value if status == "reported" else None
                for value, status in zip(line.values, line.statuses, strict=True)
            ]
    for table in draft.tables:
        truth.add_missing(table.code)
    return truth
