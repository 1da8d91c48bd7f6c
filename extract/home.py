"""Where everything lies inside a home. Nothing else in the project spells these names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex


@dataclass(frozen=True)
class Home:
    """The folders and files of one warehouse home."""

    root: Path

    @classmethod
    def at(cls, root: str | os.PathLike[str] | Home) -> Home:
        """The home at a path, whatever the working directory later is."""
        return root if isinstance(root, Home) else cls(Path(os.path.abspath(root)))

    @property
    def packs(self) -> Path:
        return self.root / "raw" / "packs"

    @property
    def large(self) -> Path:
        return self.root / "raw" / "large"

    @property
    def sets(self) -> Path:
        return self.root / "staging" / "sets"

    @property
    def commits(self) -> Path:
        return self.root / "staging" / "commits"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def builds(self) -> Path:
        return self.root / "builds"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def marts(self) -> Path:
        return self.root / "marts"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def lock_file(self) -> Path:
        return self.root / "locks" / "home.lock"

    def pending(self, load_id: str) -> Path:
        """Where a load that is not committed yet keeps its plan and what its batches saw."""
        return self.root / "staging" / "pending" / load_id

    def own_paths(self) -> set[str]:
        """Paths that are never taken in as reports, when somebody loads the folder that holds the home."""
        names = ("raw", "staging", "log", "builds", "marts", "locks", "warehouse.duckdb")
        return {str(self.root / name) for name in names}

    def make(self) -> Home:
        """Make the folders that everything else expects."""
        for folder in (self.packs, self.sets, self.commits, self.log / "files", self.log / "loads", self.builds):
            folder.mkdir(parents=True, exist_ok=True)
        self.lock_file.parent.mkdir(exist_ok=True)
        return self


def new_id(now: datetime | None = None) -> str:
    """An id for a load or a build: sorts by time, is unique, and is fit for a file name."""
    moment = now or datetime.now(UTC)
    return f"{moment:%Y%m%dT%H%M%S%f}Z-{token_hex(3)}"
