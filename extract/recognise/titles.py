"""Titles, names and dates that stand on lines of their own, found once per distinct word.

The title of a report reads NAME + YEAR + 政府信息公开工作年度报告, in that order or with the year first; a name may
also stand on the line before or behind a title without one.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.form.tables import read_form
from extract.recognise.normalise import PINYIN_GLOSS, SPACES, comparable

LONGEST_TITLE = 60
NAME = r"[\p{Han}〇()]{2,30}"
_REPORT = r"(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报)(?:\([^)]*\))?$"
_NAME_FIRST = rf"^({NAME}?)?(?:关于)?(20\d\d)?年?度?{_REPORT}"
_YEAR_FIRST = rf"^(20\d\d)年度?({NAME}?){_REPORT}"
_NOT_A_NAME = r"[我本该各]|^(?:关于|年度|附件|政府|政务|当前|首页|索引|标题|名称)|信息公开|情况|公开"
DATE = r"(20\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})"
_DATE_LINE = r"^(?:.{0,6}(?:发布|日期|时间|更新|来源|发文).{0,20})?20\d\d\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}日?"


@cache
def organ_ending() -> str:
    """The end of a printed name of an organ."""
    organs = read_form("organ_names").filter(meaning_code="organ")["pattern"].to_list()
    return "(?:" + "|".join(sorted(organs, key=lambda text: (-len(text), text))) + ")$"


@cache
def place_pattern() -> str:
    """A printed name that holds a place of county level or above."""
    places = read_form("organ_names").filter(meaning_code="place")["pattern"].to_list()
    return rf"^\p{{Han}}{{1,12}}?(?:{'|'.join(places)})\p{{Han}}"


def describe_lines(words: pl.DataFrame) -> pl.DataFrame:
    """Distinct words that are titles, names, dates or traces of copying.

    In: words with ``raw``. Out: one row per such word: ``word``, ``title`` (spaces removed), ``title_name``,
    ``title_year``, ``name`` (a line that is a name and nothing else), ``line_date``, ``has_gloss``,
    ``is_traditional``.
    """
    spaces = [""] * len(SPACES)
    short = (
        words.select("raw").with_row_index("word").filter(pl.col("raw").str.len_chars().is_between(2, LONGEST_TITLE))
    )
    short = short.with_columns(bare=pl.col("raw").str.replace_many(list(SPACES), spaces))
    short = short.with_columns(text=comparable(pl.col("bare")))
    name_first = pl.col("text").str.extract_groups(_NAME_FIRST)
    year_first = pl.col("text").str.extract_groups(_YEAR_FIRST)
    name = pl.coalesce(year_first.struct.field("2"), name_first.struct.field("1"))
    year = pl.coalesce(year_first.struct.field("1"), name_first.struct.field("2"))
    is_title = pl.col("text").str.contains(_REPORT) & (name.is_not_null() | year.is_not_null())
    # Characters are replaced one by one, so that a name's place in the comparable text is its place in print.
    leading_year = pl.when(year_first.struct.field("2").is_not_null()).then(
        pl.col("text").str.extract(r"^20\d\d年度?", 0)
    )
    start = leading_year.str.len_chars().fill_null(0)
    frame = short.with_columns(is_title=is_title, found_name=name, title_year=year.cast(pl.Int32), _start=start)
    printed = pl.col("bare").str.slice(pl.col("_start"), pl.col("found_name").str.len_chars())
    bad = pl.col("found_name").str.contains(_NOT_A_NAME)
    own_line = pl.col("text").str.contains(rf"^{NAME}$") & pl.col("text").str.contains(organ_ending())
    own_line &= ~pl.col("text").str.contains(_NOT_A_NAME) & (pl.col("text").str.len_chars() >= 3)
    parts = pl.col("text").str.extract_groups(DATE)
    date = pl.date(*(parts.struct.field(str(n)).cast(pl.Int32) for n in (1, 2, 3)))
    valid = parts.struct.field("2").cast(pl.Int32).is_between(1, 12) & parts.struct.field("3").cast(
        pl.Int32
    ).is_between(1, 28)
    frame = frame.with_columns(
        title=pl.when("is_title").then("bare"),
        title_name=pl.when(pl.col("is_title") & ~bad).then(printed),
        title_year=pl.when("is_title").then("title_year"),
        name=pl.when(own_line).then("bare"),
        line_date=pl.when(pl.col("text").str.contains(_DATE_LINE) & valid.fill_null(False)).then(date),
        has_gloss=pl.col("bare").str.contains(PINYIN_GLOSS),
        is_traditional=pl.col("bare").str.contains(r"[開報動處規條項總數會體辦無據關機構業費發並復訴訟]"),
    )
    keep = pl.any_horizontal(pl.col("title", "name", "line_date").is_not_null(), "has_gloss", "is_traditional")
    return frame.filter(keep).drop("raw", "bare", "text", "is_title", "found_name", "_start")
