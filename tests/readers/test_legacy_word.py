"""DOC, WPS and RTF: cells where they were printed, nothing that Word does not print, errors with their reason."""

from __future__ import annotations

import struct
from random import Random

import anydoc
import pytest

from extract.readers.blocks import CannotRead
from extract.readers.word.doc_parting import strike_raised
from extract.readers.word.doc_styles import Styles
from extract.readers.word.doc_unprinted import blank_unprinted
from extract.readers.word.legacy import read_legacy_word
from extract.readers.word.rtf_unprinted import remove_unprinted
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


def test_text_that_a_style_hides_is_not_printed() -> None:
    (found,) = tables_of(read_legacy_word(read_fixture("styled", "doc")))
    assert [text for text, _, column, *_ in found if column == 1] == [
        "78",
        "78",
        "7\n8",
        "7\n8",
        "5",
        "6",
        "78",
        "1",
        "40",
    ]


RAISED = ["12 1", "12 1", "12 1", "12 1", "12 1", "12 1", "12 1", "1 2", "12", "12", "3 12", "12 1", "40"]


def test_raised_and_struck_digits_join_no_number() -> None:
    (found,) = tables_of(read_legacy_word(read_fixture("raised", "doc")))
    assert [text for text, _, column, *_ in found if column == 1] == RAISED


def test_raised_digit_that_is_said_not_to_be_struck_joins_no_number() -> None:
    written, other = b"\x48\x2a\x01\x35\x08\x01", b"\x48\x2a\x01\x37\x08\x00"  # raised and bold, raised and not struck
    content = read_fixture("raised", "doc")
    assert content.count(written) == 1
    (found,) = tables_of(read_legacy_word(content.replace(written, other)))
    assert [text for text, _, column, *_ in found if column == 1] == RAISED


@pytest.mark.parametrize("cut", [3_000, 9_000])
def test_striking_leaves_damaged_files_to_the_library(cut: int) -> None:
    content = read_fixture("raised", "doc")[:cut]
    assert strike_raised(content) == content


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"12{\super 1}", "12 1"),
        (r"12\sub 3\nosupersub 4", "12 3 4"),
        (r"12{\up6 1}", "12 1"),
        (r"1\up0 2", "12"),
        (r"12\dn6 3\dn0 4", "12 3 4"),
        (r"12\super 3\plain 4", "12 3 4"),
        (r"12{\strike 1}", "12 1"),
        (r"12{\striked1 1}", "12 1"),
        (r"1{\super }2{\super\super0 3}", "123"),
        (r"{\super 1}\u50?{\super\u51?}", "1 2 3"),
        (r"{\strike 12}", "12"),
    ],
)
def test_raised_and_struck_digits_of_rtf_join_no_number(written: str, text: str) -> None:
    rows = ROW.format(written, "a{\\super 1}") + "\n" + ROW.format("b", "c")
    assert [[found for found, *_ in table] for table in tables_of(read_legacy_word(rtf(rows)))] == [
        [text, "a 1", "b", "c"]
    ]


def style_sheet(*styles: tuple[int, int, str, bytes]) -> bytes:
    """A style sheet of Word: kind, style that each is based on, name, and properties of its characters."""
    sheet = struct.pack("<HHH", 4, len(styles), 10)
    for kind, parent, name, properties in styles:
        parts = ([b"\x00\x00\x01"] if kind == PARAGRAPH else []) + [properties]
        body = struct.pack("<HHHHHH", 0, kind | parent << 4, len(parts), 0, 0, len(name)) + name.encode("utf-16-le")
        body += b"\x00\x00" + b"".join(struct.pack("<H", len(part)) + part + bytes(len(part) % 2) for part in parts)
        body = body[: len(body) - len(parts[-1]) % 2]  # what rounds the last part counts for the style
        sheet += struct.pack("<H", len(body)) + body + bytes(len(body) % 2)
    return sheet


PARAGRAPH, CHARACTER, NO_STYLE = 1, 2, 0xFFF
HIDES, SHOWS = b"\x3c\x08\x01", b"\x3c\x08\x00"
OF_STYLE = b"\x30\x4a"


@pytest.mark.parametrize(
    ("paragraph", "properties", "is_hidden"),
    [
        (0, b"", False),
        (1, b"", True),
        (2, b"", True),  # based on the one before
        (1, SHOWS, False),
        (0, HIDES, True),
        (1, b"\x3c\x08\x80", True),  # as the style has it
        (1, b"\x3c\x08\x81", False),  # and otherwise
        (0, OF_STYLE + b"\x03\x00", True),
        (1, OF_STYLE + b"\x03\x00", False),  # both together show it
        (0, OF_STYLE + b"\x04\x00", False),  # shows what the one that it is based on hides
        (5, b"", False),  # based on itself
        (99, OF_STYLE + b"\x63\x00", False),
    ],
)
def test_styles_and_properties_together_say_what_is_hidden(paragraph: int, properties: bytes, is_hidden: bool) -> None:
    styles = Styles(
        style_sheet(
            (PARAGRAPH, NO_STYLE, "Normal", b"\x35\x08\x01"),
            (PARAGRAPH, 0, "odd", HIDES),
            (PARAGRAPH, 1, "even", b""),
            (CHARACTER, NO_STYLE, "c", b"\x35\x08\x01" + HIDES),
            (CHARACTER, 3, "d", SHOWS),
            (PARAGRAPH, 5, "loop", b""),
        )
    )
    found = list(styles.hidden([(10, 20, properties)], [(0, 15, struct.pack("<H", paragraph)), (15, 30, b"\x00\x00")]))
    assert ((10, 15) in found) == is_hidden


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
