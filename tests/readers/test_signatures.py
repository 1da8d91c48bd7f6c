"""What a content is comes from its bytes; text that only looks odd stays text."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from extract.readers.signatures import format_of

from .compound_files import make_compound

PAGE = "<html><head><title>年报</title></head><body><p>正文</p></body></html>"
TABLE = "<table><tr><td>1</td><td>2</td></tr></table>"
REPORT = "某县2021年政府信息公开工作年度报告\n一、总体情况\n\t本年新收\t12\n"


def make_zip(*names: str, **members: bytes) -> bytes:
    """A zip of empty members, and of some with content."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in {**members, **dict.fromkeys(names, b"")}.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (make_zip("[Content_Types].xml", "_rels/.rels", "word/document.xml"), "docx"),
        (make_zip("docProps/app.xml", "word\\document.xml", "[Content_Types].xml"), "docx"),
        (make_zip("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (make_zip("[Content_Types].xml", "xl/workbook.bin"), "other"),
        (make_zip("[Content_Types].xml", "ppt/presentation.xml"), "other"),
        (make_zip("content.xml", mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
        (make_zip("content.xml", mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (make_zip("content.xml", mimetype=b"application/vnd.oasis.opendocument.presentation"), "other"),
        (make_zip("content.xml", **{"META-INF/manifest.xml": b'"application/vnd.oasis.opendocument.text"'}), "odt"),
        (make_zip("_rels/.rels", "word/document.xml"), "docx"),
        (make_zip("OEBPS/content.opf", mimetype=b"application/epub+zip"), "other"),
        (make_zip("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (make_zip("META-INF/MANIFEST.MF", "Main.class"), "other"),
        (make_zip("年报.docx", "other.txt"), "zip"),
        (make_zip("unpacked/[Content_Types].xml", "unpacked/word/document.xml"), "zip"),
        (make_zip(**{"a.docx": make_zip("[Content_Types].xml", "word/document.xml")}), "zip"),
        (make_zip(), "zip"),
        (make_zip("[Content_Types].xml", "word/document.xml")[:150], "docx"),  # cut: the list at the end is lost
        (make_zip("a.txt", "b.txt")[:60], "zip"),
        (b"PK\x03\x04", "zip"),
    ],
)
def test_zips_are_told_apart_by_their_members(content: bytes, code: str) -> None:
    assert format_of(content) == code


@pytest.mark.parametrize(
    ("names", "nested", "code"),
    [
        (["1Table", "WordDocument", "Data"], [], "doc"),
        (["WordDocument"], ["Workbook"], "doc"),  # a sheet inside a document
        (["Workbook"], ["WordDocument"], "xls"),  # and the other way round
        (["Book"], [], "xls"),
        (["EncryptionInfo", "EncryptedPackage"], [], "encrypted"),
        (["PowerPoint Document"], [], "other"),
        ([f"Stream {number}" for number in range(40)] + ["WordDocument"], [], "doc"),
    ],
)
def test_ole_files_are_told_apart_by_the_streams_in_their_root(names: list[str], nested: list[str], code: str) -> None:
    assert format_of(make_compound(names, nested)) == code


@pytest.mark.parametrize(
    ("start", "code"), [(b"\xec\xa5\xc1\x00", "doc"), (b"\x09\x08\x10\x00\x00\x06\x05\x00", "xls")]
)
def test_ole_file_that_lost_its_directory_is_known_by_its_streams(start: bytes, code: str) -> None:
    header = make_compound(["Data"])[:512]
    assert format_of(header + start + b"\x00" * 2000) == code
    assert format_of(header + b"\x00" * 2000) == "other"


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        "<!DOCTYPE html>\n" + PAGE,
        "\ufeff  \r\n" + PAGE.upper(),
        "<!-- saved from url=(0022)http://x/ -->\n" + PAGE,
        "<!--[if lt IE 9]>x<![endif]--><!-- a\nb -->" + PAGE,
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>' + PAGE,
        TABLE,
        "<TABLE border=1>\n<TR><TD>1</TD></TR></TABLE>",
        '<div class="content"><p>正文</p></div>',
        "<p>第一段</p>\n<p>第二段</p>",
        '<meta charset="gb2312"><title>年报</title><p>正文</p>',
        "<style>td {}</style>" + TABLE,
        "<table><tr><td>1<tr><td>2",  # no end tag anywhere
        "2021年年报 打印 关闭\n" + TABLE,
        "Warning: mysql_connect() failed in /www/index.php\n" + PAGE,
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_pages_and_parts_of_pages_are_html(text: str, encoding: str) -> None:
    if encoding == "utf-16" and text.startswith(("<table><tr><td>1<tr", "2021")):
        pytest.skip("looked for in the bytes only")
    assert format_of(text.encode(encoding)) == "html"


def test_utf_16_without_a_mark_is_html() -> None:
    assert format_of(PAGE.encode("utf-16-le")) == format_of(PAGE.encode("utf-16-be")) == "html"


@pytest.mark.parametrize(
    "text",
    [
        REPORT,
        "",
        "<某县2021年政府信息公开工作年度报告>\n" + REPORT,
        "<<政府信息公开条例>>\n" + REPORT,
        "< 12 件\n" + REPORT,
        "<br>\n" + REPORT,  # left over, and nothing else is marked up
        "<p>\n" + REPORT,
        "<!-- 首页 -->\n" + REPORT,
        "<html\n" + REPORT,
        REPORT + "<table> 见附件",
        REPORT + "网页用<html>、<body>写成",
        "BMW采购情况\n" + REPORT,
        "%PDF 转换\n" + REPORT,
        "由%PDF-1.4转换\n" + REPORT,
        "From: 政府办\n" + REPORT,
        "日期: 2022\nMIME-Version: 1.0\n" + REPORT,
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_text_that_looks_odd_at_its_beginning_stays_text(text: str, encoding: str) -> None:
    assert format_of(text.encode(encoding)) == "text"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\r\n<junk>\x00%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", "pdf"),
        (b"{\\rtf1\\ansi abc}", "rtf"),
        (b"\n {\\rtf1 abc}", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image"),
        (b"II*\x00\x08\x00\x00\x00", "image"),
        (b"MM\x00*\x00\x00\x00\x08", "image"),
        (b"GIF89a", "image"),
        (b"BM" + struct.pack("<III", 60, 0, 54) + b"\x00" * 46, "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "other"),
        (b"Rar!\x1a\x07\x01\x00", "other"),
        (b"7z\xbc\xaf\x27\x1c", "other"),
        (b"\x1f\x8b\x08\x00", "other"),
        (b"MZ\x90\x00", "other"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', "other"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>', "other"),
        (b"From: <Saved by Blink>\r\nSubject: =?utf-8?Q?x?=\r\nMIME-Version: 1.0\r\n"
         b'Content-Type: multipart/related;\r\n\ttype="text/html"\r\n\r\n', "mhtml"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", "mhtml"),
        (b'mime-version: 1.0\nX-Document-Type: Workbook\ncontent-type: text/html; charset="gb2312"\n\n', "mhtml"),
    ],
)  # fmt: skip
def test_other_formats_are_known_by_their_bytes(content: bytes, code: str) -> None:
    assert format_of(content) == code


def test_flat_text_of_opendocument_is_odt() -> None:
    declared = b'<?xml version="1.0"?>\n<office:document xmlns:office="x" office:mimetype="application/vnd.oasis.'
    assert format_of(declared + b'opendocument.text"><office:body/></office:document>') == "odt"
    assert format_of(declared + b'opendocument.graphics"><office:body/></office:document>') == "other"


def test_real_reports_are_text(shared_reports: Path) -> None:
    assert {format_of(path.read_bytes()) for path in shared_reports.glob("**/*.txt")} == {"text"}


def test_telling_formats_apart_needs_no_polars() -> None:
    program = (
        "import sys, extract.readers.signatures, extract.readers.containers.bundles; assert 'polars' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
