"""Findings of the extraction, one row each; what the codes mean stands in form/issue_codes.csv."""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.contract import ISSUES
from extract.form.tables import TABLE_ORDER, cell_index, form_items
from extract.recognise.cells import MISSING, UNREADABLE
from extract.recognise.words import COLUMN, IGNORED, ROW, TEXT, code_of

LONGEST_TEXT = 80
_COLUMNS = ["doc", "set_number", "issue_code", "table_code", "row_code", "column_code", "raw_text", "line"]


def find_issues(
    anchors: pl.DataFrame,
    words: pl.DataFrame,
    rows: pl.DataFrame,
    tables: pl.DataFrame,
    cells: pl.DataFrame,
    documents: pl.DataFrame,
) -> pl.DataFrame:
    """One row per finding: the columns of ISSUES with ``doc``, ``set_number`` and ``line`` in place of ids and
    locator.
    """
    parts = [
        _of_tables(tables, documents),
        _of_rows(rows),
        _of_labels(anchors, words, rows, tables),
        _of_cells(cells, rows),
        _of_documents(anchors, documents),
    ]
    shaped = [part.select(_column(part, name) for name in _COLUMNS) for part in parts]
    order = ["doc", "set_number", "line", "issue_code", "table_code", "row_code", "column_code", "raw_text"]
    return pl.concat(shaped).sort(order, nulls_last=False)


def _column(frame: pl.DataFrame, name: str) -> pl.Expr:
    types = {**ISSUES.columns, "doc": pl.UInt32(), "set_number": pl.Int32(), "line": pl.Int32()}
    defaults = {"set_number": 1}
    if name in frame.columns:
        return pl.col(name).cast(types[name])
    return pl.lit(defaults.get(name), dtype=types[name]).alias(name)


