"""Bundles: which files are in a zip, by names as they were meant, and within limits."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from extract.readers.blocks import CannotRead
from extract.readers.containers import bundles
from extract.readers.containers.bundles import Listing, OpenBundles, list_bundle, members_of, refuse_bundle
from extract.readers.containers.zips import MOST_DIRECTORY_BYTES, open_zip
from tests.fuzz.mutations import mutate

LIMIT = 20_000_000
DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}


def make_zip(members: dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]], method: int = 0) -> bytes:
    """A zip of members in order; the same name may come twice."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, content in members.items() if isinstance(members, dict) else members:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            package.writestr(info, content, compress_type=method)
    return target.getvalue()


def rename(content: bytes, ascii_name: str, raw_name: bytes, is_utf_8: bool = False) -> bytes:
    """Put other bytes of the same length into the place of a name, as another program would have written them."""
    assert len(ascii_name) == len(raw_name)
    renamed = bytearray(content.replace(ascii_name.encode(), raw_name))
    if is_utf_8:
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = renamed.find(mark)
            while at >= 0:
                renamed[at + offset + 1] |= 0x08
                at = renamed.find(mark, at + 4)
    return bytes(renamed)


def listing(content: bytes, limit: int = LIMIT) -> Listing:
    """The listing of a bundle that is one."""
    found = list_bundle("b.zip", io.BytesIO(content), limit)
    assert found is not None
    return found


def paths(content: bytes) -> list[str]:
    """Paths of all members."""
    return [member.path for member in listing(content).members]


def refusal(content: bytes) -> tuple[str, str | None]:
    """How a zip that is no bundle is refused."""
    assert list_bundle("b.zip", io.BytesIO(content), LIMIT) is None
    with pytest.raises(CannotRead) as caught:
        refuse_bundle(content)
    return caught.value.reason_code, caught.value.issue_code


def test_members_have_the_path_of_the_bundle_and_their_own() -> None:
    found = listing(make_zip({"a.txt": b"one", "folder/": b"", "folder/b.docx": b"three"}))
    assert [(member.path, member.size_bytes) for member in found.members] == [
        ("b.zip!/a.txt", 3),
        ("b.zip!/folder/b.docx", 5),
    ]


def test_hidden_and_temporary_members_are_skipped_and_counted() -> None:
    names = ["./a.txt", ".DS_Store", "__MACOSX/._a.txt", "__MACOSX/x", "f/~$b.docx", "f/.git/config", "f/b.docx"]
    found = listing(make_zip(dict.fromkeys(names, b"x")))
    assert [member.path for member in found.members] == ["b.zip!/a.txt", "b.zip!/f/b.docx"]
    assert found.skipped_count == 5


def test_names_in_gbk_are_read_as_such() -> None:
    raw = "某县年报.txt".encode("gbk")
    assert paths(rename(make_zip({"x" * len(raw): b""}), "x" * len(raw), raw)) == ["b.zip!/某县年报.txt"]


def test_names_in_utf_8_are_read_with_and_without_their_mark() -> None:
    raw = "某县年报.txt".encode()
    marked = make_zip({"某县年报.txt": b""})
    unmarked = rename(make_zip({"x" * len(raw): b""}), "x" * len(raw), raw)
    assert paths(marked) == paths(unmarked) == ["b.zip!/某县年报.txt"]


def test_gbk_taken_for_another_encoding_and_written_as_utf_8_is_mended() -> None:
    garbled = "某县年报.txt".encode("gbk").decode("cp437").encode()
    assert paths(rename(make_zip({"x" * len(garbled): b""}), "x" * len(garbled), garbled, is_utf_8=True)) == [
        "b.zip!/某县年报.txt"
    ]


def test_true_utf_8_that_cp437_could_hold_is_left_alone() -> None:
    assert paths(make_zip({"résumé α.txt": b""})) == ["b.zip!/résumé α.txt"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/../../../b.txt", "/etc/passwd", "C:\\windows\\x.txt", "a\nb.txt"]
)
def test_names_that_lead_out_of_the_bundle_are_only_names(name: str) -> None:
    (path,) = paths(make_zip({name: b"x"}))
    assert path.startswith("b.zip!/")
    assert "\n" not in path
    assert "\\" not in path


