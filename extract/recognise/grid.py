"""Every cell that the editions of a report's tables have, with what is printed in it.

The cells of a table lie in one run of ``cell_index``, so that each table found gets as many slots as its table has
cells over all editions, in the order of the staging key; printed cells are put into their slots by position,
slots that neither the edition nor the print fills are left out, and nothing has to be sorted or joined.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.contract import CELLS
from extract.form.tables import cell_index, form_items
from extract.recognise.cells import BLANK, MISSING, REPORTED, UNREADABLE, PrintedCells

_AMOUNTS = ("amount", "amount_wan_yuan")
MIXED = "mixed"


@cache
def _table_runs() -> pl.DataFrame:
    """First item and number of items of each table: ``table_code``, ``first_item``, ``item_count``."""
    return cell_index().group_by("table_code").agg(first_item=pl.col("item").min(), item_count=pl.len())


@cache
def _templates() -> tuple[list[str], pl.Series]:
    """Editions, and whether each edition's form has each item: value at edition × items + item; subtotals are no
    template.
    """
    key = ["table_code", "row_code", "column_code"]
    subtotal = (pl.col("row_type_code") == "subtotal") | (pl.col("column_role_code") == "subtotal")
    items = form_items().filter(~subtotal.fill_null(False)).join(cell_index(), on=key)
    editions = [*form_items()["edition_code"].unique(maintain_order=True), MIXED]
    codes = pl.col("edition_code").replace_strict(editions, range(len(editions)), return_dtype=pl.UInt32)
    at = items.select(codes * cell_index().height + pl.col("item")).to_series()
    return editions, pl.repeat(False, len(editions) * cell_index().height, eager=True).scatter(at, True)


def complete_cells(printed: PrintedCells, headers: pl.DataFrame, tables: pl.DataFrame) -> pl.DataFrame:
    """One row per cell: ``doc``, ``set_number``, ``item``, ``line``, ``raw``, ``value``, ``unit_code``, ``status``,
    ``edition_code``, ``row`` (of the rows read), in the order of the staging key.

    ``tables``: the tables found, sorted by document, set and table.
    """
    cells, rows = _subtotals_of_other(printed, tables), printed.rows
    slots, starts = _open_slots(tables)
    instance = _instance_of_rows(rows, tables)
    start = starts.gather(instance.gather(cells["row"]))
    filled = pl.repeat(None, slots.height, dtype=pl.UInt32, eager=True).scatter(
        start + cells["item"], pl.int_range(cells.height, dtype=pl.UInt32, eager=True)
    )
    slots = slots.with_columns(cell=filled).filter(pl.col("cell").is_not_null() | pl.col("is_on_form"))
    return _describe(slots, cells, printed, headers, tables)


def _open_slots(tables: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Slots of all tables: ``table`` (row of tables), ``item``, ``is_on_form``; and each table's first slot less its
    first item.
    """
    editions, template = _templates()
    found = tables.with_row_index("table").join(_table_runs(), on="table_code", how="left", maintain_order="left")
    end = pl.col("first_item") + pl.col("item_count")
    starts = found.select(
        (pl.col("item_count").cum_sum() - pl.col("item_count")).cast(pl.Int64) - pl.col("first_item").cast(pl.Int64)
    )
    edition = pl.col("edition_code").replace_strict(editions, range(len(editions)), return_dtype=pl.UInt32)
    slots = found.select("table", edition=edition, item=pl.int_ranges("first_item", end, dtype=pl.UInt32))
    slots = slots.explode("item", empty_as_null=True)
    on_form = template.gather(slots["edition"] * cell_index().height + slots["item"])
    return slots.select("table", "item", on_form.alias("is_on_form")), starts.to_series()


def _instance_of_rows(rows: pl.DataFrame, tables: pl.DataFrame) -> pl.Series:
    """Row of ``tables`` for each row read."""
    key = ["doc", "set_number", "table_code"]
    numbered = tables.select(key).with_row_index("table")
    return rows.select(key).join(numbered, on=key, how="left", maintain_order="left")["table"]


def _subtotals_of_other(printed: PrintedCells, tables: pl.DataFrame) -> pl.DataFrame:
    """（六）其他处理 beside its three parts is a subtotal when it has numbers, and a heading when it has none."""
    cells, rows = printed.cells, printed.rows
    split = tables.filter(table_code="requests", edition_code="2021").select("doc", "set_number", is_split=pl.lit(True))
    unsplit = rows.filter(row_code="other_unsplit").join(split, on=["doc", "set_number"], how="semi")
    if unsplit.is_empty():
        return cells
    own = pl.col("row").is_in(unsplit["row"].implode())
    index = cell_index()
    pairs = index.filter(row_code="other_unsplit").join(index.filter(row_code="other_subtotal"), on="column_code")
    blank = printed.contents["status"].gather(cells["word"]) == BLANK
    renamed = pl.col("item").replace(pairs["item"].cast(pl.UInt16), pairs["item_right"].cast(pl.UInt16))
    return cells.filter(~(own & blank)).with_columns(item=pl.when(own).then(renamed).otherwise("item"))


