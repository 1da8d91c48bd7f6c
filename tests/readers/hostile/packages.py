"""Attacks in zip packages of XML: DOCX, ODT, XLSX, OFD."""

from __future__ import annotations

import io
import zipfile

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
ENTITY = "&attack;"
BILLION_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "HAHAHAHAHA">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + '<!ENTITY attack "&i;">]>'
)
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"HA" * 20_000}"><!ENTITY attack "{"&a;" * 5_000}">]>'


def external_entity(path: str) -> str:
    """A declaration of an entity that is a file of this machine."""
    return f'<!DOCTYPE x [<!ENTITY attack SYSTEM "file://{path}">]>'


def make_package(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content, method)
    return target.getvalue()


def word_paragraph(text: str) -> str:
    """A paragraph of Word."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def make_docx(body: str, doctype: str = "", further: dict[str, str | bytes] | None = None) -> bytes:
    """A DOCX with this body."""
    types = f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    relations = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Target="word/document.xml" '
        f'Type="{_RELATIONS}/officeDocument"/></Relationships>'
    )
    document = f'<?xml version="1.0"?>{doctype}<w:document {_WORD}><w:body>{body}</w:body></w:document>'
    members: dict[str, str | bytes] = {"[Content_Types].xml": types, "_rels/.rels": relations}
    return make_package({**members, "word/document.xml": document, **(further or {})})


def make_docx_of_spaces(count: int) -> bytes:
    """A DOCX that unpacks to so many bytes."""
    sound = make_docx("")
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sound)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
    ):
        for name in source.namelist():
            with package.open(name, "w") as member:
                member.write(source.read(name))
                for _ in range(count >> 20 if name.endswith("document.xml") else 0):
                    member.write(b" " * (1 << 20))
    return target.getvalue()


def make_odt(body: str, doctype: str = "") -> bytes:
    """An ODT with this body."""
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content {_OFFICE}><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>"
    )
    return make_package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def make_ods(rows: str) -> bytes:
    """An ODS with one sheet of these rows."""
    content = (
        f'<?xml version="1.0"?><office:document-content {_OFFICE}><office:body><office:spreadsheet>'
        f'<table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    return make_package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def make_ofd(page: str, doctype: str = "") -> bytes:
    """An OFD with one page of this content."""
    entry = (
        f'<?xml version="1.0"?><ofd:OFD {_OFD} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    document = (
        f'<?xml version="1.0"?><ofd:Document {_OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297'
        "</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    )
    content = (
        f'<?xml version="1.0"?>{doctype}<ofd:Page {_OFD}><ofd:Content><ofd:Layer ID="2">{page}</ofd:Layer>'
        "</ofd:Content></ofd:Page>"
    )
    return make_package({"OFD.xml": entry, "Doc_0/Document.xml": document, "Doc_0/Pages/Page_0/Content.xml": content})


def ofd_text(text: str) -> str:
    """A text on a page of an OFD."""
    return (
        '<ofd:TextObject ID="3" Boundary="20 20 100 10" Font="4" Size="4">'
        f'<ofd:TextCode X="0" Y="4" DeltaX="g 20 4">{text}</ofd:TextCode></ofd:TextObject>'
    )


def make_xlsx(rows: str, dimension: str = "A1:C3", merged: str = "") -> bytes:
    """An XLSX with one sheet of these rows."""
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    )

    def relation(kind: str, target: str) -> str:
        return (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_RELATIONS}/{kind}" '
            f'Target="{target}"/></Relationships>'
        )

    book = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    )
    sheet = (
        f'<worksheet xmlns="{_SHEET}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData>{merged}</worksheet>'
    )
    return make_package(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def understate_sizes(content: bytes) -> bytes:
    """Let a zip say that each of its members unpacks to ten bytes."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + offset : at + offset + 4] = (10).to_bytes(4, "little")
            at = changed.find(mark, at + 4)
    return bytes(changed)
