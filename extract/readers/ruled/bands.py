"""Text without vertical rules: prose, tables where rows and columns are certain, else lines with tabs in them."""

from __future__ import annotations

from collections.abc import Sequence

from extract.readers.blocks import Line
from extract.readers.ruled.columns import (
    Row,
    Run,
    TextLine,
    find_bands,
    find_table,
    group_rows,
    is_near,
    share_runs,
)
from extract.readers.ruled.headings import goes_on
from extract.readers.ruled.pages import Glyphs, Page, Rule
from extract.readers.ruled.stitching import Part
from extract.readers.ruled.texts import join_line
from extract.readers.ruled.unruled import find_unruled
from extract.readers.ruled.unruled_lone import Unruled

_CENTRED = 0.3  # of the height: how far the middle of a label may lie off its values


def read_bands(
    lines: list[TextLine], rules: Sequence[Rule], page: Page, glyphs: Glyphs
) -> list[tuple[float, Line | Part]]:
    """Lines of a stretch of a page, tables that they make, and the top of each.

    `rules`: horizontal rules that belong to no ruled table; they part rows. `glyphs`: all characters of the page.
    """
    found: list[tuple[float, Line | Part]] = []
    if any(line.is_parted and line.values for line in lines):
        tables = find_unruled([line.glyphs for line in lines], rules, page)
        found += [(table.top, table.part) for table in tables]
        for rest in _around(lines, tables):
            found += _read_rest(rest, rules, page, glyphs)
        return found
    return _read_rest(lines, rules, page, glyphs)


def _around(lines: list[TextLine], tables: list[Unruled]) -> list[list[TextLine]]:
    """The lines that no table took, in stretches that no table interrupts."""
    taken = {glyph for table in tables for glyph in table.glyphs}
    stretches: list[list[TextLine]] = [[] for _ in range(len(tables) + 1)]
    for line in lines:
        left = [glyph for glyph in line.glyphs if glyph not in taken] if taken else line.glyphs
        if any(not glyph[0].isspace() for glyph in left):
            rest = line if len(left) == len(line.glyphs) else TextLine.of(left)
            stretches[sum(table.top < left[0].top for table in tables)].append(rest)
    return stretches


def _read_rest(
    lines: list[TextLine], rules: Sequence[Rule], page: Page, glyphs: Glyphs
) -> list[tuple[float, Line | Part]]:
    found: list[tuple[float, Line | Part]] = []
    usual = glyphs.middle_height, glyphs.right_edge
    above: TextLine | None = None  # the line of prose found last, if nothing else came behind it
    for stretch in _stretches(lines, rules):
        rows = group_rows(stretch, rules) if len(stretch) > 1 else []
        if len(rows) > 1 and (part := find_table(rows, page)):
            found.append((rows[0].top, part))
            above = None
        elif sum(line.is_parted for line in stretch) > 1:
            found += [(top, Line(text, f"page {page.number}")) for top, text in _tab_rows(rows)]
            above = None
        else:
            for line in stretch:
                _add_prose(found, line, above is not None and goes_on(above, line, *usual), page)
                above = line
    return found


def _add_prose(found: list[tuple[float, Line | Part]], line: TextLine, is_rest: bool, page: Page) -> None:
    """Add a line of prose, or, where it is the rest of the one above, put it behind that."""
    before = found[-1][1] if is_rest else None
    if isinstance(before, Line):
        before.text += line.text
    else:
        found.append((line.first.top, Line(line.text, f"page {page.number}")))


def _stretches(lines: list[TextLine], rules: Sequence[Rule]) -> list[list[TextLine]]:
    """Lines that may make a table together: in columns, near such a line, or between the same two rules."""
    stretches: list[list[TextLine]] = []
    was_inside = False
    for index, line in enumerate(lines):
        is_inside = line.is_parted or _belongs(lines, index) or (bool(rules) and _is_between(line, rules))
        if is_inside and was_inside:
            stretches[-1].append(line)
        else:
            stretches.append([line])
        was_inside = is_inside
    return stretches


def _belongs(lines: list[TextLine], index: int) -> bool:
    """Whether a line of one run stands so near a line of columns that it is part of its row."""
    near = [lines[other] for other in (index - 1, index + 1) if 0 <= other < len(lines)]
    return any(line.is_parted and len(line.runs) > 2 and is_near(line, lines[index]) for line in near)


def _is_between(line: TextLine, rules: Sequence[Rule]) -> bool:
    """Whether long rules of one width stand above and below."""
    around = [rule for rule in rules if rule.start <= line.first.left and line.last.right <= rule.end]
    above = [rule for rule in around if rule.position < line.middle]
    below = [rule for rule in around if rule.position > line.middle]
    return any(abs(one.start - two.start) + abs(one.end - two.end) < 4 for one in above for two in below)


def _tab_rows(rows: list[Row]) -> list[tuple[float, str]]:
    """Rows with a tab between columns; a blank value stays a place where the columns of values are certain."""
    lines = [line for row in rows for line in row.lines]
    most = max(len(line.values) for line in lines)
    bands = find_bands([run for line in lines if len(line.values) == most for run in line.values])
    are_certain = len(bands) == most and all(share_runs(line.values, bands) for line in lines if line.values)
    found = []
    for row in rows:
        for labels, values in _entries(row):
            contents = share_runs(values, bands) if are_certain and values else None
            texts = labels + [" ".join(map(join_line, content)) for content in contents or [[run] for run in values]]
            found.append((row.top, "\t".join(texts)))
    return [(top, text) for top, text in found if text]


def _entries(row: Row) -> list[tuple[list[str], list[Run]]]:
    """Labels and values of each line; a label whose lines are centred around its line of values is one.

    Where they are not centred, some of them may be labels of rows whose values are blank.
    """
    with_values = [line for line in row.lines if line.values]
    labels = [run for line in row.lines for run in line.labels]
    if len(with_values) == 1 and len(row.lines) > 1 and labels and len(find_bands(labels)) == 1:
        (line,) = with_values
        if abs(row.lines[0].middle + row.lines[-1].middle - 2 * line.middle) <= 2 * _CENTRED * line.height:
            return [(["".join(map(join_line, labels))], line.values)]
    return [(list(map(join_line, line.labels)), line.values) for line in row.lines]
