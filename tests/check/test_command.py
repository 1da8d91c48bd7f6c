"""`gongkai check` as officers and programs use it: its own process, exit codes, plain words, JSON."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

TITLE = "东岭县水务局2022年政府信息公开工作年度报告\n"
HEAD = TITLE + "统计期限为2022年1月1日至12月31日。\n三、收到和处理政府信息公开申请情况\n"
COLUMNS = "申请人情况\n自然人\t法人或其他组织\t总计\n商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\n"
CLEAN = (
    HEAD
    + COLUMNS
    + "一、本年新收政府信息公开申请数量\t4\t0\t0\t0\t1\t0\t5\n二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0\n"
)
BROKEN = CLEAN.replace("\t1\t0\t5\n", "\t1\t0\t6\n")
BLANKS = CLEAN.replace("二、上年结转政府信息公开申请数量\t0\t0", "二、上年结转政府信息公开申请数量\t0\t")
UNREADABLE = CLEAN.replace("\t4\t0\t0", "\t4\t0/0\t0")
ODD_LABEL = CLEAN.replace("总计", "合计").replace("上年结转政府信息公开申请数量", "上年结转申请数量")
NO_REPORT = "关于停水的通知\n因检修，定于5月3日停水。\n"
BROKEN_LINE = 7


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file into the folder in which the command runs."""

    def file(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return file


def findings(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """All findings of a JSON answer."""
    return [
        finding
        for file in json.loads(done.stdout)["files"]
        for report in file["reports"]
        for finding in report["findings"]
    ]


def test_a_clean_report_is_fit_to_publish(gongkai: Run, write: Callable[..., Path]) -> None:
    done = gongkai("check", write("clean.txt", CLEAN))
    assert (done.returncode, done.stderr) == (0, "")
    assert "东岭县水务局, report for 2022" in done.stdout.replace("东岭县水务局 ", "东岭县水务局")
    assert "[error]" not in done.stdout


def test_a_broken_sum_is_told_with_its_line_its_sides_and_its_cells(gongkai: Run, write: Callable[..., Path]) -> None:
    done = gongkai("check", write("broken.txt", BROKEN))
    assert done.returncode == 1
    told = [line for line in done.stdout.splitlines() if "[error]" in line]
    assert len(told) == 1
    assert f"line {BROKEN_LINE}" in told[0]
    assert "left 5, right 6, difference -1" in told[0]
    assert "一、本年新收" in done.stdout or "Requests newly received" in done.stdout
    assert f"Total: 6 line {BROKEN_LINE}" in done.stdout


def test_a_broken_sum_is_told_in_chinese(gongkai: Run, write: Callable[..., Path]) -> None:
    done = gongkai("check", write("broken.txt", BROKEN), "--lang", "zh")
    assert done.returncode == 1
    assert f"[错误] 第{BROKEN_LINE}行 第三部分" in done.stdout
    assert "左边 5，右边 6，相差 -1" in done.stdout
    assert "共 1 处错误" in done.stdout


def test_an_unreadable_cell_is_an_error_and_a_blank_one_a_note(gongkai: Run, write: Callable[..., Path]) -> None:
    done = gongkai("check", write("blank.txt", BLANKS), "--json")
    codes = {(finding["code"], finding["severity_code"]) for finding in findings(done)}
    assert ("cell_blank", "info") in codes
    assert done.returncode == 0
    done = gongkai("check", write("unreadable.txt", UNREADABLE), "--json")
    (unreadable,) = [finding for finding in findings(done) if finding["code"] == "cell_unreadable"]
    assert done.returncode == 1
    assert unreadable["source_locator"] == f"line {BROKEN_LINE}"
    assert [(cell["row_code"], cell["column_code"], cell["raw_text"]) for cell in unreadable["cells"]] == [
        ("new_received", "commercial_enterprise", "0/0")
    ]


def test_an_odd_label_is_named_as_printed(gongkai: Run, write: Callable[..., Path]) -> None:
    done = gongkai("check", write("odd.txt", ODD_LABEL), "--json")
    odd = [finding for finding in findings(done) if finding["code"] == "label_odd"]
    assert {"合计", "二、上年结转申请数量"} == {finding["raw_text"] for finding in odd}
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("no_report.txt", NO_REPORT, "not an annual report"),
        ("empty.txt", b"", "empty"),
        ("archive.txt", b"Rar!\x1a\x07\x01\x00" + b"\x00" * 64, "format"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "the file is damaged"),
    ],
)
def test_what_is_no_report_is_refused_with_a_sentence(
    gongkai: Run, write: Callable[..., Path], name: str, content: str | bytes, words: str
) -> None:
    done = gongkai("check", write(name, content))
    assert done.returncode == 2
    assert words in done.stdout


def test_a_file_that_is_not_there_is_refused(gongkai: Run) -> None:
    done = gongkai("check", "nowhere.txt")
    assert done.returncode == 2
    assert "nowhere.txt" in done.stdout


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["clean", "clean"], 0),
        (["clean", "broken"], 1),
        (["broken", "clean"], 1),
        (["no_report", "broken", "clean"], 2),
    ],
)
def test_of_several_files_the_worst_decides(
    gongkai: Run, write: Callable[..., Path], names: list[str], code: int
) -> None:
    texts = {"clean": CLEAN, "broken": BROKEN, "no_report": NO_REPORT}
    done = gongkai("check", *(write(f"{number}.txt", texts[name]) for number, name in enumerate(names)), "--json")
    assert done.returncode == code
    assert [file["exit_code"] for file in json.loads(done.stdout)["files"]] == [
        {"clean": 0, "broken": 1, "no_report": 2}[name] for name in names
    ]


@pytest.mark.parametrize("words", [["check"], ["check", "--nonsense", "x.txt"], ["check", "x.txt", "--lang", "fr"]])
def test_wrong_usage_has_an_exit_code_of_its_own(gongkai: Run, words: list[str]) -> None:
    done = gongkai(*words)
    assert done.returncode == 64
    assert done.stdout == ""


def test_json_has_the_same_shape_for_every_file(gongkai: Run, write: Callable[..., Path]) -> None:
    done = gongkai("check", write("broken.txt", BROKEN), write("no_report.txt", NO_REPORT), "--json")
    broken, refused = json.loads(done.stdout)["files"]
    assert refused["reason_code"] == "not_a_report"
    assert (broken["reason_code"], broken["exit_code"]) == (None, 1)
    assert refused["reports"] == []
    (report,) = broken["reports"]
    assert (report["publisher_name"], report["report_year"]) == ("东岭县水务局", 2022)
    assert report["edition_requests_code"] == "2019_or_2021"
    assert report["edition_litigation_code"] is None
    finding = report["findings"][0]
    assert (finding["code"], finding["severity_code"]) == ("applicants_sum", "error")
    assert (finding["table_code"], finding["line_code"]) == ("requests", "new_received")
    assert (finding["left_value"], finding["right_value"], finding["difference"]) == ("5", "6", "-1")
    assert {cell["side_code"] for cell in finding["cells"]} == {"left", "right"}
    assert len(finding["cells"]) == 7
    for each in report["findings"]:
        assert {"code", "severity_code", "message", "source_locator", "cells"} <= set(each)


def test_check_leaves_no_trace(gongkai: Run, write: Callable[..., Path], tmp_path: Path) -> None:
    path = write("clean.txt", CLEAN)
    gongkai("check", path)
    assert list(tmp_path.iterdir()) == [path]
