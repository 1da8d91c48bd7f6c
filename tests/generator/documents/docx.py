"""A printed report as DOCX: merged cells, content controls, tracked changes, runs cut anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .office import cut, in_xml, paragraphs, zip_parts
from .printed import PrintedCell, PrintedDocument, PrintedTable

_WORD = {
    False: "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    True: "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
_RELATIONS = {
    False: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    True: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_NUMBERING_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_NUMERALS = "一二三四五六七八九十"
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


@dataclass(frozen=True, slots=True)
class Looks:
    """What one document does all over; shares are of runs, of changes in them, of cells in content controls."""

    is_strict: bool = False
    has_layout_table: bool = False
    has_numbered_headings: bool = False
    has_text_box_title: bool = False
    cut_share: float = 0
    change_share: float = 0
    control_share: float = 0


def write_docx(document: PrintedDocument, rng: Random, looks: Looks | None = None) -> bytes:
    """The document as DOCX, the same bytes for the same rng; without looks, these come from it."""
    looks = looks or _choose_looks(rng)
    body = _body(document, looks, rng)
    if looks.has_layout_table:
        body = f"<w:tbl><w:tblPr/><w:tr><w:tc><w:tcPr/>{body}<w:p/></w:tc></w:tr></w:tbl>"
    return _package(f"{body}<w:p/><w:sectPr/>", looks)


def _choose_looks(rng: Random) -> Looks:
    return Looks(
        is_strict=rng.random() < 0.1,
        has_layout_table=rng.random() < 0.1,
        has_numbered_headings=rng.random() < 0.3,
        has_text_box_title=rng.random() < 0.1,
        cut_share=rng.choice([0, 0.1, 0.5]),
        change_share=rng.choice([0, 0, 0.02, 0.1]),
        control_share=rng.choice([0, 0, 0.05]),
    )


def _package(body: str, looks: Looks) -> bytes:
    word, relations = _WORD[looks.is_strict], _RELATIONS[looks.is_strict]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    names = f'xmlns:w="{word}" xmlns:r="{relations}" xmlns:mc="{_COMPATIBILITY}" xmlns:wps="{_SHAPE}"'
    return zip_parts(
        {
            "[Content_Types].xml": f'{head}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_MAIN_TYPE}"/>'
            f'<Override PartName="/word/numbering.xml" ContentType="{_NUMBERING_TYPE}"/></Types>',
            "_rels/.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"{head}<w:document {names}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{relations}/numbering" Target="numbering.xml"/></Relationships>',
            "word/numbering.xml": f'{head}<w:numbering xmlns:w="{word}"><w:abstractNum w:abstractNumId="0">'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
            '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        }
    )


def _body(document: PrintedDocument, looks: Looks, rng: Random) -> str:
    """All paragraphs and tables; where Word numbers the headings, those in unbroken order lose their number."""
    printed, numbered = [], 0
    for number, part in enumerate(paragraphs(document)):
        if isinstance(part, PrintedTable):
            printed.append(_table(part, looks, rng))
        elif number == 0 and looks.has_text_box_title:
            printed.append(_text_box(_paragraph(part, "", looks, rng)))
        elif looks.has_numbered_headings and part.startswith(f"{_NUMERALS[numbered]}、") and len(part) < 40:
            numbered += 1
            list_mark = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
            printed.append(_paragraph(part[2:], list_mark, looks, rng))
        else:
            printed.append(_paragraph(part, rng.choice(["", '<w:ind w:firstLine="640"/>']), looks, rng))
    return "".join(printed)


def _text_box(paragraph: str) -> str:
    """A paragraph in a box, in the old notation too, as Word writes it."""
    shape = f"<wps:txbx><w:txbxContent>{paragraph}</w:txbxContent></wps:txbx>"
    old = f"<w:pict><w:txbxContent>{paragraph}</w:txbxContent></w:pict>"
    return (
        f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def _paragraph(text: str, properties: str, looks: Looks, rng: Random) -> str:
    runs = "".join(_run(piece, looks, rng) for piece in cut(text, rng, looks.cut_share))
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def _run(text: str, looks: Looks, rng: Random) -> str:
    """A run, sometimes as an insertion beside a deletion of something else, or behind a hidden run."""
    inner = "<w:br/>".join(f'<w:t xml:space="preserve">{in_xml(line)}</w:t>' for line in text.split("\n"))
    properties = rng.choice(["", "<w:b/>", '<w:sz w:val="21"/>'])
    run = f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>"
    if rng.random() >= looks.change_share:
        return run
    who = 'w:id="1" w:author="a"'
    other = str(rng.randint(0, 99))
    return rng.choice(
        [
            f"<w:del {who}><w:r><w:delText>{other}</w:delText></w:r></w:del><w:ins {who}>{run}</w:ins>",
            f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{other}</w:t></w:r>{run}",
            f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "a{other}"</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            f'<w:bookmarkStart w:id="1" w:name="_GoBack"/>{run}<w:bookmarkEnd w:id="1"/><w:proofErr/>',
        ]
    )


def _table(table: PrintedTable, looks: Looks, rng: Random) -> str:
    columns = f'<w:gridCol w:w="{9000 // table.column_count}"/>' * table.column_count
    rows = "".join(f"<w:tr><w:trPr/>{_row(table, row, looks, rng)}</w:tr>" for row in range(table.row_count))
    properties = f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>"
    return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _row(table: PrintedTable, row: int, looks: Looks, rng: Random) -> str:
    """The cells of a row with those that go on from above, by column."""
    reaching = [cell for cell in table.cells if cell.row <= row < cell.row + cell.row_span]
    cells = [_cell(cell, row, looks, rng) for cell in sorted(reaching, key=lambda cell: cell.column)]
    return "".join(
        f"<w:sdt><w:sdtPr/><w:sdtContent>{cell}</w:sdtContent></w:sdt>" if rng.random() < looks.control_share else cell
        for cell in cells
    )


def _cell(cell: PrintedCell, row: int, looks: Looks, rng: Random) -> str:
    span = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
    if row > cell.row:
        return f"<w:tc><w:tcPr>{span}<w:vMerge/></w:tcPr><w:p/></w:tc>"
    merge = '<w:vMerge w:val="restart"/>' if cell.row_span > 1 else ""
    lines = cell.text.split("\n") if rng.random() < 0.5 else [cell.text]
    content = "".join(_paragraph(line, "", looks, rng) for line in lines)
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{content}</w:tc>"
