"""Extract one planned batch: take its files in, archive and stage what is new, note what was seen."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import TypedDict

import polars as pl

from extract.files import write_whole
from extract.home import Home
from extract.intake.archive import keep_large, read_archived, write_pack
from extract.intake.known import Known
from extract.intake.plan import BatchPlan, read_batch_plan
from extract.intake.take import Taken, take_file, take_member
from extract.readers.containers.bundles import OpenBundles
from extract.settings import Settings
from extract.staging.batches import Recognise, extract_batch
from extract.staging.commits import live_packs

_CONTENT_SCHEMA = {"content_sha256": pl.String, "content": pl.Binary, "reason_code": pl.String}
_SEEN_SCHEMA = {
    "file_path": pl.String,
    "size_bytes": pl.Int64,
    "content_sha256": pl.String,
    "reason_code": pl.String,
}


class BatchResult(TypedDict):
    """What one batch left in the home for the commit."""

    number: int
    file_count: int
    staged_count: int
    sets: list[str]
    packs: list[str]


@dataclass(frozen=True)
class TakenBatch:
    """A batch whose bytes are in memory."""

    plan: BatchPlan
    seen: pl.DataFrame | None  # one row per file, with the reason where it could not be read; null for the archive
    contents: pl.DataFrame  # one row per content to extract: content_sha256, content, reason_code


def take_batch(
    home: Home,
    load_id: str,
    plan: BatchPlan,
    known: Known,
    settings: Settings,
    taken_before: AbstractSet[str] = frozenset(),
) -> TakenBatch:
    """Read a batch's bytes; of known contents, and of those in `taken_before`, only the hash is kept."""
    batch = read_batch_plan(home, load_id, plan["number"])
    if batch["kind"] == "archive":
        contents = read_archived(home, live_packs(known.commits), batch["contents"])
        return TakenBatch(plan, None, contents.with_columns(pl.lit(None, pl.String).alias("reason_code")))
    large = partial(keep_large, home)
    files = [take_file(path, settings.max_file_bytes, large) for path in batch["paths"]]
    with OpenBundles() as bundles:
        for path, bundle, address in batch["members"]:
            way = tuple((number, name) for number, name in address)
            files.append(take_member(bundles, path, bundle, way, settings.max_file_bytes))
    files += [Taken(path, None, None, None, reason) for path, reason in batch["unreadable"]]
    return TakenBatch(plan, _seen(files), _new_contents(files, known, taken_before))


def stage_batch(home: Home, load_id: str, batch: TakenBatch, recognise: Recognise, fingerprint: str) -> BatchResult:
    """Archive and extract what a batch brought, and write down which files it saw."""
    packs: list[str] = []
    sets: list[str] = []
    if not batch.contents.is_empty():
        new = batch.contents.filter(pl.col("content").is_not_null())
        if batch.seen is not None and not new.is_empty():
            packs.append(write_pack(home, new))
        sets.append(extract_batch(home, batch.contents, recognise, fingerprint, batch.seen is None))
    if batch.seen is not None:
        seen = batch.seen
        path = home.pending(load_id) / f"seen-{batch.plan['number']:06d}.parquet"
        write_whole(path, lambda temporary: seen.write_parquet(temporary, compression="lz4"))
    return BatchResult(
        number=batch.plan["number"],
        file_count=0 if batch.seen is None else len(batch.seen),
        staged_count=len(batch.contents),
        sets=sets,
        packs=packs,
    )


def read_seen(home: Home, load_id: str) -> pl.DataFrame:
    """One row per file that a load saw: file_path, size_bytes, content_sha256, reason_code; sorted by path."""
    paths = sorted(home.pending(load_id).glob("seen-*.parquet"))
    if not paths:
        return pl.DataFrame(schema=_SEEN_SCHEMA)
    return pl.read_parquet(paths).sort("file_path")


def _seen(files: list[Taken]) -> pl.DataFrame:
    columns = {
        "file_path": [_printable(one.path) for one in files],
        "size_bytes": [one.size_bytes for one in files],
        "content_sha256": [one.content_sha256 for one in files],
        "reason_code": [one.reason_code for one in files],
    }
    return pl.DataFrame(columns, schema=_SEEN_SCHEMA)


def _new_contents(files: list[Taken], known: Known, taken_before: AbstractSet[str]) -> pl.DataFrame:
    """The contents nobody has staged yet, sorted by hash, each once."""
    unseen = {
        one.content_sha256: one
        for one in files
        if one.content_sha256 is not None and one.content_sha256 not in taken_before
    }
    hashes = pl.Series("content_sha256", list(unseen), dtype=pl.String)
    seen_before = known.contents.filter(pl.col("content_sha256").is_in(hashes.implode()))["content_sha256"]
    new = hashes.filter(~hashes.is_in(seen_before.implode())).sort()
    columns = {
        "content_sha256": new,
        "content": [unseen[name].content for name in new],
        "reason_code": [unseen[name].reason_code for name in new],
    }
    return pl.DataFrame(columns, schema=_CONTENT_SCHEMA)


def _printable(path: str) -> str:
    """A path as text; bytes of a name that are no valid UTF-8 are shown as escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
