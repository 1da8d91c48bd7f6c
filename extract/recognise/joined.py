"""Lines without any separator: 信息内容本年新制作数量…, 规章000.

Some pages lose every separator of a table row. Such a line consists of labels and digits alone; it is
parted between labels, and between a label and its digits, before the text is split into tokens.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from extract.form.tables import form_items, read_form
from extract.recognise.normalise import QUOTES

MARK = "\x02"
LOOSE = "[ \u00a0\u3000" + re.escape(QUOTES) + "]*"


@cache
def _labels() -> list[str]:
    """Printed labels of rows, columns, channels and marks, longest first."""
    labels = read_form("labels").filter(pl.col("match_code") == "exact")["label_zh"].unique()
    return sorted((label for label in labels if len(label) > 1), key=lambda label: (-len(label), label))


@cache
def _joined_headers() -> list[str]:
    """Two labels of one header without anything between them: the sign of such a text."""
    items = form_items().sort("column_set_code", "column_order")
    header = items.select("column_set_code", "column_label_zh").unique(maintain_order=True)
    label = pl.col("column_label_zh").str.replace(r"（.*", "")
    pairs = header.select(pair=label + label.shift(-1).over("column_set_code")).drop_nulls()["pair"].to_list()
    first = header.group_by("column_set_code", maintain_order=True).agg(label.first())["column_label_zh"].to_list()
    printed = {*pairs, *(f"信息内容{label}" for label in first)}
    traditional = {"".join(_traditional().get(character, character)[0] for character in text) for text in printed}
    return sorted(map(re.escape, printed | traditional))


@cache
def _traditional() -> dict[str, str]:
    """Traditional characters by simplified one, written together."""
    characters = read_form("characters")
    forms: dict[str, str] = {}
    for old, new in zip(characters["from_text"], characters["to_text"], strict=True):
        forms[new] = forms.get(new, "") + old
    return forms


def any_script(character: str) -> str:
    """A pattern for one character of a label in either script."""
    others = _traditional().get(character, "")
    return f"[{character}{others}]" if others else re.escape(character)


@cache
def _patterns() -> tuple[str, str]:
    """A line of labels and digits alone, and one label in it with its digits and note."""
    # Quotation marks and spaces inside a label come and go.
    label = "|".join(LOOSE.join([*map(any_script, label), ""]) for label in _labels())
    numbering = rf"(?:(?:[（(][一二三四五六七八九十\d]{{1,2}}[)）]|[一二三四五六七八九十\d]{{1,2}}[、.．]){LOOSE})?"
    note = r"(?:[（(][^（()）\n]*[)）])?"
    one = rf"{numbering}(?:{label}){note}"
    return rf"^(?:\s*{one})+\s*[\d.]*\s*$", rf"({one})([\d.]*)"


def part_joined_lines(texts: pl.Series) -> pl.Series:
    """The same documents with the parts of joined lines set apart by a mark; others unchanged."""
    affected = texts.str.contains("|".join(_joined_headers()))
    if not affected.any():
        return texts
    line, part = _patterns()
    documents = pl.DataFrame({"doc": range(len(texts)), "text": texts})
    lines = documents.filter(affected).with_columns(pl.col("text").str.split("\n")).explode("text")
    joined = pl.col("text").str.contains(line) & ~pl.col("text").str.contains(r"[\t|]")
    parted = pl.col("text").str.replace_all(part, f"{MARK}${{1}}{MARK}${{2}}").str.strip_prefix(MARK)
    parted = parted.str.replace_all(f"{MARK}{MARK}", MARK, literal=True).str.strip_suffix(MARK)
    lines = lines.with_columns(pl.when(joined).then(parted).otherwise("text").alias("text"))
    whole = lines.group_by("doc", maintain_order=True).agg(pl.col("text").str.join("\n"))
    merged = documents.join(whole, on="doc", how="left", suffix="_parted", maintain_order="left")
    return merged.select(pl.coalesce("text_parted", "text"))["text_parted"]


def split_once(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``pieces``: the numbers of a run of digits, or nulls where no split or more than one exists.

    In: ``raw`` (digits), ``place_count`` (numbers wanted). The longest-first and the shortest-first split are the
    extremes of all splits in order; where they agree there is no other.
    """
    single = pl.col("raw").str.contains(r"^\d+$") & (pl.col("raw").str.len_chars() == pl.col("place_count"))
    easy = rows.filter(single).with_columns(pieces=pl.col("raw").str.split(""))
    rest = rows.filter(~single)
    parts = [_split_into(part, int(key[0])) for key, part in rest.group_by("place_count", maintain_order=True)]
    return pl.concat([easy, *parts])


def _split_into(rows: pl.DataFrame, places: int) -> pl.DataFrame:
    greedy = "^" + r"((?:0|[1-9]\d*)(?:\.\d+)?)" * places + "$"
    lazy = "^" + r"((?:0|[1-9]\d*?)(?:\.\d+?)??)" * places + "$"
    names = [str(number) for number in range(1, places + 1)]
    longest, shortest = (
        pl.concat_list(pl.col("raw").str.extract_groups(pattern).struct.field(name) for name in names)
        for pattern in (greedy, lazy)
    )
    agree = (longest.list.join("|") == shortest.list.join("|")).fill_null(False)
    nothing = pl.concat_list([pl.lit(None, dtype=pl.String)] * places)
    return rows.with_columns(pieces=pl.when(agree).then(longest).otherwise(nothing))
