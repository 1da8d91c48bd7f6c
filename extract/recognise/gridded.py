"""Rows of tables that are kept: every cell, blank or not, is there, so that its column can be told.

- A row with as many cells behind its label as its header asks for is read from left to right; so is one with as many
  numbers, one behind the other, and only blank cells behind them.
- Any other row is read by its columns, under the labels of its header, if each label has its cell: spacer columns
  are blank cells under no label, a column behind the last one has a heading of its own (备注), and a number under two
  labels, or two under one, are unreadable.
- A number that spans more rows than its label is nobody's: unreadable, and so is the row that it reaches into.
"""

from __future__ import annotations

import polars as pl

from extract.recognise.events import GRID
from extract.recognise.fragments import Fragments
from extract.recognise.tokens import CELL, FIRST_CELL
from extract.recognise.words import COLUMN, EMPTY


def place_grid_rows(
    rows: pl.DataFrame, headers: pl.DataFrame, anchors: pl.DataFrame, placed: pl.DataFrame, fragments: Fragments
) -> pl.DataFrame:
    """The cells of rows in tables that are kept.

    Out: one row per cell whose place is certain, by row and place: ``anchor``, ``place`` (u32), ``word``, ``line``,
    ``is_blank``, ``is_shared`` (with another row or column). A row of which one place stays open is not listed.
    """
    wanted = rows.filter((pl.col("layout") == GRID) & pl.col("place_count").is_not_null())
    if wanted.is_empty():
        return _nothing()
    cells = _cells_behind_labels(wanted, placed, fragments)
    cells = cells.with_columns(place=pl.int_range(pl.len(), dtype=pl.UInt32).over("anchor"), is_wide=pl.lit(False))
    # Beside the label of a group stands that of its first row, and the cells behind both are of that row.
    is_own = ~pl.col("is_label").any().over("anchor")
    is_exact = (pl.len().over("anchor") == pl.col("place_count")) & is_own
    is_behind = pl.col("place") >= pl.col("place_count")
    is_padded = (pl.col("is_blank") == is_behind).all().over("anchor") & is_behind.any().over("anchor") & is_own
    exact = cells.filter(is_exact | (is_padded & ~is_behind))
    others = cells.filter(~is_exact & ~is_padded).drop("place", "is_wide")
    labels = _label_columns(headers, anchors, fragments)
    aligned = _under_labels(others, labels, _further_columns(labels, headers, fragments))
    placed_cells = pl.concat([exact.select(aligned.columns), aligned])
    is_tall = pl.col("row_span") > pl.col("label_span")
    placed_cells = placed_cells.with_columns(is_shared=(pl.col("is_wide") | is_tall) & ~pl.col("is_blank"))
    return placed_cells.select(_nothing().columns).sort("anchor", "place")


def _nothing() -> pl.DataFrame:
    index = pl.UInt32()
    cell = {"anchor": index, "place": index, "word": index, "line": index}
    return pl.DataFrame(schema={**cell, "is_blank": pl.Boolean(), "is_shared": pl.Boolean()})


def _cells_behind_labels(rows: pl.DataFrame, placed: pl.DataFrame, fragments: Fragments) -> pl.DataFrame:
    """Every cell of the rows' lines that stands behind the label, or in a row without one every cell; `is_label` says
    of a cell that it is the label of another row.
    """
    starts = rows.select(
        "anchor", "doc", "place_count", "header",
        row="grid_row",
        label_line=pl.when("is_labelled").then("line"),
    )  # fmt: skip
    cells = placed.filter(pl.col("separator").is_between(FIRST_CELL, CELL)).select(
        "doc", "row", "word", "line", is_blank=pl.col("word_class") == EMPTY
    )
    cells = cells.join(starts, on=["doc", "row"], how="inner", maintain_order="left")
    cells = cells.filter((pl.col("line") > pl.col("label_line")).fill_null(True)).sort("anchor", "line")
    labels = rows.filter("is_labelled").select("doc", "line", is_label=True).unique()
    cells = cells.join(labels, on=["doc", "line"], how="left", maintain_order="left")
    cells = cells.with_columns(pl.col("is_label").fill_null(False))
    at = fragments.at(cells["doc"], cells["line"])
    label_at = fragments.at(cells["doc"], cells["label_line"])
    span = fragments.frame["row_span"]
    cells = cells.with_columns(
        fragments.frame["column"].gather(at),
        fragments.frame["column_end"].gather(at),
        span.gather(at).fill_null(1).alias("row_span"),
        span.gather(label_at).alias("label_span"),
    )
    return cells.with_columns(pl.col("label_span").fill_null(pl.col("row_span").min().over("anchor")))


