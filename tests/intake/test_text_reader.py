"""Bytes to text by what the bytes are."""

from __future__ import annotations

import random

import polars as pl
import pytest

from extract.readers.contents import READ_SCHEMA, read_contents

TEXT = "某县2021年政府信息公开工作年度报告\n一、总体情况\n\t本年新收\t12\t件，费用1.5万元。\n（完）\n" * 3


def read(*contents: bytes) -> list[dict]:
    """One row per content, read in one batch."""
    frame = pl.DataFrame(
        {
            "content_sha256": [f"{number:064d}" for number in range(len(contents))],
            "content": pl.Series(contents, dtype=pl.Binary),
            "reason_code": pl.Series([None] * len(contents), dtype=pl.String),
        }
    )
    rows = read_contents(frame)
    assert rows.schema == READ_SCHEMA
    return rows.to_dicts()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("gbk"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-32"), "utf-32"),
        (TEXT.encode() + TEXT.encode("gbk"), "mixed"),
        (TEXT.encode("gbk") + TEXT.encode(), "mixed"),
    ],
)
def test_encoding_is_known_by_the_bytes(content: bytes, encoding: str) -> None:
    (row,) = read(content)
    assert (row["encoding_code"], row["has_damaged_bytes"], row["reason_code"]) == (encoding, False, None)
    assert row["text"] in (TEXT, TEXT * 2)


def test_one_odd_content_changes_nothing_for_the_others_of_its_batch() -> None:
    rows = read(TEXT.encode(), TEXT.encode("gbk"), b"", TEXT.encode())
    assert [row["text"] for row in rows] == [TEXT, TEXT, None, TEXT]
    assert [row["report_id"] for row in rows] == ["0" * 16] * 4  # the first 16 digits of the hash


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_character_cut_at_the_end_is_no_damage(encoding: str) -> None:
    content = (TEXT + "末").encode(encoding)[:-1]
    (row,) = read(content)
    assert (row["text"], row["has_damaged_bytes"]) == (TEXT, False)


def test_broken_bytes_are_marked_and_the_rest_is_kept() -> None:
    content = TEXT.encode()
    place = content.index("总体".encode())
    (row,) = read(content[:place] + b"\xff" + content[place + 1 :])
    assert row["has_damaged_bytes"]
    assert "\ufffd" in row["text"]
    assert row["text"].count("本年新收\t12\t件") == 3


def test_replacement_character_printed_in_the_source_is_no_damage_of_ours() -> None:
    (row,) = read(TEXT.replace("完", "\ufffd").encode())
    assert not row["has_damaged_bytes"]


def test_newlines_become_one_kind_and_control_characters_spaces() -> None:
    (row,) = read((TEXT + "一\r\n二\r三\n四\x00五\x07\t六\x0c七\x7f八").encode())
    assert row["text"] == TEXT + "一\n二\n三\n四 五 \t六 七 八"


def test_nulls_behind_the_text_are_dropped() -> None:
    (row,) = read(TEXT.encode() + b"\x00" * 4096)
    assert row["text"] == TEXT


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b" \r\n\t", "\u3000\u200b\n".encode(), "\n".encode("utf-16")]
)
def test_nothing_visible_is_empty(content: bytes) -> None:
    (row,) = read(content)
    assert (row["reason_code"], row["text"], row["format_code"]) == ("empty", None, None)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04abcd", b"%PDF-1.4\n1 0 obj", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
     b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0JFIF", b"<!DOCTYPE html><html>",
     b"\xef\xbb\xbf\n<HTML>\n<body>",
     b'<?xml version="1.0"?>\n<html xmlns="x">'],
)  # fmt: skip
def test_other_formats_are_known_by_their_first_bytes(content: bytes) -> None:
    (row,) = read(content)
    assert row["text"] is None
    assert row["format_code"] != "text"
    assert row["reason_code"] in {"empty", "undecodable", "unsupported_format"}


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_undecodable(seed: int) -> None:
    (row,) = read(b"\x01" + random.Random(seed).randbytes(4000))
    assert row["reason_code"] == "undecodable"


def test_nulls_and_controls_alone_are_undecodable() -> None:
    rows = read(b"\x00" * 100, bytes(range(1, 9)) * 50)
    assert [row["reason_code"] for row in rows] == ["undecodable", "undecodable"]


def test_text_in_a_language_that_is_no_chinese_is_still_text() -> None:
    (row,) = read(b"Dear Sir, please find attached the report.\n")
    assert row["reason_code"] is None


def test_reason_known_before_reading_is_kept() -> None:
    frame = pl.DataFrame(
        {"content_sha256": ["a" * 64, "b" * 64], "content": [None, TEXT.encode()], "reason_code": ["too_large", None]}
    )
    rows = read_contents(frame).to_dicts()
    assert [(row["reason_code"], row["text"]) for row in rows] == [("too_large", None), (None, TEXT)]
