"""Reports in which no number stands twice, so that a number in the wrong cell is seen at once."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from random import Random

from tests.generator.form import ITEMS, form_rows
from tests.generator.grid import Table, disclosure_table, litigation_table, requests_table
from tests.generator.layouts import LAYOUTS

from .documents import CellKey

SEPARATED_LAYOUTS = [name for name in LAYOUTS if name != "joined"]
FIRST_NUMBER = 101
HEADINGS = {
    "proactive_disclosure": "二、主动公开政府信息情况\n",
    "requests": "三、收到和处理政府信息公开申请情况\n",
    "litigation": "四、政府信息公开行政复议、行政诉讼情况\n",
}
BEFORE = (
    "青禾县林业局2022年政府信息公开工作年度报告\n　　统计期限为2022年1月1日至12月31日。\n一、总体情况\n全年平稳。\n"
)
BEHIND = "五、存在的主要问题及改进情况\n公开不够及时，将改进。\n六、其他需要报告的事项\n没有。\n"


def distinct_tables(edition: str) -> list[Table]:
    """The three tables of an edition, their cells numbered from FIRST_NUMBER on."""
    numbers = count(FIRST_NUMBER)
    figures = {
        row.code: [next(numbers) * 10_000 for _ in row.columns if _ != "organisations_subtotal"]
        for table in HEADINGS
        for row in form_rows(edition, table)
        if row.type_code != "subtotal"
    }
    return [disclosure_table(edition, figures), requests_table(edition, figures), litigation_table(edition, figures)]


def render(tables: list[Table], layout: str) -> str:
    """A whole report."""
    printed = [HEADINGS[table.code] + LAYOUTS[layout][0](table, Random(1)) for table in tables]
    return BEFORE + "".join(printed) + BEHIND


def true_values(tables: list[Table]) -> dict[CellKey, Decimal]:
    """The number that each cell holds."""
    return {
        ITEMS[item]: Decimal(value) / 10_000
        for table in tables
        for line in table.data_lines()
        for item, value in zip(line.items, line.values, strict=True)
        if value is not None
    }
