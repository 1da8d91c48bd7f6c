"""What stands around and between: navigation, page numbers, running heads, other ways to name the publisher."""

from __future__ import annotations

import re
from dataclasses import replace

from ..draft import Draft
from ..grid import Line
from ..layouts import SPACED
from .registry import variant

BARE = re.compile("[\t|]*\\| ?\ue014|\t*\ue014|\ue015[ \t|]*")
BAREABLE = (
    "compact",
    "spaced",
    "tabbed_lines",
    "tab_rows",
    "ragged_tab_rows",
    "pipe_rows",
    "padded_pipe_rows",
    "led_pipe_rows",
    *SPACED,
)
NAVIGATION = (
    "网站首页 > 政务公开 > 法定主动公开内容 > 年报",
    "您的位置：首页 / 信息公开 / 年度报告 / 正文",
    "首页  机构  新闻  服务  互动  专题",
)
INFORMATION = "发布时间：{next_year}-01-{day:02d}  来源：{name}  字号：大 中 小  打印  关闭"
FOOTER = ("分享到：微信 微博", "附件：年度报告.docx", "上一篇：没有了", "扫一扫在手机打开当前页", "[bookmark: _Toc1]")


@variant
def navigation(draft: Draft) -> bool:
    """Breadcrumbs, publication line, and a footer around the report."""
    head = draft.rng.choice(NAVIGATION) + "\n"
    day = draft.rng.randint(4, 29)
    foot = "\n".join(draft.rng.sample(FOOTER, 3)) + "\n"
    draft.preamble_changes.append(
        lambda text: INFORMATION.format(next_year=draft.year + 1, day=day, name=draft.publisher.name) + "\n" + text
    )
    draft.text_changes.append(lambda text: head + text + foot)
    return True


@variant
def bookmark_leftovers(draft: Draft) -> bool:
    """[bookmark: …] in front of headings."""
    draft.headings = [f"[bookmark: _Toc{number}]{heading}" for number, heading in enumerate(draft.headings)]
    return True


def _interrupt(draft: Draft, text: str, count: int) -> bool:
    """Put lines that belong to no table between data rows, without tabs or pipes of their own."""
    tables = [table for table in draft.tables if table.code != "litigation"]
    if not tables or draft.layout not in BAREABLE:
        return False
    for number in range(count):
        table = draft.rng.choice(tables)
        places = [place for place, line in enumerate(table.lines) if line.items][1:]
        bare = Line([f"\ue014{text.format(number=number + 2)}\ue015"])
        table.lines.insert(draft.rng.choice(places), bare)
    draft.table_changes.append(lambda printed: BARE.sub("", printed))
    return True


@variant
def page_numbers(draft: Draft) -> bool:
    """— 3 — in the middle of a table."""
    return _interrupt(
        draft, draft.rng.choice(("- {number} -", "—{number}—", "第 {number} 页", "第{number}页 共9页")), 2
    )


@variant
def page_numbers_plain(draft: Draft) -> bool:
    """A lone number in the middle of a table whose own values stand behind tabs or pipes."""
    return draft.layout not in ("compact", "spaced") and _interrupt(draft, "{number}", 1)


@variant
def running_heads(draft: Draft) -> bool:
    """The report's title in the middle of a table."""
    return bool(draft.title) and _interrupt(draft, draft.title or "", 1)


@variant
def name_above_title(draft: Draft) -> bool:
    """The publisher on a line of its own over a title without a name."""
    if not draft.title:
        return False
    draft.title = f"{draft.publisher.name}\n{draft.year}年政府信息公开工作年度报告"
    return True


@variant
def title_says_nian_du(draft: Draft) -> bool:
    """…2021年度…"""
    if not draft.title:
        return False
    draft.title = draft.title.replace(f"{draft.year}年", f"{draft.year}年度")
    return True


@variant
def publisher_not_printed(draft: Draft) -> bool:
    """No title, and the prose says only 我局 or 我镇."""
    if "running_heads" in draft.variants:
        return False
    own = draft.publisher.self_name
    draft.publisher = replace(draft.publisher, name=own, short_name=own)
    draft.title, draft.publisher_name = None, None
    draft.preamble_changes.append(lambda text: f"{draft.year}年，{own}认真做好公开工作。" + text)
    return True


@variant
def copy_with_advertising(draft: Draft) -> bool:
    """A copy on a hijacked host: the place name replaced by advertising."""
    if "running_heads" in draft.variants:
        return False
    name = (
        draft.rng.choice(("体育投注网址,彩票平台登录", "棋牌游戏官网", "真人娱乐城官网下载"))
        + draft.publisher.short_name[-2:]
    )
    draft.publisher = replace(draft.publisher, name=name, short_name=name)
    draft.title, draft.publisher_name = None, None
    draft.preamble_changes.append(lambda text: f"{draft.year}年，{name}认真做好公开工作。" + text)
    return True


@variant
def period_digits_lost(draft: Draft) -> bool:
    """自20211月1日: the year is never read from the period alone."""
    year = draft.year
    lost = f"本报告统计数据的时间范围为{year}1月1日至{year}12月31日。"
    draft.preamble_changes.append(lambda text: re.sub(r"本报告统计数据的时间范围.*?。", lost, text))
    return bool(draft.title)


@variant
def period_left_over(draft: Draft) -> bool:
    """Last year's counting period left in the text; title and prose say the right year."""
    old = draft.year - 1
    left = f"本报告统计数据的时间范围为{old}年1月1日至{old}年12月31日。"
    draft.preamble_changes.append(lambda text: re.sub(r"本报告统计数据的时间范围.*?。", left, text))
    return bool(draft.title)
