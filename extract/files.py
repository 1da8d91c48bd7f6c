"""Writing files so that they are there as a whole or not at all, and finding what a killed writer left."""

from __future__ import annotations

import os
import re
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

_TEMPORARY = re.compile(r"^\.tmp-(?P<host>.+)-(?P<pid>\d+)-[0-9a-f]+$")


def temporary_beside(path: Path) -> Path:
    """A name beside `path` that no `*.parquet` matches and that tells whose it is, should its owner die."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.parent / f".tmp-{socket.gethostname()}-{os.getpid()}-{token_hex(6)}"


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Let `write` fill a temporary file, bring it safely to the disk and move it into place."""
    temporary = temporary_beside(path)
    try:
        write(temporary)
        sync(temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync(path.parent)
    return path


def write_text(path: Path, text: str) -> Path:
    """A small text file, whole or not at all."""
    return write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def sync(path: Path) -> None:
    """Bring a file's bytes, or a folder's entries, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all it holds; it may be gone already."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def is_abandoned(path: Path, after_seconds: float) -> bool:
    """Whether nobody will finish this: its owner on this machine is dead, or it has lain there for too long."""
    owner = _TEMPORARY.match(path.name)
    if owner and owner["host"] == socket.gethostname() and not _is_alive(int(owner["pid"])):
        return True
    try:
        return time.time() - path.lstat().st_mtime > after_seconds
    except FileNotFoundError:
        return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
