"""From the documents of a batch to its staging tables, in one pass of Polars expressions."""

from __future__ import annotations

import polars as pl

from extract.contract import CELLS, ISSUES, REPORTS, VALUE_STATUSES, StagedBatch
from extract.form.tables import cell_index
from extract.recognise.anchors import find_anchors
from extract.recognise.cells import read_cells
from extract.recognise.events import LAYOUTS, find_events, place_tokens
from extract.recognise.fragments import Fragments, unfold
from extract.recognise.grid import complete_cells
from extract.recognise.gridded import place_grid_rows
from extract.recognise.headers import find_headers
from extract.recognise.issues import find_issues
from extract.recognise.occurrences import number_sets
from extract.recognise.outcomes import reject
from extract.recognise.places import resolve_by_place
from extract.recognise.publishers import describe_documents
from extract.recognise.rows import find_rows
from extract.recognise.tables import drop_stray_rows, find_tables
from extract.recognise.titles import describe_lines
from extract.recognise.tokens import tokenise
from extract.recognise.words import describe_words


def recognise(documents: pl.DataFrame) -> StagedBatch:
    """Staging tables of a batch of documents.

    In: one row per distinct content: ``report_id``, ``content_sha256``, ``format_code``, ``encoding_code``, ``text``
    (control characters other than tab and newline removed), ``has_damaged_bytes``, ``issue_codes`` (of
    the reader); and, of documents with real tables, ``fragments`` (a list of FRAGMENT; the text then repeats what they
    hold). Out: reports, cells and issues; a
    document that is no report, or lost its numbers, is rejected and has no cells.
    """
    documents = documents.sort("report_id")
    texts = documents["text"]
    fragments = unfold(documents)
    tokens = tokenise(texts, fragments)
    words = describe_words(tokens.words)
    placed = place_tokens(tokens, words)
    events = find_events(placed, words)
    values, anchors = find_anchors(events)
    anchors = resolve_by_place(anchors, words)
    headers = find_headers(anchors, words, fragments)
    found = find_rows(anchors, headers)
    rows = number_sets(found.rows, values, words)
    tables = find_tables(anchors, headers, rows)
    rows = drop_stray_rows(rows, tables)
    rejected = reject(texts, events, found.rows, tables)
    rows = _without(rows, rejected)
    gridded = place_grid_rows(rows, headers, anchors, placed, fragments)
    printed = read_cells(rows, found.items, values, words, placed, gridded)
    cells = complete_cells(printed, headers, _without(tables, rejected))
    described = describe_documents(texts, events, describe_lines(words)).with_columns(
        documents["has_damaged_bytes"], documents["issue_codes"]
    )
    described = described.join(rejected, on="doc", how="left", maintain_order="left")
    issues = find_issues(anchors, words, printed.rows, _without(tables, rejected), cells, described)
    reports = _stage_reports(documents, described, tables, events)
    ids = reports.select("doc", "set_number", "report_id")
    return StagedBatch(
        reports=REPORTS.conform(reports),
        cells=_stage_cells(cells, ids, fragments),
        issues=_stage_issues(issues, ids, fragments),
    )


def _without(frame: pl.DataFrame, rejected: pl.DataFrame) -> pl.DataFrame:
    return frame.join(rejected, on="doc", how="anti", maintain_order="left")


