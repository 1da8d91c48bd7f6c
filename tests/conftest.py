"""What all tests share: where the real reports lie, and the command line as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("GONGKAI_SHARED") or ROOT.parent / "shared" / "reports")
SAMPLES = ROOT / "samples"


@pytest.fixture(scope="session")
def shared_reports() -> Path:
    """The folder of the real reports; tests that need it say so when it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"the real reports are not at {SHARED}; set GONGKAI_SHARED")
    return SHARED


@pytest.fixture(scope="session")
def samples() -> list[Path]:
    """The sample reports of this project, by name."""
    return sorted(SAMPLES.glob("*.txt"))


@pytest.fixture
def gongkai(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `gongkai` with arguments in a process of its own, by default in the test's folder."""

    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        environment = {**clean_environment(), **options.pop("env", {})}  # type: ignore[dict-item]
        command = [sys.executable, "-m", "extract", *map(str, arguments)]
        return subprocess.run(
            command,
            env=environment,
            cwd=options.pop("cwd", tmp_path),
            capture_output=True,
            text=True,
            check=False,
            **options,  # type: ignore[call-overload]
        )

    return run


def clean_environment() -> dict[str, str]:
    """The environment without settings of the person who runs the tests; messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    return {**kept, "GONGKAI_LANG": "en"}
