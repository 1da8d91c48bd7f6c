"""Variants: what real texts do (FORM.md §4), each by name."""
from __future__ import annotations
from collections.abc import Sequence
from random import Random
from ..draft import Draft
from ..truth import Truth
def choose_variants(rng: Random) -> list[str]:
    return []
def apply_variants(draft: Draft, names: Sequence[str]) -> None:
    pass
def finish_text(draft: Draft, text: str, truth: Truth) -> str:
    return text
