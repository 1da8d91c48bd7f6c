"""Extract a batch of contents into a staging set; a content that breaks the extractor costs only itself."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator

import polars as pl

from extract.contract import CELLS, ISSUES, REPORTS, StagedBatch, StagingTable
from extract.errors import ExtractorBroken
from extract.home import Home
from extract.logbook import note
from extract.readers.contents import READ_SCHEMA, read_contents
from extract.staging.readers import read_documents
from extract.staging.sets import has_set, name_set, write_set

Recognise = Callable[[pl.DataFrame], StagedBatch]
_FEW_FAILURES = 4
# So many documents one after another, and none that went well: the fault is the extractor's, not theirs.
_HOPELESS_FAILURES = 16
_DOCUMENT_COLUMNS = [name for name in READ_SCHEMA if name != "reason_code"]


def extract_batch(
    home: Home, contents: pl.DataFrame, recognise: Recognise, fingerprint: str, is_renewal: bool = False
) -> str:
    """Read and recognise contents, write their staging set, return its id. Takes no lock.

    Args:
        contents: one row per distinct content: content_sha256, content (binary), reason_code (null, or too_large
            with a null content).
        recognise: documents to staged rows.
        fingerprint: of reader, recogniser and form; with the contents it names the set.
        is_renewal: the contents were staged before, so an extractor that fails on most of them must not replace
            what another has made of them.

    Raises:
        ExtractorBroken: of a renewal, most documents made the extractor fail; or no document went well at all.
    """
    set_id = name_set(fingerprint, contents)
    if has_set(home, set_id):  # a load that was killed has done the work
        return set_id
    failures: list[tuple[str, BaseException]] = []
    staged = stage_contents(contents, recognise, failures)
    for report_id, error in failures:
        trace = "".join(traceback.format_exception(error))
        note(home, "reader_failed", report_id=report_id, error=repr(error), trace=trace)
    if is_renewal and len(failures) > max(_FEW_FAILURES, len(contents) // 2):
        raise ExtractorBroken("extractor_broken", count=len(failures), error=repr(failures[0][1]))
    write_set(home, set_id, staged)
    return set_id


def stage_contents(
    contents: pl.DataFrame, recognise: Recognise, failures: list[tuple[str, BaseException]]
) -> StagedBatch:
    """The staging rows of some contents: at least one report row for each, loaded or rejected.

    `failures` gets the report_id of each document on which the recogniser failed, and how.
    """
    read = read_contents(contents, read_documents)
    readable = pl.col("reason_code").is_null()
    parts = [
        _refused(read.filter(~readable)),
        *_recognise_safely(read.filter(readable).select(_DOCUMENT_COLUMNS), recognise, failures, []),
    ]
    batch = StagedBatch(
        **{name: pl.concat([part.tables()[name] for part in parts]) for name in ("reports", "cells", "issues")}
    )
    _check_complete(contents, batch)
    return batch


def _recognise_safely(
    documents: pl.DataFrame,
    recognise: Recognise,
    failures: list[tuple[str, BaseException]],
    progress: list[int],
) -> Iterator[StagedBatch]:
    """Recognise documents; where that fails, halve them until the one at fault stands alone and is refused.

    `progress` gets the size of each part that went well.
    """
    if documents.is_empty():
        return
    try:
        staged = recognise(documents)
        progress.append(len(documents))
    except (KeyboardInterrupt, SystemExit, ExtractorBroken):
        raise
    except BaseException as error:  # a panic in Polars is no Exception
        if len(documents) > 1:
            half = len(documents) // 2
            yield from _recognise_safely(documents.head(half), recognise, failures, progress)
            yield from _recognise_safely(documents.tail(-half), recognise, failures, progress)
            return
        failures.append((documents["report_id"].item(), error))
        if len(failures) == _HOPELESS_FAILURES and not progress:
            raise ExtractorBroken("extractor_hopeless", count=len(failures), error=repr(error)) from error
        staged = _refused(documents.with_columns(pl.lit("reader_failed").alias("reason_code")))
    yield staged


def _refused(read: pl.DataFrame) -> StagedBatch:
    """One rejected report and one issue for each content that has a reason_code."""
    reports = read.select("report_id", "content_sha256", "format_code", "encoding_code", "reason_code").with_columns(
        pl.lit(1).alias("set_number"),
        pl.lit("rejected").alias("load_outcome_code"),
        pl.lit("unknown").alias("scope_code"),
    )
    codes = pl.concat_list("reason_code", "issue_codes").list.unique(maintain_order=True)
    issues = read.select("report_id", codes.alias("issue_code")).explode("issue_code", empty_as_null=True)
    issues = issues.with_columns(issue_number=pl.int_range(1, pl.len() + 1).over("report_id"))
    return StagedBatch(reports=_fill(REPORTS, reports), cells=CELLS.empty(), issues=_fill(ISSUES, issues))


def _fill(table: StagingTable, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of a staging table of which only some columns are known."""
    return table.conform(
        rows.with_columns(pl.lit(None).alias(name) for name in table.columns if name not in rows.columns)
    )


def _check_complete(contents: pl.DataFrame, batch: StagedBatch) -> None:
    """Every content has its reports and nothing else has: a loss here would never be noticed later."""
    given = set(contents["content_sha256"])
    staged = set(batch.reports["content_sha256"])
    if given != staged:
        raise AssertionError(f"{len(given - staged)} contents without a report, {len(staged - given)} unknown ones")
