"""Whole nights, run by Airflow itself: what they leave behind is what `gongkai load` leaves behind."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import SHARED
from tests.dags.conftest import RunDag
from tests.dags.warehouses import marts_of
from tests.generator.documents import print_document
from tests.generator.documents.docx import write_docx

pytestmark = pytest.mark.slow

Gongkai = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class Night:
    """A night of six reports, three batches, that went well: where it took place and what Airflow said of it."""

    home: Path
    inbox: Path
    reports: list[Path]
    ingest: dict[str, Any]
    build: dict[str, Any]


@pytest.fixture(scope="module")
def night(run_dag: RunDag, samples: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The night of the five real reports (or, where these are absent, of the five samples) and of one in DOCX."""
    folder = tmp_path_factory.mktemp("night")
    document = folder / "written.docx"
    document.write_bytes(write_docx(print_document(5), Random(5)))
    reports = [*(sorted(SHARED.glob("*.txt")) or samples), document]
    (folder / "inbox").mkdir()
    for report in reports:
        shutil.copy(report, folder / "inbox")
    settings = {"GONGKAI_HOME": folder / "home", "GONGKAI_INBOX": folder / "inbox", "GONGKAI_BATCH_FILES": 2}
    ingest, build = run_dag("ingest_reports", **settings), run_dag("build_warehouse", **settings)
    return Night(folder / "home", folder / "inbox", reports, ingest, build)


@pytest.mark.usefixtures("shared_reports")
def test_both_dags_give_the_warehouse_of_gongkai_load(night: Night, gongkai: Gongkai, tmp_path: Path) -> None:
    by_hand = gongkai("load", night.inbox, "--home", tmp_path / "by_hand")
    assert by_hand.returncode == 0, by_hand.stderr
    marts = marts_of(night.home)
    assert len(marts["dim_reports"]) == 6
    assert len(marts["fct_load_files"]) == 6
    assert marts == marts_of(tmp_path / "by_hand")


def test_mapped_tasks_are_labelled_by_their_files(night: Night) -> None:
    assert night.ingest["state"] == night.build["state"] == "success"
    assert states(night.ingest, "extract") == ["success"] * 3  # six files, two in a batch
    for instance, first in zip(night.ingest["tasks"]["extract"], night.reports[::2], strict=True):
        assert first.name in instance["label"]


def test_assets_tell_what_the_night_brought(night: Night) -> None:
    assert night.ingest["events"]["gongkai_staged"] == result(night.ingest, "commit")
    assert result(night.ingest, "commit")["loaded_count"] == 6
    assert night.build["events"]["gongkai_warehouse"] == result(night.build, "build_and_publish")
    assert result(night.build, "build_and_publish")["report_count"] == 6


def test_batches_share_tasks_when_airflow_maps_fewer(
    run_dag: RunDag, samples: list[Path], inbox: Path, tmp_path: Path
) -> None:
    for sample in samples[:5]:
        shutil.copy(sample, inbox)
    run = run_dag(
        "ingest_reports",
        GONGKAI_HOME=tmp_path / "home",
        GONGKAI_INBOX=inbox,
        GONGKAI_BATCH_FILES=1,
        AIRFLOW__CORE__MAX_MAP_LENGTH=2,
    )
    assert run["state"] == "success"
    assert states(run, "extract") == ["success"] * 2
    assert result(run, "commit")["found_count"] == result(run, "commit")["loaded_count"] == 5


def test_first_night_without_files_succeeds_and_is_logged(run_dag: RunDag, inbox: Path, tmp_path: Path) -> None:
    nightly = {"GONGKAI_HOME": tmp_path / "home", "GONGKAI_INBOX": inbox}
    ingest, build = run_dag("ingest_reports", **nightly), run_dag("build_warehouse", **nightly)

    assert_quiet(ingest)
    assert build["state"] == "success"
    marts = marts_of(tmp_path / "home")
    assert len(marts["fct_loads"]) == 1
    assert marts["fct_load_files"] == []
    assert marts["dim_reports"] == []


def test_later_nights_leave_the_reports_as_they_are(night: Night, run_dag: RunDag, inbox: Path, tmp_path: Path) -> None:
    home = shutil.copytree(night.home, tmp_path / "home", symlinks=True)
    nightly = {"GONGKAI_HOME": home, "GONGKAI_INBOX": night.inbox}
    before = marts_of(home)

    same_files = run_dag("ingest_reports", **nightly)
    nightly["GONGKAI_INBOX"] = inbox
    empty_inbox = run_dag("ingest_reports", **nightly)
    inbox.rmdir()
    missing_inbox = run_dag("ingest_reports", **nightly)
    build = run_dag("build_warehouse", **nightly)
    again = run_dag("build_warehouse", **nightly)

    assert result(same_files, "commit")["unchanged_count"] == 6
    assert_quiet(empty_inbox)
    assert_quiet(missing_inbox)
    assert not inbox.exists()  # the inbox is only read, never made
    assert result(build, "build_and_publish")["kind"] == "log_only"
    assert result(again, "build_and_publish")["kind"] == "none"
    after = marts_of(home)
    assert len(after["fct_loads"]) == 1 + 3
    changing = {"fct_loads", "fct_load_files"}
    assert {name: rows for name, rows in after.items() if name not in changing} == {
        name: rows for name, rows in before.items() if name not in changing
    }


def assert_quiet(ingest: dict[str, Any]) -> None:
    """A night without files: nothing to extract, committed all the same."""
    assert ingest["state"] == "success"
    assert states(ingest, "extract") == ["skipped"]
    assert states(ingest, "commit") == ["success"]
    assert result(ingest, "commit")["found_count"] == 0


def states(run: dict[str, Any], task: str) -> list[str]:
    """The states of a task's instances, by map index."""
    return [instance["state"] for instance in run["tasks"][task]]


def result(run: dict[str, Any], task: str) -> dict[str, Any]:
    """What an unmapped task returned."""
    return run["xcoms"][f"{task}[-1].return_value"]
