"""The three tables as grids: what stands in which cell, and what each value cell is worth.

A grid line holds one entry per column of the printed table. `H` marks a place covered by the cell to the left,
`V` the first place of a block covered by the cell above; layouts differ in what they leave of either.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .figures import Rows, printed_number
from .form import FormRow, form_rows

H = "\ue010"
V = "\ue011"

ARTICLES = {
    "regulations": "第二十条第（一）项",
    "administrative_licences": "第二十条第（五）项",
    "administrative_penalties": "第二十条第（六）项",
    "administrative_fees": "第二十条第（八）项",
    "government_procurement": "第二十条第（九）项",
}
BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULTS_GROUP = "三、本年度办理结果"
APPLICANT_LABELS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
RESULT_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


@dataclass(slots=True)
class Line:
    """One printed line of a table; a data line knows which item each of its value cells is."""

    grid: list[str]
    code: str = ""  # row code; "litigation" for the one line of section 4; "" for headers and local rows
    first: int = 0  # where the value cells begin
    items: list[int] = field(default_factory=list)
    values: list[int | None] = field(default_factory=list)  # ten-thousandths
    units: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """One table of one report as it will be printed."""

    code: str
    edition: str  # 2019 or 2021
    lines: list[Line]

    def data_lines(self) -> list[Line]:
        """The lines that hold items of the form."""
        return [line for line in self.lines if line.items]


def data_line(labels: list[str], row: FormRow, values: list[int], width: int) -> Line:
    """A data line: labels, values, then covered places up to the table's width."""
    count = len(values)
    texts = [printed_number(value) for value in values]
    return Line(
        grid=[*labels, *texts, *[H] * (width - len(labels) - count)],
        code=row.code,
        first=len(labels),
        items=list(row.items[:count]),
        values=list(values),
        units=list(row.units[:count]),
        statuses=["reported"] * count,
    )


def disclosure_table(edition: str, figures: Rows) -> Table:
    """Section 2: five or four blocks, each with its article, its header and its rows."""
    lines = []
    for row in form_rows(edition, "proactive_disclosure"):
        if row.code in ARTICLES:
            lines.append(Line([ARTICLES[row.code], H, H, H]))
            labels = list(row.column_labels)
            lines.append(Line(["信息内容", *labels, *[H] * (3 - len(labels))]))
        short = edition == "2019" and row.code == "normative_documents"
        labels = ["规范性文件"] if short else list(row.labels)  # what the 2019 form really prints
        lines.append(data_line(labels, row, figures[row.code], 4))
    return Table("proactive_disclosure", edition, lines)


def _request_labels(row: FormRow, group_open: set[str]) -> list[str]:
    """The three label places of a row of section 3; covered where the group's label already stands above."""
    if row.type_code == "flow":
        return [row.labels[0], H, H]
    outer = V if RESULTS_GROUP in group_open else RESULTS_GROUP
    group_open.add(RESULTS_GROUP)
    if len(row.labels) == 1:
        return [outer, row.labels[0], H]
    inner = V if row.labels[0] in group_open else row.labels[0]
    group_open.add(row.labels[0])
    return [outer, inner, row.labels[1]]


def requests_table(edition: str, figures: Rows) -> Table:
    """Section 3: three header lines and 23 or 25 rows of seven values; printed subtotals where figures has them."""
    lines = [
        Line([BALANCE_NOTE, H, H, "申请人情况", *[H] * 6]),
        Line([V, H, H, "自然人", "法人或其他组织", *[H] * 4, "总计"]),
        Line([V, H, H, V, *APPLICANT_LABELS, V]),
    ]
    group_open: set[str] = set()
    for row in form_rows(edition, "requests"):
        if row.code in figures:
            line = data_line(_request_labels(row, group_open), row, figures[row.code], 10)
            line.items[6] = row.items[7]  # the seventh value is the total; the form data has the subtotal before it
            lines.append(line)
    return Table("requests", edition, lines)


def litigation_table(edition: str, figures: Rows) -> Table:
    """Section 4: three header lines and one line of fifteen values without a label."""
    lines = [
        Line(["行政复议", *[H] * 4, "行政诉讼", *[H] * 9]),
        Line([*RESULT_LABELS, "未经复议直接起诉", *[H] * 4, "复议后起诉", *[H] * 4]),
        Line([V, V, V, V, V, *RESULT_LABELS, *RESULT_LABELS]),
    ]
    rows = form_rows(edition, "litigation")
    values = [value for row in rows for value in figures[row.code]]
    data = Line(
        grid=[printed_number(value) for value in values],
        code="litigation",
        items=[item for row in rows for item in row.items],
        values=list(values),
        units=[unit for row in rows for unit in row.units],
        statuses=["reported"] * len(values),
    )
    return Table("litigation", edition, [*lines, data])
