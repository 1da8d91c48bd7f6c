"""The samples against the real reports: the same tables to the letter, and no sentence of theirs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

NUMBERS = ("000", "001", "002", "003", "004")
FIRST_ROW = "第二十条"
AFTER_TABLES = re.compile("(五、)?(政府信息公开工作)?存在的主要问题")
PROSE_LEFT_OUT = re.compile(
    "问题|^\\S+人民政府$|情况|事项|条例|工作年度报告|统计期限"
)  # headings and set phrases that every report has


def _text(folder: Path, number: str) -> str:
    return next(folder.glob(f"{number}_*.txt")).read_bytes().decode()


def _tables(text: str) -> list[str]:
    """From the first row of section 2 to the line before section 5, without blank edges."""
    begin = text.index(FIRST_ROW)
    end = AFTER_TABLES.search(text, begin)
    assert end is not None
    return text[begin : end.start()].strip().split("\n")


@pytest.mark.parametrize("number", NUMBERS)
def test_sample_restates_the_tables_of_the_real_report(number: str, samples: list[Path], shared_reports: Path) -> None:
    assert _tables(_text(samples[0].parent, number)) == _tables(_text(shared_reports, number))


@pytest.mark.parametrize("number", NUMBERS)
def test_sample_shares_no_sentence_with_the_real_report(number: str, samples: list[Path], shared_reports: Path) -> None:
    real, sample = _text(shared_reports, number), _text(samples[0].parent, number)
    prose = sample.replace("\n".join(_tables(sample)), "")
    clauses = [clause.strip() for clause in re.split(r"[。；，、：\n,;:]", prose)]
    shared = [clause for clause in clauses if len(clause) > 9 and clause in real]
    assert [clause for clause in shared if not PROSE_LEFT_OUT.search(clause)] == []
