"""Column headers: which column each number of a row belongs to, by the labels printed above it.

Distinct header wordings are few in any batch; each is resolved once, in plain Python.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from extract.form.tables import EITHER_EDITION, form_items
from extract.recognise.events import GRID, PIPE_ROWS, SPACE_ROWS, TAB_ROWS
from extract.recognise.fragments import Fragments
from extract.recognise.words import CHANNEL, COLUMN, MARK, TEXT, code_of, label_codes

# Label codes that are not columns of the form but stand for one, by the edition that prints them.
_LABEL_VARIANTS = {"decisions_this_year": "decisions"}
UNKNOWN = "?"
TOTAL_BESIDE = "total_beside"
UNORDERED = "unordered"
_LAYOUTS_OF_ROWS = [TAB_ROWS, PIPE_ROWS, SPACE_ROWS]  # in which a line is a row, or should be
_SPANNING = ("natural_person", "total")  # their labels span the rows of the header
CHANNELS = ("reconsideration", "direct_suit", "suit_after_reconsideration")
FEWEST_RESULT_LABELS = 8


def find_headers(anchors: pl.DataFrame, words: pl.DataFrame, fragments: Fragments) -> pl.DataFrame:
    """One row per header: a run of column labels with nothing but channels and odd text between them.

    In a table that is kept, labels are ordered by their columns, else as they are read.

    Columns: ``header`` (u32), ``doc``, ``first_anchor``, ``last_anchor``, ``line``, ``last_line``, ``signature`` (label
    codes joined by ``|``, ``?`` for a text that is no label), ``table_code``, ``header_unit`` (unit of money that a
    label names, or null).
    """
    organisations = (pl.col("word_class") == MARK) & (pl.col("code") == code_of("organisations"))
    is_label = pl.col("word_class").is_in([COLUMN, CHANNEL]) | organisations
    is_part = is_label | (pl.col("word_class") == TEXT)
    frame = anchors.select(
        "anchor", "doc", "word", "word_class", "code", "line", "value_count", "grid_row", "layout",
        is_label=is_label, is_part=is_part,
    )  # fmt: skip
    # A run ends behind a label that has numbers of its own.
    previous_ends = (pl.col("value_count").shift(1, fill_value=0) > 0) | ~pl.col("is_part").shift(1, fill_value=False)
    new_document = pl.col("doc") != pl.col("doc").shift(1, fill_value=2**32 - 1)
    frame = frame.with_columns(run=(pl.col("is_part") & (previous_ends | new_document)).cum_sum()).filter("is_part")
    labelled = frame.filter("is_label").group_by("run").agg(first=pl.col("anchor").min(), last=pl.col("anchor").max())
    frame = frame.join(labelled, on="run", maintain_order="left").filter(pl.col("anchor").is_between("first", "last"))
    name = pl.col("code").replace_strict(
        range(len(label_codes())), label_codes(), default=UNKNOWN, return_dtype=pl.String
    )
    frame = frame.with_columns(name=pl.when("is_label").then(name).otherwise(pl.lit(UNKNOWN)))
    # Printed in one row before 自然人, 总计 is a first column; a row above, it spans down to the last one.
    first = (pl.col("name") == "total") & (pl.col("name").shift(-1) == "natural_person")
    beside = first & (pl.col("grid_row") == pl.col("grid_row").shift(-1)) & (pl.col("run") == pl.col("run").shift(-1))
    frame = frame.with_columns(name=pl.when(beside.fill_null(False)).then(pl.lit(TOTAL_BESIDE)).otherwise("name"))
    frame = frame.filter(pl.col("name") != "organisations")
    frame = frame.with_columns(words["header_unit"].gather(frame["word"]))
    headers = frame.group_by("run", maintain_order=True).agg(
        pl.col("header_unit").drop_nulls().first(),
        pl.col("doc", "line").first(),
        first_anchor=pl.col("anchor").first(),
        last_anchor=pl.col("anchor").last(),
        last_line=pl.col("line").last(),
    )
    headers = headers.join(_sign(frame, fragments), on="run", maintain_order="left")
    tables = {text: table_of(text) for text in headers["signature"].unique()}
    table = pl.col("signature").replace_strict(list(tables), list(tables.values()), return_dtype=pl.String)
    return headers.with_columns(table_code=table).drop_nulls("table_code").drop("run").with_row_index("header")


def _sign(frame: pl.DataFrame, fragments: Fragments) -> pl.DataFrame:
    """Signature of each run. It begins with UNORDERED where the labels of one header row are read from several lines.

    A label of three lines begins above one of two: where lines are all that is left of a table, the order in which
    labels are read then says nothing of their columns.
    """
    column = fragments.frame["column"].gather(fragments.at(frame["doc"], frame["line"]))
    is_loose = pl.col("layout").is_in(_LAYOUTS_OF_ROWS) | ((pl.col("layout") == GRID) & pl.col("column").is_null())
    frame = frame.with_columns(pl.Series("column", column)).with_columns(is_loose=is_loose)
    frame = frame.with_columns(column=pl.when(pl.col("layout") == GRID).then("column").otherwise(0).fill_null(0))
    leaf = pl.col("name").is_in(_leaf_columns())
    spread = (pl.col("line").filter(leaf).n_unique() > 1) & pl.col("is_loose").filter(leaf).any()
    runs = frame.sort("run", "column", "anchor").group_by("run", maintain_order=True)
    signed = runs.agg(signature=pl.col("name").str.join("|"), is_spread=spread)
    prefix = pl.when("is_spread").then(pl.lit(f"{UNORDERED}|")).otherwise(pl.lit(""))
    return signed.select("run", signature=prefix + pl.col("signature"))


@cache
def _leaf_columns() -> list[str]:
    """Columns that stand side by side in one row of their header: of section 2, and the organisations of section 3."""
    items = {column for columns in _column_sets().values() for column in columns}
    return sorted(items | set(_LABEL_VARIANTS) | {name for name in _applicants() if name not in _SPANNING})


@cache
def _columns_of_tables() -> dict[str, set[str]]:
    items = form_items()
    tables = {
        table: set(items.filter(table_code=table)["column_code"]) - {"total"} for table in items["table_code"].unique()
    }
    tables["proactive_disclosure"] |= {"newly_cut", "decisions_this_year"}
    return tables


def table_of(signature: str) -> str | None:
    """The table that a header belongs to: the one that most of its labels name."""
    names = signature.split("|")
    counts = {table: sum(name in columns for name in names) for table, columns in _columns_of_tables().items()}
    best = max(sorted(counts), key=lambda table: counts[table])
    return best if counts[best] else None


@cache
def _column_sets() -> dict[tuple[str, str], tuple[str, ...]]:
    """Columns in printed order by (edition, row) of section 2."""
    items = form_items().filter(
        pl.col("table_code") == "proactive_disclosure", pl.col("edition_code") != EITHER_EDITION
    )
    items = items.sort("column_order").group_by("edition_code", "row_code", maintain_order=True).agg("column_code")
    return {(edition, row): tuple(columns) for edition, row, columns in items.iter_rows()}


@cache
def _applicants() -> tuple[str, ...]:
    items = (
        form_items().filter(table_code="requests", edition_code="2021", row_code="new_received").sort("column_order")
    )
    return tuple(code for code in items["column_code"] if code != "organisations_subtotal")


@cache
def _results() -> tuple[str, ...]:
    items = form_items().filter(table_code="litigation", edition_code="2021", row_code=CHANNELS[0]).sort("column_order")
    return tuple(items["column_code"])


Resolved = tuple[str, tuple[str, ...], bool]  # edition, "row.column" or ".column" of each place, is_incomplete


def resolve_items(signature: str, row: str) -> Resolved | None:
    """Columns of one row of section 2 under one header; None when the labels do not name them."""
    names = [_LABEL_VARIANTS.get(name, name) for name in _spell_cut_pairs(signature.split("|"))]
    candidates = []
    for edition in ("2021", "2019"):
        columns = _column_sets().get((edition, row))
        if columns is None:
            continue
        fitted = _fit(names, columns)
        if fitted:
            candidates.append((fitted[1], edition != _hinted_edition(signature), edition, fitted[0]))
    if not candidates:
        return None
    incomplete, _, edition, columns = min(candidates)
    return edition, tuple(f".{column}" for column in columns), incomplete


def _hinted_edition(signature: str) -> str:
    """本年处理决定数量 is the wording of 2021, 处理决定数量 that of 2019."""
    return "2021" if "decisions_this_year" in signature else "2019"


def _spell_cut_pairs(names: list[str]) -> list[str]:
    """Both headers of 2019 may be cut to 本年新: the first is newly_made, the second newly_disclosed."""
    missing = iter([name for name in ("newly_made", "newly_disclosed") if name not in names])
    return [next(missing, UNKNOWN) if name == "newly_cut" else name for name in names]


def _fit(names: list[str], columns: tuple[str, ...]) -> tuple[tuple[str, ...], bool] | None:
    """Printed labels against a row's columns: as printed when all are there, else filled where that is unique."""
    known = [name for name in names if name not in (UNKNOWN, UNORDERED)]
    if UNORDERED in names and [name for name in columns if name in known] != known:
        return None
    if not known or len(set(known)) < len(known) or not set(known) <= set(columns):
        return None
    if sorted(known) == sorted(columns):
        return tuple(known), False
    in_order = [name for name in columns if name in known] == known
    gaps_fit = len(names) != len(columns) or all(n in (UNKNOWN, c) for n, c in zip(names, columns, strict=True))
    return (columns, True) if in_order and gaps_fit else None


