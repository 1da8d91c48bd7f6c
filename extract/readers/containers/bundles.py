"""Zips that hold files: their members by name and place, within limits; nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import os
import re
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import BinaryIO, NamedTuple

from extract.readers.blocks import CannotRead
from extract.readers.containers.zips import ENCRYPTED, open_zip, printed_name
from extract.readers.signatures import ZIPS, zip_format

MOST_DEPTH = 2  # a zip in a zip
MOST_MEMBERS = 10_000  # of a bundle with the bundles in it
MOST_BYTES = 2 << 30  # unpacked
MOST_NESTED_BYTES = 256 << 20  # unpacked, of a bundle in a bundle, which is held in memory
MOST_RATIO = 200  # unpacked to packed, above SMALL_BYTES
SMALL_BYTES = 64 << 20
SEPARATOR = "!/"  # between a bundle and its member in a path
_SNIFF_BYTES = 128
_NAME = slice(26, 28), 30  # in the header of a member: how long its name is, and where it begins
# How the first member of an office document is called; a glance at it spares listing the others.
_OFFICE_START = re.compile(
    rb"\[Content_Types\]\.xml|mimetype$|OFD\.xml|Doc_\d|(?:_rels|docProps|word|xl|ppt|customXml|META-INF)/"
)
_SKIPPED = re.compile(r"(?:^|/)(?:\.(?!\.?/)|~\$|__MACOSX/)")  # hidden and temporary names, as in folders
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")

Address = tuple[tuple[int, str], ...]  # number and stored name of the member, in each zip on the way to it


class Member(NamedTuple):
    """One file in a bundle."""

    path: str  # bundle.zip!/folder/name, or bundle.zip!/inner.zip!/name; each once
    size_bytes: int  # unpacked, as the bundle says
    address: Address


@dataclass
class Listing:
    """The members of a bundle, and how many hidden and temporary ones were left."""

    members: list[Member] = field(default_factory=list)
    skipped_count: int = 0


def may_be_bundle(head: bytes) -> bool:
    """Whether a content that begins so can be a bundle; office documents are zips, too, but begin otherwise."""
    if not head.startswith(ZIPS):
        return False
    length = int.from_bytes(head[_NAME[0]], "little")
    return not _OFFICE_START.match(head[_NAME[1] : _NAME[1] + length])


def list_bundle(path: str, file: BinaryIO, max_bytes: int) -> Listing | None:
    """The members of a bundle in its order, with those of the bundles in it.

    Args:
        path: how the bundle is called; the paths of its members begin with it.
        file: its bytes, at any position.
        max_bytes: bundles in the bundle above this size stay members that cannot be read.

    Returns:
        None for what is no bundle, is damaged, holds no file, or goes beyond a limit: to be refused as one file.
    """
    try:
        listing = _list(path, file, 1, max_bytes)
    except Exception:  # CannotRead, or what nobody foresaw: no bundle may end a load
        return None
    return _with_distinct_paths(listing) if listing.members else None


def refuse_bundle(content: bytes) -> None:
    """Say why a zip was not taken for a bundle of files.

    Raises:
        CannotRead: always; `undecodable` for a damaged one, `empty` for one without files, else `too_large`.
    """
    with open_zip(io.BytesIO(content)) as package:
        if all(_is_folder(info) or _SKIPPED.search(info.filename) for info in package.infolist()):
            raise CannotRead("empty")
    raise CannotRead("too_large", "reader_limit")


def read_member(package: zipfile.ZipFile, number: int, name: str, max_bytes: int) -> bytes:
    """The bytes of one member.

    Raises:
        CannotRead: `vanished` when the bundle has changed since it was listed, `too_large` above `max_bytes`,
            `undecodable` for one that is encrypted or damaged.
    """
    infos = package.infolist()
    if number >= len(infos) or infos[number].filename != name:
        raise CannotRead("vanished")
    info = infos[number]
    if info.flag_bits & ENCRYPTED:
        raise CannotRead("undecodable", "encrypted")
    if info.file_size > max_bytes:
        raise CannotRead("too_large", "reader_limit")
    return _read(package, info, max_bytes)


class OpenBundles:
    """Bundles that are being read: the last one stays open, because the next member is likely to be in it."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._key: tuple[object, ...] | None = None
        self._package: zipfile.ZipFile | None = None

    def __enter__(self) -> OpenBundles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def read(self, bundle: str, address: Address, max_bytes: int) -> bytes:
        """The bytes of a member; raises CannotRead as `read_member`, and OSError where the bundle cannot be read."""
        return read_member(self._open(bundle, address[:-1], max_bytes), *address[-1], max_bytes)

    def _open(self, bundle: str, way: Address, max_bytes: int) -> zipfile.ZipFile:
        if self._package is None or self._key != (bundle, way):
            self._stack.close()
            self._package = None
            package = open_zip(self._stack.enter_context(open(bundle, "rb")))  # noqa: SIM115
            for number, name in way:
                package = open_zip(io.BytesIO(read_member(package, number, name, max_bytes)))
            self._package, self._key = package, (bundle, way)
        return self._package


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith("/")  # is_dir() fails on an empty name


