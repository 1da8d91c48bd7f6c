"""OLE compound files of the tests' own making."""

from __future__ import annotations

import struct

FREE, END, ROOT = 0xFFFFFFFF, 0xFFFFFFFE, 5


def make_compound(names: list[str], nested: list[str] | None = None) -> bytes:
    """An OLE file whose root holds streams, and below one storage further ones."""
    entries = [("Root Entry", ROOT, FREE, FREE, 1)]
    last = len(names) + (1 if nested else 0)
    for number, name in enumerate([*names, *(["ObjectPool"] if nested else [])], start=1):
        is_storage = number > len(names)
        right = number + 1 if number < last else FREE
        entries.append((name, 1 if is_storage else 2, FREE, right, last + 1 if is_storage else FREE))
    for number, name in enumerate(nested or [], start=last + 1):
        entries.append((name, 2, FREE, number + 1 if number < last + len(nested or []) else FREE, FREE))
    directory = b"".join(
        struct.pack("<64sHBBIII48x", name.encode("utf-16-le"), len(name) * 2 + 2, kind, 1, left, right, child)
        for name, kind, left, right, child in entries
    )
    sectors = -(-len(directory) // 512)
    table = [0xFFFFFFFD, *range(2, sectors + 1), END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\x00") + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header = header.ljust(44, b"\x00") + struct.pack("<II", 1, 1) + struct.pack("<IIII", 0, 4096, END, 0)
    header += struct.pack("<II109I", END, 0, 0, *[FREE] * 108)
    table_sector = struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    return header.ljust(512, b"\x00") + table_sector + directory.ljust(sectors * 512, b"\x00")
