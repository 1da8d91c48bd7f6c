"""The raw archive: the bytes of every distinct content once, in packs of Parquet, never changed.

A pack is named by the contents it holds, so that taking the same batch in again writes the same file. What is above
the size limit lies as it is in raw/large/, because it is never held in memory.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from extract.files import sync, temporary_beside, write_whole
from extract.home import Home
from extract.intake.take import Taken, hash_large

# One content is read without unpacking more than this many others.
_ROW_GROUP = 256


def write_pack(home: Home, contents: pl.DataFrame) -> str:
    """Archive some contents and return the pack's name.

    Args:
        contents: one row per content: content_sha256, content (binary).
    """
    rows = contents.select(
        "content_sha256", pl.col("content").bin.size().cast(pl.Int64).alias("size_bytes"), "content"
    ).sort("content_sha256")
    digest = hashlib.sha256("\n".join(rows["content_sha256"]).encode())
    name = digest.hexdigest()[:24]
    path = home.packs / f"{name}.parquet"
    if path.exists():
        os.utime(path)  # in use again, so that no cleaning takes it away
    else:
        write_whole(
            path,
            lambda temporary: rows.write_parquet(
                temporary, compression="zstd", compression_level=3, row_group_size=_ROW_GROUP
            ),
        )
    return name


def scan_packs(home: Home, packs: Sequence[str]) -> pl.LazyFrame:
    """One row per archived content: content_sha256, size_bytes, content, pack."""
    paths = [home.packs / f"{name}.parquet" for name in packs]
    if not paths:
        schema = {"content_sha256": pl.String, "size_bytes": pl.Int64, "content": pl.Binary, "pack": pl.String}
        return pl.LazyFrame(schema=schema)
    return pl.scan_parquet(paths, include_file_paths="pack").with_columns(
        pl.col("pack").str.split("/").list.last().str.strip_suffix(".parquet")
    )


def without_contents(home: Home, pack: str, contents: Sequence[str]) -> str | None:
    """Write the pack that remains of another when some contents are taken out: its name, if any remain."""
    kept = scan_packs(home, [pack]).filter(~pl.col("content_sha256").is_in(contents)).collect()
    return None if kept.is_empty() else write_pack(home, kept)


def keep_large(home: Home, path: str) -> Taken:
    """Hash a file above the size limit and archive it, unless the archive has it."""
    taken = hash_large(path)
    if taken.content_sha256 is None or (home.large / taken.content_sha256).exists():
        return taken
    temporary = temporary_beside(home.large / taken.content_sha256)
    try:
        with temporary.open("wb") as copy:
            taken = hash_large(path, copy.write)  # hashed again: it may have changed meanwhile
        sync(temporary)
        if taken.content_sha256 is not None:
            os.replace(temporary, home.large / taken.content_sha256)
        return taken
    finally:
        temporary.unlink(missing_ok=True)


def large_contents(home: Home, max_bytes: int) -> Iterator[str]:
    """Contents archived as too large that the present limit allows."""
    if home.large.is_dir():
        for path in sorted(home.large.iterdir()):
            if not path.name.startswith(".") and path.stat().st_size <= max_bytes:
                yield path.name


def read_archived(home: Home, packs: Sequence[str], contents: Iterable[str]) -> pl.DataFrame:
    """The bytes of some contents: content_sha256, content; from packs, else from raw/large."""
    wanted = pl.Series("content_sha256", list(contents), dtype=pl.String)
    packed = (
        scan_packs(home, packs)
        .select("content_sha256", "content")
        .filter(pl.col("content_sha256").is_in(wanted.implode()))
        .unique("content_sha256")
        .collect()
    )
    large = [
        (name, (home.large / name).read_bytes())
        for name in wanted.filter(~wanted.is_in(packed["content_sha256"].implode()))
        if (home.large / name).is_file()
    ]
    return pl.concat([packed, pl.DataFrame(large, schema=packed.schema, orient="row")]).sort("content_sha256")
