"""OLE compound files: names of damaged ones, bytes of whole ones, and no chain without an end."""

from __future__ import annotations

import struct
import time

import pytest

from extract.readers.blocks import CannotRead
from extract.readers.containers.compound import CompoundFile, stream_names

from .compound_files import make_compound
from .legacy import EDITIONS, printed, read_fixture
from .office import printed_tables

DIRECTORY = 48  # where the header names the first sector of the directory
SMALL_STREAMS, LISTS = 60, 68  # the same of the table for small streams, and of the list of further tables


def test_damaged_ole_file_ends_the_search() -> None:
    whole = make_compound(["WordDocument"], ["Workbook"])
    for cut in range(0, len(whole), 7):
        stream_names(whole[:cut])
    chain_of_itself = whole[:512] + struct.pack("<128I", 0xFFFFFFFD, *[1] * 127) + whole[1024:]
    assert "WordDocument" in stream_names(chain_of_itself)
    loop = bytearray(whole)
    loop[1024 + 128 + 68 : 1024 + 128 + 76] = struct.pack("<II", 1, 1)  # an entry that is its own neighbour
    assert "WordDocument" in stream_names(bytes(loop))


def entry_at(content: bytes, name: str) -> int:
    """Where the directory's entry of that name begins."""
    return content.index(name.encode("utf-16-le") + b"\x00\x00")


def with_number(content: bytes, at: int, number: int) -> bytes:
    """The content with another number at this place."""
    return content[:at] + struct.pack("<I", number) + content[at + 4 :]


@pytest.mark.parametrize("seed", EDITIONS)
def test_stream_is_read_from_where_it_lies(seed: int) -> None:
    content = read_fixture(seed, "doc")
    file = CompoundFile(content)
    text = file.read("WordDocument")
    at = entry_at(content, "WordDocument")
    assert len(text) == int.from_bytes(content[at + 120 : at + 124], "little")
    assert text.startswith(b"\xec\xa5")
    labels = [text for text, *_ in printed_tables(printed(seed))[0] if len(text) > 3]
    assert any(label.encode("utf-16-le") in text for label in labels)  # others are cut by what is hidden in them
    assert b"".join(content[place.start : place.stop] for place in file.segments("WordDocument")) == text
    assert file.read("\x01CompObj").startswith(b"\x01\x00\xfe\xff")  # a small one
    assert file.read("None") == b""


def test_cut_file_gives_what_is_left_of_it_or_is_refused() -> None:
    whole = read_fixture(1, "doc")
    text = CompoundFile(whole).read("WordDocument")
    for cut in range(0, len(whole), 997):
        try:
            assert text.startswith(CompoundFile(whole[:cut]).read("WordDocument"))
        except CannotRead as refusal:
            assert refusal.issue_code == "file_damaged"


@pytest.mark.parametrize("offset", [116, 120])  # the first sector of a stream, and its size
@pytest.mark.parametrize("name", ["WordDocument", "\x01CompObj"])
def test_entry_that_lies_gives_no_more_than_the_file_has(name: str, offset: int) -> None:
    content = read_fixture(1, "doc")
    for number in (0, 1, 7, 0x7FFFFFFF, 0xFFFFFFF0):
        changed = with_number(content, entry_at(content, name) + offset, number)
        assert len(CompoundFile(changed).read(name)) <= len(content)


def test_upper_half_of_a_size_is_not_believed() -> None:
    content = read_fixture(1, "doc")
    changed = with_number(content, entry_at(content, "WordDocument") + 124, 1)
    assert CompoundFile(changed).read("WordDocument") == CompoundFile(content).read("WordDocument")


def test_table_of_loops_comes_to_an_end() -> None:
    content = bytearray(read_fixture(1, "doc"))
    (table,) = struct.unpack_from("<I", content, 76)
    start = (table + 1) * 512
    for sector in range(128):  # each is its own successor
        struct.pack_into("<I", content, start + 4 * sector, sector)
    names = stream_names(bytes(content))
    assert all(len(CompoundFile(bytes(content)).read(name)) <= len(content) for name in names)


def test_list_of_tables_that_names_itself_takes_no_time_and_no_memory() -> None:
    sector = struct.pack("<128I", *[1] * 128)
    content = with_number(make_compound(["WordDocument"]), LISTS, 1) + sector * 20_000
    content = content[:1024] + sector + content[1536:]
    started = time.process_time()
    stream_names(content)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("at", [DIRECTORY, SMALL_STREAMS, LISTS])
@pytest.mark.parametrize("number", [0x7FFFFFFF, 0xFFFFFFF0])
def test_header_that_leads_out_of_the_file_is_no_obstacle(at: int, number: int) -> None:
    changed = with_number(read_fixture(1, "doc"), at, number)
    assert ("WordDocument" in stream_names(changed)) == (at != DIRECTORY)
