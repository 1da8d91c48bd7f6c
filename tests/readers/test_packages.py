"""Members of packages: the bytes that were put in, or a refusal; never more than the package says it has."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from extract.readers.blocks import CannotRead
from extract.readers.containers.packages import Package

TEXT = "某县2021年政府信息公开工作年度报告".encode() * 50
CRC, PACKED_SIZE, SIZE = 16, 20, 24  # where the list of members tells them


def package(method: int = zipfile.ZIP_DEFLATED, content: bytes = TEXT, name: str = "a.xml") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def with_number(content: bytes, offset: int, number: int) -> bytes:
    """The package with another number in its list of members."""
    at = content.rindex(b"PK\x01\x02") + offset
    return content[:at] + struct.pack("<I", number) + content[at + 4 :]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("content", [TEXT, b""])
@pytest.mark.parametrize("before", [b"", b"what stands before a package"])
def test_member_is_read_however_it_is_packed(method: int, content: bytes, before: bytes) -> None:
    assert Package(before + package(method, content)).read("a.xml") == content


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    ("offset", "number"), [(CRC, 1), (SIZE, len(TEXT) - 1), (SIZE, len(TEXT) + 1), (SIZE, 0), (PACKED_SIZE, 9)]
)
def test_member_that_is_not_what_the_package_says_is_refused(method: int, offset: int, number: int) -> None:
    with pytest.raises(CannotRead) as refusal:
        Package(with_number(package(method), offset, number)).read("a.xml")
    assert (refusal.value.reason_code, refusal.value.issue_code) == ("undecodable", "file_damaged")


@pytest.mark.parametrize("name", ["DOC_0/Res/A.XML", "Doc_0\\Res\\a.xml"])
def test_member_is_found_by_a_name_that_windows_takes_for_the_same(name: str) -> None:
    found = Package(package(name=name))
    assert "Doc_0/Res/a.xml" in found
    assert found.read("Doc_0/Res/a.xml") == TEXT
    assert "Doc_0/Res/b.xml" not in found


def test_member_of_just_that_name_goes_before_one_of_other_letters() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("A.xml", b"other")
        archive.writestr("a.xml", TEXT)
    assert Package(target.getvalue()).read("a.xml") == TEXT


@pytest.mark.parametrize("at", [0, 30 + len("a.xml")])
def test_damaged_member_is_refused(at: int) -> None:
    content = bytearray(package())
    content[at : at + 4] = b"\xff" * 4
    with pytest.raises(CannotRead, match="file_damaged"):
        Package(bytes(content)).read("a.xml")


def test_member_that_grows_too_much_is_refused() -> None:
    with pytest.raises(CannotRead, match="too_large"):
        Package(package(content=bytes(9 << 20))).read("a.xml")
