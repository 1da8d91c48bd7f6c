"""Commit records: which staging sets and raw packs count. Everything else in a home is work in progress."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from extract.files import write_text
from extract.home import Home


@dataclass(frozen=True)
class SetEntry:
    """One staging set that a commit adds."""

    set_id: str
    fingerprint: str  # of the extractor and form map that made it
    content_count: int


@dataclass(frozen=True)
class Commit:
    """What one load changed: a set is live from the commit that adds it to the one that removes it."""

    load_id: str
    sequence: int  # 1, 2, 3 … in the order of committing, which is not always that of starting
    started_at: str
    committed_at: str
    adds: list[SetEntry] = field(default_factory=list)
    removes: list[str] = field(default_factory=list)
    packs: list[str] = field(default_factory=list)


def write_commit(home: Home, commit: Commit) -> None:
    """Make a load count. This is the one moment at which it does; the log must be written before."""
    write_text(home.commits / f"{commit.load_id}.json", json.dumps(asdict(commit), ensure_ascii=False, indent=1))


def read_commits(home: Home) -> list[Commit]:
    """All commits of a home in their order."""
    commits = []
    for path in home.commits.glob("*.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        record["adds"] = [SetEntry(**entry) for entry in record["adds"]]
        commits.append(Commit(**record))
    return sorted(commits, key=lambda commit: commit.sequence)


def live_sets(commits: Sequence[Commit]) -> dict[str, SetEntry]:
    """The sets that count, by id, in the order in which they were added."""
    live: dict[str, SetEntry] = {}
    for commit in commits:
        for set_id in commit.removes:
            live.pop(set_id, None)
        for entry in commit.adds:
            live[entry.set_id] = entry
    return live


def live_packs(commits: Sequence[Commit]) -> list[str]:
    """The names of the raw packs that count."""
    return sorted({pack for commit in commits for pack in commit.packs})
