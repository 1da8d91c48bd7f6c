"""Rows printed more than once: a second set of tables, or one row twice.

A text may hold two whole sets of tables (own and aggregate, or two reports in one page): the second
set is a report of its own. A single row printed twice is read when both say the same.
"""

from __future__ import annotations

import polars as pl

from extract.form.tables import form_items
from extract.recognise.rows import LITIGATION_ROW

_ROW_CODES = pl.Enum([*form_items()["row_code"].unique(maintain_order=True), LITIGATION_ROW])
_MOST_ROWS = 256
# A second set holds at least this many rows of a table that the first one holds as well.
FEWEST_ROWS_OF_SET = {"proactive_disclosure": 3, "requests": 10}


def number_sets(rows: pl.DataFrame, values: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The rows to read, with ``set_number`` (1 …) and ``is_conflict`` (printed twice with different numbers).

    In: all occurrences. Labels without numbers and header are dropped, and so are labels without numbers
    where the row is printed with numbers elsewhere.
    """
    rows = rows.filter((pl.col("value_count") > 0) | pl.col("place_count").is_not_null())
    rows = rows.with_columns(set_number=pl.lit(1, dtype=pl.Int32), is_conflict=pl.lit(False))
    key = rows.select(
        key=pl.col("doc").cast(pl.UInt64) * _MOST_ROWS + pl.col("row_code").cast(_ROW_CODES).to_physical()
    )["key"]
    repeated = rows["doc"].filter(key.is_duplicated()).unique()
    if repeated.is_empty():
        return rows
    affected = pl.col("doc").is_in(repeated.implode())
    resolved = _resolve_repeats(rows.filter(affected), values, words)
    return pl.concat([rows.filter(~affected), resolved.select(rows.columns)]).sort("anchor")


def _resolve_repeats(rows: pl.DataFrame, values: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    full = pl.col("value_count") == pl.col("place_count")
    valued = rows.filter(full).with_columns(occurrence=pl.int_range(1, pl.len() + 1).over("doc", "row_code"))
    counts = valued.group_by("doc", "table_code", "occurrence").agg(
        rows_of_set=pl.len(), boundary=pl.col("anchor").min()
    )
    fewest = pl.col("table_code").replace_strict(FEWEST_ROWS_OF_SET, default=2**31, return_dtype=pl.Int64)
    sets = counts.filter((pl.col("occurrence") > 1) & (pl.col("rows_of_set") >= fewest))
    boundaries = sets.group_by("doc", "occurrence").agg(pl.col("boundary").min()).sort("doc", "boundary")
    # A table that has no boundary of its own belongs to the set in which it stands.
    own = rows.select("anchor", "doc", "table_code").join(
        sets.select("doc", "table_code", "boundary"), on=["doc", "table_code"], how="left"
    )
    has_own = own.group_by("anchor").agg(
        own_count=pl.col("boundary").count(), passed=(pl.col("boundary") <= pl.col("anchor")).sum()
    )
    shared = rows.select("anchor", "doc").join(boundaries, on="doc", how="left")
    shared = shared.group_by("anchor").agg(passed_shared=(pl.col("boundary") <= pl.col("anchor")).sum())
    rows = rows.join(has_own, on="anchor", how="left").join(shared, on="anchor", how="left")
    passed = pl.when(pl.col("own_count") > 0).then("passed").otherwise("passed_shared")
    rows = rows.with_columns(set_number=(1 + passed).cast(pl.Int32))
    return _drop_repeats(rows, values, words)


def _drop_repeats(rows: pl.DataFrame, values: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """One occurrence of each row and set: the fullest, the first of equals; unequal full ones conflict."""
    numbers = values.join(rows.select("anchor"), on="anchor", maintain_order="left")
    numbers = numbers.with_columns(words["raw"].gather(numbers["word"]))
    printed = numbers.group_by("anchor").agg(wording=pl.col("raw").str.join("|"))
    key = ["doc", "set_number", "row_code"]
    full = pl.col("value_count") == pl.col("place_count")
    rows = rows.join(printed, on="anchor", how="left")
    wordings = rows.filter(full).group_by(key).agg(wordings=pl.col("wording").n_unique())
    rows = rows.join(wordings, on=key, how="left").with_columns(is_conflict=(pl.col("wordings") > 1).fill_null(False))
    best = rows.sort(full.fill_null(False), "value_count", -pl.col("anchor").cast(pl.Int64), descending=True)
    return best.unique(key, keep="first", maintain_order=True)