def resolve_applicants(signature: str) -> Resolved | None:
    """Columns of section 3 under one header: 自然人, the organisations as printed, 总计."""
    names = signature.split("|")
    known = ["total" if name == TOTAL_BESIDE else name for name in names if name not in (UNKNOWN, UNORDERED)]
    organisations = [name for name in known if name not in _SPANNING]
    wanted = [name for name in _applicants() if name not in _SPANNING]
    if UNORDERED in names and [name for name in wanted if name in organisations] != organisations:
        return None
    printed = [name for name in organisations if name != "organisations_subtotal"]
    if len(set(known)) < len(known) or not set(printed) <= set(wanted):
        return None
    # 总计 spans the header's rows and may be read before or between the others; 自然人 comes before the organisations.
    if "natural_person" in known and known.index("natural_person") > min(map(known.index, organisations), default=99):
        return None
    complete = sorted(printed) == sorted(wanted) and {"natural_person", "total"} <= set(known)
    if sorted(printed) != sorted(wanted):
        if [name for name in wanted if name in printed] != printed or "organisations_subtotal" in known:
            return None
        organisations = wanted
    columns = ("natural_person", *organisations, "total")
    if TOTAL_BESIDE in names:
        columns = ("total", *columns[:-1])
    return EITHER_EDITION, tuple(f".{column}" for column in columns), not complete


