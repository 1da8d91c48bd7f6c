"""What every reader of a document gives: its blocks in reading order, with the place of each in the document.

A reader knows its format and nothing of the form. Spans become positions here, once: a cell stands where its
first row and column are, and covers as many as its spans say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Cell(NamedTuple):
    """One physical cell of a table; blank ones are cells too, places covered by a span are none.

    `place` leads a person to the cell in the document: "table 2 row 5 column 3", "page 3 box 101,220,131,236".
    `confidence` is null where the text is printed as characters; 0 to 1 where it was recognised in a picture.
    A character that could not be recognised for certain is U+FFFD, so that no number is made of it.
    """

    text: str
    row: int  # from 0 in its table
    column: int  # from 0 in its table
    row_span: int = 1
    column_span: int = 1
    place: str = ""
    confidence: float | None = None


@dataclass(slots=True)
class Line:
    """A line of prose: a paragraph, a heading, a line between two line breaks."""

    text: str
    place: str = ""


@dataclass(slots=True)
class Table:
    """One printed table, also when it goes on over several pages; its cells sorted by row and column."""

    cells: list[Cell]


@dataclass(slots=True)
class Picture:
    """A picture that may hold a page or a table: the bytes of an image file."""

    content: bytes
    place: str = ""


@dataclass(slots=True)
class Attachment:
    """A document inside a document, in any format."""

    content: bytes
    place: str = ""


Block = Line | Table | Picture | Attachment


@dataclass(slots=True)
class Reading:
    """What a reader found in one document.

    `issue_codes`: findings on the document as a whole (form/issue_codes.csv), such as that a part was left out.
    """

    blocks: list[Block] = field(default_factory=list)
    encoding_code: str | None = None  # of formats that are text, such as HTML
    has_damaged_bytes: bool = False
    issue_codes: list[str] = field(default_factory=list)


class CannotRead(Exception):
    """A document that cannot be read, with the reason_code of the rejection and, if more is known, an issue_code."""

    def __init__(self, reason_code: str, issue_code: str | None = None) -> None:
        super().__init__(reason_code, issue_code)  # both, so that it can be sent between processes
        self.reason_code = reason_code
        self.issue_code = issue_code
