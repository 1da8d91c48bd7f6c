"""The worker processes of this process: started with the first document, ended with the process."""

from __future__ import annotations

import atexit
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock

from extract.readers.processes.pool import ReaderPool
from extract.readers.processes.wire import Outcome
from extract.readers.signatures import format_of
from extract.settings import settings

_LOCK = Lock()
_MEGABYTE = 1 << 20
_HEAD_BYTES = 8_192


def read_documents(contents: Sequence[tuple[str, bytes]]) -> list[Outcome]:
    """Read documents, (any name, content) each, within the limits of the settings; outcomes in the same order."""
    return reader_pool().read(contents)


def start_readers_for(paths: Iterable[Path]) -> None:
    """Start a worker process now where one of some files, by its first bytes, is no plain text."""
    for path in filter(Path.is_file, paths):  # to look into a pipe would empty it
        with suppress(OSError), path.open("rb") as file:  # whoever reads the file says what is wrong with it
            if format_of(file.read(_HEAD_BYTES)) != "text":
                reader_pool().start()
                return


def reader_pool() -> ReaderPool:
    """The pool that all threads share."""
    limits = settings()
    with _LOCK:  # two threads with their first document at once must not make two pools
        return _make_pool(limits.reader_processes, limits.reader_memory_mb, limits.reader_seconds)


@lru_cache(maxsize=1)
def _make_pool(processes: int, memory_mb: int, seconds: float) -> ReaderPool:
    pool = ReaderPool(processes, memory_mb * _MEGABYTE, seconds)
    atexit.register(pool.close)
    return pool
