"""`gongkai check` and the warehouse judge the same reports alike: Polars and dbt evaluate the same CSVs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from extract.check.identities import check_identities
from tests.generator import write_corpus
from tests.generator.variants import VARIANTS
from tests.recognise.documents import stage

REPORTS_OF_EVERYTHING = 120
BREAKS = ["broken_balance", "broken_outcomes_sum", "broken_applicants_sum", "litigation_totals_zero", "negative_count"]
GAPS = [
    "blank_cells",
    "nil_marks",
    "two_values",
    "other_subtotal",
    "organisations_subtotal",
    "denied_subtotal",
    "cut_end",
]
Key = tuple[str, str, str, str]
Sides = tuple[Decimal | None, Decimal | None]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of every kind, and more of those with breaks, gaps and subtotals."""
    folder = tmp_path_factory.mktemp("same")
    assert {*BREAKS, *GAPS} <= set(VARIANTS)
    write_corpus(folder / "any", REPORTS_OF_EVERYTHING, 11)
    for number, name in enumerate([*BREAKS, *GAPS]):
        write_corpus(folder / name, 6, 100 + number, [name, BREAKS[number % len(BREAKS)]])
    return folder


def by_check(folder: Path) -> dict[Key, tuple[str, Sides]]:
    """The lines as `check` judges them."""
    checks = check_identities(stage(*(path.read_bytes() for path in sorted(folder.rglob("*.txt")))))
    return _lines(checks)


def by_dbt(warehouse: Path) -> dict[Key, tuple[str, Sides]]:
    """The lines of the warehouse."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return _lines(connection.sql("select * from marts.fct_identity_checks").pl())


def _lines(checks: pl.DataFrame) -> dict[Key, tuple[str, Sides]]:
    columns = (
        "report_id",
        "table_code",
        "identity_code",
        "line_code",
        "check_result_code",
        "left_value",
        "right_value",
    )
    return {(*key[:4],): (key[4], key[5:]) for key in checks.select(columns).rows()}


def test_check_and_the_warehouse_find_the_same(
    corpus: Path, gongkai: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = gongkai("load", corpus, "--home", tmp_path / "home")
    assert done.returncode == 0, done.stdout + done.stderr
    checked, loaded = by_check(corpus), by_dbt(tmp_path / "home" / "warehouse.duckdb")
    results = {result for result, _ in checked.values()}
    assert results == {"holds", "broken", "not_assessable"}
    assert {key: result for key, (result, _) in checked.items()} == {key: result for key, (result, _) in loaded.items()}
    told = {key for key, (result, _) in checked.items() if result != "not_assessable"}
    assert {key: checked[key][1] for key in told} == {key: loaded[key][1] for key in told}
