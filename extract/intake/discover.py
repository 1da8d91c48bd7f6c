"""Which files a load sees: everything below the paths named, by normalised absolute path."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath


@dataclass
class Discovery:
    """Files to take in, sorted by path; paths that cannot be read; how many hidden and temporary files were left."""

    files: list[tuple[str, int]] = field(default_factory=list)  # path, size in bytes
    unreadable: list[tuple[str, str]] = field(default_factory=list)  # path, reason_code
    skipped_count: int = 0


def normalise_path(path: str | os.PathLike[str]) -> str:
    """One spelling for one path: absolute, without `.`, `..` and doubled slashes.

    Symbolic links stay as named, because a link to tonight's folder is what people mean by its path. Only behind
    a `..` they are followed, where a textual shortening could lead to another place.
    """
    if ".." in PurePath(path).parts:
        return os.path.realpath(path)
    return os.path.abspath(path)


def discover(paths: Iterable[str | os.PathLike[str]], leave_out: Collection[str] = ()) -> Discovery:
    """Find the files below some paths; a file named twice, or reached in two ways by the same path, counts once.

    Args:
        paths: files and folders. One that is missing or cannot be read becomes an entry of `unreadable`.
        leave_out: absolute paths that are never entered (the home's own folders).
    """
    found = _Search(set(leave_out))
    for path in sorted({normalise_path(path) for path in paths}):
        found.add_named(path)
    found.walk_links()
    return Discovery(sorted(found.files.items()), sorted(found.unreadable.items()), len(found.skipped))


def is_hidden_or_temporary(name: str) -> bool:
    """Whether a name is one that people do not mean when they say "this folder"."""
    return name.startswith((".", "~$"))


class _Search:
    """One search: folders are entered once each, real ones before those reached through a link."""

    def __init__(self, leave_out: set[str]) -> None:
        self.leave_out = leave_out
        self.files: dict[str, int] = {}
        self.unreadable: dict[str, str] = {}
        self.skipped: set[str] = set()
        self._entered: set[tuple[int, int]] = set()
        self._links: list[str] = []

    def add_named(self, path: str) -> None:
        """A path that a person named: taken also when its name begins with a dot."""
        try:
            status = os.stat(path)
        except OSError:
            self.unreadable[path] = "unreadable_path"
            return
        if os.path.isdir(path):
            self._walk(path)
        elif os.path.isfile(path):
            self.files[path] = status.st_size
        else:
            self.skipped.add(path)

    def walk_links(self) -> None:
        """Enter the folders that links lead to, unless they were entered before (which also ends every loop)."""
        while self._links:
            waiting, self._links = sorted(self._links), []
            for path in waiting:
                self._walk(path)

    def _walk(self, top: str) -> None:
        folders = [top]
        while folders:
            folder = folders.pop()
            if folder in self.leave_out or not self._enter(folder):
                continue
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        self._sort_in(entry, folders)
            except OSError:
                self.unreadable[folder] = "unreadable_path"

    def _enter(self, folder: str) -> bool:
        try:
            status = os.stat(folder)
        except OSError:
            self.unreadable[folder] = "unreadable_path"
            return False
        identity = (status.st_dev, status.st_ino)
        if identity in self._entered:
            return False
        self._entered.add(identity)
        return True

    def _sort_in(self, entry: os.DirEntry[str], folders: list[str]) -> None:
        if is_hidden_or_temporary(entry.name):
            self.skipped.add(entry.path)
        elif entry.path in self.leave_out:
            return
        elif entry.is_dir(follow_symlinks=False):
            folders.append(entry.path)
        elif entry.is_dir():
            self._links.append(entry.path)
        elif entry.is_file():
            self.files[entry.path] = _size(entry)
        elif entry.is_symlink():
            self.unreadable[entry.path] = "unreadable_path"
        else:
            self.skipped.add(entry.path)  # pipes, sockets, devices: opening one could wait for ever


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:
        return 0  # vanished meanwhile; reading it will say so
