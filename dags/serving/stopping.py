"""Sees to it that no process outlives us.

A component forks workers, a worker a task, a task a dbt process, some of them in process groups of their own. So the
kernel is asked to hand every orphan below us to us, and a stop is done when nothing is left below us.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import psutil

PR_SET_CHILD_SUBREAPER = 36

# Seconds that running tasks have to finish by themselves, and seconds for each later step of a stop.
TASK_PATIENCE = 10.0
PATIENCE = 15.0


class StopAsked(Exception):
    """A signal asks us to stop."""


class StopSignals:
    """Turns the first signal to stop into StopAsked; a later one only ends the patience of the step that runs."""

    def __init__(self) -> None:
        self.is_stopping = False
        self.is_hurried = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._receive)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # `nohup` wants us to go on
            signal.signal(signal.SIGHUP, self._receive)

    def _receive(self, number: int, frame: object) -> None:
        if self.is_stopping:
            self.is_hurried = True
        else:
            self.is_stopping = True
            raise StopAsked


def adopt_orphans() -> None:
    """Let processes whose parent has ended become our children, so that they can be found."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_all(signals: StopSignals, last: int | None) -> tuple[list[str], list[str]]:
    """End everything below us; what had to be killed, and what is still there.

    Without a running task, everything at once. Else first the scheduler, so that nothing new starts; then the tasks
    that take too long, while `last` (the API server) still listens, so that Airflow learns that they are to be tried
    again; then the rest.
    """
    signals.is_stopping = True

    def others() -> list[psutil.Process]:
        return [process for process in below_us() if process.pid != last]

    if any(is_task(process) for process in others()):
        _end(psutil.Process().children(), last, others, TASK_PATIENCE, signals)
        _end([process for process in others() if is_task(process)], last, others, PATIENCE, signals)
    _end(psutil.Process().children(), None, below_us, PATIENCE, signals)
    killed = [describe(process) for process in below_us()]
    _end(below_us(), None, below_us, PATIENCE, signals, signal.SIGKILL)
    return killed, [describe(process) for process in below_us()]


def _end(
    targets: list[psutil.Process],
    spared: int | None,
    awaited: Callable[[], list[psutil.Process]],
    seconds: float,
    signals: StopSignals,
    number: int = signal.SIGTERM,
) -> None:
    """Signal some processes and wait until none of those awaited is left; what has ended is reaped."""
    for process in targets:
        if process.pid != spared:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
    signals.is_hurried = False
    deadline = time.monotonic() + seconds
    while (left := awaited()) and not signals.is_hurried and time.monotonic() < deadline:
        psutil.wait_procs(left, timeout=0.1)


def below_us() -> list[psutil.Process]:
    """Every process that descends from this one."""
    return psutil.Process().children(recursive=True)


def is_task(process: psutil.Process) -> bool:
    """Whether the process runs a task: Airflow gives each task, and only tasks, a process group of its own."""
    with suppress(OSError):
        return os.getpgid(process.pid) != os.getsid(process.pid)
    return False


def describe(process: psutil.Process) -> str:
    """Process id and command, for a person."""
    try:
        return f"{process.pid} {' '.join(process.cmdline())[:80]}"
    except psutil.Error:
        return str(process.pid)
