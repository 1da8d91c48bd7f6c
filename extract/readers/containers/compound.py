"""The OLE compound file: what lies in its root, and where in the file the bytes of its streams are.

Its names tell formats apart, also those of damaged files; its bytes are read by those who know the format within.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from extract.readers.blocks import CannotRead

_HEADER = 512
_SECTOR_SIZES = (b"\x09\x00", b"\x0c\x00")  # as powers of 2
_SMALL = 64  # bytes of a sector for small streams
_LISTED = 109  # sectors of the allocation table that the header names
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks
_END = 0xFFFFFFFE
_ENTRY = struct.Struct("<64sHBxIII36xIQ")
_MOST_ENTRIES = 4_096
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class _Entry(NamedTuple):
    """One entry of the directory, as the file has it."""

    name_bytes: bytes
    name_length: int
    kind: int
    left: int
    right: int
    child: int
    first: int  # sector
    size: int

    @property
    def name(self) -> str:
        return self.name_bytes[: max(min(self.name_length, 64) - 2, 0)].decode("utf-16-le", "replace")


class CompoundFile:
    """A compound file by its allocation tables. Chains that loop or leave the file end there.

    `names`: what lies in the root; all entries where the tree of these is damaged.

    Raises:
        CannotRead: `undecodable` for what is no compound file, or has lost its directory.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER or content[30:32] not in _SECTOR_SIZES:
            raise CannotRead("undecodable", "file_damaged")
        self._content = content
        self._size = 1 << content[30]
        self._next = self._numbers(self._allocation())
        entries = self._entries(self._chain(self._number_at(48), self._next))
        if not entries or entries[0].kind != _ROOT:
            raise CannotRead("undecodable", "file_damaged")
        self._root = entries[0]
        inside = _children(entries)
        self.names = {entry.name for entry in inside or entries if inside or entry.kind in (_STORAGE, _STREAM)}
        self._streams = {entry.name: entry for entry in inside if entry.kind == _STREAM}

    def segments(self, name: str) -> list[range]:
        """The places of a stream's bytes in the file, in order; nothing where there is no such stream."""
        stream = self._streams.get(name)
        size = stream.size & 0xFFFFFFFF if stream else 0
        if stream is None or size == 0:
            return []
        if size >= self._number_at(56):
            places = map(self._place, self._chain(stream.first, self._next))
        else:
            small = self._chain(stream.first, self._small_next)
            places = map(self._small_place, small)
        return _cut(_merged(places), size)

    def read(self, name: str) -> bytes:
        """The bytes of a stream, as far as they are there."""
        return b"".join(self._content[place.start : place.stop] for place in self.segments(name))

    @cached_property
    def _small_next(self) -> tuple[int, ...]:
        """What follows each sector for small streams."""
        return self._numbers(self._chain(self._number_at(60), self._next))

    @cached_property
    def _small_sectors(self) -> list[int]:
        """The sectors that hold those for small streams."""
        return self._chain(self._root.first, self._next)

    def _number_at(self, offset: int) -> int:
        return int.from_bytes(self._content[offset : offset + 4], "little")

    def _allocation(self) -> list[int]:
        """The sectors of the allocation table, as many as a file of this size can need.

        The header names the first of them, a chain of lists the others.
        """
        most = len(self._content) // self._size // (self._size // 4) + 1
        sectors = list(struct.unpack_from(f"<{_LISTED}I", self._content, 76))
        number = self._number_at(68)
        while number < _LAST and len(sectors) < most:
            *more, number = self._numbers([number])
            sectors += more
        return [sector for sector in sectors if sector < _LAST][:most]

    def _numbers(self, sectors: list[int]) -> tuple[int, ...]:
        """The numbers in sectors; marks where a sector is missing in the file."""
        places = map(self._place, sectors)
        content = b"".join(self._content[place.start : place.stop].ljust(self._size, b"\xff") for place in places)
        return struct.unpack(f"<{len(content) // 4}I", content)

    def _entries(self, sectors: list[int]) -> list[_Entry]:
        """The entries of a directory in these sectors that are whole."""
        entries: list[_Entry] = []
        for place in map(self._place, sectors[: _MOST_ENTRIES * _ENTRY.size // self._size]):
            whole = self._content[place.start : place.stop - len(place) % _ENTRY.size]
            entries += map(_Entry._make, _ENTRY.iter_unpack(whole))
        return entries

    def _chain(self, number: int, following: tuple[int, ...]) -> list[int]:
        """A sector and those behind it; each once, so that a loop ends."""
        sectors: dict[int, None] = {}
        while number < _LAST and number not in sectors:
            sectors[number] = None
            number = following[number] if number < len(following) else _END
        return list(sectors)

    def _place(self, sector: int) -> range:
        start = (sector + 1) * self._size
        return range(min(start, len(self._content)), min(start + self._size, len(self._content)))

    def _small_place(self, number: int) -> range:
        sector, within = divmod(number * _SMALL, self._size)
        if sector >= len(self._small_sectors):
            return range(0)
        return self._place(self._small_sectors[sector])[within : within + _SMALL]


def stream_names(content: bytes) -> set[str]:
    """Names of what lies in the root of a compound file; none where it has no directory."""
    try:
        return CompoundFile(content).names
    except CannotRead:
        return set()


def _children(entries: list[_Entry]) -> list[_Entry]:
    """What lies in the root; each entry once, so that a loop in the tree ends."""
    children: dict[int, _Entry] = {}
    waiting = [entries[0].child]
    while waiting:
        number = waiting.pop()
        if number not in children and number < len(entries):
            entry = children[number] = entries[number]
            waiting += [entry.left, entry.right]
    return list(children.values())


def _merged(places: Iterable[range]) -> Iterator[range]:
    """The same places, those that follow each other in the file as one."""
    start = stop = 0
    for place in places:
        if place.start != stop:
            yield range(start, stop)
            start = place.start
        stop = place.stop
    yield range(start, stop)


def _cut(places: Iterable[range], size: int) -> list[range]:
    """As many of the places as the size of a stream needs."""
    cut = []
    for place in places:
        if size > 0 and place:
            cut.append(place[:size])
            size -= len(place)
    return cut
