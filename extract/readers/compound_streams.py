"""The streams in the root of an OLE compound file, and where in the file their bytes lie."""

from __future__ import annotations

import struct
from itertools import chain

from extract.readers.blocks import CannotRead

_HEADER = 512
_ENTRY = struct.Struct("<64sHBBIII36xIQ")  # name, its bytes, type, colour, left, right, child; first sector, size
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks
_MOST_ENTRIES = 4_096
_ROOT, _STREAM = 5, 2


class CompoundFile:
    """A compound file by its allocation tables.

    Raises:
        CannotRead: `undecodable` for what is no whole compound file.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER or content[30:32] not in (b"\x09\x00", b"\x0c\x00"):
            raise CannotRead("undecodable", "file_damaged")
        self._content = content
        self._size = 1 << content[30]
        self._cutoff, first_small = struct.unpack_from("<II", content, 56)
        self._next = self._table(self._allocation())
        directory = self._join(self._chain(self._number_at(48), self._next))
        entries = list(_ENTRY.iter_unpack(directory[: len(directory) // 128 * 128]))[:_MOST_ENTRIES]
        if not entries or entries[0][2] != _ROOT:
            raise CannotRead("undecodable", "file_damaged")
        self._small_next = self._table(self._chain(first_small, self._next))
        self._small_places = [
            place for sector in self._chain(entries[0][7], self._next) for place in self._split(sector)
        ]
        self._streams = _children(entries)

    def segments(self, name: str) -> list[range]:
        """The places of a stream's bytes in the file, in order; nothing where there is no such stream."""
        first, size = self._streams.get(name, (0, 0))
        if size == 0:
            return []
        if size >= self._cutoff:
            places = [self._place(sector) for sector in self._chain(first, self._next)]
        else:
            small = [number for number in self._chain(first, self._small_next) if number < len(self._small_places)]
            places = [self._small_places[number] for number in small]
        return _cut(places, min(size, len(self._content)))

    def read(self, name: str) -> bytes:
        """The bytes of a stream, as far as they are there."""
        return b"".join(self._content[place.start : place.stop] for place in self.segments(name))

    def _number_at(self, offset: int) -> int:
        return int.from_bytes(self._content[offset : offset + 4], "little")

    def _allocation(self) -> list[int]:
        """The sectors of the allocation table: 109 in the header, those of large files in a chain of lists."""
        sectors = list(struct.unpack_from("<109I", self._content, 76))
        number, seen = self._number_at(68), set[int]()
        while number < _LAST and number not in seen:
            seen.add(number)
            listed = self._table([number])
            if not listed:
                break
            *more, number = listed
            sectors += more
        return [sector for sector in sectors if sector < _LAST]

    def _table(self, sectors: list[int]) -> list[int]:
        content = self._join(sectors)
        return list(chain.from_iterable(struct.iter_unpack("<I", content[: len(content) // 4 * 4])))

    def _chain(self, number: int, following: list[int]) -> list[int]:
        """A sector and those behind it; each once, so that a loop ends."""
        sectors: dict[int, None] = {}
        while number < len(following) and number not in sectors:
            sectors[number] = None
            number = following[number]
        return list(sectors)

    def _place(self, sector: int) -> range:
        start = (sector + 1) * self._size
        return range(min(start, len(self._content)), min(start + self._size, len(self._content)))

    def _split(self, sector: int) -> list[range]:
        place = self._place(sector)
        return [range(start, min(start + 64, place.stop)) for start in range(place.start, place.stop, 64)]

    def _join(self, sectors: list[int]) -> bytes:
        return b"".join(self._content[place.start : place.stop] for place in map(self._place, sectors))


def _children(entries: list[tuple[bytes, int, int, int, int, int, int, int, int]]) -> dict[str, tuple[int, int]]:
    """First sector and size of the streams in the root, by name; each entry once, so that a loop ends."""
    streams: dict[str, tuple[int, int]] = {}
    visited: set[int] = set()
    waiting = [entries[0][6]]
    while waiting:
        number = waiting.pop()
        if number not in visited and number < len(entries):
            visited.add(number)
            name, length, kind, _, left, right, _, first, size = entries[number]
            waiting += [left, right]
            if kind == _STREAM:
                streams[name[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")] = (first, size & 0xFFFFFFFF)
    return streams


def _cut(places: list[range], size: int) -> list[range]:
    """As many of the places as the size of a stream needs."""
    cut = []
    for place in places:
        if size <= 0:
            break
        cut.append(place[:size])
        size -= len(place)
    return cut
