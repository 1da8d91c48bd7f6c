"""The reader of pages saved as one file (MHTML, by Word and by browsers), and of mails that bring a report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from urllib.parse import unquote

from extract.readers.blocks import Attachment, CannotRead, Line, Picture, Reading
from extract.readers.encodings import decode
from extract.readers.html.document import read_page
from extract.readers.html.page import SMALL_PICTURE

MOST_BYTES = 40_000_000  # pages are no longer than 20 MB; pictures and attachments grow by a third in base64
MOST_PARTS = 500
MOST_DEPTH = 5  # parts within parts
MOST_NESTED = 50  # parts that hold parts

_BOUNDARY = re.compile(rb"(?i)\bboundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))")
# What a page needs to be shown, but holds no report.
_FURNITURE = re.compile(
    r"application/(?:x-)?(?:javascript|ecmascript|json|xml|font\b.*|shockwave-flash|vnd\.ms-officetheme|vnd\.ms-fontobject)"
)


def read_mhtml(content: bytes) -> Reading:
    """The page and, behind it, the attached documents; pictures stand where the page shows them, else at its end.

    Raises:
        CannotRead: `too_large` with `reader_limit` for more than 500 parts or parts nested deeper than 5, and as for
            a page alone; `undecodable` with `file_damaged` if no part can be read.
    """
    _check_parts(content)
    try:
        message = message_from_bytes(content.lstrip())  # its policy fails on fewer headers than the newer one
        return _Mail(list(_leaves(message, 0))).read()
    except RecursionError as error:
        raise CannotRead("too_large", "reader_limit") from error


class _Mail:
    """The parts of a message that hold something themselves, and what is read of them."""

    def __init__(self, parts: list[Message]) -> None:
        self._parts = parts
        self._reading = Reading()
        self._pages: list[bytes] = []
        self._shown: set[int] = set()  # the numbers of parts whose pictures a page shows
        self._pictures: dict[str, list[tuple[int, str]]] = {}  # last part of an address → number of part, address
        for number, part in enumerate(parts):
            if part.get_content_maintype() == "image":
                for address in (_header(part, "content-location"), f"cid:{_header(part, 'content-id').strip('<>')}"):
                    self._pictures.setdefault(unquote(address).rpartition("/")[2], []).append(
                        (number, unquote(address))
                    )

    def read(self) -> Reading:
        for part in self._parts:
            if part.get_content_type() == "text/html" and not _is_attached(part):
                self._read_page(part)
            elif part.get_content_type() == "text/plain" and not _is_attached(part):
                text = decode(_content(part)).text or ""
                self._reading.blocks += [Line(line.strip()) for line in text.splitlines() if line.strip()]
        for number, part in enumerate(self._parts):
            self._add(number, part)
        if not self._reading.blocks:
            raise CannotRead("undecodable", "file_damaged")
        if any(isinstance(block, Attachment) for block in self._reading.blocks):
            self._reading.issue_codes = []  # no table is elsewhere that does not come along
        return self._reading

    def _read_page(self, part: Message) -> None:
        """Read the first page, and others only if it shows them as frames (Word adds one for running heads)."""
        content, name = _content(part), _header(part, "content-id").strip("<>")
        is_frame = bool(name) and any(f"cid:{name}".encode() in page for page in self._pages)
        if not content.strip() or (self._pages and not is_frame):
            return
        self._pages.append(content)
        reading = read_page(content, part.get_content_charset(), self._find_picture)
        self._reading.blocks += reading.blocks
        self._reading.encoding_code = self._reading.encoding_code or reading.encoding_code
        self._reading.has_damaged_bytes |= reading.has_damaged_bytes
        self._reading.issue_codes += set(reading.issue_codes) - set(self._reading.issue_codes)

    def _add(self, number: int, part: Message) -> None:
        """Add a document, or a picture that no page shows."""
        kind = part.get_content_maintype()
        if kind == "image":
            if number not in self._shown and len(content := _content(part)) >= SMALL_PICTURE:
                self._reading.blocks.append(Picture(content, _place(part, number)))
        elif _is_attached(part) or (kind == "application" and not _FURNITURE.fullmatch(part.get_content_type())):
            self._reading.blocks.append(Attachment(_content(part), _place(part, number)))

    def _find_picture(self, source: str) -> bytes | None:
        """The picture that an img element means, by its id or its address, of which pages write the end; each once."""
        wanted = unquote(source).removeprefix("./")
        for number, address in self._pictures.get(wanted.rpartition("/")[2], ()):
            if number not in self._shown and (address == wanted or address.endswith("/" + wanted)):
                self._shown.add(number)
                return _content(self._parts[number])
        return None


def _check_parts(content: bytes) -> None:
    """Refuse what would keep the parser busy: its time grows with the square of the depth."""
    boundaries = {quoted or plain for quoted, plain in _BOUNDARY.findall(content)}
    nested = max(len(boundaries), content.lower().count(b"message/rfc822"))
    if len(content) > MOST_BYTES or nested > MOST_NESTED:
        raise CannotRead("too_large", "reader_limit")
    if sum(content.count(b"--" + boundary) for boundary in boundaries) > MOST_PARTS + 2 * len(boundaries):
        raise CannotRead("too_large", "reader_limit")


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """The parts that hold no parts; of alternatives only the page, or the last one."""
    if depth > MOST_DEPTH:
        raise CannotRead("too_large", "reader_limit")
    if not part.is_multipart():
        yield part
        return
    children = [child for child in part.get_payload() if isinstance(child, Message)]
    if part.get_content_type() == "multipart/alternative":
        leaves = [list(_leaves(child, depth + 1)) for child in children]
        pages = [one for one in leaves if any(leaf.get_content_type() == "text/html" for leaf in one)]
        yield from (pages or leaves)[-1]
    else:
        for child in children:
            yield from _leaves(child, depth + 1)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _header(part: Message, name: str) -> str:
    """A header as text; empty where there is none."""
    return str(part.get(name, "")).strip()


def _place(part: Message, number: int) -> str:
    """The name of the file that a part is, or its number."""
    name = part.get_filename()
    if not name:
        return f"part {number + 1}"
    try:
        return str(make_header(decode_header(name)))
    except (HeaderParseError, LookupError, ValueError):  # an encoding that is unknown, or not what it says
        return name
