"""PDFs that name a font without bringing it: the fonts of the machine must not decide what is read."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pypdfium2.raw as pdfium
import pytest

from extract.readers.pdf.document import read_pdf
from extract.readers.pdf.fonts import use_one_font
from tests.generator.documents import print_document
from tests.generator.documents.pdf import write_pdf
from tests.readers.printed_pages import found_tables, printed_tables

SEEDS = range(40)


@pytest.fixture
def no_fonts() -> Iterator[None]:
    """A machine on which no font is installed."""
    info = pdfium.FPDF_GetDefaultSystemFontInfo()
    types = {field[0]: field[1] for field in pdfium.FPDF_SYSFONTINFO._fields_}
    nothing = types["MapFont"](lambda *_: None), types["GetFont"](lambda *_: None)
    info.contents.MapFont, info.contents.GetFont = nothing
    pdfium.FPDF_SetSystemFontInfo(info)
    yield
    use_one_font()


def naming_documents() -> list[tuple[object, bytes]]:
    """Documents whose PDF only names its font."""
    printed = [(print_document(seed, []), seed) for seed in SEEDS]
    written = [(document, write_pdf(document, Random(seed))) for document, seed in printed]
    return [
        (document, content) for document, content in written if b"STSong-Light" in content and b"BoxFont" not in content
    ]


def is_whole(document: object, content: bytes) -> bool:
    return found_tables(read_pdf(content)) == printed_tables(document)  # type: ignore[arg-type]


def test_pdf_that_names_its_font_is_read_whole() -> None:
    documents = naming_documents()
    assert len(documents) > 5
    assert all(is_whole(document, content) for document, content in documents)


def test_machine_without_fonts_would_lose_characters(no_fonts: None) -> None:
    """Why there is a font of our own: otherwise the same files give other cells here."""
    assert not any(is_whole(document, content) for document, content in naming_documents()[:3])
