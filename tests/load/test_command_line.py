"""Exit codes, languages and what the summary says."""

from __future__ import annotations

import csv
import string
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.cli import chosen_language
from extract.command.messages import LANGUAGES, default_language, sentences
from tests.conftest import ROOT

Gongkai = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["load", "--help"], 0),
        (["check"], 64),
        (["check", "--nonsense", "x"], 64),
        (["--lang", "zh", "check"], 64),
        (["load", "--nonsense"], 2),
        (["nonsense"], 2),
        (["load", "--lang", "fr"], 2),
    ],
)
def test_exit_codes_of_wrong_usage(arguments: list[str], code: int, gongkai: Gongkai) -> None:
    assert gongkai(*arguments).returncode == code


def test_language_follows_option_then_setting_then_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_LANG", "en")
    assert chosen_language(["load", "--lang", "zh"]) == "zh"
    assert chosen_language(["--lang=zh", "load"]) == "zh"
    assert chosen_language(["load"]) == "en"
    for name in ("GONGKAI_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert default_language() == "zh"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")  # stands before LANG
    assert default_language() == "en"


@pytest.mark.parametrize("name", ["cli", "errors"])
def test_every_sentence_is_there_in_both_languages_with_the_same_places(name: str) -> None:
    for key, texts in sentences(name).items():
        places = [{place for _, place, _, _ in string.Formatter().parse(texts[lang]) if place} for lang in LANGUAGES]
        assert all(texts.values()), key
        assert places[0] == places[1], key


def test_every_rejection_has_a_sentence() -> None:
    from extract.contract import REJECTION_REASONS

    with (ROOT / "extract" / "form" / "reason_codes.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["reason_code"]: row for row in csv.DictReader(lines)}
    assert set(rows) == set(REJECTION_REASONS)
    assert all(row["message_zh"] and row["message_en"] for row in rows.values())


@pytest.mark.slow
def test_summary_and_status_name_counts_reasons_and_the_warehouse(home: Path, inbox: Path, gongkai: Gongkai) -> None:
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / ".hidden").write_bytes(b"")
    done = gongkai("load", inbox, "--home", home)
    assert done.returncode == 0, done.stderr
    words = " ".join(done.stdout.split())
    for part in (
        "Found 7",
        "Loaded 0",
        "Duplicate 6",
        "Rejected 1",
        "empty 1",
        "Skipped (hidden or temporary) 1",
        f"Warehouse {home / 'warehouse.duckdb'}",
    ):
        assert part in words, words
    status = gongkai("status", "--home", home, "--lang", "zh")
    assert status.returncode == 0, status.stderr
    words = " ".join(status.stdout.split())
    assert "现行报告 5" in words
    assert "年度 2021 5" in words
    assert "被拒收的内容 1" in words  # the empty file


def test_status_of_an_empty_home_says_what_to_do(tmp_path: Path, gongkai: Gongkai) -> None:
    done = gongkai("status", "--home", tmp_path / "none")
    assert done.returncode == 0
    assert "gongkai load" in done.stdout
    assert not (tmp_path / "none").exists()


def test_home_comes_from_option_then_environment_then_working_directory(tmp_path: Path, gongkai: Gongkai) -> None:
    assert str(tmp_path / "warehouse") in gongkai("status").stdout
    named = gongkai("status", env={"GONGKAI_HOME": str(tmp_path / "other")})
    assert str(tmp_path / "other") in named.stdout