def _label_columns(headers: pl.DataFrame, anchors: pl.DataFrame, fragments: Fragments) -> pl.DataFrame:
    """Columns under the labels of each header, from left to right: ``header``, ``label`` (0, 1 …), ``from``, ``to``."""
    labels = anchors.filter((pl.col("word_class") == COLUMN) & (pl.col("layout") == GRID)).select(
        "anchor", "doc", "line"
    )
    spans = headers.select("header", "doc", "first_anchor", "last_anchor")
    labels = labels.join(spans, on="doc").filter(pl.col("anchor").is_between("first_anchor", "last_anchor"))
    at = fragments.at(labels["doc"], labels["line"])
    labels = labels.with_columns(
        fragments.frame["column"].gather(at).alias("from"), fragments.frame["column_end"].gather(at).alias("to")
    ).drop_nulls("from")
    labels = labels.sort("header", "from")
    overlap = (pl.col("from") < pl.col("to").shift(1).over("header")).any().over("header").fill_null(False)
    numbered = labels.filter(~overlap).with_columns(label=pl.int_range(pl.len(), dtype=pl.UInt32).over("header"))
    return numbered.select("header", "label", "from", "to", label_count=pl.len().over("header"))


def _further_columns(labels: pl.DataFrame, headers: pl.DataFrame, fragments: Fragments) -> pl.DataFrame:
    """Columns behind the last label of each header that have a heading but no label of the form: ``header``,
    ``column``.
    """
    ends = labels.group_by("header").agg(end=pl.col("to").max())
    heads = headers.select("header", "doc", last_line="last_line").join(ends, on="header")
    table = fragments.frame["table_number"].gather(fragments.at(heads["doc"], heads["last_line"]))
    printed = fragments.frame.filter(pl.col("text").str.contains(r"\S"))
    found = heads.with_columns(table).join(printed, on=["doc", "table_number"])
    above = (pl.col("line") <= pl.col("last_line")) & (pl.col("column") >= pl.col("end"))
    return found.filter(above).select("header", "column").unique()


def _under_labels(cells: pl.DataFrame, labels: pl.DataFrame, further: pl.DataFrame) -> pl.DataFrame:
    """Cells of rows with spacer columns or merged cells, by the labels above them; rows that stay open are left out."""
    shape = [*cells.columns, "place", "is_wide"]
    cells = cells.with_row_index("cell")
    pairs = cells.join(labels, on="header", how="left").filter(pl.col("label_count") == pl.col("place_count"))
    pairs = pairs.filter((pl.col("from") < pl.col("column_end")) & (pl.col("column") < pl.col("to")))
    strays = cells.filter(~pl.col("is_blank")).join(pairs.select("cell").unique(), on="cell", how="anti")
    strays = strays.join(further, on=["header", "column"], how="anti")
    pairs = pairs.join(strays.select("anchor").unique(), on="anchor", how="anti")
    # A blank cell beside a printed one under the same label says nothing.
    filled = (~pl.col("is_blank")).sum().over("anchor", "label")
    pairs = pairs.with_columns(filled=filled, is_wide=pl.len().over("cell") > 1)
    pairs = pairs.with_columns(is_wide=pl.col("is_wide") | (pl.col("filled") > 1))
    best = pairs.sort("anchor", "label", "is_blank", "line").unique(["anchor", "label"], keep="first")
    complete = best.filter(pl.len().over("anchor") == pl.col("place_count"))
    return complete.with_columns(place="label").select(shape)
