"""Bad input and bad surroundings: a reason code and a sentence, nothing lost, the rest loaded."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.command.messages import LANGUAGES, reason
from extract.home import Home
from extract.intake import batch as batch_module
from extract.load import commit_load, extract_files, plan_load
from tests.load.inspection import ask, assert_published, staged
from tests.load.test_nights import night, outcomes

Gongkai = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def good(samples: list[Path]) -> str:
    """The text of one report, in characters that GBK has."""
    return samples[0].read_text(encoding="utf-8").replace("\u2002", " ")


def cells_by_file(home: Path) -> dict[str, list[tuple]]:
    """The staged cells of each loaded file, without their report's id."""
    arrived = {
        report_id: Path(path).name
        for report_id, path in _files(home).filter(_files(home)["load_outcome_code"] == "loaded")
        .select("report_id", "file_path").iter_rows()
    }  # fmt: skip
    cells: dict[str, list[tuple]] = {name: [] for name in arrived.values()}
    for report_id, *cell in staged(home, "cells").iter_rows():
        cells[arrived[report_id]].append(tuple(cell))
    return cells


def _files(home: Path):
    import polars as pl

    return pl.read_parquet(home / "log" / "files" / "*.parquet")


def test_every_bad_file_has_its_reason_and_the_rest_is_loaded(good: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    bad = {
        "empty.txt": (b"", "empty"),
        "blank.txt": (" \n\t\u3000\n".encode(), "empty"),
        "garbage.txt": (random.Random(1).randbytes(20_000), "undecodable"),
        "nulls.txt": (b"\x00" * 5_000, "undecodable"),
        "document.txt": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "undecodable"),
        "sheet.txt": (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "undecodable"),
        "page.txt": (b"<!DOCTYPE html>\n<html><body>1</body></html>", "not_a_report"),
        "archive.txt": (b"Rar!\x1a\x07\x01\x00" + bytes(64), "unsupported_format"),
        "shopping.txt": ("买菜清单：白菜、豆腐、酱油各一份\n".encode(), "not_a_report"),
    }  # fmt: skip
    for name, (content, _) in bad.items():
        (folder / name).write_bytes(content)
    (folder / "good.txt").write_text(good, encoding="utf-8")
    summary = night(tmp_path / "home", folder)
    assert (summary["found_count"], summary["loaded_count"], summary["rejected_count"]) == (10, 1, 9)
    seen = outcomes(tmp_path / "home", summary)
    assert seen == {"good.txt": ("loaded", None)} | {name: ("rejected", code) for name, (_, code) in bad.items()}
    for lang in LANGUAGES:
        assert all(len(reason(code, lang)) > 10 for _, code in bad.values())