def test_members_of_the_same_name_are_two_files(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = make_zip([("a.txt", b"one"), ("a.txt", b"two")])
    (tmp_path / "b.zip").write_bytes(content)
    found = members_of(str(tmp_path / "b.zip"), LIMIT)
    assert found
    assert [member.path for member in found.members] == [f"{tmp_path}/b.zip!/a.txt", f"{tmp_path}/b.zip!/a.txt#2"]
    with OpenBundles() as opened:
        contents = [opened.read(str(tmp_path / "b.zip"), member.address, LIMIT) for member in found.members]
    assert contents == [b"one", b"two"]


def test_bundles_in_bundles_are_followed_two_deep(tmp_path: Path) -> None:
    third = make_zip({"c.txt": b"c"})
    second = make_zip({"b.txt": b"b", "third.zip": third, ".hidden": b""})
    content = make_zip({"a.txt": b"a", "named_otherwise.dat": second, "z.txt": b"z"})
    (tmp_path / "b.zip").write_bytes(content)
    found = members_of(str(tmp_path / "b.zip"), LIMIT)
    assert found
    names = [member.path.removeprefix(f"{tmp_path}/") for member in found.members]
    inner = "b.zip!/named_otherwise.dat!/"
    assert names == ["b.zip!/a.txt", inner + "b.txt", inner + "third.zip", "b.zip!/z.txt"]
    assert found.skipped_count == 1
    with OpenBundles() as opened:
        contents = [opened.read(str(tmp_path / "b.zip"), member.address, LIMIT) for member in found.members]
    assert contents == [b"a", b"b", third, b"z"]


def test_office_documents_are_members_and_no_bundles() -> None:
    content = make_zip({"a.docx": make_zip(DOCX), "b.ofd": make_zip({"OFD.xml": b""}), "c.zip": make_zip({"x": b""})})
    assert paths(content) == ["b.zip!/a.docx", "b.zip!/b.ofd", "b.zip!/c.zip!/x"]
    assert list_bundle("b.zip", io.BytesIO(make_zip(DOCX)), LIMIT) is None


def test_office_document_that_begins_like_a_bundle_is_none() -> None:
    assert list_bundle("b.zip", io.BytesIO(make_zip({"odd.xml": b"", **DOCX})), LIMIT) is None


def test_too_many_members_are_one_refused_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MOST_MEMBERS", 5)
    assert len(paths(make_zip({f"{number}.txt": b"" for number in range(5)}))) == 5
    content = make_zip({f"{number}.txt": b"" for number in range(6)})
    assert refusal(content) == ("too_large", "reader_limit")
    inner = make_zip({f"{number}.txt": b"" for number in range(4)})
    assert paths(make_zip({"a.zip": inner, "b.zip": inner}))[4:] == ["b.zip!/b.zip"]  # the second would be too many


def test_bundle_that_grows_beyond_measure_is_one_refused_file() -> None:
    content = make_zip({f"{number}.txt": b"\x00" * LIMIT for number in range(4)}, zipfile.ZIP_DEFLATED)
    assert len(content) < 100_000
    assert refusal(content) == ("too_large", "reader_limit")


def test_list_of_members_beyond_measure_is_not_even_read() -> None:
    entry = b"PK\x01\x02" + b"\x00" * 42
    directory = entry * (MOST_DIRECTORY_BYTES // len(entry) + 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 0, 0)
    assert refusal(b"PK\x03\x04" + directory + end) == ("too_large", "reader_limit")
    end_64 = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(directory), 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(directory), 1)
    small_end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, 46, 0, 0)
    with pytest.raises(CannotRead, match="too_large"):
        open_zip(io.BytesIO(directory + end_64 + locator + small_end))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (make_zip({"a.txt": b"x" * 100})[:-30], ("undecodable", "file_damaged")),
        (b"PK\x03\x04" + b"\x00" * 100, ("undecodable", "file_damaged")),
        (make_zip({}), ("empty", None)),
        (make_zip({"folder/": b"", ".hidden": b"x"}), ("empty", None)),
    ],
)
def test_damaged_and_empty_bundles_are_one_refused_file(content: bytes, expected: tuple[str, str | None]) -> None:
    assert refusal(content) == expected


def read_one(tmp_path: Path, content: bytes, limit: int = LIMIT) -> str | bytes:
    """The content of the only member, or the reason why there is none."""
    (tmp_path / "b.zip").write_bytes(content)
    found = members_of(str(tmp_path / "b.zip"), limit)
    assert found
    (member,) = found.members
    try:
        with OpenBundles() as opened:
            return opened.read(str(tmp_path / "b.zip"), member.address, limit)
    except CannotRead as refused:
        return refused.reason_code


def test_member_is_refused_alone(tmp_path: Path) -> None:
    plain = make_zip({"a.txt": b"x" * 100})
    assert read_one(tmp_path, plain) == b"x" * 100
    assert read_one(tmp_path, plain, limit=99) == "too_large"
    encrypted = bytearray(plain)
    encrypted[6] |= 1
    encrypted[plain.index(b"PK\x01\x02") + 8] |= 1
    assert read_one(tmp_path, bytes(encrypted)) == "undecodable"
    assert read_one(tmp_path, plain.replace(b"xxx", b"xyx", 1)) == "undecodable"  # its checksum says so


def test_member_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    content = bytearray(make_zip({"a.txt": b"\x00" * 1_000_000}, zipfile.ZIP_DEFLATED))
    content[content.index(b"PK\x01\x02") + 24 :][:4] = struct.pack("<I", 10)
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 10)
    assert read_one(tmp_path, bytes(content)) == "undecodable"


def test_bundle_that_changed_since_it_was_listed_has_lost_the_member(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(make_zip({"a.txt": b"one", "b.txt": b"two"}))
    found = members_of(str(path), LIMIT)
    assert found
    path.write_bytes(make_zip({"c.txt": b"one"}))
    with OpenBundles() as opened:
        for member in found.members:
            with pytest.raises(CannotRead, match="vanished"):
                opened.read(str(path), member.address, LIMIT)


def test_mutated_bundles_raise_nothing_else(tmp_path: Path) -> None:
    inner = make_zip({"b.txt": b"b" * 50, "f/c.txt": b"c" * 500}, zipfile.ZIP_DEFLATED)
    sound = make_zip({"a.txt": b"a" * 100, "某.zip": inner, "d.docx": make_zip(DOCX)}, zipfile.ZIP_DEFLATED)
    path = tmp_path / "b.zip"
    opened_count = 0
    for seed in range(400):
        path.write_bytes(mutate(Random(seed), sound, inner))
        found = members_of(str(path), 10_000)
        with OpenBundles() as opened:
            for member in found.members if found else ():
                opened_count += 1
                with suppress(CannotRead):
                    opened.read(str(path), member.address, 10_000)
        with suppress(CannotRead):
            refuse_bundle(path.read_bytes())
    assert opened_count > 200
