"""What the writers of office documents share: packages without times, runs cut anywhere, cells left unmerged."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from random import Random
from xml.sax.saxutils import escape

from .printed import PrintedCell, PrintedDocument, PrintedTable

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def zip_parts(parts: dict[str, str | bytes], stored: tuple[str, ...] = ()) -> bytes:
    """A zip of these parts in this order, the same bytes each time; `stored` are not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def cut(text: str, rng: Random, share: float) -> list[str]:
    """A text in one piece, or with that probability in several, cut anywhere, in the middle of numbers too."""
    if len(text) < 2 or rng.random() >= share:
        return [text]
    ends = sorted(rng.sample(range(1, len(text)), min(len(text) - 1, rng.randint(1, 3))))
    return [text[begin:end] for begin, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def in_xml(text: str) -> str:
    """A text as it stands in XML."""
    return escape(text)


def paragraphs(document: PrintedDocument) -> list[str | PrintedTable]:
    """All parts of a document with its title, if any, as the first paragraph."""
    return [*([document.title] if document.title else []), *document.parts]


def unmerge_rows(document: PrintedDocument) -> PrintedDocument:
    """The same document with a blank cell instead of each place below that a cell covers, as many offices print it."""
    parts = [part if isinstance(part, str) else _unmerge(part) for part in document.parts]
    return replace(document, parts=parts)


def _unmerge(table: PrintedTable) -> PrintedTable:
    cells = [
        PrintedCell(cell.text if not down else "", cell.row + down, cell.column, 1, cell.column_span)
        for cell in table.cells
        for down in range(cell.row_span)
    ]
    return replace(table, cells=sorted(cells, key=lambda cell: (cell.row, cell.column)))
