"""What each distinct word of a batch is: a number, a label of the form, a mark of its tables, or text.

Labels are looked up by exact key first, then by a cut beginning, then by a telling phrase; all three come
from form/labels.csv. What a word means may still depend on its place: the column 其他 and the row 3.其他.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.form.tables import form_items, read_form
from extract.recognise.normalise import LONGEST_LABEL, NUMBERING, comparable, label_key
from extract.recognise.numbers import parse_numbers

# Classes of words. The last four are labels whose meaning depends on their place, or that are not on the form.
EMPTY, VALUE, ROW, COLUMN, MARK, GROUP, CHANNEL, NOTE, FURNITURE, TEXT, PROSE = range(11)
OTHER, TOTAL, SUBTOTAL, IGNORED = range(11, 15)
_CLASS_OF_LABEL = {
    "row": ROW,
    "column": COLUMN,
    "mark": MARK,
    "group": GROUP,
    "channel": CHANNEL,
    "other": OTHER,
    "total": TOTAL,
    "subtotal": SUBTOTAL,
    "ignored": IGNORED,
}
LONGEST_PHRASE_LABEL = 48
SHORTEST_CUT_LABEL = 4
_PAGE_NUMBER = r"^(?:[-—–―·]\s*\d{1,4}\s*[-—–―·]|第\s*\d{1,4}\s*页.{0,12}|\d{1,4}\s*页)$"
_NUMBERING_ALONE = r"^(?:\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、.]|\d{1,2}[、.])$"
_SENTENCE = r"[。;；!！?？]|20\d\d年"


@cache
def labels() -> pl.DataFrame:
    """One row per label: ``key`` (or pattern), ``word_class``, ``code`` (u16 into label_codes), ``is_official``."""
    printed = read_form("labels").with_columns(
        word_class=pl.col("class_code").replace_strict(_CLASS_OF_LABEL, return_dtype=pl.UInt8),
        label_code=pl.col("code").cast(pl.Enum(label_codes())).to_physical().cast(pl.UInt16),
        is_official=pl.col("note").str.starts_with("official").fill_null(False),
    )
    key = pl.when(pl.col("match_code") == "exact").then(label_key(comparable(pl.col("label_zh"))))
    return printed.with_columns(key=key.otherwise("label_zh"))


@cache
def label_codes() -> list[str]:
    """All codes that a label can stand for; a word's ``code`` is a position in this list."""
    items = form_items()
    form = [*items["row_code"].unique(maintain_order=True), *items["column_code"].unique(maintain_order=True)]
    return list(dict.fromkeys([*form, *read_form("labels")["code"]]))


def code_of(code: str) -> int:
    """Position of a label code."""
    return label_codes().index(code)


@cache
def _official_forms() -> pl.Series:
    """Comparable official wordings: a label that differs from all of them is odd."""
    items = form_items()
    wordings = [*items["row_label_zh"], *items["column_label_zh"], *_official_labels()]
    last = [part for label in wordings for part in (label, label.split(" ")[-1])]
    keys = pl.DataFrame({"label": last}).select(comparable(pl.col("label")))["label"]
    return keys.unique().sort()


def _official_labels() -> list[str]:
    return labels().filter("is_official", match_code="exact")["label_zh"].to_list()


@cache
def _cut_labels() -> pl.DataFrame:
    """Every proper beginning of an official row or column label that belongs to one label only."""
    official = labels().filter(pl.col("word_class").is_in([ROW, COLUMN]), match_code="exact")
    length = pl.int_ranges(SHORTEST_CUT_LABEL, pl.col("key").str.len_chars())
    cut = official.with_columns(length=length).explode("length", empty_as_null=True).drop_nulls("length")
    cut = cut.with_columns(key=pl.col("key").str.slice(0, pl.col("length")))
    exact = labels().filter(match_code="exact")
    cut = cut.join(exact, on="key", how="anti").unique(["key", "label_code"], keep="first", maintain_order=True)
    return cut.filter(pl.len().over("key") == 1).select("key", "word_class", "label_code")


def describe_words(words: pl.DataFrame) -> pl.DataFrame:
    """Class and code of every word.

    In: one row per word, ``raw`` and ``separator``. Out: the same rows in the same order with ``word_class``
    (u8), ``code`` (u16, null without a label), ``is_numbered``, ``is_odd`` (a label in other words than the
    form's), ``header_unit`` (unit of money that a label names) and the columns of parse_numbers.
    """
    distinct = words.filter(pl.col("raw") != "").select("raw").unique()
    length = pl.col("raw").str.len_chars()
    likely = (length <= LONGEST_PHRASE_LABEL) | (
        (length <= LONGEST_LABEL) & pl.col("raw").str.contains(_label_beginnings())
    )
    described = _describe_short(distinct.filter(likely))
    joined = words.join(described, on="raw", how="left", maintain_order="left")
    fallback = pl.when(pl.col("raw") == "").then(EMPTY).otherwise(PROSE).cast(pl.UInt8)
    return joined.with_columns(
        pl.col("word_class").fill_null(fallback),
        pl.col("is_numbered", "is_odd", "is_number", "is_nil", "is_number_like").fill_null(False),
    )


