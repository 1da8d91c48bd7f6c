"""Label variants: the wording, numbering and spacing of printed labels."""

from __future__ import annotations

import re

from ..draft import Draft
from ..grid import H, Line, V
from .registry import VARIANTS, variant

# name → wordings exchanged in the text of the tables
WORDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "label_upheld_misprinted": (("结果维持", "结果维护"),),
    "label_petition_reordered": (("信访举报投诉类申请", "信访投诉举报类申请"),),
    "label_petition_shortened": (("信访举报投诉类申请", "信访举报投诉类"),),
    "label_counted_misprinted": (("只计这一情形，不计其他情形", "只记这一情形，不记其他情形"),),
    "label_total_as_sum": (("总计", "合计"),),
    "label_other_unnumbered": (("3.其他", "其他"),),
    "label_truncated": (
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
        ("不再处理其政府信息公开申请", "不再处理其政府信息公开"),
    ),
    "header_truncated": (("本年制发件数", "本年发件"), ("现行有效件数", "现行有效件")),
    "header_cut_to_new": (("本年新制作数量", "本年新"), ("本年新公开数量", "本年新")),
    "header_change_cut": (("本年增/减", "本年增/"),),
    "article_ordinal_lost": (("第二十条第", "二十条第"),),
    "label_number_dunhao": tuple((f"{number}.", f"{number}、") for number in range(1, 9)),
    "label_number_full_stop": tuple((f"{number}.", f"{number}．") for number in range(1, 9)),
    "label_number_spaced": tuple((f"{number}.", f"{number}. ") for number in range(1, 9)),
    "label_number_bracketed": tuple((f"{number}.", f"（{number}）") for number in range(1, 9)),
    "label_spaced_out": (
        ("规章", "规    章"),
        ("结果维持", "结果 维持"),
        ("尚未审结", "尚未 审结"),
        ("条第", "条  第"),
    ),
    "label_noted": (
        ("规章", "规章（由有立规权的机关填写）"),
        ("本年增/减", "本年增/减（减少的填负数）"),
        ("上一年项目数量", "上一年项目数量（截至上年末）"),
    ),
    "quotes_straight": (("“", '"'), ("”", '"')),
    "quotes_cornered": (("“", "「"), ("”", "」")),
    "quotes_lost": (("“", ""), ("”", "")),
    "brackets_halved": (("（", "("), ("）", ")"), ("，", ","), ("：", ":")),
}
NUMBERED = re.compile(r"(?<![\d.])([1-8])\.(?=[^\d\s])")  # an item number, not a decimal point


def _exchange(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text


def _register_wording(name: str, pairs: tuple[tuple[str, str], ...]) -> None:
    def change(draft: Draft) -> bool:
        draft.table_changes.append(lambda text: _exchange(text, pairs))
        return True

    def renumber(draft: Draft) -> bool:
        draft.table_changes.append(lambda text: NUMBERED.sub(lambda hit: pairs[int(hit[1]) - 1][1], text))
        return draft.layout != "joined"

    VARIANTS[name] = renumber if name.startswith("label_number") else change


for _name, _pairs in WORDINGS.items():
    _register_wording(_name, _pairs)


@variant
def label_split_over_lines(draft: Draft) -> bool:
    """Headers broken in two, as narrow columns do."""
    break_ = {"spaced": "\n\n", "compact": "\n", "tabbed_lines": "\n"}.get(draft.layout, " ")
    pairs = tuple(
        (label, label[:2] + break_ + label[2:])
        for label in ("商业企业", "科研机构", "结果维持", "结果纠正", "其他结果", "尚未审结")
    )
    draft.table_changes.append(lambda text: _exchange(text, pairs))
    return draft.layout != "joined"


@variant
def label_one_column_off(draft: Draft) -> bool:
    """A row label that stands in the first label column instead of the third."""
    if draft.layout not in ("tab_rows", "ragged_tab_rows"):
        return False
    lines = [line for line in draft.data_lines() if line.grid[:2] == [V, V]]
    if lines:
        line = draft.rng.choice(lines)
        line.grid[:3] = [line.grid[2], V, H]
    return bool(lines)


@variant
def label_lost(draft: Draft) -> bool:
    """The first row's label is blank; the row is known by its position."""
    if draft.layout not in ("spaced", "tabbed_lines", "tab_rows") or not draft.tables:
        return False
    lines = [line for line in draft.data_lines() if line.code == "regulations"]
    for line in lines:
        line.grid[0] = " "
    return bool(lines)


@variant
def local_rows(draft: Draft) -> bool:
    """Rows that are not on the form, with figures of their own."""
    table = draft.table("proactive_disclosure")
    if table is None:
        return False
    place = next(number for number, line in enumerate(table.lines) if line.code == "normative_documents")
    width = len(table.lines[place].items)
    figures = [str(draft.rng.randint(0, 300)) for _ in range(width)]
    table.lines.insert(place + 1, Line(["其他主动公开文件", *figures]))
    return True


@variant
def procurement_unit_in_header(draft: Draft) -> bool:
    """The unit that the official header of procurement leaves out."""
    lines = [line for line in draft.data_lines() if line.code == "government_procurement"]
    if not lines:
        return False
    unit, code = draft.rng.choice((("（万元）", "wan_yuan"), ("（单位：万元）", "wan_yuan"), ("（元）", "yuan")))
    if lines[0].units[1] == "unknown":  # a cell's own unit wins
        lines[0].units[1] = code
    draft.table_changes.append(lambda text: text.replace("采购总金额", "采购总金额" + unit))
    return True


@variant
def headings_unnumbered(draft: Draft) -> bool:
    """Section headings without their numbers."""
    draft.headings = [heading[2:] for heading in draft.headings]
    return True


@variant
def headings_arabic(draft: Draft) -> bool:
    """Section headings numbered 1、2、3、"""
    draft.headings = [f"{number}、{heading[2:]}" for number, heading in enumerate(draft.headings, 1)]
    return True


@variant
def headings_restart(draft: Draft) -> bool:
    """Numbers that start again at section 2."""
    draft.headings = [number + heading[1:] for number, heading in zip("一一二三四五", draft.headings, strict=True)]
    return True


@variant
def first_heading_missing(draft: Draft) -> bool:
    """No heading over section 1."""
    draft.headings[0] = ""
    return True


@variant
def table_headings_missing(draft: Draft) -> bool:
    """No heading over the three tables."""
    draft.headings[1:4] = ["", "", ""]
    return True
