"""Variants: what real texts do (FORM.md §4), each by name. Importing a module registers its variants."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ..draft import Draft
from ..truth import Truth
from . import breaks, damage, gaps, labels, numbers, surroundings
from .registry import VARIANTS

SHARE_WITH_VARIANTS = 0.15
BREAKS = frozenset(name for name, function in VARIANTS.items() if function.__module__ == breaks.__name__)

__all__ = [
    "BREAKS",
    "VARIANTS",
    "apply_variants",
    "breaks",
    "choose_variants",
    "finish_text",
    "gaps",
    "labels",
    "numbers",
    "surroundings",
]


def choose_variants(rng: Random) -> list[str]:
    """Mostly none; else one, two or three at random."""
    if rng.random() >= SHARE_WITH_VARIANTS:
        return []
    return rng.sample(list(VARIANTS), rng.choices((1, 2, 3), (7, 2, 1))[0])


def apply_variants(draft: Draft, names: Sequence[str]) -> None:
    """Apply each variant that fits the layout and the figures; the draft notes which did."""
    for name in names:
        if VARIANTS[name](draft):
            draft.variants.append(name)
    if draft.is_cut:
        damage.mark_values(draft)


def finish_text(draft: Draft, text: str, truth: Truth) -> str:
    """Changes to the whole text, then the damage that takes parts of it away."""
    for change in draft.text_changes:
        text = change(text)
    if draft.is_cut:
        text = damage.cut_text(draft, text, truth)
    if draft.is_deduplicated:
        text = damage.drop_repetitions(text, truth)
    return text
