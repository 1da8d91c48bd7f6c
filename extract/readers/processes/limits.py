"""What a process that reads hostile files is allowed: memory, time, files. The kernel enforces it, not our code."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

_MOST_FILE_BYTES = 1 << 20  # readers write no file; importing a module may
_NICENESS = 5
_LIMITED = (resource.RLIMIT_AS, resource.RLIMIT_FSIZE)


def limit_process(memory_bytes: int) -> None:
    """Limit this process for good; programs that it starts may be given more by `unlimited`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends us
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process even inside native code
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, most in zip(_LIMITED, (memory_bytes, _MOST_FILE_BYTES), strict=True):
        hard = resource.getrlimit(kind)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (soft, hard))
    os.nice(_NICENESS)


def start_clock(seconds: float) -> None:
    """End this process after so many seconds, unless `stop_clock` comes before."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def stop_clock() -> None:
    """Let the process live on."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def allow_more_time(seconds: float) -> None:
    """Put the end off, for work that is known to take longer; nothing where no clock runs."""
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    if left:
        signal.setitimer(signal.ITIMER_REAL, left + seconds)


@contextmanager
def unlimited() -> Iterator[None]:
    """Start a program that needs more memory and writes files: its limits are those of this moment."""
    before = [resource.getrlimit(kind) for kind in _LIMITED]
    try:
        for kind, (_, hard) in zip(_LIMITED, before, strict=True):
            resource.setrlimit(kind, (hard, hard))
        yield
    finally:
        for kind, limits in zip(_LIMITED, before, strict=True):
            resource.setrlimit(kind, limits)
