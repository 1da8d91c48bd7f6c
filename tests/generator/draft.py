"""A report in the making: what variants change and the writer prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from . import figures, grid
from .figures import Rows
from .grid import Line, Table
from .layouts import KEEPS_BLANKS, LAYOUTS
from .names import Publisher, invent_publisher

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
LAYOUT_NAMES = tuple(LAYOUTS)
LAYOUT_WEIGHTS = tuple(weight for _, weight in LAYOUTS.values())

TextChange = Callable[[str], str]


@dataclass(slots=True)
class Draft:
    """One report before printing; the tables carry their own truth line by line."""

    rng: Random
    publisher: Publisher
    year: int
    layout: str
    tables: list[Table]
    requests: Rows  # the figures of section 3, for the prose
    publisher_name: str | None  # as a reader finds it
    title: str | None
    headings: list[str] = field(default_factory=lambda: list(HEADINGS))
    variants: list[str] = field(default_factory=list)
    table_changes: list[TextChange] = field(default_factory=list)  # on the text of each table
    text_changes: list[TextChange] = field(default_factory=list)  # on the whole text
    preamble_changes: list[TextChange] = field(default_factory=list)
    is_cut: bool = False
    is_deduplicated: bool = False

    def table(self, code: str) -> Table | None:
        """The table of that code, if it is still there."""
        return next((table for table in self.tables if table.code == code), None)

    def data_lines(self) -> list[Line]:
        """All lines with items of the form, in printed order."""
        return [line for table in self.tables for line in table.data_lines()]

    @property
    def keeps_blanks(self) -> bool:
        """Whether a blank cell can be seen wherever it stands."""
        return self.layout in KEEPS_BLANKS


def _editions(rng: Random, year: int) -> tuple[str, str]:
    """Editions of sections 2 and 3: by year, with the leftovers that real reports of later years show."""
    if year < 2021:
        return "2019", "2019"
    return ("2019" if rng.random() < 0.08 else "2021"), ("2019" if rng.random() < 0.08 else "2021")


def _tables(rng: Random, publisher: Publisher, year: int) -> tuple[list[Table], Rows]:
    disclosure, requests = _editions(rng, year)
    request_figures = figures.requests_figures(rng, publisher, requests)
    tables = [
        grid.disclosure_table(disclosure, figures.disclosure_figures(rng, publisher, disclosure)),
        grid.requests_table(requests, request_figures),
        grid.litigation_table(requests, figures.litigation_figures(rng, publisher)),
    ]
    return tables, request_figures


def start_draft(rng: Random) -> Draft:
    """A clean report of a random publisher, year and layout."""
    publisher = invent_publisher(rng)
    year = rng.choices(range(2019, 2026), (10, 12, 20, 18, 15, 14, 11))[0]
    tables, requests = _tables(rng, publisher, year)
    return Draft(
        rng=rng,
        publisher=publisher,
        year=year,
        layout=rng.choices(LAYOUT_NAMES, LAYOUT_WEIGHTS)[0],
        tables=tables,
        requests=requests,
        publisher_name=publisher.name,
        title=f"{publisher.name}{year}年政府信息公开工作年度报告",
    )
