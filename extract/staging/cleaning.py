"""Remove what killed loads left and what no build needs any more. Call it under the home's lock."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from extract.files import is_abandoned, remove
from extract.home import Home
from extract.log.store import remove_uncommitted
from extract.settings import Settings
from extract.staging.commits import live_packs, live_sets, read_commits


def clean_leftovers(home: Home, settings: Settings, own_load_id: str | None = None) -> None:
    """Remove dead loads' temporary files and plans, and sets and packs that do not count.

    A load that runs beside us takes no lock while extracting, so what it may still need is known only by its age.
    Sets that were replaced stay for that long too: a build that is behind finds them.
    """
    after = settings.keep_leftovers_hours * 3600
    commits = read_commits(home)
    committed = {commit.load_id for commit in commits}
    remove_uncommitted(home, committed)
    for pending in _entries(home.pending("")):
        if pending.name in committed or pending.name == own_load_id or is_abandoned(pending, after):
            remove(pending)
    _remove_unused(home.sets, set(live_sets(commits)), after)
    _remove_unused(home.packs, {f"{pack}.parquet" for pack in live_packs(commits)}, after)
    for folder in (home.root, home.large, home.commits, home.log / "files", home.log / "loads"):
        for temporary in _entries(folder):
            if temporary.name.startswith(".tmp-") and is_abandoned(temporary, after):
                remove(temporary)


def _remove_unused(folder: Path, used: set[str], after: float) -> None:
    for path in _entries(folder):
        if path.name not in used and is_abandoned(path, after):
            remove(path)


def _entries(folder: Path) -> Iterable[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []
