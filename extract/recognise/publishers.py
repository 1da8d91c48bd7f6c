"""Who published a report and for which year, as printed; nothing is taken from copies that were tampered with."""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.form.tables import read_form
from extract.recognise.titles import organ_ending, place_pattern

# Who compiled a report, for which period and year, stands in its first paragraphs.
HEAD_CHARACTERS = 1500
_HAN = r"\p{Han}"
_COMPILER = rf"由({_HAN}{{2,30}}?)(?:综合|汇总|按照|根据|依据|编制|编写)"
_PROSE_NAME = (
    rf"(?:^|[。\n])\s*20\d\d年(?:度|以来)?[,，]?\s*({_HAN}{{2,24}}?(?:局|厅|委|委员会|人民政府|办公室|办事处|管委会))"
    r"(?:继续|认真|严格|坚持|按照|深入|全面|积极|高度|紧紧|结合|始终|扎实)"
)
_NOT_A_NAME = r"[我本该各]|^(?:总体|概述|以下|下列)|情况|公开条例"
_PERIOD = r"期限.{0,8}?(20\d\d)年"
_PROSE_TITLE = (
    r"(20\d\d)年度?(?:本级|本机关|[^，。,；;\n]{0,20})?(?:政府|政务)信息公[开開](?:工作)?(?:年度)?(?:工作)?[报報]告"
)
_AGGREGATE = r"综合[^。]{0,20}(?:所属|各)|汇总(?:了)?(?:全|各|所属)"
_OWN = r"本机关|本部门|本单位|[我本](?:局|厅|镇|乡|街道|办|委|街)"
TITLE_WEIGHT, PERIOD_WEIGHT, PROSE_TITLE_WEIGHT, PUBLISHED_WEIGHT, MOST_PROSE_VOTES = 8, 4, 4, 2, 4


@cache
def _markers(meaning: str) -> list[str]:
    return read_form("provenance_markers").filter(meaning_code=meaning)["marker"].to_list()