def test_text_of_200_mb_is_refused_quickly_and_archived_by_hash(good: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with (folder / "huge.txt").open("wb") as huge:
        for _ in range(200):
            huge.write("政府信息公开\n".encode() * (1_000_000 // 19))
        huge.truncate(200_000_000)
    (folder / "good.txt").write_text(good, encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    summary = night(tmp_path / "home", folder)
    assert summary["rejected_by_reason"] == {"too_large": 1}
    assert summary["loaded_count"] == 1
    assert time.monotonic() - started < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # kB: never in memory as a whole
    (archived,) = (tmp_path / "home" / "raw" / "large").iterdir()
    assert archived.stat().st_size == 200_000_000


def test_all_encodings_give_the_same_cells(good: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    lines = good.split("\n")
    half = len(lines) // 2
    encoded = {
        "utf8.txt": good.encode(),
        "utf8_bom.txt": good.encode("utf-8-sig"),
        "gbk.txt": good.encode("gbk"),
        "gb18030.txt": (good + "\n\U00020000").encode("gb18030"),
        "utf16.txt": good.encode("utf-16"),
        "utf16be.txt": b"\xfe\xff" + good.encode("utf-16-be"),
        "utf16le_no_mark.txt": good.encode("utf-16-le"),
        "mixed.txt": "\n".join(lines[:half]).encode() + b"\n" + "\n".join(lines[half:]).encode("gbk"),
        "windows.txt": good.replace("\n", "\r\n").encode(),
        "old_mac.txt": good.replace("\n", "\r").encode(),
    }
    for name, content in encoded.items():
        (folder / name).write_bytes(content)
    home = tmp_path / "home"
    summary = night(home, folder)
    assert (summary["found_count"], summary["loaded_count"]) == (len(encoded), len(encoded)), outcomes(home, summary)
    cells = cells_by_file(home)
    expected = cells["utf8.txt"]
    assert len(expected) > 50
    assert {name: found == expected for name, found in cells.items()} == dict.fromkeys(encoded, True)


def test_broken_bytes_are_an_issue_and_touch_only_their_cell(good: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    content = bytearray(good.encode())
    place = good.encode().index("一、总体情况".encode()) + 3  # inside the heading's first character but one
    content[place] = 0xFF
    (folder / "broken.txt").write_bytes(bytes(content))
    (folder / "whole.txt").write_text(good, encoding="utf-8")
    home = tmp_path / "home"
    assert night(home, folder)["loaded_count"] == 2
    assert "encoding_damaged" in staged(home, "issues")["issue_code"]
    cells = cells_by_file(home)
    assert [cell[:-1] for cell in cells["broken.txt"]] == [cell[:-1] for cell in cells["whole.txt"]]


def test_control_characters_change_no_value(good: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "controls.txt").write_text(good.replace("。", "\x07。\x0c").replace("年", "年\x00"), encoding="utf-8")
    (folder / "plain.txt").write_text(good, encoding="utf-8")
    home = tmp_path / "home"
    assert night(home, folder)["loaded_count"] == 2
    cells = cells_by_file(home)
    assert [cell[5] for cell in cells["controls.txt"]] == [cell[5] for cell in cells["plain.txt"]]


def test_file_that_vanishes_after_it_was_found_is_named(inbox: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    plan = plan_load(home, [inbox])
    (inbox / "003_spread_pipes.txt").unlink()
    results = [extract_files(home, plan["load_id"], one) for one in plan["batches"]]
    summary = commit_load(home, plan, results)
    assert summary["rejected_by_reason"] == {"vanished": 1}
    assert outcomes(home, summary)["003_spread_pipes.txt"] == ("rejected", "vanished")
    assert (summary["found_count"], summary["loaded_count"], summary["duplicate_count"]) == (6, 4, 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_folder_and_file_are_named(inbox: Path, tmp_path: Path) -> None:
    (inbox / "locked").mkdir(mode=0o000)
    (inbox / "003_spread_pipes.txt").chmod(0o000)
    summary = night(tmp_path / "home", inbox)
    assert summary["rejected_by_reason"] == {"unreadable_path": 2}
    assert summary["loaded_count"] == 4


def test_unreadable_folder_is_named_by_any_user(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read any folder, so the refusal of the system is put in its place."""
    (inbox / "locked").mkdir()
    original = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return original(path)

    monkeypatch.setattr(os, "scandir", refuse)
    summary = night(tmp_path / "home", inbox)
    assert outcomes(tmp_path / "home", summary)["locked"] == ("rejected", "unreadable_path")
    assert summary["loaded_count"] == 5


def test_content_that_breaks_the_extractor_costs_only_itself(inbox: Path, tmp_path: Path) -> None:
    from extract.load import Extractor, present_extractor

    present = present_extractor()

    def fragile(documents):
        if documents["text"].str.contains("经不起").any():
            raise ValueError("a bug")
        return present.recognise(documents)

    (inbox / "poison.txt").write_text("经不起读取的政府信息公开工作年度报告\n", encoding="utf-8")
    summary = night(tmp_path / "home", inbox, extractor=Extractor(fragile, "fragile"))
    assert summary["rejected_by_reason"] == {"reader_failed": 1}
    assert summary["loaded_count"] == 5


def test_extractor_that_fails_on_everything_stops_the_load_early(tmp_path: Path) -> None:
    from extract.errors import ExtractorBroken
    from extract.load import Extractor

    calls = []

    def broken(documents):
        calls.append(len(documents))
        raise ValueError("a bug")

    inbox = tmp_path / "many"
    inbox.mkdir()
    for number in range(200):
        (inbox / f"{number}.txt").write_text(f"第{number}份政府信息公开工作年度报告\n", encoding="utf-8")
    with pytest.raises(ExtractorBroken, match="a bug"):
        night(tmp_path / "home", inbox, extractor=Extractor(broken, "broken"))
    assert len(calls) < 100  # halving goes down to single documents only until it is hopeless


def test_path_that_does_not_exist_ends_with_a_sentence(tmp_path: Path, gongkai: Gongkai) -> None:
    done = gongkai("load", tmp_path / "nothing", "--home", tmp_path / "home", "--lang", "zh")
    assert done.returncode == 1
    assert "路径不存在" in done.stderr
    assert not (tmp_path / "home" / "warehouse.duckdb").exists()


@pytest.mark.slow
@pytest.mark.parametrize("room", ["to_build", "to_publish"])
def test_full_disk_leaves_the_published_warehouse_and_the_next_load_goes_on(
    room: str, home: Path, inbox: Path, tmp_path: Path, gongkai: Gongkai
) -> None:
    """A limit on the size of files stands for the full disk: anybody can set it, and writing fails alike."""
    (inbox / "new.txt").write_bytes((inbox / "copy.txt").read_bytes() + "\n附注\n".encode())
    before = assert_published(home)
    size = (home / "warehouse.duckdb").stat().st_size
    limit = 300_000 if room == "to_build" else size * 3 // 4  # two builds of the same differ somewhat in size

    def set_limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    full = gongkai("load", inbox, "--home", home, preexec_fn=set_limit)
    assert full.returncode == 1, full.stdout
    assert "The disk is full" in full.stderr
    assert assert_published(home) == before
    assert ask(home / "warehouse.duckdb", "select count(*) from marts.dim_reports") == [(5,)]
    done = gongkai("load", "--home", home)
    assert done.returncode == 0, done.stderr
    assert_published(home)
    assert ask(home / "warehouse.duckdb", "select count(*) from marts.dim_reports") == [(6,)]


def test_file_that_grows_while_it_is_read_is_one_of_its_states(inbox: Path, tmp_path: Path) -> None:
    path = inbox / "growing.txt"
    path.write_text("", encoding="utf-8")
    stop = threading.Event()

    def grow() -> None:
        while not stop.is_set():
            with path.open("a", encoding="utf-8") as file:
                file.write("政府信息公开工作年度报告\n")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        summary = night(tmp_path / "home", inbox)
    finally:
        stop.set()
        writer.join()
    assert summary["found_count"] == 7
    assert summary["duplicate_count"] == 1
    assert batch_module.read_seen(Home.at(tmp_path / "home"), "none").is_empty()
