"""The same contents give the same staging rows, whatever the order and the batching."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from extract.contract import STAGING_TABLES, StagedBatch
from extract.recognise import recognise
from tests.generator import generate_report

from .documents import documents_of, id_of, stage

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.txt"))
# Alone, 小计 and 总计 say nothing; the report before them must not lend them its group or its last row.
ENDS_IN_A_GROUP = (
    "甲县乙局2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n申请人情况\n自然人\t法人或其他组织\t总计\n"
    "商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\n8.属于行政查询事项\t1\t0\t0\t0\t0\t0\t1\n（四）无法提供"
)
BEGINS_WITH_A_SUBTOTAL = (
    "总计\t9\t9\t9\t9\t9\t9\t9\n小计\t1\t2\t3\t4\t5\t6\t7\n甲县丙局2022年政府信息公开工作年度报告\n自然人\t法人或其他组织\t总计\n"
    "商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\n一、本年新收政府信息公开申请数量\t1\t0\t0\t0\t0\t0\t1\n"
    "二、上年结转政府信息公开申请数量\t1\t0\t0\t0\t0\t0\t1\n小计\t1\t2\t3\t4\t5\t6\t7\n"
)


@pytest.fixture(scope="module")
def documents() -> pl.DataFrame:
    """Fixtures, generated reports of every kind, and two texts that would lend each other their labels."""
    generated = [generate_report(f"determinism {number}").text for number in range(12)]
    return documents_of(
        [*(path.read_bytes() for path in FIXTURES), *generated, ENDS_IN_A_GROUP, BEGINS_WITH_A_SUBTOTAL]
    )


@pytest.fixture(scope="module")
def whole(documents: pl.DataFrame) -> StagedBatch:
    """All of them recognised at once."""
    return recognise(documents)


def assert_same(left: StagedBatch, right: StagedBatch) -> None:
    for name, table in left.tables().items():
        assert_frame_equal(table, right.tables()[name])


def gathered(batches: list[StagedBatch]) -> StagedBatch:
    """Several batches as one, sorted as the staging tables are."""
    return StagedBatch(
        **{
            table.name: pl.concat(batch.tables()[table.name] for batch in batches).sort(table.key, nulls_last=True)
            for table in STAGING_TABLES
        }
    )


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_the_same_when_documents_come_in_another_order(
    documents: pl.DataFrame, whole: StagedBatch, seed: int
) -> None:
    assert_same(recognise(documents.sample(fraction=1, shuffle=True, seed=seed)), whole)


@pytest.mark.parametrize("size", [6, 40])
def test_rows_are_the_same_when_batches_are_of_another_size(
    documents: pl.DataFrame, whole: StagedBatch, size: int
) -> None:
    shuffled = documents.sample(fraction=1, shuffle=True, seed=size)
    assert_same(gathered([recognise(part) for part in shuffled.iter_slices(size)]), whole)


def test_rows_are_the_same_when_documents_come_one_by_one(documents: pl.DataFrame, whole: StagedBatch) -> None:
    some = documents.sample(20, seed=1)
    alone = gathered([recognise(part) for part in some.iter_slices(1)])
    ids = some["report_id"]
    kept = {
        name: table.filter(pl.col("report_id").str.head(16).is_in(ids.implode()))
        for name, table in whole.tables().items()
    }
    assert_same(alone, StagedBatch(**kept))


def test_a_document_lends_no_label_to_the_next() -> None:
    alone = stage(BEGINS_WITH_A_SUBTOTAL)
    padding = [generate_report(f"neighbour {number}").text for number in range(12)]
    together = stage(*padding, ENDS_IN_A_GROUP, BEGINS_WITH_A_SUBTOTAL)
    own = pl.col("report_id") == id_of(BEGINS_WITH_A_SUBTOTAL)
    assert_frame_equal(together.cells.filter(own), alone.cells)
    assert_frame_equal(together.issues.filter(own), alone.issues)


def test_rows_are_sorted_by_their_key_and_the_key_is_unique(whole: StagedBatch) -> None:
    for table in STAGING_TABLES:
        frame = whole.tables()[table.name]
        assert frame.height > 0
        assert_frame_equal(frame, frame.sort(table.key, nulls_last=True))
        assert not frame.select(table.key).is_duplicated().any()


def test_nothing_is_staged_of_an_empty_batch() -> None:
    assert [frame.height for frame in stage().tables().values()] == [0, 0, 0]
