"""Bytes and hashes of files, and the archive that keeps each content once."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

import polars as pl

from extract.home import Home
from extract.intake.archive import keep_large, read_archived, scan_packs, without_contents, write_pack
from extract.intake.take import take_file


def pack_of(*contents: bytes) -> pl.DataFrame:
    """Contents as a batch hands them to the archive."""
    return pl.DataFrame(
        {"content_sha256": [hashlib.sha256(content).hexdigest() for content in contents], "content": contents}
    )


def test_file_has_the_hash_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    taken = take_file(str(tmp_path / "abc"), 100)
    # the well-known SHA-256 of "abc"
    assert taken.content_sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (taken.size_bytes, taken.content, taken.reason_code) == (3, b"abc", None)


def test_limit_is_the_largest_size_that_is_read(tmp_path: Path) -> None:
    (tmp_path / "ten").write_bytes(b"x" * 10)
    assert take_file(str(tmp_path / "ten"), 10).reason_code is None
    refused = take_file(str(tmp_path / "ten"), 9)
    assert (refused.reason_code, refused.content, refused.size_bytes) == ("too_large", None, 10)
    assert refused.content_sha256 == hashlib.sha256(b"x" * 10).hexdigest()


def test_missing_file_has_vanished_and_a_folder_cannot_be_read(tmp_path: Path) -> None:
    assert take_file(str(tmp_path / "gone"), 10)[1:] == (None, None, None, "vanished")
    assert take_file(str(tmp_path), 10).reason_code == "unreadable_path"


def test_large_file_is_archived_once_under_its_hash(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    (tmp_path / "large").write_bytes(b"y" * 5000)
    for _ in range(2):
        taken = take_file(str(tmp_path / "large"), 10, partial(keep_large, home))
        assert taken.reason_code == "too_large"
        assert [path.name for path in home.large.iterdir()] == [taken.content_sha256]


def test_pack_is_named_by_its_contents_and_gives_them_back(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    one = write_pack(home, pack_of(b"one", b"two", b"\x00\xff"))
    assert write_pack(home, pack_of(b"\x00\xff", b"two", b"one")) == one
    assert len(list(home.packs.iterdir())) == 1
    wanted = pack_of(b"two", b"\x00\xff")
    assert read_archived(home, [one], wanted["content_sha256"]).equals(wanted.sort("content_sha256"))


def test_pack_without_some_contents_is_another_pack(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    both = pack_of(b"one", b"two")
    pack = write_pack(home, both)
    rest = without_contents(home, pack, [both["content_sha256"][0]])
    assert rest and rest != pack
    assert scan_packs(home, [rest]).collect()["content"].to_list() == [b"two"]
    assert without_contents(home, pack, both["content_sha256"].to_list()) is None
