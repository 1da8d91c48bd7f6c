"""Commit a load: let its sets and packs count, once each content, and write the load log. Needs the home's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypedDict, cast

import polars as pl

from extract.errors import LoadIncomplete
from extract.home import Home
from extract.intake import archive
from extract.intake.batch import BatchResult, read_seen
from extract.intake.known import Known, read_known, seen_pairs
from extract.intake.plan import LoadPlan
from extract.log.store import prune_unchanged, read_log, write_log
from extract.log.tables import FILES, LOADS, OUTCOMES
from extract.settings import Settings
from extract.staging import sets
from extract.staging.commits import Commit, SetEntry, live_sets, write_commit
from extract.staging.outcomes import decide_outcomes


class LoadSummary(TypedDict):
    """What a load did with the files it found."""

    load_id: str
    started_at: str
    finished_at: str
    found_count: int
    loaded_count: int
    unchanged_count: int
    duplicate_count: int
    rejected_count: int
    reextracted_count: int
    skipped_count: int
    rejected_by_reason: dict[str, int]


@dataclass
class _Changes:
    """What a commit adds and removes."""

    adds: list[SetEntry] = field(default_factory=list)
    removes: list[str] = field(default_factory=list)
    packs: list[str] = field(default_factory=list)
    reextracted_count: int = 0


def commit_load(
    home: Home, load: LoadPlan, results: Sequence[BatchResult], settings: Settings, fingerprint: str
) -> LoadSummary:
    """Commit what the batches of a load staged; committing twice changes nothing.

    Raises:
        LoadIncomplete: a batch of the plan has no result.
    """
    known = read_known(home)
    if load["load_id"] in {commit.load_id for commit in known.commits}:
        return read_summary(home, load["load_id"])
    missing = {batch["number"] for batch in load["batches"]} - {result["number"] for result in results}
    if missing:
        raise LoadIncomplete("load_incomplete", load_id=load["load_id"], batches=len(missing))
    changes = _settle(home, load, sorted(results, key=lambda result: result["number"]), known, fingerprint)
    commit = Commit(
        load_id=load["load_id"],
        sequence=1 + max((commit.sequence for commit in known.commits), default=0),
        started_at=load["started_at"],
        committed_at=datetime.now(UTC).isoformat(),
        adds=changes.adds,
        removes=changes.removes,
        packs=changes.packs,
    )
    _write_log(home, load, commit, known, changes)
    write_commit(home, commit)
    committed = [*(one.load_id for one in known.commits), commit.load_id]
    prune_unchanged(home, committed, settings.keep_unchanged_loads)
    return read_summary(home, load["load_id"])


def read_summary(home: Home, load_id: str) -> LoadSummary:
    """The summary of a committed load, from the log."""
    row = read_log(home, LOADS, [load_id]).collect().row(0, named=True)
    reasons = (
        read_log(home, FILES, [load_id])
        .filter(pl.col("load_outcome_code") == "rejected")
        .group_by("reason_code")
        .len()
        .sort("reason_code")
        .collect()
    )
    row["started_at"], row["finished_at"] = row["started_at"].isoformat(), row["finished_at"].isoformat()
    return cast(LoadSummary, {**row, "rejected_by_reason": dict(reasons.iter_rows())})


def _settle(home: Home, load: LoadPlan, results: Sequence[BatchResult], known: Known, fingerprint: str) -> _Changes:
    """Which sets and packs count from now on, such that every content is in exactly one of each."""
    kinds = {batch["number"]: batch["kind"] for batch in load["batches"]}
    live = live_sets(known.commits)
    changes = _Changes()
    renewed: list[str] = []
    for result in results:
        if kinds[result["number"]] == "archive":
            for set_id in result["sets"]:
                renewed += _contents(home, set_id)
                changes.adds.append(SetEntry(set_id, fingerprint, result["staged_count"]))
    changes.reextracted_count = len(renewed)
    _replace(home, live, renewed, changes)
    held = set(known.contents["content_sha256"])
    for result in results:
        if kinds[result["number"]] == "files":
            _add_new(home, result, held, fingerprint, changes)
    return changes


def _replace(home: Home, live: dict[str, SetEntry], renewed: Sequence[str], changes: _Changes) -> None:
    """Take the sets away whose contents were extracted again; what was not renewed of one stays as it was."""
    if not renewed:
        return
    added = {entry.set_id for entry in changes.adds}
    for set_id, entry in live.items():
        present = set(_contents(home, set_id))
        touched = present & set(renewed)
        if not touched or set_id in added:
            continue
        changes.removes.append(set_id)
        if touched != present:
            rest = sets.without_contents(home, set_id, entry.fingerprint, sorted(touched))
            if rest:
                changes.adds.append(SetEntry(rest[0], entry.fingerprint, rest[1]))


def _add_new(home: Home, result: BatchResult, held: set[str], fingerprint: str, changes: _Changes) -> None:
    """Add the sets and packs of a batch of files, without contents that an earlier batch or another load holds."""
    for set_id in result["sets"]:
        contents = _contents(home, set_id)
        twice = sorted(held.intersection(contents))
        entry = (set_id, len(contents)) if not twice else sets.without_contents(home, set_id, fingerprint, twice)
        if entry:
            changes.adds.append(SetEntry(entry[0], fingerprint, entry[1]))
        for pack in result["packs"]:
            kept = pack if not twice else archive.without_contents(home, pack, twice)
            if kept:
                changes.packs.append(kept)
        held.update(contents)


def _contents(home: Home, set_id: str) -> list[str]:
    return sets.scan_sets(home, [set_id]).select(pl.col("content_sha256").unique()).collect().to_series().to_list()


def _write_log(home: Home, load: LoadPlan, commit: Commit, known: Known, changes: _Changes) -> None:
    live = live_sets([*known.commits, commit])
    seen = read_seen(home, load["load_id"])
    now = sets.scan_contents(home, list(live)).join(seen.lazy(), on="content_sha256", how="semi").collect()
    pairs = seen_pairs(home, known.commits).collect()
    files = decide_outcomes(seen, known.contents, pairs, now).with_columns(pl.lit(load["load_id"]).alias("load_id"))
    counts = dict(files.group_by("load_outcome_code").len().iter_rows())
    row = {
        "load_id": load["load_id"],
        "started_at": datetime.fromisoformat(load["started_at"]),
        "finished_at": datetime.fromisoformat(commit.committed_at),
        "found_count": len(files),
        **{f"{outcome}_count": counts.get(outcome, 0) for outcome in OUTCOMES},
        "reextracted_count": changes.reextracted_count,
        "skipped_count": load["skipped_count"],
    }
    write_log(home, pl.DataFrame([row]), files)
