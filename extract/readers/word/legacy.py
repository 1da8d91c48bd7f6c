"""DOC, WPS Writer and RTF, through the document model of anydoc.

The model leaves out rows without any text at the end of a table. In RTF a mark in each cell prevents that; in DOC no
mark can be put, so such rows are not in the tables given here.
"""

from __future__ import annotations

from collections.abc import Iterator

import anydoc

from extract.readers.blocks import Block, CannotRead, Line, Picture, Reading, Table
from extract.readers.containers.office import SMALLEST_IMAGE
from extract.readers.spans import TableBuilder
from extract.readers.word.doc_parting import strike_raised
from extract.readers.word.doc_unprinted import blank_unprinted
from extract.readers.word.rtf_parting import part_raised
from extract.readers.word.rtf_unprinted import CELL_MARK, mark_cells, remove_unprinted

_RTF = b"{\\rtf"
_RASTER = {"image/png", "image/jpeg", "image/bmp", "image/gif", "image/tiff"}
_MOST_DEPTH = 50  # of lists, quotes and tables in each other
_UNPRINTED = str.maketrans("", "", f"{CELL_MARK}\x1f\xad")  # marks of our own, optional hyphens


def read_legacy_word(content: bytes) -> Reading:
    """Read a binary Word document, also one written by WPS under its own name, or RTF.

    Hidden text and tracked deletions are left out; what is raised or struck is parted by spaces. A hostile
    file can end the process, which no exception tells: the caller reads in a process of its own.

    Raises:
        CannotRead: `undecodable` for what is damaged or encrypted, `too_large` beyond the limits,
            `unsupported_format` for what is neither kind.
    """
    is_rtf = content[:64].lstrip().startswith(_RTF)
    try:
        if is_rtf:
            document = anydoc.to_document(mark_cells(part_raised(remove_unprinted(content))), "rtf")
        else:
            document = anydoc.to_document(strike_raised(blank_unprinted(content)), "doc")
    except anydoc.EncryptedError as error:
        raise CannotRead("undecodable", "encrypted") from error
    except anydoc.ResourceLimitError as error:
        raise CannotRead("too_large", "reader_limit") from error
    except anydoc.UnsupportedError as error:
        raise CannotRead("unsupported_format") from error
    except anydoc.ConvertError as error:
        raise CannotRead("undecodable", "file_damaged") from error
    return Reading(_Walk(document.assets).read(document.blocks))


class _Walk:
    """Goes through the model in reading order."""

    def __init__(self, assets: list[anydoc.Asset]) -> None:
        self._assets = assets
        self._blocks: list[Block] = []
        self._tables = 0
        self._depth = 0

    def read(self, blocks: list[anydoc.Block]) -> list[Block]:
        """The blocks of a document, and of all cells of tables that only lay out."""
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise CannotRead("too_large", "reader_limit")
        for block in blocks:
            if block.table is not None:
                self._read_table(block.table)
            elif block.kind in ("list", "block_quote"):
                self.read(_inner(block))
            else:
                self._blocks += [Line(line.strip()) for line in _text(block).split("\n") if line.strip()]
                self._add_pictures(block.content or [])
        self._depth -= 1
        return self._blocks

    def _read_table(self, table: anydoc.Table) -> None:
        cells = [slot.cell for row in table.grid for slot in row if slot.cell is not None]
        inside = [block for cell in cells for block in _all_blocks(cell.blocks)]
        if any(block.table is not None for block in inside):
            for cell in cells:
                self.read(cell.blocks)
            return
        self._tables += 1
        self._blocks.append(_build(self._tables, table))
        for block in inside:
            self._add_pictures(block.content or [])

    def _add_pictures(self, content: list[anydoc.Inline]) -> None:
        for inline in content:
            number = None if inline.source is None else inline.source.asset_id
            if number is not None:
                asset = self._assets[number]
                if asset.media_type in _RASTER and len(asset.data) >= SMALLEST_IMAGE:
                    self._blocks.append(Picture(asset.data, asset.origin_part))
            self._add_pictures(inline.content or [])


def _build(number: int, table: anydoc.Table) -> Table:
    """The table with every cell at the place that the model gives it."""
    builder = TableBuilder(number)
    for row in table.grid:
        free = 0
        for column, slot in enumerate(row):
            if slot.cell is not None:
                builder.skip(column - free)
                builder.add(_cell_text(slot.cell), slot.cell.row_span, slot.cell.col_span)
                free = column + slot.cell.col_span
        builder.end_row()
    return builder.table()


def _cell_text(cell: anydoc.Cell) -> str:
    return "\n".join(_text(block) for block in _all_blocks(cell.blocks)).strip()


def _all_blocks(blocks: list[anydoc.Block]) -> Iterator[anydoc.Block]:
    """The blocks with those of lists and quotes in their place."""
    for block in blocks:
        if block.kind in ("list", "block_quote"):
            yield from _all_blocks(_inner(block))
        else:
            yield block


def _inner(block: anydoc.Block) -> list[anydoc.Block]:
    if block.list is not None:
        return [inner for item in block.list.items for inner in item.blocks]
    return block.blocks or []


def _text(block: anydoc.Block) -> str:
    text = block.text or "".join(_inline_text(inline) for inline in block.content or [])
    return text.translate(_UNPRINTED)


def _inline_text(inline: anydoc.Inline) -> str:
    if inline.kind == "line_break":
        return "\n"
    if inline.style is not None and inline.style.strike:
        return f" {inline.text} "
    return inline.text or "".join(_inline_text(inner) for inner in inline.content or [])
