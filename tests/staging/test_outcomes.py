"""The rules of CONTRACT.md, "Load outcomes", one line each."""

from __future__ import annotations

import polars as pl
import pytest

from extract.staging.outcomes import decide_outcomes

GOOD, BAD = "1" * 64, "2" * 64


def decide(
    files: list[tuple[str, str | None, str | None]],
    known: tuple[str, ...] = (),
    pairs: tuple[tuple[str, str, bool], ...] = (),
) -> list[tuple]:
    """Outcome, reason and report of each file (path, content, reason), given what was known before."""
    seen = pl.DataFrame(
        [(path, 10, content, reason) for path, content, reason in files],
        schema={"file_path": pl.String, "size_bytes": pl.Int64, "content_sha256": pl.String, "reason_code": pl.String},
        orient="row",
    )
    before = pl.DataFrame({"content_sha256": pl.Series(known, dtype=pl.String)})
    pair_frame = pl.DataFrame(
        pairs, schema={"file_path": pl.String, "content_sha256": pl.String, "was_duplicate": pl.Boolean}, orient="row"
    )
    now = pl.DataFrame({"content_sha256": [GOOD, BAD], "is_rejected": [False, True], "reason_code": [None, "empty"]})
    rows = decide_outcomes(seen, before, pair_frame, now)
    return rows.select("load_outcome_code", "reason_code", "report_id").rows()


@pytest.mark.parametrize(
    ("content", "known", "pairs", "expected"),
    [
        (GOOD, (), (), ("loaded", None)),
        (BAD, (), (), ("rejected", "empty")),
        (GOOD, (GOOD,), (), ("duplicate", None)),
        (BAD, (BAD,), (), ("duplicate", None)),
        (GOOD, (GOOD,), (("a", GOOD, False),), ("unchanged", None)),
        (GOOD, (GOOD,), (("a", GOOD, True),), ("unchanged", None)),
        (BAD, (BAD,), (("a", BAD, False),), ("rejected", "empty")),
        (BAD, (BAD,), (("a", BAD, True),), ("unchanged", None)),
        (GOOD, (GOOD,), (("b", GOOD, False),), ("duplicate", None)),
    ],
)
def test_one_file(content: str, known: tuple, pairs: tuple, expected: tuple) -> None:
    assert decide([("a", content, None)], known, pairs) == [(*expected, content[:16])]


def test_first_path_of_a_new_content_is_loaded_and_the_others_are_duplicates() -> None:
    rows = decide([("c", GOOD, None), ("a", GOOD, None), ("b", GOOD, None)])
    assert [row[0] for row in rows] == ["loaded", "duplicate", "duplicate"]  # in the order of the paths


def test_file_without_content_is_rejected_without_a_report() -> None:
    assert decide([("a", None, "vanished"), ("b", None, "unreadable_path")]) == [
        ("rejected", "vanished", None),
        ("rejected", "unreadable_path", None),
    ]