@cache
def _label_beginnings() -> str:
    """A pattern for long words that may be a label with a note: numbering and the first character of a label."""
    keys = labels().filter(match_code="exact")["key"].str.head(1).unique()
    older = read_form("characters").filter(pl.col("to_text").is_in(keys.implode()))["from_text"]
    first = "".join(sorted({*keys, *older, "第", "本"} - {None}))
    return rf"^[\s(（一二三四五六七八九十\d)）、.．\u200b]*[{first}].{{0,40}}?[(（:：]"


def _describe_short(words: pl.DataFrame) -> pl.DataFrame:
    frame = parse_numbers(words)
    numbers = frame.filter("is_number").with_columns(
        word_class=pl.lit(VALUE, dtype=pl.UInt8), code=pl.lit(None, dtype=pl.UInt16), is_numbered=pl.lit(False),
        is_odd=pl.lit(False), header_unit=pl.lit(None, dtype=pl.String),
    )  # fmt: skip
    texts = _describe_texts(frame.filter(~pl.col("is_number")))
    return pl.concat([texts, numbers.select(texts.columns)])


def _describe_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Class and code of distinct texts that are no numbers."""
    frame = frame.with_columns(text=comparable(pl.col("raw"))).with_columns(key=label_key(pl.col("text")))
    frame = _match_labels(frame)
    value = pl.col("is_number_like") & pl.col("word_class").is_null()
    is_text = pl.col("word_class").is_null()
    word_class = (
        pl.when(is_text & pl.col("text").str.contains(_PAGE_NUMBER)).then(FURNITURE)
        .when(is_text & pl.col("text").str.contains(_NUMBERING_ALONE)).then(NOTE)
        .when(value).then(VALUE)
        .when(~is_text).then("word_class")
        .when(pl.col("text").str.contains(r"^\([^)]*\)?$")).then(NOTE)
        .when(pl.col("text") == "").then(EMPTY)
        .when(pl.col("text").str.len_chars() > LONGEST_PHRASE_LABEL).then(PROSE)
        .otherwise(TEXT)
    )  # fmt: skip
    official = pl.col("text").is_in(_official_forms().implode()) | pl.col("key").is_in(_official_forms().implode())
    column = pl.col("word_class") == COLUMN
    frame = frame.with_columns(
        word_class=word_class.cast(pl.UInt8),
        code="label_code",
        is_odd=~official & pl.col("word_class").is_in([ROW, COLUMN, TOTAL]).fill_null(False),
        is_numbered=~is_text & pl.col("text").str.contains(NUMBERING),
        header_unit=pl.when(column & pl.col("text").str.contains("万元")).then(pl.lit("wan_yuan"))
        .when(column & pl.col("text").str.contains(r"单位:?元|\(元\)")).then(pl.lit("yuan")),
    )  # fmt: skip
    return frame.drop("label_code", "text", "key")


def _match_labels(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``word_class`` and ``label_code`` where a label is recognised: exact, cut, phrase — in that order."""
    exact = labels().filter(match_code="exact").select("key", "word_class", "label_code")
    exact = exact.unique("key", keep="first", maintain_order=True)
    frame = frame.join(exact, on="key", how="left", maintain_order="left")
    frame = frame.join(_cut_labels(), on="key", how="left", suffix="_cut", maintain_order="left")
    found = [pl.coalesce(name, f"{name}_cut") for name in ("word_class", "label_code")]
    frame = frame.with_columns(found).drop("word_class_cut", "label_code_cut")
    phrases = labels().filter(match_code="phrase")
    telling = pl.col("label_code").is_null() & pl.col("key").str.contains("|".join(f"(?:{p})" for p in phrases["key"]))
    candidates = frame.with_row_index("at").filter(telling)
    hits = _match_phrases(candidates)
    return frame.with_columns(
        frame[name].scatter(candidates["at"], hits[name]) for name in ("word_class", "label_code")
    )


def _match_phrases(candidates: pl.DataFrame) -> pl.DataFrame:
    """Labels whose wording is off but which hold the phrase of exactly one row; sentences never match as rows."""
    phrases = labels().filter(match_code="phrase")
    length = pl.col("key").str.len_chars()
    sentence = pl.col("text").str.contains(_SENTENCE) | (length > LONGEST_PHRASE_LABEL)
    rows = phrases["word_class"] == ROW
    for group, allowed in ((phrases.filter(~rows), pl.lit(True)), (phrases.filter(rows), ~sentence)):
        hits = [pl.col("key").str.contains(pattern) for pattern in group["key"]]
        one = pl.col("label_code").is_null() & allowed & (pl.sum_horizontal(hits) == 1)
        candidates = candidates.with_columns(
            pl.when(one).then(_pick(hits, group[name])).otherwise(name).alias(name)
            for name in ("word_class", "label_code")
        )
    return candidates


def _pick(hits: list[pl.Expr], values: pl.Series) -> pl.Expr:
    choices = zip(hits, values, strict=True)
    return pl.coalesce(pl.when(hit).then(pl.lit(value, dtype=values.dtype)) for hit, value in choices)
