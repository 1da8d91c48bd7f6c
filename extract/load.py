"""The load: the steps that the command line and the DAGs call, and the whole of them in one process.

Steps take and give only what JSON can carry. Extraction takes no lock; committing and building take the home's.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypedDict

from extract.home import Home
from extract.intake.batch import BatchResult, TakenBatch, stage_batch, take_batch
from extract.intake.known import read_known
from extract.intake.plan import BatchPlan, LoadPlan
from extract.intake.plan import plan_load as plan
from extract.locks import home_lock
from extract.logbook import note
from extract.settings import Settings, settings
from extract.staging.batches import Recognise
from extract.staging.cleaning import clean_leftovers
from extract.staging.committing import LoadSummary
from extract.staging.committing import commit_load as commit
from extract.warehouse.builds import BuildProcess, BuildSummary, build_home

HomePath = str | os.PathLike[str] | Home
Progress = Callable[[str, int, int], None]  # stage, done, total


@dataclass(frozen=True)
class Extractor:
    """What turns documents into staged rows, and the fingerprint of its code and form map."""

    recognise: Recognise
    fingerprint: str


def present_extractor() -> Extractor:
    """The recogniser of this installation."""
    from extract.recognise import fingerprint, recognise

    return Extractor(recognise, fingerprint())


def plan_load(
    home: HomePath,
    paths: Iterable[str | os.PathLike[str]] | None = None,
    *,
    only_existing: bool = False,
    extractor: Extractor | None = None,
) -> LoadPlan:
    """Find the files below `paths`, and what an older extractor staged; the batches to extract."""
    fingerprint = (extractor or present_extractor()).fingerprint
    return plan(Home.at(home), paths, settings(), fingerprint, only_existing)


def extract_files(home: HomePath, load_id: str, batch: BatchPlan, extractor: Extractor | None = None) -> BatchResult:
    """Take in, archive and stage one batch; safe to repeat and to run beside others."""
    extractor = extractor or present_extractor()
    place = Home.at(home)
    taken = take_batch(place, load_id, batch, read_known(place), settings())
    return stage_batch(place, load_id, taken, extractor.recognise, extractor.fingerprint)


def commit_load(
    home: HomePath,
    load: LoadPlan,
    results: Sequence[BatchResult],
    *,
    on_wait: Callable[[], None] | None = None,
    extractor: Extractor | None = None,
) -> LoadSummary:
    """Let what the batches staged count, all at once; safe to repeat."""
    place, limits = Home.at(home), settings()
    fingerprint = (extractor or present_extractor()).fingerprint
    with home_lock(place.make(), limits.lock_wait_seconds, on_wait):
        summary = commit(place, load, results, limits, fingerprint)
        note(place, "load_committed", **summary)
        clean_leftovers(place, limits, load["load_id"])
    return summary


def build_and_publish(
    home: HomePath,
    *,
    on_wait: Callable[[], None] | None = None,
    on_progress: Progress | None = None,
    process: BuildProcess | None = None,
) -> BuildSummary:
    """Build the warehouse from all that counts, test it, publish it; nothing where that is done already."""
    place, limits = Home.at(home), settings()
    with home_lock(place.make(), limits.lock_wait_seconds, on_wait):
        summary = build_home(place, limits, on_progress, process)
        note(place, "warehouse_published" if summary["kind"] != "none" else "nothing_to_build", **summary)
    return summary


class Outcome(TypedDict):
    """What a whole load did."""

    load: LoadSummary | None  # null where nothing was to be taken in or extracted again
    build: BuildSummary


def run_load(
    home: HomePath,
    paths: Iterable[str | os.PathLike[str]] | None,
    *,
    on_wait: Callable[[], None] | None = None,
    on_progress: Progress | None = None,
    extractor: Extractor | None = None,
) -> Outcome:
    """The main job in one process: plan, extract, commit, build, publish."""
    place, limits = Home.at(home).make(), settings()
    with BuildProcess() as process:
        if not place.warehouse.exists():
            process.start()  # dbt will be needed in any case, so its import may begin
        extractor = extractor or present_extractor()
        named = list(paths) if paths is not None else None
        load = plan_load(place, named, extractor=extractor)
        if on_progress:
            on_progress("find", load["found_count"], load["found_count"])
        summary = None
        if named or load["batches"]:
            results = extract_all(place, load, limits, extractor, process, on_progress)
            summary = commit_load(place, load, results, on_wait=on_wait, extractor=extractor)
        build = build_and_publish(place, on_wait=on_wait, on_progress=on_progress, process=process)
    return Outcome(load=summary, build=build)


def extract_all(
    home: Home,
    load: LoadPlan,
    limits: Settings,
    extractor: Extractor,
    process: BuildProcess,
    on_progress: Progress | None,
) -> list[BatchResult]:
    """Extract all batches: one thread reads ahead, and as many as there are processors recognise and stage.

    Polars leaves Python's lock free while it works. No more batches are in memory than threads and one. The build
    process is started with the first new content, so that importing dbt costs no time of its own.
    """
    known = read_known(home)
    total = sum(batch["file_count"] for batch in load["batches"])
    results: list[BatchResult] = []
    taken_before: set[str] = set()
    done = 0

    def stage(taken: TakenBatch) -> BatchResult:
        return stage_batch(home, load["load_id"], taken, extractor.recognise, extractor.fingerprint)

    with ThreadPoolExecutor(limits.extract_threads, thread_name_prefix="stage") as stagers:
        staging: deque[Future[BatchResult]] = deque()
        for batch in [*load["batches"], None]:
            while staging and (batch is None or len(staging) > limits.extract_threads):
                results.append(staging.popleft().result())
                done += results[-1]["file_count"]
                if on_progress:
                    on_progress("extract", done, total)
            if batch is None:
                break
            taken = take_batch(home, load["load_id"], batch, known, limits, frozenset(taken_before))
            taken_before.update(taken.contents["content_sha256"])
            if len(taken.contents):
                process.start()
            staging.append(stagers.submit(stage, taken))
    return results
