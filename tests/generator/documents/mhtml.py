"""Generated reports as pages saved in one file: by Word, and by a browser."""

from __future__ import annotations

import base64
import quopri
from random import Random

from .html import LOOKS, word_page
from .printed import PrintedDocument

Part = tuple[dict[str, str], bytes]


def write_mhtml(document: PrintedDocument, rng: Random) -> bytes:
    """The document as "single file web page", as Word or as a browser saves it."""
    return rng.choice((write_word_mhtml, write_browser_mhtml))(document, rng)


def write_word_mhtml(document: PrintedDocument, rng: Random) -> bytes:
    """GBK in quoted-printable or base64, with Word's list of files and a page of running heads."""
    folder = f"file:///C:/{rng.getrandbits(32):08X}"
    page = word_page(document, rng, "gb2312").encode("gb18030")
    heads = b"<html><body><div style='mso-element:header' id=h1><p class=MsoHeader>- 1 -</p></div></body></html>"
    parts = [
        (_page_headers("gb2312", f"{folder}/report.htm"), page),
        (_page_headers("us-ascii", f"{folder}/report.files/header.htm"), heads),
        ({"Content-Location": f"{folder}/report.files/filelist.xml", "Content-Type": "text/xml"}, b"<xml/>"),
    ]
    return _message(f"----=_NextPart_{rng.getrandbits(64):016X}", parts, rng.choice(("quoted-printable", "base64")))


def write_browser_mhtml(document: PrintedDocument, rng: Random) -> bytes:
    """What the browser showed, in UTF-8, with the style sheet of the page."""
    page = LOOKS[rng.choice(("bare", "styled", "open"))](document, rng)
    site = "http://www.example.gov.cn"
    parts = [
        (_page_headers("utf-8", f"{site}/zwgk/report.html"), page),
        ({"Content-Type": "text/css", "Content-Location": f"{site}/style.css"}, b"td { border: 1px solid }"),
    ]
    return _message(f"----MultipartBoundary--{rng.getrandbits(128):032x}----", parts, "quoted-printable")


def _page_headers(charset: str, location: str) -> dict[str, str]:
    return {"Content-Type": f'text/html; charset="{charset}"', "Content-Location": location}


def _message(boundary: str, parts: list[Part], encoding: str) -> bytes:
    """A multipart message with CRLF lines."""
    head = f'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="{boundary}"\n\n'
    pieces = [head.encode()]
    for headers, content in parts:
        lines = [*(f"{name}: {value}" for name, value in headers.items()), f"Content-Transfer-Encoding: {encoding}"]
        pieces.append("\n".join([f"--{boundary}", *lines, "", ""]).encode() + _encoded(content, encoding) + b"\n")
    pieces.append(f"--{boundary}--\n".encode())
    return b"".join(pieces).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _encoded(content: bytes, encoding: str) -> bytes:
    return base64.encodebytes(content) if encoding == "base64" else quopri.encodestring(content)