def _list(path: str, file: BinaryIO, depth: int, max_bytes: int) -> Listing:
    with open_zip(file) as package:
        if zip_format(package) != "zip":
            raise CannotRead("unsupported_format")
        infos = [(number, info) for number, info in enumerate(package.infolist()) if not _is_folder(info)]
        _check_limits([info for _, info in infos], file.seek(0, os.SEEK_END), depth, max_bytes)
        listing = Listing()
        for number, info in infos:
            name = _CONTROLS.sub("\ufffd", printed_name(info)).replace("\\", "/").removeprefix("./").lstrip("/")
            if _SKIPPED.search(name):
                listing.skipped_count += 1
                continue
            member = Member(path + SEPARATOR + name, info.file_size, ((number, info.filename),))
            inner = _list_inner(package, info, member, depth, max_bytes)
            if inner and len(listing.members) + len(inner.members) <= MOST_MEMBERS:
                listing.members += [one._replace(address=member.address + one.address) for one in inner.members]
                listing.skipped_count += inner.skipped_count
            else:
                listing.members.append(member)
    return listing


def _list_inner(
    package: zipfile.ZipFile, info: zipfile.ZipInfo, member: Member, depth: int, max_bytes: int
) -> Listing | None:
    """The members of a member that is a bundle itself."""
    if depth >= MOST_DEPTH or info.flag_bits & ENCRYPTED or info.file_size > max_bytes:
        return None
    try:
        if not may_be_bundle(_read(package, info, _SNIFF_BYTES, is_whole=False)):
            return None
        return _list(member.path, io.BytesIO(_read(package, info, max_bytes)), depth + 1, max_bytes)
    except CannotRead:
        return None


def _check_limits(infos: list[zipfile.ZipInfo], packed_bytes: int, depth: int, max_bytes: int) -> None:
    """zipfile gives no more bytes of a member than the list of members says, so what that says can be relied on."""
    total = sum(min(info.file_size, max_bytes) for info in infos)
    most = MOST_BYTES if depth == 1 else MOST_NESTED_BYTES
    if len(infos) > MOST_MEMBERS or total > most or (total > SMALL_BYTES and total > packed_bytes * MOST_RATIO):
        raise CannotRead("too_large", "reader_limit")


def _read(package: zipfile.ZipFile, info: zipfile.ZipInfo, most_bytes: int, is_whole: bool = True) -> bytes:
    try:
        with package.open(info) as member:
            content = member.read(most_bytes + 1)
    except Exception as error:  # zlib, bz2 and lzma have errors of their own, and damage raises nearly anything
        if isinstance(error, OSError) and error.errno is not None:
            raise  # from the disk
        raise CannotRead("undecodable", "file_damaged") from error
    if is_whole and len(content) > most_bytes:
        raise CannotRead("too_large", "reader_limit")
    return content


def _with_distinct_paths(listing: Listing) -> Listing:
    """Number members of the same name, because a path stands for one file."""
    counts: dict[str, int] = {}
    members = []
    for member in listing.members:
        count = counts[member.path] = counts.get(member.path, 0) + 1
        members.append(member if count == 1 else member._replace(path=f"{member.path}#{count}"))
    return Listing(members, listing.skipped_count)


def members_of(path: str, max_bytes: int) -> Listing | None:
    """The members of a file that is a bundle; None for any other file, also one that cannot be read."""
    try:
        if not may_be_bundle(_head(path)):
            return None
        with open(path, "rb") as file:
            return list_bundle(path, file, max_bytes)
    except OSError:
        return None


def _head(path: str) -> bytes:
    """The first bytes of a file, without the buffers of a file object: this is done for every file of every load."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, _SNIFF_BYTES)
    finally:
        os.close(descriptor)
