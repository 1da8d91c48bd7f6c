"""A printed report as ODT: covered cells, spans of styles, repeated rows and cells, tracked deletions."""

from __future__ import annotations

from itertools import groupby
from random import Random

from .office import cut, in_xml, paragraphs, zip_parts
from .printed import PrintedCell, PrintedDocument, PrintedTable

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    f'xmlns:{prefix}="{_OASIS}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
    )
)
_TYPE = "application/vnd.oasis.opendocument.text"


def write_odt(document: PrintedDocument, rng: Random) -> bytes:
    """The document as ODT, or one time in ten as a flat file, the same bytes for the same rng."""
    share = rng.choice([0, 0.1, 0.5])
    body = "".join(
        _table(part, share, rng) if isinstance(part, PrintedTable) else _paragraph(part, share, rng)
        for part in paragraphs(document)
    )
    if rng.random() < 0.2:
        body = f'<text:section text:name="a">{body}</text:section>'
    hidden = '<style:style style:name="gone"><style:text-properties text:display="none"/></style:style>'
    styles = f"<office:automatic-styles>{hidden}</office:automatic-styles>"
    tracked = f"<text:tracked-changes><text:changed-region><text:deletion>{_paragraph('9', 0, rng)}</text:deletion>"
    tracked += "</text:changed-region></text:tracked-changes>"
    inner = f"{styles}<office:body><office:text>{tracked}{body}</office:text></office:body>"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    if rng.random() < 0.1:
        return f'{head}<office:document {NAMES} office:mimetype="{_TYPE}">{inner}</office:document>'.encode()
    manifest = f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0"/>'
    content = f"{head}<office:document-content {NAMES}>{inner}</office:document-content>"
    parts: dict[str, str | bytes] = {"mimetype": _TYPE, "content.xml": content, "META-INF/manifest.xml": manifest}
    return zip_parts(parts, stored=("mimetype",))


def _paragraph(text: str, share: float, rng: Random) -> str:
    tag = rng.choice(["p", "p", "h"])
    pieces = "".join(_piece(piece, rng) for piece in cut(text, rng, share))
    return f"<text:{tag}>{pieces}</text:{tag}>"


def _piece(text: str, rng: Random) -> str:
    """A piece of text with its white space marked, bare or in a span, sometimes before a hidden one."""
    marked = in_xml(text).replace("  ", ' <text:s text:c="1"/>').replace("\n", "<text:line-break/>")
    marked = marked.replace("\t", "<text:tab/>")
    return rng.choice(
        [
            marked,
            f'<text:span text:style-name="T1">{marked}</text:span>',
            f'{marked}<text:span text:style-name="gone">9</text:span>',
            f'<text:change-start text:change-id="c"/>{marked}<text:soft-page-break/>',
        ]
    )


def _table(table: PrintedTable, share: float, rng: Random) -> str:
    rows = ["".join(_cells(table, row, share, rng)) for row in range(table.row_count)]
    printed = [_repeated("row", row, len(list(group))) for row, group in groupby(rows)]
    header = f"<table:table-header-rows>{printed[0]}</table:table-header-rows>"
    columns = f'<table:table-column table:number-columns-repeated="{table.column_count}"/>'
    return f"<table:table>{columns}{header}{''.join(printed[1:])}</table:table>"


def _repeated(what: str, content: str, times: int) -> str:
    """A row or a run of equal cells, with how often it stands there."""
    repeats = f' table:number-{what}s-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeats}>{content}</table:table-row>"


def _cells(table: PrintedTable, row: int, share: float, rng: Random) -> list[str]:
    """Every place of a row: a cell, or a mark that one covers it."""
    begins = {cell.column: cell for cell in table.cells if cell.row == row}
    written = [_cell(begins[column], share, rng) if column in begins else "" for column in range(table.column_count)]
    cells = []
    for content, group in groupby(written):
        times = len(list(group))
        name, inner = ("covered-table-cell", "/>") if not content else ("table-cell", content)
        repeats = f' table:number-columns-repeated="{times}"' if times > 1 else ""
        cells.append(f"<table:{name}{repeats}{inner}")
    return cells


def _cell(cell: PrintedCell, share: float, rng: Random) -> str:
    """The rest of a cell's element behind its name."""
    lines = cell.text.split("\n") if rng.random() < 0.5 else [cell.text]
    spans = f' table:number-columns-spanned="{cell.column_span}"' if cell.column_span > 1 else ""
    if cell.row_span > 1:
        spans += f' table:number-rows-spanned="{cell.row_span}"'
    return f"{spans}>{''.join(_paragraph(line, share, rng) for line in lines)}</table:table-cell>"
