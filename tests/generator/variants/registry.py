"""The register of variants: each is a named function that changes a draft and says whether it fitted."""

from __future__ import annotations

from collections.abc import Callable

from ..draft import Draft

Variant = Callable[[Draft], bool]
VARIANTS: dict[str, Variant] = {}


def variant(function: Variant) -> Variant:
    """Register a variant under the name of its function."""
    VARIANTS[function.__name__] = function
    return function
