"""Changes to a document: to its bytes, and inside its container with the checksums made right again."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from random import Random

_NUMBER = re.compile(rb"\d+")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_INSIDE_SHARE = 0.8  # of changes to a container; from outside, most are found out by a checksum
_NUMBERS = (b"0", b"-1", b"65535", b"65536", b"2147483647", b"4294967296", b"99999999999999999999", b"1e308", b"")
_BYTES = (b"\x00", b"\xff", b"\x7f", b"\x80", b"<", b">", b"&", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80")


def mutate(rng: Random, content: bytes, other: bytes) -> bytes:
    """A document changed in one to three ways; `other` is another sound one of the same format, to take parts from."""
    inside = _inside_zip if content.startswith(b"PK") else _inside_pdf if content.startswith(b"%PDF") else None
    for _ in range(rng.randint(1, 3)):
        is_inside = inside is not None and rng.random() < _INSIDE_SHARE
        content = inside(rng, content) if inside and is_inside else _mutate_bytes(rng, content, other)
    return content


def _mutate_bytes(rng: Random, content: bytes, other: bytes) -> bytes:
    if not content:
        return other
    return rng.choice((_flip, _flip, _put, _cut, _drop, _double, _splice, _replace_number))(rng, content, other)


def _span(rng: Random, content: bytes) -> tuple[int, int]:
    """A part of the content, rather short than long."""
    start = rng.randrange(len(content))
    return start, min(start + int(2 ** rng.uniform(0, 12)), len(content))


def _flip(rng: Random, content: bytes, _: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(int(2 ** rng.uniform(0, 6))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _put(rng: Random, content: bytes, _: bytes) -> bytes:
    start = rng.randrange(len(content))
    put = rng.choice(_BYTES)
    return content[:start] + put + content[start + len(put) :]


def _cut(rng: Random, content: bytes, _: bytes) -> bytes:
    return content[: rng.randrange(len(content))]


def _drop(rng: Random, content: bytes, _: bytes) -> bytes:
    start, end = _span(rng, content)
    return content[:start] + content[end:]


def _double(rng: Random, content: bytes, _: bytes) -> bytes:
    start, end = _span(rng, content)
    return content[:end] + content[start:end] * rng.choice((1, 2, 50)) + content[end:]


def _splice(rng: Random, content: bytes, other: bytes) -> bytes:
    start, end = _span(rng, content)
    from_other, to_other = _span(rng, other) if other else (0, 0)
    return content[:start] + other[from_other:to_other] + content[end:]


def _replace_number(rng: Random, content: bytes, _: bytes) -> bytes:
    numbers = list(_NUMBER.finditer(content))
    if not numbers:
        return content
    number = rng.choice(numbers)
    return content[: number.start()] + rng.choice(_NUMBERS) + content[number.end() :]


def _inside_zip(rng: Random, content: bytes) -> bytes:
    """Change one member, drop it, or give it the content of another."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = [(info.filename, package.read(info)) for info in package.infolist()]
    except Exception:  # damaged by an earlier change
        return _flip(rng, content, b"")
    if not members:
        return content
    number, donor = rng.randrange(len(members)), rng.choice(members)[1]
    name, inner = members[number]
    way = rng.random()
    if way < 0.1:
        del members[number]
    else:
        members[number] = (name, donor if way < 0.2 else _mutate_bytes(rng, inner, donor))
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        warnings.simplefilter("ignore")  # two members of one name
        for name, inner in members:
            package.writestr(zipfile.ZipInfo(name), inner, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _inside_pdf(rng: Random, content: bytes) -> bytes:
    """Change what a packed stream holds; readers find their way without the table of places."""
    streams = list(_STREAM.finditer(content))
    if not streams:
        return _flip(rng, content, b"")
    stream = rng.choice(streams)
    try:
        inner = zlib.decompress(stream[1])
    except zlib.error:
        return _flip(rng, content, b"")
    packed = zlib.compress(_mutate_bytes(rng, inner, inner))
    return content[: stream.start(1)] + packed + b"\n" + content[stream.end(1) :]
