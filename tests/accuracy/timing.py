"""Processor time of one report from its bytes to its fragments, without the worker process around it.

Other work on the machine then disturbs the figures less.
"""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from extract.readers.blocks import CannotRead, Reading
from extract.readers.documents import read_document
from extract.readers.fragments import fragments_of, text_of

_WARM_UP = 3


def read_milliseconds(files: list[Path]) -> float:
    """Milliseconds for one report: the median of reading it, and its share of making the fragments of all."""
    contents = [path.read_bytes() for path in files]
    for content in contents[:_WARM_UP]:
        _read(content)
    seconds, readings = zip(*map(_read, contents), strict=True)
    start = time.process_time()
    fragments_of(readings)
    for reading in readings:
        if reading is not None:
            text_of(reading)
    return 1_000 * (median(seconds) + (time.process_time() - start) / len(files))


def _read(content: bytes) -> tuple[float, Reading | None]:
    start = time.process_time()
    try:
        reading = read_document(content)
    except CannotRead:
        reading = None  # refusing takes its time, too
    return time.process_time() - start, reading
