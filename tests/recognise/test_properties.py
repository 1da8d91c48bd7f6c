"""Properties of recognition under random reports and random text."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.contract import StagedBatch
from extract.form.tables import form_items, read_form
from extract.recognise.normalise import ZERO_WIDTH
from tests.generator import generate_report

from .documents import cells_of, id_of, stage

LABELS = sorted({*read_form("labels").filter(match_code="exact")["label_zh"], *form_items()["row_label_zh"]})
VALUES = [
    "0",
    "1",
    "27",
    "305",
    "-4",
    "+2",
    "减3",
    "1.5",
    "0.37万元",
    "1.2万",
    "/",
    "无",
    "0/0",
    "1,204",
    "12件",
    "00",
    "５",
]
SEPARATORS = ["\n", "\n\n", "\t", "\n\t", " | ", "|", "\n|\n", " ", "", "\n\n\n", "\r\n"]
PROSE = [
    "全年收到申请3件。",
    "四、政府信息公开行政复议、行政诉讼情况",
    "2022年",
    "- 3 -",
    "某县水务局2022年政府信息公开工作年度报告",
]

tokens = st.one_of(st.sampled_from(LABELS), st.sampled_from(VALUES), st.sampled_from(PROSE), st.text(max_size=6))
report_like = st.lists(st.tuples(tokens, st.sampled_from(SEPARATORS)), max_size=120).map(
    lambda parts: "".join(token + separator for token, separator in parts)
)
HEADER = [
    "申请人情况",
    "自然人",
    "法人或其他组织",
    "总计",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
]
ROWS = form_items().filter(table_code="requests")["row_label_zh"].unique(maintain_order=True).to_list()


def random_table(rng: Random) -> str:
    """A table of section 3 with cells of every kind, now and then one too few or too many, and strange labels."""
    separator = rng.choice(["\n", "\n\n", "\t", " | "])
    lines = [separator.join(HEADER)]
    for _ in range(rng.randint(1, 25)):
        count = rng.choice([7, 7, 7, 7, 6, 8])
        cells = [rng.choice(["0", "1", "27", rng.choice(VALUES)]) for _ in range(count)]
        lines.append(separator.join([rng.choice(rng.choice([ROWS, ROWS, LABELS])), *cells]))
    return "\n".join(lines) + "\n"


few = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def assert_nothing_invented(batch: StagedBatch, texts: list[str]) -> None:
    """Each number's text stands in its line, and the number is what its digits say."""
    lines = {id_of(text): re.sub(r"\r\n?", "\n", text).split("\n") for text in texts}
    found = batch.cells.filter(pl.col("value").is_not_null())
    for report, raw, locator, value in found.select("report_id", "raw_text", "source_locator", "value").rows():
        number = int(locator.removeprefix("line "))
        assert raw in lines[report[:16]][number - 1], (report, locator, raw)
        assert _figure(raw) == abs(value), (raw, value)


def _figure(raw: str) -> Decimal:
    """The printed digits as a number, ten thousands of counts multiplied out."""
    text = "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in raw if sign not in ZERO_WIDTH)
    digits = re.sub(r"[^\d.]", "", re.split(r"\(", text)[0])
    return Decimal(digits) * (10_000 if re.search("[万萬](?!元)", text) else 1)


@few
@given(st.lists(report_like, min_size=1, max_size=6))
def test_no_number_is_invented_and_nothing_raises_whatever_the_text(texts: list[str]) -> None:
    assert_nothing_invented(stage(*texts), texts)


@few
@given(st.integers(0, 10**9))
def test_no_number_is_invented_in_tables_of_anything(seed: int) -> None:
    rng = Random(seed)
    texts = [random_table(rng) for _ in range(20)]
    assert_nothing_invented(stage(*texts), texts)


@few
@given(st.integers(0, 10**9), st.data())
def test_no_number_is_invented_and_nothing_raises_when_a_report_is_mutilated(seed: int, data: st.DataObject) -> None:
    text = generate_report(f"mutilated {seed}").text
    pieces = []
    for _ in range(4):
        start, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 60))
        end, insert = start + length, data.draw(tokens)
        pieces += [text[:start] + text[end:], text[:start] + insert + text[start:], text[:end] + text[start:]]
    encoded = [piece.encode() for piece in [text, *pieces]]
    cut = encoded[0][: data.draw(st.integers(0, len(encoded[0])))]
    stage(*encoded, cut)
    assert_nothing_invented(stage(*pieces), pieces)


@few
@given(st.integers(0, 10**9))
def test_generated_reports_are_read_as_they_are_true(seed: int) -> None:
    reports = [generate_report(f"true {seed} {number}") for number in range(6)]
    batch = stage(*(report.text for report in reports))
    for report in reports:
        truth = report.truth.cells()
        for key, cell in cells_of(batch, id_of(report.text)).items():
            if cell.value is not None:
                assert cell.value == truth[key].value, (report.name, key)


@few
@given(st.integers(0, 10**9))
def test_clean_reports_are_read_whole(seed: int) -> None:
    reports = [generate_report(f"clean {seed} {number}", variants=[]) for number in range(6)]
    batch = stage(*(report.text for report in reports))
    for report in reports:
        truth = {key: (cell.value, cell.status) for key, cell in report.truth.cells().items()}
        read = {key: (cell.value, cell.status) for key, cell in cells_of(batch, id_of(report.text)).items()}
        assert read == truth, report.name
