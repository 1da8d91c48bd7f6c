"""The directory of an OLE compound file: which streams lie in its root, read within limits."""

from __future__ import annotations

import struct

_HEADER = 512
_ENTRY = 128
_MOST_SECTORS = 512  # of the directory; Word files have fewer than ten
_MOST_LISTS = 64  # each stands for 8 MB or more
_MOST_ENTRIES = 4_096
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks
_NO_ENTRY = 0xFFFFFFFF
_ENTRY_FORMAT = struct.Struct("<64sHBBIII")  # name, its bytes, type, colour, left, right, child
_ROOT = 5
_KINDS = (1, 2)  # storages and streams


def stream_names(content: bytes) -> set[str]:
    """Names of what lies in the root; of all entries where the tree is damaged; none without a directory."""
    entries = _entries(content)
    if not entries or entries[0][1] != _ROOT:
        return set()
    return _children(entries) or {name for name, kind, *_ in entries if kind in _KINDS}


def _children(entries: list[tuple[str, int, int, int, int]]) -> set[str]:
    """Walk the tree of the root's children; each entry once, so that loops end."""
    names: set[str] = set()
    visited: set[int] = set()
    waiting = [entries[0][4]]
    while waiting:
        number = waiting.pop()
        if number in visited or number >= len(entries):
            continue
        visited.add(number)
        name, _, left, right, _ = entries[number]
        names.add(name)
        waiting += [left, right]
    return names


def _entries(content: bytes) -> list[tuple[str, int, int, int, int]]:
    """Name, type, left, right and child of each entry."""
    entries = []
    for sector in _directory(content):
        for at in range(0, len(sector) - _ENTRY + 1, _ENTRY):
            name, length, kind, _, left, right, child = _ENTRY_FORMAT.unpack_from(sector, at)
            text = name[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            entries.append((text, kind, left, right, child))
            if len(entries) == _MOST_ENTRIES:
                return entries
    return entries


def _directory(content: bytes) -> list[bytes]:
    """The sectors of the directory, followed through the allocation table as far as that goes."""
    if len(content) < _HEADER:
        return []
    shift = int.from_bytes(content[30:32], "little")
    if shift not in (9, 12):
        return []
    size = 1 << shift
    number = int.from_bytes(content[48:52], "little")
    tables = _tables(content, size)
    sectors: list[bytes] = []
    while number < _LAST and len(sectors) < _MOST_SECTORS:
        sector = content[(number + 1) * size : (number + 2) * size]
        if not sector:
            break
        sectors.append(sector)
        number = _next(content, tables, number, size)
    return sectors


def _tables(content: bytes, size: int) -> list[int]:
    """The sectors of the allocation table: 109 named in the header, those of large files in a chain of lists."""
    tables = list(struct.unpack_from("<109I", content, 76))
    number = int.from_bytes(content[68:72], "little")
    for _ in range(_MOST_LISTS):
        part = content[(number + 1) * size : (number + 2) * size] if number < _LAST else b""
        if len(part) < size:
            break
        *listed, number = struct.unpack(f"<{size // 4}I", part)
        tables += listed
    return tables


def _next(content: bytes, tables: list[int], number: int, size: int) -> int:
    """The sector behind another; the end where the table does not reach."""
    per_table = size // 4
    table = number // per_table
    if table >= len(tables) or tables[table] >= _LAST:
        return _NO_ENTRY
    at = (tables[table] + 1) * size + number % per_table * 4
    return int.from_bytes(content[at : at + 4], "little") if len(content) >= at + 4 else _NO_ENTRY
