"""Processor time of one report from its bytes to its fragments, in a process like those that read, without its pool.

Other work on the machine then disturbs the figures less. A process of its own, on one thread as the pool starts them,
holds nothing of what made the reports, and no library lets a second thread wait for work, which counts as time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from extract.readers.blocks import CannotRead, Reading
from extract.readers.documents import read_document
from extract.readers.fragments import fragments_of, text_of
from extract.readers.processes.pool import ONE_THREAD

_WARM_UP = 3
_SECONDS = 900
_ROOT = Path(__file__).parents[2]


def read_milliseconds(files: list[Path]) -> float:
    """Milliseconds for one report: the median of reading it, and its share of making the fragments of all."""
    command = [sys.executable, "-m", __spec__.name, *(str(path.resolve()) for path in files)]
    run = subprocess.run(
        command, cwd=_ROOT, env=os.environ | ONE_THREAD, stdout=subprocess.PIPE, check=True, timeout=_SECONDS
    )
    return float(json.loads(run.stdout))


def _measure(files: list[Path]) -> float:
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


if __name__ == "__main__":
    print(json.dumps(_measure([Path(name) for name in sys.argv[1:]])))
