"""Table tags that somebody forgot, put back where a person reading the page sees the table begin and end.

Browsers drop rows outside a table, which joins the texts of their cells, and take the next table for a part of the
last cell of one that nobody ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:script|style|textarea)\b.*?(?:</(?:script|style|textarea)\b|\Z)"
    r"|<(?P<slash>/?)(?P<name>table|tr|td|th)\b[^<>]*>?",
    re.IGNORECASE | re.DOTALL,
)
# Behind the end of a row: text, or what stands in no table between its rows.
_BEHIND_TABLE = re.compile(
    r"(?:\s|<!--(?:(?!-->).)*-->)*+"
    r"(?:[^<\s]|<(?:p|div|h[1-6]|table|br|center|span|font|strong|b|/td|/div|/body|/html)\b|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_UNREAD = re.compile(r"<(?:!--.*?(?:-->|\Z)|script\b.*?(?:</script|\Z))", re.DOTALL)


def lacks_table_tags(text: str, row_count: int) -> bool:
    """Whether tables are without end, or the parser lost rows: it found `row_count`. Quick, and true too often."""
    if _count_tags(text, "/table") < _count_tags(text, "table"):
        return True
    lost_count = _count_tags(text, "tr") - row_count
    return lost_count > 0 and lost_count > sum(_count_tags(part, "tr") for part in _UNREAD.findall(text))


def mend_tables(text: str) -> str:
    """The page with the tags of tables that are missing; the same text where none are."""
    pieces: list[str] = []
    done = 0
    for place, tag in _missing_tags(text):
        pieces += (text[done:place], tag)
        done = place
    return "".join((*pieces, text[done:]))


def _count_tags(text: str, name: str) -> int:
    """How often a tag is written, in small letters or in capitals."""
    return text.count(f"<{name}") + text.count(f"<{name.upper()}")


def _missing_tags(text: str) -> Iterator[tuple[int, str]]:
    """Places in the text, in order, with the tag that belongs there."""
    end_count = _count_tags(text, "/table")
    some_unended = _count_tags(text, "table") > end_count
    open_tables: list[bool] = []  # whether we wrote their start
    for token in _TOKEN.finditer(text):
        name, is_end = (token["name"] or "").lower(), bool(token["slash"])
        if not name:
            continue
        if name == "table":
            if open_tables and (is_end or not end_count):
                open_tables.pop()
                if not is_end:
                    yield token.start(), "</table>"
            if not is_end:
                open_tables.append(False)
        elif not open_tables and not is_end:
            yield token.start(), "<table>"
            open_tables.append(True)
        elif not (name == "tr" and is_end and open_tables and (some_unended or open_tables[-1])):
            continue
        elif _BEHIND_TABLE.match(text, token.end()):
            yield token.end(), "</table>"
            open_tables.pop()
