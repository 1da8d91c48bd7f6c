"""What a home knows: contents by its live staging sets, files by the log of its committed loads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from extract.home import Home
from extract.log.store import read_log
from extract.log.tables import FILES
from extract.staging.commits import Commit, live_sets, read_commits
from extract.staging.sets import scan_contents


@dataclass(frozen=True)
class Known:
    """The state of a home between two commits."""

    commits: Sequence[Commit]
    contents: pl.DataFrame  # one row per content: content_sha256, is_rejected, reason_code


def read_known(home: Home) -> Known:
    """Everything that counts in a home now."""
    commits = read_commits(home)
    return Known(commits, scan_contents(home, list(live_sets(commits))).collect())


def seen_pairs(home: Home, commits: Sequence[Commit]) -> pl.LazyFrame:
    """One row per path and content seen before: file_path, content_sha256, was_duplicate (at first sight).

    A pair is never `unchanged` when it is first seen, so the pruning of unchanged rows loses no pair.
    """
    return (
        read_log(home, FILES, [commit.load_id for commit in commits])
        .filter((pl.col("load_outcome_code") != "unchanged") & pl.col("content_sha256").is_not_null())
        .group_by("file_path", "content_sha256")
        .agg((pl.col("load_outcome_code") == "duplicate").any().alias("was_duplicate"))
    )
