"""Schemas of the load log; dbt's fct_loads and fct_load_files have the same columns."""

from __future__ import annotations

import polars as pl

from extract.contract import CODE, COUNT, TEXT, StagingTable

MOMENT = pl.Datetime("us", "UTC")
OUTCOMES = ("loaded", "unchanged", "duplicate", "rejected")

# One row per load.
LOADS = StagingTable(
    "loads",
    {
        "load_id": CODE,  # sorts by time
        "started_at": MOMENT,
        "finished_at": MOMENT,
        "found_count": COUNT,  # loaded + unchanged + duplicate + rejected
        "loaded_count": COUNT,
        "unchanged_count": COUNT,
        "duplicate_count": COUNT,
        "rejected_count": COUNT,
        "reextracted_count": COUNT,  # contents extracted again from raw/, which are no files found
        "skipped_count": COUNT,  # hidden and temporary files, which are no files found either
    },
    ("load_id",),
)

# One row per file seen by a load.
FILES = StagingTable(
    "files",
    {
        "load_id": CODE,
        "file_path": TEXT,  # absolute
        "size_bytes": COUNT,
        "content_sha256": CODE,  # null where the file could not be read
        "load_outcome_code": CODE,
        "reason_code": CODE,  # null unless rejected
        "report_id": CODE,  # of the content's first report; null where the content is not known
    },
    ("load_id", "file_path"),
)
