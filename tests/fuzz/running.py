"""Reading mutated documents through a pool and judging what comes back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from extract.contract import REJECTION_REASONS
from extract.readers.blocks import Cell, Line, Reading, Table
from extract.readers.processes.pool import ReaderPool
from extract.readers.processes.wire import Outcome
from tests.generator.documents.corpus import FORMATS, print_documents, write_format

from .mutations import mutate

__all__ = ["FORMATS", "Finding", "fuzz", "judge", "sound_documents"]

_SOUND_COUNT = 3
_FEW_SOUND = {"scan": 1}  # drawing and recognising pages takes its time
_CODES = {"reader_crashed", "reader_timeout", "reader_memory"}


@dataclass(frozen=True)
class Finding:
    """One mutated document: what it was, what became of it, and what is wrong with that (empty where nothing is)."""

    name: str  # format, seed and number: the same names are the same bytes
    content: bytes
    outcome: Outcome
    seconds: float
    fault: str

    @property
    def code(self) -> str:
        """How the outcome is counted: read, or the most that is known of the refusal."""
        return "read" if isinstance(self.outcome, Reading) else self.outcome.issue_code or self.outcome.reason_code

    @property
    def is_unforeseen(self) -> bool:
        """Whether the reader did not see it coming, but the pool did."""
        return self.code in _CODES


@cache
def sound_documents(format_code: str) -> list[bytes] | None:
    """Sound documents of a format to start from; null where this machine cannot make them."""
    return write_format(format_code, print_documents(_FEW_SOUND.get(format_code, _SOUND_COUNT), seed=1), seed=1)


def fuzz(pool: ReaderPool, format_code: str, seed: int, count: int | None = None) -> Iterator[Finding]:
    """Mutated documents of a format and what the pool makes of each; without an end where no count is given."""
    sound = sound_documents(format_code) or []
    number = 0
    while sound and number != count:
        rng = Random(f"fuzz-{format_code}-{seed}-{number}")
        content = mutate(rng, rng.choice(sound), rng.choice(sound))
        begin = time.monotonic()
        (outcome,) = pool.read([(format_code, content)])
        seconds = time.monotonic() - begin
        yield Finding(f"{format_code}-{seed}-{number}", content, outcome, seconds, judge(outcome))
        number += 1


def judge(outcome: Outcome) -> str:
    """What is wrong with an outcome whatever the document was; empty where nothing is."""
    if not isinstance(outcome, Reading):
        return "" if outcome.reason_code in REJECTION_REASONS else f"unknown reason {outcome.reason_code}"
    for block in outcome.blocks:
        if isinstance(block, Table):
            fault = next(filter(None, map(_judge_cell, block.cells)), "")
            places = [(cell.row, cell.column) for cell in block.cells]
            if fault or places != sorted(set(places)):
                return fault or "cells out of order, or two in one place"
        elif not isinstance(block, Line):
            return f"a {type(block).__name__} was left"
    return ""


def _judge_cell(cell: Cell) -> str:
    if min(cell.row, cell.column) < 0 or min(cell.row_span, cell.column_span) < 1:
        return f"impossible place or span {cell}"
    if cell.confidence is not None and not 0 <= cell.confidence <= 1:
        return f"impossible confidence {cell}"
    return "" if cell.place else f"cell without a place {cell}"
