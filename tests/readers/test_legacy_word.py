"""DOC, WPS and RTF: cells where they were printed, nothing that Word does not print, errors with their reason."""

from __future__ import annotations

from random import Random

import anydoc
import pytest

from extract.readers.blocks import CannotRead
from extract.readers.doc_unprinted import blank_unprinted
from extract.readers.legacy_word import read_legacy_word
from extract.readers.rtf_unprinted import remove_unprinted
from tests.generator.documents import print_document
from tests.generator.documents.office import unmerge_rows
from tests.generator.documents.rtf import write_rtf

from .legacy import EDITIONS, printed, read_fixture
from .office import lines_of, printed_lines, printed_tables, tables_of

ROW = r"\trowd\cellx100\cellx200 {}\cell {}\cell\row"


def rtf(body: str) -> bytes:
    return rf"{{\rtf1\ansi {body}}}".encode()


@pytest.mark.parametrize("suffix", ["doc", "rtf"])
@pytest.mark.parametrize("seed", EDITIONS)
def test_every_cell_and_line_is_where_it_was_printed(seed: int, suffix: str) -> None:
    document = printed(seed)
    reading = read_legacy_word(read_fixture(seed, suffix))
    assert tables_of(reading) == printed_tables(document)
    assert lines_of(reading) == printed_lines(document)


@pytest.mark.parametrize("seed", range(25))
def test_every_cell_and_line_of_plain_rtf_is_where_it_was_printed(seed: int) -> None:
    document = print_document(f"rtf-{seed}")
    if seed % 5 == 0:
        document = unmerge_rows(document)
    reading = read_legacy_word(write_rtf(document, Random(seed)))
    assert tables_of(reading) == printed_tables(document)
    assert lines_of(reading) == printed_lines(document)


def test_fixtures_hold_hidden_and_deleted_text() -> None:
    changed = [seed for seed in EDITIONS if blank_unprinted(read_fixture(seed, "doc")) != read_fixture(seed, "doc")]
    assert len(changed) >= 3


def test_blanking_takes_only_what_is_not_printed() -> None:
    content = read_fixture(1, "doc")
    blanked = blank_unprinted(content)
    assert len(blanked) == len(content)
    assert blank_unprinted(blanked) == blanked
    assert sum(before != after for before, after in zip(content, blanked, strict=True)) < 200


def test_hidden_text_in_one_byte_a_character_is_not_printed() -> None:
    reading = read_legacy_word(read_fixture("narrow", "doc"))
    assert lines_of(reading) == ["plain", "end"]
    assert tables_of(reading) == [[("5", 0, 0, 1, 1), ("b", 0, 1, 1, 1)]]


@pytest.mark.parametrize("cut", [0, 600, 5_000, 20_000])
def test_blanking_leaves_damaged_files_to_the_library(cut: int) -> None:
    content = read_fixture(1, "doc")[:cut]
    assert blank_unprinted(content) == content


def test_blank_rows_of_rtf_stay_at_the_end_of_their_table() -> None:
    body = ROW.format("1", "2") + ROW.format("", "") + r"\pard end\par"
    assert tables_of(read_legacy_word(rtf(body))) == [
        [("1", 0, 0, 1, 1), ("2", 0, 1, 1, 1), ("", 1, 0, 1, 1), ("", 1, 1, 1, 1)]
    ]


def test_text_of_rtf_is_hidden_until_its_group_or_property_ends() -> None:
    content = rb"{\rtf1 a{\v 1\u20108?\'b3\tab{\b 2}\par}b\deleted 3\deleted0 c\v\deleted 4\plain d\v0\vertalt e}"
    assert remove_unprinted(content) == rb"{\rtf1 a{\v {\b }\par}b\deleted \deleted0 c\v\deleted \plain d\v0\vertalt e}"


def test_binary_data_of_rtf_are_no_text() -> None:
    content = rb"{\rtf1{\v 1}{\pict\bin4 }}\v 2}3}"
    assert remove_unprinted(content) == content.replace(b"v 1}", b"v }")


@pytest.mark.parametrize(
    ("error", "reason", "issue"),
    [
        (anydoc.EncryptedError, "undecodable", "encrypted"),
        (anydoc.MalformedError, "undecodable", "file_damaged"),
        (anydoc.MissingPartError, "undecodable", "file_damaged"),
        (anydoc.ResourceLimitError, "too_large", "reader_limit"),
        (anydoc.UnsupportedError, "unsupported_format", None),
    ],
)
def test_error_of_the_library_has_its_reason(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], reason: str, issue: str | None
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(anydoc, "to_document", fail)
    with pytest.raises(CannotRead) as refusal:
        read_legacy_word(b"")
    assert (refusal.value.reason_code, refusal.value.issue_code) == (reason, issue)


def test_garbage_is_refused() -> None:
    with pytest.raises(CannotRead, match="undecodable"):
        read_legacy_word(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
