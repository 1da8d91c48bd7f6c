"""A pool of processes that read documents, so that a hostile one costs its own reading and nothing else."""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from extract.readers.processes.wire import HELLO, MOST_ANSWER_BYTES, Outcome, Refusal, receive, send, unpack_outcome

__all__ = ["ONE_THREAD", "Outcome", "ReaderPool", "Refusal"]

CRASHED = Refusal("reader_failed", "reader_crashed")
TIMED_OUT = Refusal("reader_failed", "reader_timeout")
OUT_OF_MEMORY = Refusal("reader_failed", "reader_memory")
DOCUMENTS_PER_WORKER = 1_000  # then a new one, so that what leaks in a library stays small
# A worker ends itself when its time is over. Only one that the machine has stopped outlives that for so long: all
# pages that a document may have, and some.
_GRACE_SECONDS = 600.0
_STARTS = 3
_PACKAGE_PARENT = Path(__file__).resolve().parents[2]
# Of a worker, because there is one for each core.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"}


class ReaderPool:
    """Reads documents in worker processes; leaving the context ends them all.

    Workers start when they are needed, and each reads many documents. One that dies, hangs or needs too much memory
    costs the document it was reading; the others, and the next ones, are read by a new worker. May be used by
    several threads.

    Args:
        workers: documents read at a time.
        memory_bytes: address space of a worker.
        seconds: time for a document; scans get more by the page.
        documents_per_worker: then the worker is replaced.
        grace_seconds: for a worker that does not even end when its time is over.
        worker_module: what the processes run, with memory_bytes and seconds as arguments.
    """

    def __init__(
        self,
        workers: int = 1,
        memory_bytes: int = 2 << 30,
        seconds: float = 30.0,
        documents_per_worker: int = DOCUMENTS_PER_WORKER,
        grace_seconds: float = _GRACE_SECONDS,
        worker_module: str = "extract.readers.processes.worker",
    ) -> None:
        command = [worker_module, str(memory_bytes), str(seconds)]
        self._workers = [_Worker(command, documents_per_worker, seconds + grace_seconds) for _ in range(workers)]
        self._free: queue.LifoQueue[_Worker] = queue.LifoQueue()  # the one used last is warm
        for worker in reversed(self._workers):
            self._free.put(worker)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="read")

    def __enter__(self) -> ReaderPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the first worker now, because documents are going to come."""
        self._workers[0].start()

    def read(self, contents: Sequence[tuple[str, bytes]]) -> list[Outcome]:
        """Read documents: (any name, content) each; their outcomes in the same order."""
        if len(contents) == 1:
            return [self._read_one(contents[0])]
        return list(self._threads.map(self._read_one, contents))

    def close(self) -> None:
        """End all workers, also those that are reading."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.close()
        self._threads.shutdown()
        for worker in self._workers:
            worker.stop()

    def _read_one(self, content: tuple[str, bytes]) -> Outcome:
        worker = self._free.get()
        try:
            return worker.read(content[1])
        finally:
            self._free.put(worker)


class ReadersBroken(RuntimeError):
    """No worker starts, or the pool was closed meanwhile: not a fault of the document, which is not refused for it."""


class _Worker:
    """The place of one worker process: whichever is running in it, or none."""

    def __init__(self, command: list[str], most_documents: int, patience_seconds: float) -> None:
        self._command = command
        self._most_documents = most_documents
        self._patience_seconds = patience_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._documents = 0
        self._lock = threading.Lock()
        self._is_closed = False

    def read(self, content: bytes) -> Outcome:
        """Read one document. What a process that has read others before fails on, a new one tries again.

        So the outcome is that of the document alone, whatever was read before it; but a timeout is one for good.
        """
        if self._documents >= self._most_documents:
            self.stop()
        was_running = self._process is not None
        try:
            outcome = self._ask(content)
            if outcome in (CRASHED, OUT_OF_MEMORY) and was_running:
                outcome = self._ask(content)
        except BaseException:  # Ctrl-C: the answer still to come must not be taken for that of another document
            self.stop()
            raise
        return outcome

    def start(self) -> None:
        """Start a process, if none is running."""
        with self._lock:
            if self._process is not None or self._is_closed:
                return
            paths = [str(_PACKAGE_PARENT), *filter(None, [os.environ.get("PYTHONPATH")])]
            ours, theirs = socket.socketpair()
            with theirs:
                # -P: a folder of reports must not bring modules; a session of its own: Ctrl-C is for us to handle
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", *self._command],
                    env={**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(paths)},
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            ours.settimeout(self._patience_seconds)
            self._connection, self._documents = ours, 0

    def stop(self) -> int | None:
        """End the process and all that it has started; how it ended, or had ended before."""
        with self._lock:
            process, connection = self._process, self._connection
            self._process = self._connection = None
            self._documents = 0
        if connection:
            connection.close()
        if process is None:
            return None
        _kill(process)
        return process.wait()

    def close(self) -> None:
        """End the process from any thread, and let no other be started; a thread that waits for it goes on."""
        with self._lock:
            self._is_closed = True
            if self._process:
                _kill_all_below(self._process)
                _kill(self._process)

    def _ask(self, content: bytes) -> Outcome:
        connection = self._connect()
        self._documents += 1
        try:
            send(connection, content)
            answer = receive(connection, MOST_ANSWER_BYTES)
            outcome = unpack_outcome(answer) if answer is not None else None
        except TimeoutError:
            self.stop()
            return TIMED_OUT
        except (OSError, ValueError, KeyError, TypeError):
            outcome = None
        if self._is_closed:
            raise ReadersBroken("the readers were ended while they were reading")
        if outcome is None:
            return TIMED_OUT if self.stop() == -signal.SIGALRM else CRASHED
        if outcome == OUT_OF_MEMORY:
            self.stop()
        return outcome

    def _connect(self) -> socket.socket:
        """The connection to a process that has said that it is there."""
        for _ in range(_STARTS):
            self.start()
            if self._is_closed or self._connection is None:
                break
            if self._documents:
                return self._connection
            with suppress(OSError):
                if receive(self._connection, 0) == HELLO:
                    return self._connection
            self.stop()
        raise ReadersBroken("the processes that read documents end at once")


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that nobody has waited for yet, and what it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _kill_all_below(process: subprocess.Popen[bytes]) -> None:
    """Kill programs that a process at work has started in sessions of their own."""
    import psutil

    with suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
