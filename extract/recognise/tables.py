"""Tables: which ones a report holds, and of which edition each is, by its printed labels."""

from __future__ import annotations

import polars as pl

from extract.form.tables import EITHER_EDITION
from extract.recognise.words import MARK, code_of

_ONLY_2021 = ("other_overdue_correction", "other_overdue_fee", "other_remaining")
_AFTER_OTHER = ("concluded_total", "carried_out")
_HEADER_EDITIONS = {
    "2021": {"issued", "repealed", "in_force", "decisions_this_year", "amount_wan_yuan"},
    "2019": {
        "newly_cut", "newly_made", "newly_disclosed", "disclosed_total",
        "prior_year_items", "item_change", "projects", "amount",
    },
}  # fmt: skip
FEWEST_RESULTS = 3
FEWEST_ROWS_WITHOUT_HEADER = 4
_TABLES_OF_MARKS = {
    "cross_sum_note": "requests",
    "applicants": "requests",
    "information_content": "proactive_disclosure",
}


def find_tables(anchors: pl.DataFrame, headers: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """One row per document, set and table found: ``doc``, ``set_number``, ``table_code``, ``edition_code``."""
    marks = {code_of(mark): table for mark, table in _TABLES_OF_MARKS.items()}
    marked = anchors.filter((pl.col("word_class") == MARK) & pl.col("code").is_in(list(marks)))
    table = pl.col("code").replace_strict(marks, default=None, return_dtype=pl.String)
    results = pl.col("signature").str.count_matches(r"upheld|corrected|other_result|pending") >= FEWEST_RESULTS
    headed = headers.filter((pl.col("table_code") != "litigation") | results).select("doc", "table_code")
    first = pl.concat([marked.select("doc", table_code=table), headed]).unique()
    first = first.with_columns(set_number=pl.lit(1, dtype=pl.Int32))
    # A label with a number in the prose makes no table.
    key = ["doc", "table_code", "set_number"]
    sizes = rows.group_by(key).agg(rows=pl.len(), is_headed=pl.col("place_count").is_not_null().any())
    rowed = sizes.filter(pl.col("is_headed") | (pl.col("rows") >= FEWEST_ROWS_WITHOUT_HEADER)).select(key)
    found = pl.concat([first, rowed]).unique()
    editions = pl.concat([_editions_of_items(headers, rows), _editions_of_requests(rows)])
    found = found.join(editions, on=["doc", "set_number", "table_code"], how="left")
    return found.with_columns(pl.col("edition_code").fill_null(EITHER_EDITION)).sort("doc", "set_number", "table_code")


def drop_stray_rows(rows: pl.DataFrame, tables: pl.DataFrame) -> pl.DataFrame:
    """The rows that stand in tables: a label with a number in the prose before section 3 is no row of it."""
    key = ["doc", "set_number", "table_code"]
    rows = rows.join(tables, on=key, how="semi", maintain_order="left")
    headed = pl.col("place_count").is_not_null()
    stray = ~headed & headed.any().over(key) & (pl.col("table_code") == "requests")
    return rows.filter(~stray)


def _editions_of_items(headers: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Editions of section 2, by its rows, or by its header where no row was reached."""
    items = headers.filter(table_code="proactive_disclosure")
    wordings = {text: _edition_of_header(text) for text in items["signature"].unique()}
    edition = pl.col("signature").replace_strict(
        list(wordings), list(wordings.values()), default=None, return_dtype=pl.String
    )
    headed = items.select("doc", set_number=pl.lit(1, dtype=pl.Int32), edition_code=edition)
    own = rows.filter(table_code="proactive_disclosure").select("doc", "set_number", "edition_code").drop_nulls()
    headed = headed.join(own, on=["doc", "set_number"], how="anti").drop_nulls()
    editions = (
        pl.concat([own, headed])
        .group_by("doc", "set_number")
        .agg(first=pl.col("edition_code").min(), last=pl.col("edition_code").max())
    )
    mixed = pl.when(pl.col("first") != pl.col("last")).then(pl.lit("mixed")).otherwise("last")
    return editions.select("doc", "set_number", table_code=pl.lit("proactive_disclosure"), edition_code=mixed)


def _edition_of_header(signature: str) -> str | None:
    names = set(signature.split("|"))
    editions = [edition for edition, columns in _HEADER_EDITIONS.items() if names & columns]
    return editions[0] if len(editions) == 1 else None


def _editions_of_requests(rows: pl.DataFrame) -> pl.DataFrame:
    """Editions of section 3: its （六）其他处理 is split in three from 2021 on; cut before it, both fit."""
    requests = rows.filter(table_code="requests").select(
        "doc", "set_number",
        split=pl.col("row_code").is_in(_ONLY_2021),
        unsplit=pl.col("row_code") == "other_unsplit",
        ended=pl.col("row_code").is_in(_AFTER_OTHER),
    )  # fmt: skip
    found = requests.group_by("doc", "set_number").agg(pl.col("split", "unsplit", "ended").any())
    edition = (
        pl.when("split").then(pl.lit("2021"))
        .when(pl.col("unsplit") & pl.col("ended")).then(pl.lit("2019"))
        .otherwise(pl.lit(EITHER_EDITION))
    )  # fmt: skip
    return found.select("doc", "set_number", table_code=pl.lit("requests"), edition_code=edition)
