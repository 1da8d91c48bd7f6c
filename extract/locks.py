"""The home's lock: one commit or one build at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from extract.errors import HomeLocked
from extract.home import Home


@contextmanager
def home_lock(home: Home, wait_seconds: float, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the home's lock; who has to wait hears of it first, and who waits in vain gets HomeLocked."""
    home.lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if on_wait:
            on_wait()
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout:
            raise HomeLocked("home_locked", home=home.root, seconds=round(wait_seconds)) from None
    try:
        yield
    finally:
        lock.release()
