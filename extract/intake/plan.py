"""Plan a load: find files, open bundles, cut batches, and find what has to be extracted again from raw/."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypedDict

import polars as pl

from extract.errors import NothingToLoad
from extract.files import write_text
from extract.home import Home, new_id
from extract.intake.archive import large_contents, scan_packs
from extract.intake.discover import discover
from extract.intake.known import Known, read_known
from extract.intake.members import FoundFile, open_bundles
from extract.settings import Settings
from extract.staging.commits import live_packs, live_sets
from extract.staging.sets import scan_contents


class BatchPlan(TypedDict):
    """One batch; what it holds lies in the home, because a scheduler should not carry a million paths."""

    number: int
    kind: str  # files: paths to take in; archive: contents to extract again
    file_count: int
    label: str


class LoadPlan(TypedDict):
    """What a load is going to do."""

    load_id: str
    started_at: str
    found_count: int
    skipped_count: int
    batches: list[BatchPlan]


def plan_load(
    home: Home,
    paths: Iterable[str | os.PathLike[str]] | None,
    settings: Settings,
    fingerprint: str,
    only_existing: bool = False,
) -> LoadPlan:
    """Find the files below `paths` and write the plan of their batches into the home.

    Raises:
        NothingToLoad: none of the paths named exists (unless only_existing, where that is a quiet night).
    """
    named = [os.fspath(path) for path in paths or ()]
    present = [path for path in named if os.path.lexists(path)]
    if named and not present and not only_existing:
        raise NothingToLoad("path_missing", paths=", ".join(named))
    home.make()
    load_id, started_at = new_id(), datetime.now(UTC).isoformat()
    found = discover(present if only_existing else named, home.own_paths())
    files = open_bundles(found, settings.max_file_bytes)
    batches = [*_archive_batches(home, settings, fingerprint), *_file_batches(files, found.unreadable, settings)]
    plans = [_write_batch(home, load_id, number, batch) for number, batch in enumerate(batches, start=1)]
    found_count = len(files) + len(found.unreadable)
    return LoadPlan(
        load_id=load_id,
        started_at=started_at,
        found_count=found_count,
        skipped_count=found.skipped_count,
        batches=plans,
    )


def read_batch_plan(home: Home, load_id: str, number: int) -> dict[str, Any]:
    """What one batch holds: kind; paths, members and unreadable, or packs and contents."""
    plan: dict[str, Any] = json.loads(_batch_file(home, load_id, number).read_text(encoding="ascii"))
    return plan


def _write_batch(home: Home, load_id: str, number: int, batch: dict[str, Any]) -> BatchPlan:
    # ASCII escapes also carry names that are no valid UTF-8
    write_text(_batch_file(home, load_id, number), json.dumps(batch, ensure_ascii=True))
    pairs = (*batch.get("members", ()), *batch.get("unreadable", ()))
    names = [*batch.get("paths", ()), *(pair[0] for pair in pairs), *batch.get("contents", ())]
    first, last = (os.path.basename(name).encode("utf-8", "replace").decode()[:40] for name in (names[0], names[-1]))
    label = f"{number}: {first} … {last}" if len(names) > 1 else f"{number}: {first}"
    return BatchPlan(number=number, kind=batch["kind"], file_count=len(names), label=label)


def _batch_file(home: Home, load_id: str, number: int) -> Any:
    return home.pending(load_id) / f"plan-{number:06d}.json"


def _file_batches(
    files: Sequence[FoundFile], unreadable: list[tuple[str, str]], settings: Settings
) -> Iterator[dict[str, Any]]:
    """Cut the files, in path order, where the count or the bytes of a batch are reached."""
    batch: list[FoundFile] = []
    total = 0
    for file in files:
        size = min(file.size_bytes, settings.max_file_bytes)
        if batch and (len(batch) >= settings.batch_files or total + size > settings.batch_bytes):
            yield _file_batch(batch, [])
            batch, total = [], 0
        batch.append(file)
        total += size
    if batch or unreadable:
        yield _file_batch(batch, unreadable)


def _file_batch(files: Sequence[FoundFile], unreadable: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "kind": "files",
        "paths": [file.path for file in files if file.bundle is None],
        "members": [(file.path, file.bundle, file.address) for file in files if file.bundle is not None],
        "unreadable": unreadable,
    }


def stale_contents(home: Home, known: Known, settings: Settings, fingerprint: str) -> pl.Series:
    """Contents staged by another extractor than the present one, and those that were too large for an older limit."""
    stale = [entry.set_id for entry in live_sets(known.commits).values() if entry.fingerprint != fingerprint]
    contents = scan_contents(home, stale).select("content_sha256").collect().to_series()
    allowed = list(large_contents(home, settings.max_file_bytes))
    if not allowed:
        return contents
    refused = known.contents.filter((pl.col("reason_code") == "too_large") & pl.col("content_sha256").is_in(allowed))[
        "content_sha256"
    ]
    return pl.concat([contents, refused]).unique()


def _archive_batches(home: Home, settings: Settings, fingerprint: str) -> Iterator[dict[str, Any]]:
    """Batches of contents to extract again, going through the packs one after another so that each is read once."""
    known = read_known(home)
    stale = stale_contents(home, known, settings, fingerprint)
    if stale.is_empty():
        return
    packed = (
        scan_packs(home, live_packs(known.commits))
        .select("pack", "content_sha256", "size_bytes")
        .filter(pl.col("content_sha256").is_in(stale.implode()))
        .unique("content_sha256")
        .sort("pack", "content_sha256")
        .collect()
    )
    yield from _cut_packed(packed, settings)
    for content_sha256 in stale.filter(~stale.is_in(packed["content_sha256"].implode())).sort():
        if (home.large / content_sha256).is_file():
            yield {"kind": "archive", "packs": [], "contents": [content_sha256]}


def _cut_packed(packed: pl.DataFrame, settings: Settings) -> Iterator[dict[str, Any]]:
    total = pl.col("size_bytes").cum_sum() // settings.batch_bytes
    count = pl.int_range(pl.len()) // settings.batch_files
    for group in packed.with_columns(total.alias("by_bytes"), count.alias("by_count")).partition_by(
        "by_bytes", "by_count", maintain_order=True
    ):
        contents: Sequence[str] = group["content_sha256"].sort().to_list()
        yield {"kind": "archive", "packs": group["pack"].unique().sort().to_list(), "contents": contents}
