"""What a newcomer has after `make load`: a folder with samples, an environment and a warehouse, once per language."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLES, clean_environment


@dataclass(frozen=True)
class Newcomer:
    """A folder in which commands of a README work as they stand there, and what `make load` printed in it."""

    folder: Path
    lang: str
    load_output: str

    def run(self, block: str) -> str:
        """What a block of shell commands prints."""
        if block.strip() == "make load":
            return self.load_output
        return _finish(_start(block, self.folder, self.lang))


@pytest.fixture(scope="session")
def newcomers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Newcomer]:
    """Both loads run side by side."""
    folders = {lang: _make_folder(tmp_path_factory.mktemp(f"newcomer-{lang}")) for lang in ("en", "zh")}
    loads = {lang: _start(_load_command(), folder, lang) for lang, folder in folders.items()}
    return {lang: Newcomer(folders[lang], lang, _finish(load)) for lang, load in loads.items()}


def _make_folder(folder: Path) -> Path:
    (folder / ".venv").symlink_to(sys.prefix)
    shutil.copytree(SAMPLES, folder / "samples")
    return folder


def _load_command() -> str:
    """The command that `make load` runs once the environment is there."""
    asked = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "load"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return asked.stdout.strip().splitlines()[-1]


def _start(block: str, folder: Path, lang: str) -> subprocess.Popen[str]:
    paths = ":".join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    environment = {**clean_environment(), "GONGKAI_LANG": lang, "PYTHONPATH": paths}
    return subprocess.Popen(
        ["bash", "-c", block], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _finish(process: subprocess.Popen[str]) -> str:
    """What a process printed; `gongkai check` also ends with 1, when it finds something."""
    output, errors = process.communicate()
    assert process.returncode in {0, 1} and not errors, output + errors
    return output
