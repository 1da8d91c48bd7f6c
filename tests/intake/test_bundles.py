"""Bundles in a load: each member is a file of its own, in the log, in the archive and among the reports."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from extract.home import Home
from extract.intake.archive import read_archived
from extract.load import commit_load, extract_files, plan_load
from extract.log.store import read_log
from extract.log.tables import FILES
from extract.staging.commits import live_packs, read_commits
from extract.staging.committing import LoadSummary

REPORT = (
    "东岭县水务局2022年政府信息公开工作年度报告\n统计期限为2022年1月1日至12月31日。\n一、总体情况\n"
    "三、收到和处理政府信息公开申请情况\n申请人情况\n自然人\t法人或其他组织\t总计\n"
    "商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\n一、本年新收政府信息公开申请数量\t4\t0\t0\t0\t1\t0\t5\n"
)
OTHER = REPORT.replace("水务", "林业")


def make_zip(members: dict[str, str | bytes]) -> bytes:
    """A zip of members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A new home."""
    return Home.at(tmp_path / "home")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with a report and a bundle of four files, one of them in a bundle again and one hidden."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    inner = make_zip({"inner.txt": REPORT + "三、\n"})
    members = {"same.txt": REPORT, "f/other.txt": OTHER, "inner.zip": inner, "empty.txt": "", "~$other.txt": "x"}
    (folder / "b.zip").write_bytes(make_zip(members))
    return folder


def load(home: Home, folder: Path) -> LoadSummary:
    """A load without a build."""
    plan = plan_load(home, [folder])
    return commit_load(home, plan, [extract_files(home, plan["load_id"], batch) for batch in plan["batches"]])


def outcomes(home: Home, summary: LoadSummary, folder: Path) -> dict[str, str]:
    """What became of each file, by its path in the folder."""
    rows = read_log(home, FILES, [summary["load_id"]]).collect()
    return {
        row["file_path"].removeprefix(f"{folder}/"): row["reason_code"] or row["load_outcome_code"]
        for row in rows.to_dicts()
    }


def test_members_are_files_of_their_own(home: Home, reports: Path) -> None:
    summary = load(home, reports)
    assert outcomes(home, summary, reports) == {
        "a.txt": "loaded",
        "b.zip!/same.txt": "duplicate",
        "b.zip!/f/other.txt": "loaded",
        "b.zip!/inner.zip!/inner.txt": "loaded",
        "b.zip!/empty.txt": "empty",
    }
    assert (summary["found_count"], summary["skipped_count"]) == (5, 1)
    log = read_log(home, FILES, [summary["load_id"]]).collect()
    other = log.filter(pl.col("file_path").str.ends_with("f/other.txt")).to_dicts()[0]
    digest = hashlib.sha256(OTHER.encode()).hexdigest()
    assert (other["content_sha256"], other["report_id"], other["size_bytes"]) == (
        digest,
        digest[:16],
        len(OTHER.encode()),
    )
    archived = read_archived(home, live_packs(read_commits(home)), [digest])
    assert archived["content"].to_list() == [OTHER.encode()]


def test_members_are_unchanged_the_next_night(home: Home, reports: Path) -> None:
    load(home, reports)
    summary = load(home, reports)
    assert (summary["unchanged_count"], summary["rejected_count"], summary["loaded_count"]) == (4, 1, 0)


def test_new_member_of_a_bundle_is_loaded_alone(home: Home, reports: Path) -> None:
    load(home, reports)
    (reports / "b.zip").write_bytes(make_zip({"f/other.txt": OTHER, "new.txt": OTHER.replace("东", "西")}))
    assert outcomes(home, load(home, reports), reports) == {
        "a.txt": "unchanged",
        "b.zip!/f/other.txt": "unchanged",
        "b.zip!/new.txt": "loaded",
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (make_zip({"a.txt": REPORT})[:-10], "undecodable"),
        (make_zip({".hidden": REPORT}), "empty"),
        (make_zip({f"{number}": b"\x00" * 20_000_000 for number in range(4)}), "too_large"),
    ],
)
def test_bundle_that_cannot_be_opened_is_one_rejected_file(
    home: Home, tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "b.zip").write_bytes(content)
    assert outcomes(home, load(home, tmp_path / "reports"), tmp_path / "reports") == {"b.zip": reason}


def test_member_above_the_limit_is_rejected_and_taken_when_the_limit_allows(
    home: Home, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_MAX_FILE_BYTES", str(len(REPORT.encode())))
    (reports / "b.zip").write_bytes(make_zip({"large.txt": OTHER + "三、\n", "small.txt": OTHER}))
    found = {"a.txt": "loaded", "b.zip!/large.txt": "too_large", "b.zip!/small.txt": "loaded"}
    assert outcomes(home, load(home, reports), reports) == found
    monkeypatch.delenv("GONGKAI_MAX_FILE_BYTES")
    assert outcomes(home, load(home, reports), reports)["b.zip!/large.txt"] == "loaded"


def test_bundle_is_cut_into_batches_like_a_folder(home: Home, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_BATCH_FILES", "2")
    plan = plan_load(home, [reports])
    assert [batch["file_count"] for batch in plan["batches"]] == [2, 2, 1]
    assert load(home, reports)["loaded_count"] == 3


def test_bundle_that_vanished_after_planning_is_told_for_each_member(home: Home, reports: Path) -> None:
    plan = plan_load(home, [reports])
    (reports / "b.zip").unlink()
    summary = commit_load(home, plan, [extract_files(home, plan["load_id"], batch) for batch in plan["batches"]])
    assert summary["rejected_by_reason"] == {"vanished": 4}


def test_check_lists_each_member(gongkai: Callable[..., subprocess.CompletedProcess[str]], reports: Path) -> None:
    done = gongkai("check", reports / "b.zip", "--json")
    files = json.loads(done.stdout)["files"]
    assert [file["file"].removeprefix(f"{reports}/") for file in files] == [
        "b.zip!/same.txt",
        "b.zip!/f/other.txt",
        "b.zip!/inner.zip!/inner.txt",
        "b.zip!/empty.txt",
    ]
    assert [file["reason_code"] for file in files] == [None, None, None, "empty"]
    assert done.returncode == 2
