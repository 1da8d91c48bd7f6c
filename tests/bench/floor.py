"""The floor: what it costs just to read the files and cut them into tokens, with nothing understood."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl

BATCH = 2_000


def _token_count(paths: Sequence[Path]) -> int:
    contents = pl.Series("text", [path.read_bytes() for path in paths], dtype=pl.Binary)
    tokens = (
        contents.to_frame()
        .lazy()
        .select(pl.col("text").cast(pl.String).str.replace_all("\t", "\n", literal=True))
        .select(pl.col("text").str.replace_all("|", "\n", literal=True).str.split("\n").explode())
        .select(pl.col("text").str.strip_chars())
        .collect()
    )
    return tokens.height


def floor_seconds(paths: Sequence[Path]) -> float:
    """Seconds to read the files, split them on newline, tab and pipe, strip and collect, in batches of one load."""
    started = time.perf_counter()
    for first in range(0, len(paths), BATCH):
        _token_count(paths[first : first + BATCH])
    return time.perf_counter() - started
