"""The generator itself: figures that add up, the same seed the same report, every variant reachable."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path
from random import Random

import polars as pl
import pytest

from tests.generator import generate, generate_report, write_corpus
from tests.generator.form import ITEM_POSITION, leaf_items
from tests.generator.identities import broken_identities
from tests.generator.layouts import LAYOUTS
from tests.generator.variants import BREAKS, VARIANTS, choose_variants

# What each break breaks and nothing else, from the meaning of its name.
BREAKS_EXACTLY = {
    "broken_balance": {"balance.natural_person", "balance.total"},
    "broken_outcomes_sum": {"outcomes_sum.commercial_enterprise", "outcomes_sum.total"},
    "broken_applicants_sum": {"applicants_sum.unavailable_not_held", "outcomes_sum.natural_person"},
    "wrong_applicant": {"outcomes_sum.natural_person", "outcomes_sum.commercial_enterprise"},
}
# What each break breaks at least.
BREAKS_AT_LEAST = {
    "totals_never_filled": "applicants_sum.concluded_total",
    "negative_count": "non_negative_integer.carried_out.natural_person",
    "fractional_count": "non_negative_integer.granted.natural_person",
    "litigation_totals_zero": "litigation_sum.reconsideration",
}
PRIVATE_USE = range(0xE000, 0xF900)


def test_clean_reports_hold_every_identity() -> None:
    broken = {report.name: broken_identities(report.truth.cells()) for report in generate(300, 7, variants=[])}
    assert {name: lines for name, lines in broken.items() if lines} == {}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_break_breaks_an_identity_when_it_fits(name: str) -> None:
    fitted = [
        report
        for report in (generate_report(f"{name}-{n}", [name], "tab_rows") for n in range(40))
        if report.truth.variants
    ]
    assert fitted
    for report in fitted:
        broken = broken_identities(report.truth.cells())
        assert broken
        assert broken == BREAKS_EXACTLY.get(name, broken)
        assert name not in BREAKS_AT_LEAST or BREAKS_AT_LEAST[name] in broken


def test_variants_that_are_no_breaks_keep_the_identities() -> None:
    for name in sorted(set(VARIANTS) - BREAKS):
        for number in range(4):
            report = generate_report(f"keep-{number}", [name])
            assert not broken_identities(report.truth.cells()), name


def test_same_seed_gives_same_reports_whatever_the_count() -> None:
    few, many = list(generate(5, 11)), list(generate(30, 11))
    assert [(report.text, report.truth) for report in few] == [(report.text, report.truth) for report in many[:5]]
    assert [report.text for report in generate(5, 12)] != [report.text for report in few]


def test_text_of_a_seed_stays_the_same_in_another_process() -> None:
    """Hash randomisation must not leak in: two interpreters agree."""
    import subprocess
    import sys

    code = (
        "import hashlib; from tests.generator import generate;"
        "print(hashlib.sha256(''.join(r.text for r in generate(40, 3)).encode()).hexdigest())"
    )
    here = hashlib.sha256("".join(report.text for report in generate(40, 3)).encode()).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert there.stdout.strip() == here


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_variant_fits_somewhere_and_leaves_no_marks(name: str) -> None:
    reports = [generate_report(f"fit-{layout}-{n}", [name], layout) for layout in LAYOUTS for n in range(4)]
    assert any(name in report.truth.variants for report in reports)
    assert not any(ord(character) in PRIVATE_USE for report in reports for character in report.text)


def test_variants_combine_without_losing_cells() -> None:
    """Each cell of the edition of each table found is in the truth once, whatever is combined."""
    rng = Random(5)
    for number in range(250):
        report = generate_report(f"mix-{number}", rng.sample(list(VARIANTS), 3), rng.choice(list(LAYOUTS)))
        truth = report.truth
        assert len(set(truth.items)) == len(truth.items)
        if truth.load_outcome_code == "loaded":
            for table, edition in truth.editions.items():
                assert set(leaf_items(edition, table)) <= set(truth.items)
        assert all(
            (value is None) == (status != "reported")
            for value, status in zip(truth.values, truth.statuses, strict=True)
        )


def test_leaf_items_match_the_number_of_cells_of_the_form() -> None:
    """FORM.md §1: 22, 10; 23 × 7, 25 × 7; 15 — the rows of section 3 without 一、二、四 are 23 − 3 and 25 − 3."""
    counts = {
        (edition, table): len(leaf_items(edition, table))
        for edition in ("2019", "2021")
        for table in ("proactive_disclosure", "requests", "litigation")
    }
    assert counts == {
        ("2019", "proactive_disclosure"): 22,
        ("2019", "requests"): 23 * 7,
        ("2019", "litigation"): 15,
        ("2021", "proactive_disclosure"): 10,
        ("2021", "requests"): 25 * 7,
        ("2021", "litigation"): 15,
    }
    assert len(leaf_items("2019_or_2021", "requests")) == 22 * 7


def test_mixture_is_mostly_clean() -> None:
    rng = Random(1)
    shares = [bool(choose_variants(rng)) for _ in range(4000)]
    assert 0.12 < sum(shares) / len(shares) < 0.18


def test_corpus_holds_files_and_truth_by_content(tmp_path: Path) -> None:
    reports, cells = write_corpus(tmp_path, 60, 9)
    files = sorted(tmp_path.glob("reports/*/*.txt"))
    assert [hashlib.sha256(file.read_bytes()).hexdigest() for file in files] == reports["content_sha256"].to_list()
    assert cells.select("content_sha256", "table_code", "row_code", "column_code").is_unique().all()
    expected = {report.name: report.truth.cells() for report in generate(60, 9)}
    for name, table, row, column, value, status in cells.select(
        "file_name", "table_code", "row_code", "column_code", "value", "status"
    ).iter_rows():
        assert (table, row, column) in ITEM_POSITION
        assert expected[name][table, row, column][::2] == (value, status)
    assert cells.equals(pl.read_parquet(tmp_path / "truth_cells.parquet"))
    assert cells.schema["value"] == pl.Decimal(18, 4)
    assert cells["value"].drop_nulls().min() >= Decimal(-20)