def _of_tables(tables: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    sets = pl.concat(
        [tables.select("doc", "set_number"), documents.select("doc", set_number=pl.lit(1, dtype=pl.Int32))]
    ).unique()
    every = sets.join(pl.DataFrame({"table_code": TABLE_ORDER}), how="cross")
    return every.join(tables, on=["doc", "set_number", "table_code"], how="anti").with_columns(
        issue_code=pl.lit("table_absent")
    )


def _of_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that could not be read whole, headers that were read in part, and rows known by their place alone."""
    rows = rows.with_columns(row_code=pl.when(pl.col("row_code") != "litigation").then("row_code"))
    numbered = pl.col("value_count") > 0
    codes = ["row_ragged", "row_torn", "row_duplicate", "header_unknown"]
    faults = rows.filter(pl.col("fault_code").is_in(codes) & numbered).with_columns(issue_code="fault_code")
    incomplete = rows.filter(pl.col("is_incomplete").fill_null(False) & numbered)
    incomplete = incomplete.unique(["doc", "set_number", "header"], keep="first", maintain_order=True)
    incomplete = incomplete.with_columns(issue_code=pl.lit("header_incomplete"), row_code=pl.lit(None, dtype=pl.String))
    lost = rows.filter("is_label_lost").with_columns(issue_code=pl.lit("label_lost"))
    return pl.concat([faults, incomplete, lost])


def _of_labels(anchors: pl.DataFrame, words: pl.DataFrame, rows: pl.DataFrame, tables: pl.DataFrame) -> pl.DataFrame:
    """Labels in other words than the form's, and rows of numbers whose label is not on the form."""
    is_odd = words["is_odd"].gather(anchors["word"]).alias("is_odd")
    strange = pl.col("word_class").is_in([TEXT, IGNORED]) & (pl.col("value_count") > 0)
    frame = anchors.with_columns(is_odd).filter(
        strange | (pl.col("word_class").is_in([ROW, COLUMN]) & pl.col("is_odd"))
    )
    extent = rows.group_by("doc").agg(first=pl.col("anchor").min(), last=pl.col("anchor").max())
    frame = frame.join(extent, on="doc", maintain_order="left")
    frame = frame.with_columns(words["raw"].gather(frame["word"]).str.head(LONGEST_TEXT).alias("raw_text"))
    inside = (pl.col("anchor") + 20 >= pl.col("first")) & (
        pl.col("anchor") <= pl.col("last")
    )  # unsigned: never subtract
    in_table = pl.col("doc").is_in(tables["doc"].implode())
    odd = frame.filter(pl.col("word_class").is_in([ROW, COLUMN]) & inside & in_table)
    named = rows.select("anchor", "row_code", "table_code", "set_number")
    odd = odd.join(named, on="anchor", how="left", maintain_order="left").with_columns(issue_code=pl.lit("label_odd"))
    odd = odd.filter((pl.col("word_class") == COLUMN) | pl.col("row_code").is_not_null())
    table = pl.col("code").replace_strict(*_tables_of_columns(), default=None, return_dtype=pl.String)
    odd = odd.with_columns(pl.col("set_number").fill_null(1), table_code=pl.coalesce("table_code", table))
    odd = odd.unique(["doc", "table_code", "row_code", "raw_text"], keep="first", maintain_order=True)
    between = pl.col("anchor").is_between("first", "last")
    unknown = frame.filter(strange & between).with_columns(
        issue_code=pl.lit("label_unknown"), set_number=pl.lit(1, dtype=pl.Int32)
    )
    return pl.concat([odd, unknown], how="diagonal")


@cache
def _tables_of_columns() -> tuple[list[int], list[str]]:
    """Tables by label code of their columns; 总计 belongs to two and is left out."""
    columns = form_items().filter(pl.col("column_code") != "total").select("column_code", "table_code").unique()
    return [code_of(column) for column in columns["column_code"]], columns["table_code"].to_list()


def _of_cells(cells: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Unreadable cells of rows that are no issue themselves, and rows that are not printed."""
    index = cell_index()
    known = rows.filter(pl.col("fault_code").is_in(["row_ragged", "row_duplicate", "header_unknown"])).select("row")
    unreadable = cells.filter(pl.col("status") == UNREADABLE).join(known, on="row", how="anti", maintain_order="left")
    unreadable = unreadable.with_columns(
        issue_code=pl.lit("cell_unreadable"), raw_text=pl.col("raw").str.head(LONGEST_TEXT)
    )
    named = [index[name].gather(unreadable["item"]) for name in ("table_code", "row_code", "column_code")]
    return pl.concat([unreadable.with_columns(named), *_missing_rows(cells, rows)], how="diagonal")


def _missing_rows(cells: pl.DataFrame, rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Rows that are not printed between others, and tables that break off: the last row printed is not the form's
    last.
    """
    key = ["doc", "set_number", "table_code"]
    index = cell_index()
    order = form_items().select("table_code", "row_code", "row_order", "edition_code").unique()
    order = order.with_columns(pl.col("edition_code").cast(cells.schema["edition_code"]))
    missing = cells.filter(pl.col("status") == MISSING)
    missing = missing.with_columns([index[name].gather(missing["item"]) for name in ("table_code", "row_code")])
    missing = missing.filter(pl.col("table_code") != "litigation").select(*key, "row_code", "edition_code").unique()
    rows = rows.join(missing.select("doc").unique(), on="doc", how="semi")
    printed = rows.select("doc", "set_number", "row_code").unique()
    absent = missing.join(printed, on=["doc", "set_number", "row_code"], how="anti")
    absent = absent.join(order, on=["table_code", "row_code", "edition_code"])
    editions = absent.select(*key, "edition_code").unique(key)
    present = (
        rows.select(*key, "row_code", "line")
        .join(editions, on=key)
        .join(order, on=["table_code", "row_code", "edition_code"])
    )
    last = present.group_by(key).agg(last_order=pl.col("row_order").max(), line=pl.col("line").max())
    absent = absent.join(last, on=key, how="left")
    after = pl.col("row_order") > pl.col("last_order").fill_null(0)
    cut = absent.filter(after).select(*key, "line").unique(key).with_columns(issue_code=pl.lit("table_cut"))
    return [absent.filter(~after).drop("line").with_columns(issue_code=pl.lit("row_missing")), cut]


def _of_documents(anchors: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    flags = {
        "publisher_unknown": pl.col("publisher_name").is_null(),
        "year_unknown": pl.col("report_year").is_null(),
        "year_conflict": pl.col("year_conflict"),
        "suspect_copy": pl.col("is_suspect"),
        "encoding_damaged": pl.col("has_damaged_bytes"),
        "values_lost": pl.col("reason_code").eq_missing("values_lost"),
        "not_a_report": pl.col("reason_code").eq_missing("not_a_report"),
    }
    parts = [documents.filter(condition).select("doc", issue_code=pl.lit(code)) for code, condition in flags.items()]
    cut = anchors.filter("is_torn_end").select("doc", "line", issue_code=pl.lit("text_cut"))
    told = documents.select("doc", issue_code="issue_codes").explode("issue_code", empty_as_null=True).drop_nulls()
    return pl.concat([*parts, cut, told], how="diagonal")
