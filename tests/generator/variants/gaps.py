"""Gaps: blank cells, rows that are too short, rows and tables that are not there, further rows and columns."""

from __future__ import annotations

from ..draft import Draft
from ..form import form_row
from ..grid import H, Line, Table, V
from ..layouts import SPACED
from .registry import variant

PADDED = ("padded_pipe_rows", "boxed_pipes", "trailing_pipes", "leading_pipes", "led_pipe_rows")
TORN = "\ue012"


def _rows(draft: Draft, least: int = 2) -> list[Line]:
    """Data lines of sections 2 and 3 with at least so many value cells, all with a number."""
    return [
        line
        for line in draft.data_lines()
        if len(line.items) >= least and line.code != "litigation" and set(line.statuses) == {"reported"}
    ]


def _blank(line: Line, numbers: list[int], text: str = "") -> None:
    for number in numbers:
        line.grid[line.first + number] = text
        line.statuses[number] = "blank"


@variant
def blank_cells(draft: Draft) -> bool:
    """Blank cells between printed ones, where the layout shows their places."""
    rows = _rows(draft, 7)
    shown = ("pipe_rows", "led_pipe_rows", "padded_pipe_rows", *SPACED)  # or, between spaces, not read at all
    if not rows or not (draft.keeps_blanks or draft.layout in shown):
        return False
    for line in draft.rng.sample(rows, min(len(rows), draft.rng.choice((1, 3, 20)))):
        last = 7 if draft.keeps_blanks else 6  # behind the last value, pipes may be mere padding
        _blank(line, draft.rng.sample(range(last), draft.rng.randint(1, last - 1)))
    return True


@variant
def blank_rows(draft: Draft) -> bool:
    """Rows with a label and nothing after it."""
    rows = _rows(draft, 1)
    if not rows:
        return False
    share = draft.rng.choice((1, 4, len(rows)))
    text = H if draft.layout in PADDED else ""
    for line in draft.rng.sample(rows, min(share, len(rows))):
        _blank(line, list(range(len(line.items))), text)
    return True


@variant
def short_rows(draft: Draft) -> bool:
    """Rows with fewer values than columns and nothing that tells their places."""
    rows = _rows(draft)
    if not rows or draft.layout not in ("compact", "spaced", "pipe_rows", *PADDED, *SPACED):
        return False
    for line in draft.rng.sample(rows, min(len(rows), draft.rng.choice((1, 2, len(rows))))):
        count = len(line.items)
        kept = draft.rng.randint(1, count - 1)
        line.grid[line.first + kept : line.first + count] = [H] * (count - kept)
        line.statuses = ["unreadable"] * count
    return True


@variant
def torn_row(draft: Draft) -> bool:
    """A row that breaks off, the next one glued to it."""
    if draft.layout != "tabbed_lines":
        return False
    lines = [
        line
        for table in draft.tables
        for line, after in zip(table.lines, table.lines[1:], strict=False)
        if len(line.items) >= 2 and set(line.statuses) == {"reported"} and after.grid[0] != V
    ]
    if not lines:
        return False
    line = draft.rng.choice(lines)
    line.grid[line.first + len(line.items) - 1] = TORN
    line.statuses[-1] = "missing"
    draft.table_changes.append(lambda text: text.replace(f"\t{TORN}\n\n", " "))
    return True


@variant
def row_missing(draft: Draft) -> bool:
    """A row of the form that is not in the table."""
    candidates = [
        (table, line)
        for table in draft.tables
        for line in table.data_lines()
        if line.code in ("regulations", "carried_out", "concluded_total") or line.grid[:2] == [V, V]
        if not line.code.startswith("other_")
    ]
    if not candidates:
        return False
    table, line = draft.rng.choice(candidates)
    table.lines.remove(line)
    return True


@variant
def tables_absent(draft: Draft) -> bool:
    """Tables that were pictures: headings with nothing under them."""
    draft.tables.clear()
    return True


@variant
def one_table_absent(draft: Draft) -> bool:
    """One of the tables was a picture."""
    if len(draft.tables) < 2:
        return False
    draft.tables.remove(draft.rng.choice(draft.tables))
    return True


def _subtotal(draft: Draft, group: str, members: str, label: str) -> bool:
    """Insert a subtotal row before the group's first row."""
    table = draft.table("requests")
    if table is None or draft.layout == "joined":
        return False
    parts = [line for line in table.lines if line.code.startswith(members)]
    if len(parts) < 2 or any(set(line.statuses) != {"reported"} for line in parts):
        return False
    sums = [sum(value or 0 for value in column) for column in zip(*(line.values for line in parts), strict=True)]
    row = form_row(table.edition, "requests", group + "_subtotal")
    labels = [parts[0].grid[0], row.labels[0], label or H]
    items = list(row.items)
    table.lines.insert(table.lines.index(parts[0]), _subtotal_line(labels, row.code, items, sums))
    parts[0].grid[:2] = [V, V]
    return True


def _subtotal_line(labels: list[str], code: str, items: list[int], sums: list[int]) -> Line:
    texts = [str(value // 10_000) for value in sums]
    chosen = [*items[:6], items[7]] if len(sums) == 7 else items
    return Line([*labels, *texts], code, 3, chosen, list(sums), ["case"] * len(sums), ["reported"] * len(sums))


@variant
def other_subtotal(draft: Draft) -> bool:
    """（六）其他处理 with a value of its own beside its three parts."""
    table = draft.table("requests")
    return bool(table and table.edition == "2021") and _subtotal(
        draft, "other", "other_", draft.rng.choice(("", "小计"))
    )


@variant
def denied_subtotal(draft: Draft) -> bool:
    """（三）不予公开 with a subtotal row."""
    return _subtotal(draft, "denied", "denied_", "小计")


def _insert_column(line: Line, text: str) -> None:
    line.grid.insert(9, text)


@variant
def organisations_subtotal(draft: Draft) -> bool:
    """A subtotal column after the five kinds of organisations."""
    table = draft.table("requests")
    if (
        table is None
        or draft.layout == "joined"
        or any(set(line.statuses) != {"reported"} for line in table.data_lines())
    ):
        return False
    for number, line in enumerate(table.lines):
        if not line.items:
            _insert_column(line, "小计" if number == 2 else H)
        else:
            _add_organisations(table, line)
    return True


def _add_organisations(table: Table, line: Line) -> None:
    total = sum(value or 0 for value in line.values[1:6])
    _insert_column(line, str(total // 10_000))
    line.items.insert(6, form_row(table.edition, "requests", line.code).items[6])
    line.values.insert(6, total)
    line.units.insert(6, "case")
    line.statuses.insert(6, "reported")
