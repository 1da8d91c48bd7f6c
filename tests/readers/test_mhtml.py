"""Pages saved as one file, and mails: what is read is what was printed, with its pictures and documents."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from random import Random

import pytest

from extract.readers.blocks import Attachment, CannotRead, Line, Picture, Table
from extract.readers.html.mhtml import read_mhtml
from tests.generator.documents import print_document
from tests.generator.documents.mhtml import write_browser_mhtml, write_mhtml, write_word_mhtml

from .test_html import as_shown, lines, printed_cells, printed_lines, read_cells, tables

_PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 24


def message(*parts: str, kind: str = "related") -> bytes:
    """A multipart message; each part with its headers."""
    body = "".join(f"--edge\r\n{part}\r\n" for part in parts)
    return f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="edge"\r\n\r\n{body}--edge--\r\n'.encode()


def page(markup: str, charset: str = "utf-8", headers: str = "") -> str:
    encoded = base64.encodebytes(markup.encode(charset)).decode()
    kind = f"Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: base64"
    return f"{kind}\r\n{headers}\r\n{encoded}"


def picture(headers: str, content: bytes = _PICTURE) -> str:
    encoded = base64.encodebytes(content).decode()
    return f"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n{headers}\r\n\r\n{encoded}"


@pytest.mark.parametrize("write", [write_word_mhtml, write_browser_mhtml])
@pytest.mark.parametrize("seed", range(8))
def test_saved_page_reads_as_printed(write: object, seed: int) -> None:
    document = print_document(seed)
    assert callable(write)
    reading = read_mhtml(write(document, Random(seed)))
    assert [read_cells(table) for table in tables(reading)] == [printed_cells(table) for table in document.tables()]
    assert [as_shown(line) for line in lines(reading)] == printed_lines(document)


def test_same_seed_writes_the_same_file() -> None:
    document = print_document(1)
    assert write_mhtml(document, Random(1)) == write_mhtml(document, Random(1))


@pytest.mark.parametrize(
    ("source", "headers"),
    [
        ("cid:one@x", "Content-ID: <one@x>"),
        ("r.files/image001.png", "Content-Location: file:///C:/1/r.files/image001.png"),
        ("年报.files/1.png", "Content-Location: file:///C:/%E5%B9%B4%E6%8A%A5.files/1.png"),
        ("my%20report.files/1.png", "Content-Location: file:///C:/my report.files/1.png"),
        ("http://x.cn/a.png", "Content-Location: http://x.cn/a.png"),
    ],
)
def test_picture_stands_where_the_page_shows_it(source: str, headers: str) -> None:
    content = message(page(f"<p>甲<p><img src='{source}'><p>乙"), picture(headers))
    assert read_mhtml(content).blocks == [Line("甲"), Picture(_PICTURE), Line("乙")]


def test_picture_that_no_page_shows_comes_last_and_small_ones_not_at_all() -> None:
    content = message(page("<p>甲"), picture("Content-ID: <a>"), picture("Content-ID: <b>", b"GIF89a"))
    assert read_mhtml(content).blocks == [Line("甲"), Picture(_PICTURE, "part 2")]


def test_single_page_without_parts_is_read() -> None:
    content = b"MIME-Version: 1.0\r\n" + page("<table><tr><td>规章<td>1</table>", "gb18030").encode()
    (table,) = read_mhtml(content).blocks
    assert isinstance(table, Table) and [cell.text for cell in table.cells] == ["规章", "1"]


def test_page_of_running_heads_is_not_read_but_a_frame_is() -> None:
    heads = page("<p>- 1 -", headers="Content-Location: file:///C:/r.files/header.htm\r\n")
    frame = page("<p>正文", headers="Content-ID: <frame@x>\r\n")
    content = message(page("<p>甲<iframe src='cid:frame@x'></iframe>"), heads, frame)
    assert read_mhtml(content).blocks == [Line("甲"), Line("正文")]


def test_mail_with_a_report_gives_its_text_once_and_the_document() -> None:
    mail = EmailMessage()
    mail["Subject"] = "年报"
    mail.set_content("见附件")
    mail.add_alternative("<p>见附件</p><a href='年报.docx'>年报</a>", subtype="html")
    mail.add_attachment(b"PK\x03\x04document", maintype="application", subtype="msword", filename="年报.docx")
    reading = read_mhtml(mail.as_bytes())
    assert reading.blocks == [Line("见附件"), Line("年报"), Attachment(b"PK\x03\x04document", "年报.docx")]
    assert reading.issue_codes == []


def test_plain_mail_gives_its_lines_and_forwarded_ones_theirs() -> None:
    inner = EmailMessage()
    inner.set_content("规章\t1\n", charset="gb18030", cte="base64")
    outer = EmailMessage()
    outer.set_content("转发\n")
    outer.add_attachment(inner)
    assert lines(read_mhtml(outer.as_bytes())) == ["转发", "规章\t1"]


def test_what_a_page_needs_is_no_document() -> None:
    needed = ("text/css", "text/xml", "application/javascript", "application/vnd.ms-officetheme", "font/woff2")
    content = message(page("<p>甲"), *(f"Content-Type: {kind}\r\n\r\nx" for kind in needed))
    assert read_mhtml(content).blocks == [Line("甲")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(message(*["Content-Type: text/css\r\n\r\nx"] * 600), id="parts"),
        pytest.param(b"Content-Type: message/rfc822\n\n" * 3_000, id="mails in mails"),
        pytest.param(b"Content-Type: message/\n rfc822\n\n" * 3_000, id="folded headers"),
        pytest.param(
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(30)), id="depth"
        ),
        pytest.param(
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5_000)),
            id="boundaries",
        ),
    ],
)
def test_message_beyond_limits_is_refused(content: bytes) -> None:
    with pytest.raises(CannotRead) as refused:
        read_mhtml(content)
    assert (refused.value.reason_code, refused.value.issue_code) == ("too_large", "reader_limit")


@pytest.mark.parametrize("content", [b"", b"MIME-Version: 1.0\n\n", b"Content-Type: multipart/related\n\nx"])
def test_message_without_anything_to_read_is_refused(content: bytes) -> None:
    with pytest.raises(CannotRead) as refused:
        read_mhtml(content)
    assert (refused.value.reason_code, refused.value.issue_code) == ("undecodable", "file_damaged")


def test_changed_bytes_are_read_or_refused() -> None:
    rng = Random(5)
    contents = [write_mhtml(print_document(seed), Random(seed)) for seed in range(4)]
    for number in range(40):
        content = bytearray(contents[number % 4])
        for _ in range(rng.randint(1, 30)):
            place = rng.randrange(min(len(content), rng.choice((600, len(content)))))
            content[place : place + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3))
        try:
            read_mhtml(bytes(content))
        except CannotRead as refused:
            assert refused.reason_code in {"empty", "undecodable", "too_large"}