def resolve_results(signature: str) -> Resolved | None:
    """Cells of the one row of section 4 under one header: three channels with five results each."""
    names = [name for name in signature.split("|") if name != UNKNOWN]
    results = [name for name in names if name in _results()]
    suits = [name for name in names if name in CHANNELS[1:]]
    if CHANNELS[0] in names and any(name in names[: names.index(CHANNELS[0])] for name in ("litigation", *suits)):
        return None
    channels = (CHANNELS[0], *(suits if sorted(suits) == sorted(CHANNELS[1:]) else CHANNELS[1:]))
    whole = list(_results()) * len(channels)
    if len(results) < FEWEST_RESULT_LABELS or not _is_subsequence(results, whole):
        return None
    cells = tuple(f"{channel}.{result}" for channel in channels for result in _results())
    return EITHER_EDITION, cells, len(results) < len(whole)


def resolve_channel(signature: str, channel: str) -> Resolved | None:
    """Cells of one channel printed as a row of its own."""
    results = [name for name in signature.split("|") if name in _results()]
    if results != list(_results()) or channel not in CHANNELS:
        return None
    return EITHER_EDITION, tuple(f"{channel}.{result}" for result in results), False


def _is_subsequence(part: list[str], whole: list[str]) -> bool:
    remaining = iter(whole)
    return all(name in remaining for name in part)
