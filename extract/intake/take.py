"""Take one file in, or one member of a bundle: its bytes and their SHA-256, or the reason why there are none."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from typing import NamedTuple

from extract.readers.blocks import CannotRead
from extract.readers.containers.bundles import Address, OpenBundles

CHUNK = 1 << 20


class Taken(NamedTuple):
    """One file as it was when it was read."""

    path: str
    size_bytes: int | None
    content_sha256: str | None  # null where no byte could be read
    content: bytes | None  # null where the content is not to be read further
    reason_code: str | None  # too_large, vanished, unreadable_path; of a member of a bundle also undecodable


def take_file(path: str, max_bytes: int, keep_large: Callable[[str], Taken] | None = None) -> Taken:
    """Read and hash a file; one above the limit is only hashed (and archived by `keep_large`), piece by piece."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        return _untaken(path, error)
    try:
        size = os.fstat(descriptor).st_size
        if size > max_bytes:
            return keep_large(path) if keep_large else hash_large(path)
        content = _read(descriptor, size)
    except OSError as error:
        return _untaken(path, error)
    finally:
        os.close(descriptor)
    if len(content) > max_bytes:  # it has grown since it was measured
        return keep_large(path) if keep_large else hash_large(path)
    return Taken(path, len(content), hashlib.sha256(content).hexdigest(), content, None)


def take_member(bundles: OpenBundles, path: str, bundle: str, address: Address, max_bytes: int) -> Taken:
    """Read and hash a member of a bundle.

    One that cannot be read, or is above the limit, has no hash and is not archived: the next load tries it again.
    """
    try:
        content = bundles.read(bundle, address, max_bytes)
    except CannotRead as refusal:
        return Taken(path, None, None, None, refusal.reason_code)
    except OSError as error:
        return _untaken(path, error)
    return Taken(path, len(content), hashlib.sha256(content).hexdigest(), content, None)


def hash_large(path: str, write: Callable[[bytes], object] | None = None) -> Taken:
    """Hash a file that is too large to be read as a report, handing each piece on to `write`."""
    digest, size = hashlib.sha256(), 0
    try:
        with open(path, "rb", buffering=0) as source:
            while piece := source.read(CHUNK):
                digest.update(piece)
                size += len(piece)
                if write:
                    write(piece)
    except OSError as error:
        if error.filename is None:  # from writing or reading, not from opening: a full disk is not the file's fault
            raise
        return _untaken(path, error)
    return Taken(path, size, digest.hexdigest(), None, "too_large")


def _read(descriptor: int, size: int) -> bytes:
    """All bytes: in one call where the size was right, else up to the end."""
    content = os.read(descriptor, size + 1)
    if len(content) == size:
        return content
    pieces = [content]
    while piece := os.read(descriptor, CHUNK):
        pieces.append(piece)
    return b"".join(pieces)


def _untaken(path: str, error: OSError) -> Taken:
    gone = error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ESTALE}
    return Taken(path, None, None, None, "vanished" if gone else "unreadable_path")
