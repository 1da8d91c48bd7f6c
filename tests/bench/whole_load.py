"""A whole load by the command line, in a fresh home, with the memory of its process tree watched."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLE_SECONDS = 0.2


@dataclass(frozen=True)
class LoadRun:
    """One run of the command."""

    seconds: float
    peak_pss_mb: float  # memory shared between processes counted once
    peak_rss_mb: float
    exit_code: int
    tail: str  # the end of what it printed


def _pss_bytes(pid: int) -> int:
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


class _MemoryWatch(threading.Thread):
    """Samples a process and all its children until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root = psutil.Process(pid)
        self.stopped = threading.Event()
        self.pss = self.rss = 0

    def run(self) -> None:
        while not self.stopped.wait(SAMPLE_SECONDS):
            with suppress(psutil.Error):
                tree = [self.root, *self.root.children(recursive=True)]
                self.pss = max(self.pss, sum(_pss_bytes(process.pid) for process in tree))
                self.rss = max(self.rss, sum(_rss_bytes(process) for process in tree))


def _rss_bytes(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0


def command(folder: Path, home: Path) -> list[str]:
    """The command that loads a folder into a home."""
    script = Path(sys.executable).with_name("gongkai")
    program = [str(script)] if script.exists() else [sys.executable, "-m", "extract"]
    return [*program, "load", str(folder), "--home", str(home)]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    return kept | {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


def run_load(folder: Path, home: Path, log: Path) -> LoadRun:
    """Run the command and wait for it; what it prints goes to `log`."""
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(command(folder, home), stdout=output, stderr=subprocess.STDOUT, env=_environment())
        watch = _MemoryWatch(process.pid)
        watch.start()
        exit_code = process.wait()
    seconds = time.perf_counter() - started
    watch.stopped.set()
    watch.join()
    tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    return LoadRun(seconds, watch.pss / 1e6, watch.rss / 1e6, exit_code, tail)
