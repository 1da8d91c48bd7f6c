"""What each finished build holds, so that the next one knows what is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from extract.files import write_text
from extract.home import Home
from extract.warehouse.process import PACKAGE_PARENT

PROJECT = PACKAGE_PARENT / "dbt_project"
FORM = PACKAGE_PARENT / "extract" / "form"


@dataclass(frozen=True)
class BuildRecord:
    """One finished build."""

    build_id: str
    built_at: str
    kind: str  # full, incremental, log_only
    project_fingerprint: str
    live_sets: dict[str, int]  # set_id: content count
    load_ids: list[str]
    breaks_by_identity: dict[str, int] = field(default_factory=dict)
    report_count: int = 0

    def write(self, folder: Path) -> None:
        """Keep the record with its build."""
        write_text(folder / "build.json", json.dumps(asdict(self), ensure_ascii=False, indent=1))


def read_record(folder: Path) -> BuildRecord | None:
    """The record of the build in a folder, if there is a finished one."""
    try:
        return BuildRecord(**json.loads((folder / "build.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None


def published_folder(home: Home) -> Path | None:
    """The folder of the published build: the one whose database is the published file, else the one of the marts."""
    for folder in home.builds.iterdir() if home.builds.is_dir() else ():
        database = folder / home.warehouse.name
        is_there = not folder.name.startswith(".") and home.warehouse.exists() and database.exists()
        if is_there and database.samefile(home.warehouse):
            return folder
    if home.marts.exists() and home.warehouse.exists():  # a copied home has no hard links any more
        return home.marts.resolve().parent
    return None


def project_fingerprint(folders: Sequence[Path] = (PROJECT, FORM)) -> str:
    """A hash over the dbt project and the form's CSVs: with another one, every model is built anew."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.suffix in {".sql", ".yml", ".csv", ".py"} and not {"target", "logs"} & set(parts):
                digest.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
