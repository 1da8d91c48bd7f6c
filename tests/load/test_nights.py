"""Nights that repeat: what is unchanged, duplicate, rejected again, extracted again; and versions of a report."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from extract.contract import StagedBatch
from extract.home import Home
from extract.load import Extractor, commit_load, extract_files, plan_load, present_extractor
from extract.log.store import read_log
from extract.log.tables import FILES
from extract.staging.commits import live_sets, read_commits
from extract.staging.committing import LoadSummary
from tests.load.inspection import ask, assert_nothing_lost_or_doubled, assert_published, content_hashes, staged_reports

Gongkai = Callable[..., subprocess.CompletedProcess[str]]


def night(home: Path, *paths: Path, extractor: Extractor | None = None) -> LoadSummary:
    """One load without the build."""
    plan = plan_load(home, paths, extractor=extractor)
    results = [extract_files(home, plan["load_id"], batch, extractor) for batch in plan["batches"]]
    return commit_load(home, plan, results, extractor=extractor)


def outcomes(home: Path, summary: LoadSummary) -> dict[str, tuple[str, str | None]]:
    """Outcome and reason by file name."""
    rows = read_log(Home.at(home), FILES, [summary["load_id"]]).collect()
    return {
        Path(path).name: (outcome, reason)
        for path, outcome, reason in rows.select("file_path", "load_outcome_code", "reason_code").iter_rows()
    }


def test_second_night_is_unchanged_and_copies_are_duplicates(inbox: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = night(home, inbox)
    assert (first["found_count"], first["loaded_count"], first["duplicate_count"]) == (6, 5, 1)
    seen = outcomes(home, first)
    assert seen["000_tabbed_lines.txt"] == ("loaded", None)  # the first path in sorted order
    assert seen["copy.txt"] == ("duplicate", None)
    second = night(home, inbox)
    assert (second["found_count"], second["unchanged_count"]) == (6, 6)
    shutil.copy(inbox / "copy.txt", inbox / "third.txt")
    third = night(home, inbox)
    assert (third["unchanged_count"], third["duplicate_count"]) == (6, 1)
    assert_nothing_lost_or_doubled(home, content_hashes(inbox))


def test_rejected_file_is_rejected_again_without_being_extracted(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("买菜清单：白菜、豆腐\n", encoding="utf-8")
    (folder / "b.txt").write_bytes(b"")
    assert night(home, folder)["rejected_by_reason"] == {"empty": 1, "not_a_report": 1}

    def refuse(documents: pl.DataFrame) -> StagedBatch:
        raise AssertionError("a known content was extracted")

    again = night(home, folder, extractor=Extractor(refuse, present_extractor().fingerprint))
    assert again["rejected_by_reason"] == {"empty": 1, "not_a_report": 1}
    (folder / "c.txt").write_bytes(b"")
    third = night(home, folder)
    assert outcomes(home, third)["c.txt"] == ("duplicate", None)  # known content under a new path
    assert outcomes(home, night(home, folder))["c.txt"] == ("unchanged", None)


def test_changed_file_is_loaded_under_its_old_path(inbox: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    night(home, inbox)
    (inbox / "copy.txt").write_bytes((inbox / "copy.txt").read_bytes() + "\n更正\n".encode())
    summary = night(home, inbox)
    assert (summary["loaded_count"], summary["unchanged_count"]) == (1, 5)
    (inbox / "copy.txt").write_bytes((inbox / "000_tabbed_lines.txt").read_bytes())  # back to what it was
    assert night(home, inbox)["unchanged_count"] == 6


def test_contents_are_extracted_again_when_the_extractor_is_newer(inbox: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (inbox / "no.txt").write_text("买菜清单：白菜、豆腐\n", encoding="utf-8")
    present = present_extractor()
    night(home, inbox, extractor=Extractor(present.recognise, "older"))
    contents = content_hashes(inbox)
    before = staged_reports(home)
    summary = night(home, extractor=present)
    assert (summary["found_count"], summary["reextracted_count"]) == (0, 6)
    assert {entry.fingerprint for entry in live_sets(read_commits(Home.at(home))).values()} == {present.fingerprint}
    assert staged_reports(home).equals(before)
    assert_nothing_lost_or_doubled(home, contents)
    assert plan_load(home)["batches"] == []


def test_content_that_a_newer_extractor_accepts_is_unchanged_next_night(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("买菜清单：白菜、豆腐\n", encoding="utf-8")
    present = present_extractor()
    assert night(home, folder)["rejected_count"] == 1

    def accept(documents: pl.DataFrame) -> StagedBatch:
        staged = present.recognise(documents)
        reports = staged.reports.with_columns(
            pl.lit("loaded").alias("load_outcome_code"), pl.lit(None, pl.String).alias("reason_code")
        )
        return StagedBatch(reports, staged.cells, staged.issues)

    newer = Extractor(accept, "newer")
    summary = night(home, folder, extractor=newer)
    assert (summary["reextracted_count"], summary["unchanged_count"], summary["rejected_count"]) == (1, 1, 0)


def test_report_above_the_limit_is_read_when_the_limit_is_raised(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("GONGKAI_MAX_FILE_BYTES", "100")
    assert night(home, inbox)["rejected_by_reason"] == {"too_large": 5}
    assert night(home, inbox)["rejected_by_reason"] == {"too_large": 5}
    monkeypatch.delenv("GONGKAI_MAX_FILE_BYTES")
    summary = night(home, inbox)
    assert (summary["reextracted_count"], summary["rejected_count"], summary["unchanged_count"]) == (5, 0, 6)
    assert set(staged_reports(home)["load_outcome_code"]) == {"loaded"}


def test_log_forgets_unchanged_files_of_old_loads_but_no_counts(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("GONGKAI_KEEP_UNCHANGED_LOADS", "2")
    summaries = [night(home, inbox) for _ in range(4)]
    kept = [len(outcomes(home, summary)) for summary in summaries]
    assert kept == [6, 0, 6, 6]
    assert night(home, inbox)["unchanged_count"] == 6


@pytest.mark.slow
def test_versions_by_path_supersede_and_a_night_without_news_needs_no_dbt(
    home: Path, samples: list[Path], tmp_path: Path, gongkai: Gongkai
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    report = folder / "report.txt"
    report.write_bytes(samples[0].read_bytes() + "\n第二版\n".encode())
    done = gongkai("load", folder, "--home", home)
    assert done.returncode == 0, done.stderr
    assert "incremental build" in done.stdout
    report.write_bytes(samples[0].read_bytes() + "\n第三版\n".encode())
    assert gongkai("load", folder, "--home", home).returncode == 0
    versions = ask(
        home / "warehouse.duckdb",
        "select is_current from marts.dim_reports where file_name = 'report.txt' order by loaded_at",
    )
    assert versions == [(False,), (True,)]
    quiet = gongkai("load", folder, "--home", home)
    assert "load log only" in quiet.stdout, quiet.stdout + quiet.stderr
    assert_published(home)
    nothing = gongkai("load", "--home", home)
    assert nothing.returncode == 0
    assert "up to date already" in nothing.stdout
