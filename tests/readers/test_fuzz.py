"""Mutated documents of every format through the pool: each comes to an end, and to an outcome that is possible."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from extract.readers.blocks import Attachment, Cell, Line, Picture, Reading, Table
from extract.readers.processes.pool import ReaderPool
from extract.readers.processes.wire import Refusal
from tests.fuzz.mutations import mutate
from tests.fuzz.running import FORMATS, fuzz, judge, sound_documents

COUNT = 40
FEW = {"scan": 2, "pdf": 20}  # these take their time
SEED = 7
SECONDS = 20.0


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    """One worker for all; LibreOffice, which takes seconds for a document, is not asked."""
    with pytest.MonkeyPatch.context() as patch, ReaderPool(1, seconds=SECONDS) as readers:
        patch.setenv("PATH", "/nowhere")
        yield readers


@pytest.mark.parametrize("format_code", FORMATS)
def test_mutated_documents_come_to_an_outcome_that_is_possible(pool: ReaderPool, format_code: str) -> None:
    sound = sound_documents(format_code)
    if sound is None:
        pytest.skip("cannot be written on this machine")
    for finding in fuzz(pool, format_code, SEED, FEW.get(format_code, COUNT)):
        assert finding.fault == "", finding.name
        assert finding.code not in ("reader_timeout", "reader_memory"), finding.name
    (outcome,) = pool.read([("sound", sound[0])])
    assert isinstance(outcome, Reading) or outcome.issue_code == "ocr_not_installed"


def test_same_seed_gives_the_same_documents() -> None:
    sound = sound_documents("docx")
    assert sound
    assert mutate(Random(3), sound[0], sound[1]) == mutate(Random(3), sound[0], sound[1]) != sound[0]


@pytest.mark.parametrize(
    ("outcome", "fault"),
    [
        (Reading([Line("1"), Table([Cell("1", 0, 0, place="x"), Cell("2", 0, 1, place="x")])]), ""),
        (Refusal("undecodable", "file_damaged"), ""),
        (Refusal("no_reason"), "unknown reason"),
        (Reading([Table([Cell("1", 0, -1, place="x")])]), "impossible place"),
        (Reading([Table([Cell("1", 0, 0, 0, place="x")])]), "impossible place"),
        (Reading([Table([Cell("1", 0, 0, place="x")] * 2)]), "two in one place"),
        (Reading([Table([Cell("1", 0, 0, place="x", confidence=2.0)])]), "impossible confidence"),
        (Reading([Table([Cell("1", 0, 0)])]), "without a place"),
        (Reading([Picture(b"")]), "a Picture was left"),
        (Reading([Attachment(b"")]), "an Attachment was left"),
    ],
)
def test_impossible_outcomes_are_told(outcome: Reading | Refusal, fault: str) -> None:
    assert (fault.removeprefix("an ").removeprefix("a ") in judge(outcome)) and bool(judge(outcome)) == bool(fault)