def describe_documents(texts: pl.Series, events: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """One row per document, in order.

    Columns: ``doc``, ``title``, ``publisher_name``, ``publisher_name_source_code``, ``report_year``,
    ``report_year_source_code``, ``year_conflict`` (bool), ``published_date``, ``scope_code``, ``is_suspect``
    (tampered or converted copy).
    """
    found = _lines_of_documents(events, lines)
    documents = pl.DataFrame(
        {"doc": pl.Series(range(len(texts)), dtype=pl.UInt32), "head": texts.str.head(HEAD_CHARACTERS)}
    )
    documents = documents.join(found, on="doc", how="left", maintain_order="left")
    advertised = texts.str.contains("(?i)" + "|".join(_markers("advertising")))
    traditional = pl.col("traditional_lines").fill_null(0) >= 2
    localised = pl.col("head").str.contains_any(_markers("localised"))
    glossed = pl.col("glossed_lines").fill_null(0) >= 2
    documents = documents.with_columns(is_suspect=advertised | glossed | (traditional & ~localised))
    documents = _choose_names(documents)
    documents = documents.join(_vote_years(documents), on="doc", how="left", maintain_order="left")
    scope = (
        pl.when(pl.col("head").str.contains(_AGGREGATE)).then(pl.lit("aggregate"))
        .when(pl.col("head").str.contains(_OWN)).then(pl.lit("own"))
        .otherwise(pl.lit("unknown"))
    )  # fmt: skip
    return documents.with_columns(scope_code=scope, year_conflict=pl.col("year_conflict").fill_null(False)).drop("head")


def _lines_of_documents(events: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """First title, names beside it, last name and dates of each document."""
    own = events.select("doc", "word").with_row_index("event")
    ends = own.group_by("doc", maintain_order=True).agg(start=pl.col("event").min(), end=pl.col("event").max())
    marked = own.join(lines, on="word", maintain_order="left").join(ends, on="doc", maintain_order="left")
    titled = marked.filter(pl.col("title").is_not_null())
    titles = titled.group_by("doc", maintain_order=True).agg(
        title=pl.col("title").first(),
        title_name=pl.col("title_name").drop_nulls().first(),
        title_year=pl.col("title_year").drop_nulls().first(),
        title_event=pl.col("event").first(),
        last_title_event=pl.col("event").last(),
    )
    names = marked.filter(pl.col("name").is_not_null()).join(titles.select("doc", "title_event"), on="doc", how="left")
    distance = (pl.col("event").cast(pl.Int64) - pl.col("title_event").cast(pl.Int64)).abs()
    beside = names.filter(distance <= 1).group_by("doc", maintain_order=True).agg(beside_name=pl.col("name").first())
    signed = (
        names.filter(pl.col("event") + 8 > pl.col("end"))
        .group_by("doc", maintain_order=True)
        .agg(signature=pl.col("name").last())
    )
    dated = marked.filter(pl.col("line_date").is_not_null())
    near = (pl.col("event") < pl.col("start") + 15) | (pl.col("event") + 8 > pl.col("end"))
    dates = dated.filter(near).group_by("doc", maintain_order=True).agg(published_date=pl.col("line_date").first())
    traces = marked.group_by("doc", maintain_order=True).agg(
        glossed_lines=pl.col("has_gloss").sum(), traditional_lines=pl.col("is_traditional").sum()
    )
    frame = ends.select("doc")
    for part in (titles, beside, signed, dates, traces):
        frame = frame.join(part, on="doc", how="left", maintain_order="left")
    return frame


def _choose_names(documents: pl.DataFrame) -> pl.DataFrame:
    """The name as printed: in the title; the fuller form of the signature or of the compiler where one holds it."""
    compiler = pl.col("head").str.extract(_COMPILER)
    is_name = (
        ~compiler.str.contains(_NOT_A_NAME) & compiler.str.contains(organ_ending()) & (compiler.str.len_chars() > 3)
    )
    documents = documents.with_columns(compiler=pl.when(is_name).then(compiler))
    # 某某办 is short for 某某办公室 where the text says so.
    longer = pl.col("compiler") + pl.lit("公室")
    spelt = pl.col("compiler").str.ends_with("办") & pl.col("head").str.contains(longer, literal=True)
    documents = documents.with_columns(compiler=pl.when(spelt.fill_null(False)).then(longer).otherwise("compiler"))
    prose = pl.col("head").str.extract(_PROSE_NAME)
    prose = pl.when(~prose.str.contains(_NOT_A_NAME) & prose.str.contains(place_pattern())).then(prose)
    title = pl.coalesce("title_name", "beside_name")
    fuller = [
        pl.when(
            pl.col(name).str.contains(title, literal=True) & (pl.col(name).str.len_chars() > title.str.len_chars())
        ).then(name)
        for name in ("signature", "compiler")
    ]
    only = pl.when(title.is_null())
    chosen = pl.coalesce(*fuller, title, only.then("compiler"), only.then(prose))
    source = (
        pl.when(chosen.is_null()).then(None)
        .when(chosen == title).then(pl.lit("title"))
        .when(chosen == pl.col("signature")).then(pl.lit("signature"))
        .when(chosen == pl.col("compiler")).then(pl.lit("compiler"))
        .otherwise(pl.lit("prose"))
    )  # fmt: skip
    trusted = ~pl.col("is_suspect")
    return documents.with_columns(
        publisher_name=pl.when(trusted).then(chosen), publisher_name_source_code=pl.when(trusted).then(source)
    )


def _vote_years(documents: pl.DataFrame) -> pl.DataFrame:
    """The year for which most speaks: title, counting period, prose, publication date less one (FORM.md section 4)."""
    head = pl.col("head")
    prose = (
        documents.select("doc", year=head.str.extract_all(r"20\d\d年"))
        .explode("year", empty_as_null=True)
        .drop_nulls("year")
    )
    prose = (
        prose.group_by("doc", "year")
        .len()
        .select(
            "doc",
            pl.col("year").str.head(4).cast(pl.Int32),
            weight=pl.min_horizontal("len", MOST_PROSE_VOTES).cast(pl.Int64),
            source=pl.lit("prose"),
        )
    )
    sources = [
        ("title", pl.col("title_year"), TITLE_WEIGHT),
        ("period", head.str.extract(_PERIOD).cast(pl.Int32), PERIOD_WEIGHT),
        ("title", head.str.extract(_PROSE_TITLE).cast(pl.Int32), PROSE_TITLE_WEIGHT),
        ("published", pl.col("published_date").dt.year() - 1, PUBLISHED_WEIGHT),
    ]
    votes = [
        documents.select(
            "doc", year=year.cast(pl.Int32), weight=pl.lit(weight, dtype=pl.Int64), source=pl.lit(source)
        ).drop_nulls("year")
        for source, year, weight in sources
    ]
    cast = pl.concat([*votes, prose])
    named = pl.concat(votes[:2])
    conflict = named.group_by("doc").agg(year_conflict=pl.col("year").n_unique() > 1)
    tally = cast.group_by("doc", "year").agg(
        pl.col("weight").sum(), source=pl.col("source").sort_by("weight", "source").last()
    )
    best = tally.sort("doc", "weight", "year", descending=[False, True, True]).unique(
        "doc", keep="first", maintain_order=True
    )
    best = best.select("doc", report_year="year", report_year_source_code="source")
    return best.join(conflict, on="doc", how="left")
