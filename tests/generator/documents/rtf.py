"""A printed report as RTF: merged cells, Unicode or GBK characters, hidden text."""

from __future__ import annotations

from random import Random

from .office import cut, paragraphs
from .printed import PrintedCell, PrintedDocument, PrintedTable

_WIDTH = 9_000  # of a table, in twentieths of a point


def write_rtf(document: PrintedDocument, rng: Random) -> bytes:
    """The document as RTF, the same bytes for the same rng."""
    is_gbk, hides = rng.random() < 0.4, rng.choice([0, 0, 0.1])
    fonts = r"{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"
    written = [
        _table(part, is_gbk, hides, rng)
        if isinstance(part, PrintedTable)
        else rf"\pard {_text(part, is_gbk, hides, rng)}\par"
        for part in paragraphs(document)
    ]
    head = rf"{{\rtf1\ansi\ansicpg936\deff0\uc1{fonts}{{\info{{\title 9}}}}"
    return "\n".join([head, *written, "}"]).encode("ascii")


def _table(table: PrintedTable, is_gbk: bool, hides: float, rng: Random) -> str:
    rows = []
    for row in range(table.row_count):
        reaching = [cell for cell in table.cells if cell.row <= row < cell.row + cell.row_span]
        cells = sorted(reaching, key=lambda cell: cell.column)
        edges = "".join(_edge(cell, row, table.column_count) for cell in cells)
        texts = (_text(cell.text, is_gbk, hides, rng) if cell.row == row else "" for cell in cells)
        content = "".join(rf"\pard\intbl {text}\cell" + "\n" for text in texts)
        rows.append(rf"\trowd\trgaph108{edges}" + "\n" + content + r"\row")
    return "\n".join(rows) + r"\pard"


def _edge(cell: PrintedCell, row: int, columns: int) -> str:
    """The definition of a cell: whether it is merged downwards, and where its right edge lies."""
    merge = "" if cell.row_span == 1 else r"\clvmgf" if cell.row == row else r"\clvmrg"
    return rf"{merge}\cellx{(cell.column + cell.column_span) * _WIDTH // columns}"


def _text(text: str, is_gbk: bool, hides: float, rng: Random) -> str:
    pieces = []
    for piece in cut(text, rng, 0.3):
        if rng.random() < hides:
            other = rng.randint(0, 99)
            pieces.append(rng.choice([rf"{{\v {other}}}", rf"\v {other}\v0 ", rf"{{\deleted {other}}}"]))
        pieces.append(f"{{{_escaped(piece, is_gbk)}}}")
    return "".join(pieces)


def _escaped(text: str, is_gbk: bool) -> str:
    return "".join(_character(character, is_gbk) for character in text)


def _character(character: str, is_gbk: bool) -> str:
    if character == "\n":
        return r"\line "
    if character == "\t":
        return r"\tab "
    if character in "\\{}":
        return f"\\{character}"
    if character.isascii():
        return character
    code = character.encode("gbk", "ignore") if is_gbk else b""
    if code:
        return "".join(f"\\'{byte:02x}" for byte in code)
    units = character.encode("utf-16-le")
    numbers = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
    return "".join(rf"\u{number}?" for number in numbers)
