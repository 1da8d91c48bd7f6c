"""Homes to test with; the one that takes a whole build is made once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SAMPLES, clean_environment

DRIVER = Path(__file__).with_name("driver.py")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with the five samples and a copy of one under another name."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for sample in sorted(SAMPLES.glob("*.txt")):
        shutil.copy(sample, folder / sample.name)
    shutil.copy(sorted(SAMPLES.glob("*.txt"))[0], folder / "copy.txt")
    return folder


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which the samples have been loaded with the real command; copy it before changing it."""
    home = tmp_path_factory.mktemp("built") / "home"
    command = [sys.executable, "-m", "extract", "load", str(SAMPLES), "--home", str(home)]
    done = subprocess.run(command, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """A copy of the built home, with its hard and symbolic links."""
    target = tmp_path / "home"
    subprocess.run(["cp", "-a", str(built_home), str(target)], check=True)
    return target


@pytest.fixture
def drive() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the driver: drive("stage" or "load", home, path…, KILL_AT=…)."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(DRIVER), *map(str, arguments)],
            env={**clean_environment(), "PYTHONPATH": _path(), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def _path() -> str:
    return ":".join(filter(None, [str(ROOT), clean_environment().get("PYTHONPATH", "")]))
