"""Fragments of documents with real tables: lines of prose and cells that know their row and their columns."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from extract.readers.fragments import FRAGMENT


@dataclass(frozen=True)
class Fragments:
    """The fragments of a batch.

    ``frame``: one row per fragment by document and reading order: ``doc``, ``line`` (number of the fragment in its
    document, from 1) and the fields of FRAGMENT. ``starts``: for each document the row of its fragment 0, so that a
    fragment lies at start + line; null for a flattened text.
    """

    frame: pl.DataFrame
    starts: pl.Series

    def at(self, documents: pl.Series, lines: pl.Series) -> pl.Series:
        """Row of ``frame`` for each pair of document and line; null where the document is a flattened text."""
        return (self.starts.gather(documents) + lines.cast(pl.Int64)).cast(pl.UInt32).alias("fragment")

    @property
    def is_text(self) -> pl.Series:
        """For each document whether it is a flattened text, without fragments."""
        return self.starts.is_null()


def unfold(documents: pl.DataFrame) -> Fragments:
    """The fragments of documents; a frame without the column ``fragments`` holds flattened texts only."""
    owner = pl.Series("doc", range(documents.height), dtype=pl.UInt32)
    fields = {field.name: field.dtype for field in FRAGMENT.fields}
    if "fragments" not in documents.columns or documents["fragments"].is_null().all():
        frame = pl.DataFrame(schema={"doc": pl.UInt32, "line": pl.UInt32, **fields})
        return Fragments(frame, pl.repeat(None, documents.height, dtype=pl.Int64, eager=True))
    lists = documents.select(owner, "fragments").filter(pl.col("fragments").list.len() > 0)
    frame = lists.explode("fragments", empty_as_null=True).unnest("fragments")
    frame = frame.with_columns(line=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("doc"))
    counts = documents["fragments"].list.len().cast(pl.Int64).fill_null(0)
    starts = pl.select(pl.when(counts > 0).then(counts.cum_sum() - counts - 1)).to_series()
    return Fragments(frame.select("doc", "line", *fields), starts)
