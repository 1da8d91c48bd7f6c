"""Tables: which ones a report holds, of which edition, and every cell that their edition has."""

from __future__ import annotations

import polars as pl

from extract.contract import AMOUNT
from extract.form.tables import EITHER_EDITION, cell_index, form_items
from extract.recognise.cells import MISSING, REPORTED, UNREADABLE
from extract.recognise.headers import table_of
from extract.recognise.words import MARK, code_of

_ONLY_2021 = ("other_overdue_correction", "other_overdue_fee", "other_remaining")
_AFTER_OTHER = ("concluded_total", "carried_out")
_HEADER_EDITIONS = {
    "2021": {"issued", "repealed", "in_force", "decisions_this_year", "amount_wan_yuan"},
    "2019": {"newly_cut", "newly_made", "newly_disclosed", "disclosed_total", "prior_year_items", "item_change", "projects", "amount"},
}
FEWEST_RESULTS = 3
_AMOUNTS = ("amount", "amount_wan_yuan")


def find_tables(anchors: pl.DataFrame, headers: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """One row per document, set and table found: ``doc``, ``set_number``, ``table_code``, ``edition_code``."""
    marks = [code_of("cross_sum_note"), code_of("applicants")]
    marked = anchors.filter((pl.col("word_class") == MARK) & pl.col("code").is_in(marks)).select("doc", table_code=pl.lit("requests"))
    results = pl.col("signature").str.count_matches(r"upheld|corrected|other_result|pending") >= FEWEST_RESULTS
    headed = headers.filter((pl.col("table_code") != "litigation") | results).select("doc", "table_code")
    first = pl.concat([marked, headed]).unique().with_columns(set_number=pl.lit(1, dtype=pl.Int32))
    rowed = rows.select("doc", "table_code", "set_number").unique()
    found = pl.concat([first, rowed.select(first.columns)]).unique()
    editions = pl.concat([_editions_of_items(headers, rows), _editions_of_requests(rows)])
    found = found.join(editions, on=["doc", "set_number", "table_code"], how="left")
    return found.with_columns(pl.col("edition_code").fill_null(EITHER_EDITION)).sort("doc", "set_number", "table_code")


def _editions_of_items(headers: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Editions of section 2, by its rows, or by its header where no row was reached."""
    wordings = {text: _edition_of_header(text) for text in headers.filter(table_code="proactive_disclosure")["signature"].unique()}
    headed = headers.filter(table_code="proactive_disclosure").select(
        "doc", set_number=pl.lit(1, dtype=pl.Int32),
        edition_code=pl.col("signature").replace_strict(list(wordings), list(wordings.values()), default=None, return_dtype=pl.String),
    )  # fmt: skip
    own = rows.filter(table_code="proactive_disclosure").select("doc", "set_number", "edition_code").drop_nulls()
    headed = headed.join(own, on=["doc", "set_number"], how="anti").drop_nulls()
    editions = pl.concat([own, headed]).group_by("doc", "set_number").agg(
        editions=pl.col("edition_code").n_unique(), edition_code=pl.col("edition_code").max()
    )
    mixed = pl.when(pl.col("editions") > 1).then(pl.lit("mixed")).otherwise("edition_code")
    return editions.select("doc", "set_number", table_code=pl.lit("proactive_disclosure"), edition_code=mixed)


def _edition_of_header(signature: str) -> str | None:
    names = set(signature.split("|"))
    editions = [edition for edition, columns in _HEADER_EDITIONS.items() if names & columns]
    return editions[0] if len(editions) == 1 else None


def _editions_of_requests(rows: pl.DataFrame) -> pl.DataFrame:
    """Editions of section 3: its （六）其他处理 is split in three from 2021 on; cut before it, both fit."""
    requests = rows.filter(table_code="requests").group_by("doc", "set_number").agg(
        split=pl.col("row_code").is_in(_ONLY_2021).any(),
        unsplit=(pl.col("row_code") == "other_unsplit").any(),
        ended=pl.col("row_code").is_in(_AFTER_OTHER).any(),
    )  # fmt: skip
    edition = (
        pl.when("split").then(pl.lit("2021"))
        .when(pl.col("unsplit") & pl.col("ended")).then(pl.lit("2019"))
        .otherwise(pl.lit(EITHER_EDITION))
    )  # fmt: skip
    return requests.select("doc", "set_number", table_code=pl.lit("requests"), edition_code=edition)


def complete_cells(cells: pl.DataFrame, rows: pl.DataFrame, headers: pl.DataFrame, tables: pl.DataFrame) -> pl.DataFrame:
    """Printed cells with edition, unit and value, and a missing cell for each that the text does not hold.

    Out: one row per cell: ``doc``, ``set_number``, ``item``, ``anchor``, ``line``, ``raw``, ``value``, ``unit_code``, ``status``,
    ``edition_code``; in the order of the staging key.
    """
    cells = _subtotals_of_other(cells, tables)
    cells = _edition_of_cells(cells, rows, tables)
    cells = _units_and_values(cells, rows, headers)
    missing = _missing_cells(cells, rows, tables)
    return pl.concat([cells, missing.select(cells.columns)]).sort("doc", "set_number", "item")


def _items_of(row_code: str) -> pl.DataFrame:
    return cell_index().filter(row_code=row_code).select(pl.col("item").cast(pl.UInt16), "column_code")


def _subtotals_of_other(cells: pl.DataFrame, tables: pl.DataFrame) -> pl.DataFrame:
    """（六）其他处理 beside its three parts is a subtotal when it has numbers, and a heading when it has none."""
    pairs = _items_of("other_unsplit").join(_items_of("other_subtotal"), on="column_code", suffix="_subtotal")
    split = tables.filter(table_code="requests", edition_code="2021").select("doc", "set_number", is_split=pl.lit(True))
    unsplit = pl.col("item").is_in(pairs["item"].implode())
    chosen = cells.filter(unsplit).join(split, on=["doc", "set_number"], how="left", maintain_order="left")
    is_split = pl.col("is_split").fill_null(False)
    chosen = chosen.filter(~(is_split & (pl.col("status") == 1)))
    renamed = pl.col("item").replace(pairs["item"], pairs["item_subtotal"])
    chosen = chosen.with_columns(item=pl.when(is_split).then(renamed).otherwise("item")).drop("is_split")
    return pl.concat([cells.filter(~unsplit), chosen])


def _edition_of_cells(cells: pl.DataFrame, rows: pl.DataFrame, tables: pl.DataFrame) -> pl.DataFrame:
    """A cell of section 2 is of its own row's edition; elsewhere the table's edition holds for all its cells."""
    table = cell_index()["table_code"].gather(cells["item"])
    cells = cells.with_columns(table)
    own = rows.select("anchor", own_edition="edition_code")
    cells = cells.join(own, on="anchor", how="left", maintain_order="left")
    requests = tables.filter(table_code="requests").select("doc", "set_number", requests_edition="edition_code")
    cells = cells.join(requests, on=["doc", "set_number"], how="left", maintain_order="left")
    edition = pl.when(pl.col("table_code") == "requests").then("requests_edition").otherwise("own_edition")
    return cells.with_columns(edition_code=edition).drop("own_edition", "requests_edition")


def _units_and_values(cells: pl.DataFrame, rows: pl.DataFrame, headers: pl.DataFrame) -> pl.DataFrame:
    """The cell's own unit, else the header's, else the form's; ten thousands of counts multiplied out."""
    index = cell_index()
    cells = cells.with_columns(
        index["unit_code"].gather(cells["item"]).alias("unit_code"),
        index["column_code"].is_in(_AMOUNTS).gather(cells["item"]).alias("is_amount"),
    )
    units = rows.select("anchor", "header").join(headers.select("header", "header_unit"), on="header").drop_nulls("header_unit")
    cells = cells.join(units.select("anchor", "header_unit"), on="anchor", how="left", maintain_order="left")
    implied = pl.when((pl.col("factor") > 1) & pl.col("printed_unit").is_null()).then(pl.lit("wan_yuan"))
    amount_unit = pl.coalesce("printed_unit", implied, "header_unit", "unit_code")
    # Money where things are counted is no count.
    odd = ~pl.col("is_amount") & pl.col("printed_unit").is_not_null()
    scaled = (pl.col("value") * pl.col("factor")).cast(AMOUNT, strict=False)
    value = pl.when("is_amount").then("value").when(pl.col("factor") > 1).then(scaled).otherwise("value")
    reported = (pl.col("status") == REPORTED) & ~odd
    return cells.with_columns(
        unit_code=pl.when("is_amount").then(amount_unit).otherwise("unit_code"),
        value=pl.when(reported).then(value),
        status=pl.when((pl.col("status") == REPORTED) & odd).then(UNREADABLE).otherwise("status").cast(pl.UInt8),
    ).drop("is_amount", "header_unit", "factor", "printed_unit", "table_code")


def _missing_cells(cells: pl.DataFrame, rows: pl.DataFrame, tables: pl.DataFrame) -> pl.DataFrame:
    """Cells of the edition of each table found that are not printed; unreadable where only the header is unknown."""
    key = ["table_code", "row_code", "column_code"]
    subtotal = (pl.col("row_type_code") == "subtotal") | (pl.col("column_role_code") == "subtotal")
    items = form_items().filter(~subtotal.fill_null(False)).join(cell_index().select("item", *key), on=key)
    items = items.select("table_code", "row_code", "edition_code", "unit_code", pl.col("item").cast(pl.UInt16))
    grid = tables.join(items, on=["table_code", "edition_code"], maintain_order="left")
    missing = grid.join(cells.select("doc", "set_number", "item"), on=["doc", "set_number", "item"], how="anti")
    headless = rows.filter((pl.col("fault_code") == "header_unknown") & (pl.col("value_count") > 0))
    headless = headless.select("doc", "set_number", "row_code", "anchor", "line")
    missing = missing.join(headless, on=["doc", "set_number", "row_code"], how="left")
    unreadable = pl.col("anchor").is_not_null()
    return missing.with_columns(
        status=pl.when(unreadable).then(UNREADABLE).otherwise(MISSING).cast(pl.UInt8),
        raw=pl.lit(None, dtype=pl.String),
        value=pl.lit(None, dtype=AMOUNT),
    )


__all__ = ["complete_cells", "find_tables", "table_of"]