def _describe(
    slots: pl.DataFrame, cells: pl.DataFrame, printed: PrintedCells, headers: pl.DataFrame, tables: pl.DataFrame
) -> pl.DataFrame:
    """What stands in each slot: text, number, unit and state of its cell, or missing."""
    contents, index = printed.contents, cell_index()
    slots = slots.with_columns(cells[name].gather(slots["cell"]) for name in ("row", "word", "line"))
    slots = slots.with_columns(
        *(contents[name].gather(slots["word"]) for name in ("raw", "value")),
        *(tables[name].gather(slots["table"]) for name in ("doc", "set_number")),
        status=contents["status"].gather(slots["word"]).fill_null(MISSING),
        unit_code=index["unit_code"].cast(CELLS.columns["unit_code"]).gather(slots["item"]),
        edition_code=_editions(slots, printed.rows, tables),
    )
    slots = _units_and_values(slots, printed, headers)
    return _headless(slots, printed.rows, tables).drop("table", "is_on_form", "cell", "word")


def _editions(slots: pl.DataFrame, rows: pl.DataFrame, tables: pl.DataFrame) -> pl.Series:
    """The table's edition; where two meet in one table, that of the cell's own row."""
    type_ = CELLS.columns["edition_code"]
    editions = tables["edition_code"].replace(MIXED, None).cast(type_).gather(slots["table"])
    mixed = (tables["edition_code"] == MIXED).gather(slots["table"]).arg_true()
    return editions.scatter(mixed, rows["edition_code"].gather(slots["row"].gather(mixed)).cast(type_))


def _units_and_values(slots: pl.DataFrame, printed: PrintedCells, headers: pl.DataFrame) -> pl.DataFrame:
    """The cell's own unit, else the header's, else the form's; ten thousands of counts multiplied out.

    Only amounts and cells with a unit of their own need a look.
    """
    contents, unit_type = printed.contents, CELLS.columns["unit_code"]
    has_unit = contents.select(pl.col("printed_unit").is_not_null() | (pl.col("factor") > 1)).to_series()
    is_amount = cell_index()["column_code"].is_in(_AMOUNTS).gather(slots["item"])
    at = (is_amount | has_unit.gather(slots["word"]).fill_null(False)).arg_true()
    look = slots[at].with_columns(is_amount.gather(at).alias("is_amount"), at.alias("slot"))
    look = look.with_columns(contents[name].gather(look["word"]) for name in ("factor", "printed_unit"))
    header = printed.rows["header"].gather(look["row"])
    look = look.with_columns(headers["header_unit"].gather(header).alias("header_unit"))
    implied = pl.when((pl.col("factor") > 1) & pl.col("printed_unit").is_null()).then(pl.lit("wan_yuan"))
    amount_unit = pl.coalesce(pl.coalesce("printed_unit", implied, "header_unit").cast(unit_type), "unit_code")
    # Money where things are counted is no count.
    odd = ~pl.col("is_amount") & pl.col("printed_unit").is_not_null()
    scaled = (pl.col("value") * pl.col("factor")).cast(slots["value"].dtype, strict=False)
    look = look.with_columns(
        unit_code=pl.when("is_amount").then(amount_unit).otherwise("unit_code"),
        value=pl.when(odd).then(None).when("is_amount").then("value").otherwise(scaled),
        status=pl.when(odd & (pl.col("status") == REPORTED)).then(UNREADABLE).otherwise("status").cast(pl.UInt8),
    )
    changed = ("unit_code", "value", "status")
    return slots.with_columns(slots[name].scatter(look["slot"], look[name]) for name in changed)


def _headless(slots: pl.DataFrame, rows: pl.DataFrame, tables: pl.DataFrame) -> pl.DataFrame:
    """Cells of rows with numbers but without a header that names their columns are unreadable, not missing."""
    headless = rows.filter((pl.col("fault_code") == "header_unknown") & (pl.col("value_count") > 0))
    if headless.is_empty():
        return slots
    lost = slots.with_row_index("slot").filter(pl.col("status") == MISSING)
    lost = lost.with_columns(cell_index()[name].gather(lost["item"]) for name in ("row_code",))
    known = headless.select("doc", "set_number", "row_code", at_row="row", at_line="line")
    lost = lost.join(known, on=["doc", "set_number", "row_code"], maintain_order="left")
    return slots.with_columns(
        slots["status"].scatter(lost["slot"], UNREADABLE),
        slots["row"].scatter(lost["slot"], lost["at_row"]),
        slots["line"].scatter(lost["slot"], lost["at_line"]),
    )