def _stage_reports(
    documents: pl.DataFrame, described: pl.DataFrame, tables: pl.DataFrame, events: pl.DataFrame
) -> pl.DataFrame:
    """One row per report: each document, and each further set of tables in it."""
    sets = pl.concat(
        [described.select("doc", set_number=pl.lit(1, dtype=pl.Int32)), tables.select("doc", "set_number")]
    ).unique()
    source = documents.select("report_id", "content_sha256", "format_code", "encoding_code").with_row_index("doc")
    layouts = events.group_by("doc").agg(pl.col("layout").first())
    layout = pl.col("layout").replace_strict(range(len(LAYOUTS)), LAYOUTS, default=None, return_dtype=pl.String)
    frame = sets.join(source, on="doc").join(described, on="doc").join(layouts, on="doc", how="left")
    for table in ("proactive_disclosure", "requests", "litigation"):
        editions = tables.filter(table_code=table).select(
            "doc", "set_number", pl.col("edition_code").alias(f"edition_{table}_code")
        )
        frame = frame.join(editions, on=["doc", "set_number"], how="left")
    loaded = pl.col("reason_code").is_null()
    number = pl.col("set_number")
    return frame.with_columns(
        report_id=pl.when(number > 1).then(pl.format("{}-{}", "report_id", number)).otherwise("report_id"),
        load_outcome_code=pl.when(loaded).then(pl.lit("loaded")).otherwise(pl.lit("rejected")),
        layout_code=layout,
    )


def _stage_cells(cells: pl.DataFrame, ids: pl.DataFrame, fragments: Fragments) -> pl.DataFrame:
    """The cells with codes for positions; their order is that of the staging key already."""
    types = CELLS.columns
    index = cell_index().cast({name: types[name] for name in ("table_code", "row_code", "column_code")})
    first = ids.filter(set_number=1).sort("doc")["report_id"]
    further = _with_ids(cells.select("doc", "set_number").with_row_index("cell").filter(pl.col("set_number") > 1), ids)
    cells = cells.with_columns(
        first.gather(cells["doc"]).scatter(further["cell"], further["report_id"]),
        *(index[name].gather(cells["item"]) for name in ("table_code", "row_code", "column_code")),
        pl.Series("value_status_code", VALUE_STATUSES, types["value_status_code"]).gather(cells["status"]),
        _locators(cells, fragments),
        *_methods(cells, fragments),
        raw_text="raw",
    )
    # In the order of the staging key already; whoever writes them looks again.
    return cells.select(pl.col(name).cast(dtype) for name, dtype in types.items())


def _stage_issues(issues: pl.DataFrame, ids: pl.DataFrame, fragments: Fragments) -> pl.DataFrame:
    issues = _with_ids(issues, ids)
    number = pl.int_range(1, pl.len() + 1).over("report_id")
    return ISSUES.conform(issues.with_columns(_locators(issues, fragments), issue_number=number))


def _with_ids(frame: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    return frame.join(ids, on=["doc", "set_number"], how="left", maintain_order="left")


def _locators(frame: pl.DataFrame, fragments: Fragments) -> pl.Series:
    """ "line 12" for lines of texts, the printed place of fragments; each distinct text is made once."""
    lines = frame["line"].cast(pl.UInt32)
    longest = int(lines.max() or 0)  # type: ignore[arg-type]
    texts = pl.select(pl.format("line {}", pl.int_range(0, longest + 1)).alias("source_locator")).to_series()
    locators = texts.gather(lines)
    if fragments.frame.is_empty():
        return locators
    # A line of prose in a page has no place of its own.
    places = fragments.frame["place"].gather(fragments.at(frame["doc"], lines)).replace("", None)
    is_text = fragments.is_text.gather(frame["doc"])
    return pl.select(pl.when(is_text).then(locators).otherwise(places).alias("source_locator")).to_series()


def _methods(cells: pl.DataFrame, fragments: Fragments) -> list[pl.Series]:
    """How each cell was read, and how certain that is."""
    type_ = CELLS.columns["method_code"]
    if fragments.frame.is_empty():
        nothing = pl.repeat(None, cells.height, dtype=pl.Float32, eager=True).alias("confidence")
        return [pl.repeat("text", cells.height, dtype=type_, eager=True).alias("method_code"), nothing]
    confidence = fragments.frame["confidence"].gather(fragments.at(cells["doc"], cells["line"].cast(pl.UInt32)))
    read = pl.when(confidence.is_not_null())
    method = pl.select(read.then(pl.lit("ocr", type_)).otherwise(pl.lit("text", type_))).to_series()
    return [method.alias("method_code"), confidence.alias("confidence")]
