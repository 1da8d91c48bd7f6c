"""The built wheel works without the checkout: it carries the dbt project, the form and the messages."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLES, clean_environment
from tests.load.inspection import ask, assert_published

RUN = """
import sys
sys.path[:0] = [sys.argv.pop(1)]
import extract
assert extract.__file__.startswith(sys.path[0]), extract.__file__
from extract.cli import main
main()
"""


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contents of a freshly built wheel, as an installation would lay them out."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_wheel_carries_data_and_no_tests(unpacked: Path) -> None:
    assert (unpacked / "dbt_project" / "dbt_project.yml").is_file()
    assert (unpacked / "extract" / "form" / "rows.csv").is_file()
    assert (unpacked / "extract" / "command" / "messages" / "cli.csv").is_file()
    assert not (unpacked / "tests").exists()
    assert not list(unpacked.rglob("target"))


@pytest.mark.slow
def test_load_runs_from_the_wheel_in_another_folder(unpacked: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    command = [sys.executable, "-c", RUN, str(unpacked), "load", str(SAMPLES)]
    done = subprocess.run(command, cwd=elsewhere, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    home = elsewhere / "warehouse"  # the default home lies in the working directory
    assert_published(home)
    assert ask(home / "warehouse.duckdb", "select count(*) from marts.dim_reports") == [(5,)]
    assert not list(unpacked.rglob("*.log"))  # dbt writes into the home only
    assert not (unpacked / "dbt_project" / "target").exists()
