"""One walk over the tree of a page, from its first node to its last: texts to lines and cells."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence

from selectolax.lexbor import LexborNode

from extract.readers.blocks import Block, CannotRead, Line, Picture, Table
from extract.readers.html.elements import BLOCKS, UNPRINTED
from extract.readers.html.styles import GONE, UNSEEN, Hidden
from extract.readers.html.tables import OpenTable
from extract.readers.spans import MOST_CELLS

SMALL_PICTURE = 5_000  # bytes; smaller ones are icons, rules and buttons

# What stands for line breaks of the page and for blanks of preformatted text until the rest is cleaned of blanks.
_BREAK = "\x00"
_EDGES = "\x00\t\n\f\r "
_KEPT = str.maketrans(" \t\n", "\x01\x02\x03")
_GIVEN_BACK = str.maketrans("\x01\x02\x03", " \t\n")
_BLANKS = re.compile(r"[\t\n\f\r ]+")
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BREAK_IN_CHINESE = re.compile(rf"\n(?<={_WIDE}\n)[\t\n\f\r ]*(?={_WIDE})")  # where the source was wrapped

_LOOKS = '[rowspan],[colspan],[hidden],[style*="display" i],[style*="visibility" i],[style*="mso-hide" i],option'
_GONE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all")
_UNSEEN = re.compile(r"visibility\s*:\s*hidden")
_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item|flow-root)")
_TYPED = frozenset({"text", "number", "tel", "search", ""})  # types of input elements that show their value

_PREFORMATTED = ("pre", "textarea", "xmp", "listing", "plaintext")
# Never joined to the text beside them: the mark of a note or a deleted digit would become a part of a number.
_APART = ("sup", "sub", "del", "s", "strike")

FindPicture = Callable[[str], bytes | None]
_Spans = tuple[str | None, str | None]  # rowspan, colspan


class PageWalk:
    """The blocks of a page. `row_count` counts the rows of all its tables, also of those that are no table here."""

    def __init__(self, find_picture: FindPicture | None = None) -> None:
        self.blocks: list[Block] = []
        self.row_count = 0
        self._find_picture = find_picture
        self._pieces: list[str] = []  # text not yet given, with the characters above
        self._tables: list[OpenTable] = []
        self._table_count = 0
        self._cell_count = 0
        self._spans: dict[int, _Spans] = {}
        self._preformatted = 0  # elements open
        self._gives_back = False  # whether the pieces hold preformatted text
        self._starts: dict[str, Callable[[LexborNode], None]] = {
            **dict.fromkeys(_APART, self._part),
            **dict.fromkeys(_PREFORMATTED, self._start_preformatted),
            **dict.fromkeys(("thead", "tbody", "tfoot"), self._start_group),
            **dict.fromkeys(("td", "th"), self._start_cell),
            **{"table": self._start_table, "tr": self._start_row, "img": self._show, "input": self._type},
        }
        self._ends: dict[str, Callable[[LexborNode], None]] = {
            **dict.fromkeys(_APART, self._part),
            **dict.fromkeys(_PREFORMATTED, self._end_preformatted),
            **dict.fromkeys(("td", "th"), self._end_cell),
            **{"table": self._end_table, "tr": self._end_row, "caption": self._give_lines},
        }

    def walk(self, root: LexborNode, hidden: Mapping[int, Sequence[Hidden]]) -> None:
        """Read all below a node, but not what is hidden in it.

        What is done for every node is done right here, as there are thousands.
        """
        starts, ends, pieces = self._starts, self._ends, self._pieces
        self._spans, styles = _looks(root, hidden)
        above: list[tuple[LexborNode, str | None]] = []
        node = root.first_child
        while node is not None or above:
            if node is None:
                node, tag = above.pop()
                if tag in BLOCKS:
                    pieces.append(_BREAK)
                if tag in ends:
                    ends[tag](node)
                if styles and styles.get(node.mem_id) == "block":
                    pieces.append(_BREAK)
                node = node.next
                continue
            tag = node.tag
            if tag == "-text":
                text = node.text_content or ""
                pieces.append(text.translate(_KEPT) if self._preformatted else text)
                node = node.next
                continue
            style = styles.get(node.mem_id) if styles else None
            if tag in UNPRINTED or style == GONE:
                node = node.next
                continue
            if tag in BLOCKS or style == "block":
                pieces.append(_BREAK)
            if tag in starts:
                starts[tag](node)
            above.append((node, tag))
            node = None if style == UNSEEN else node.first_child
        self._give_lines()

    def _part(self, _: LexborNode) -> None:
        self._pieces.append(" ")

    def _start_preformatted(self, _: LexborNode) -> None:
        self._preformatted += 1
        self._gives_back = True

    def _end_preformatted(self, _: LexborNode) -> None:
        self._preformatted -= 1

    def _start_table(self, _: LexborNode) -> None:
        if self._tables and not self._tables[-1].dissolved:
            self._tables[-1].dissolved = True
            self.blocks += self._tables[-1].lines()
        self._give_lines()
        self._tables.append(OpenTable())

    def _end_table(self, _: LexborNode) -> None:
        table = self._tables.pop()
        if table.dissolved:
            self._give_lines()
            return
        self._pieces.clear()
        found = table.blocks(self._table_count + 1)
        self._table_count += sum(isinstance(block, Table) for block in found)
        self.blocks += found

    def _start_group(self, node: LexborNode) -> None:
        self._tables[-1].start_group(node.tag or "")

    def _start_row(self, _: LexborNode) -> None:
        self.row_count += 1
        self._tables[-1].start_row()

    def _end_row(self, node: LexborNode) -> None:
        self._tables[-1].end_row(node.attributes)

    def _start_cell(self, _: LexborNode) -> None:
        if self._tables[-1].dissolved:
            self._pieces.append(_BREAK)
        else:
            self._pieces.clear()  # what lies between cells is blank

    def _end_cell(self, node: LexborNode) -> None:
        self._cell_count += 1
        if self._cell_count > MOST_CELLS:
            raise CannotRead("too_large", "reader_limit")
        if self._tables[-1].dissolved:
            self._pieces.append(_BREAK)
        else:
            row_span, column_span = self._spans.get(node.mem_id, (None, None))
            self._tables[-1].add_cell("\n".join(self._take_lines()), row_span, column_span)

    def _type(self, node: LexborNode) -> None:
        """What was typed into a form's field is printed as if it stood there."""
        attributes = node.attributes
        if (attributes.get("type") or "").lower() in _TYPED:
            self._pieces.append(f" {attributes.get('value') or ''} ")

    def _show(self, node: LexborNode) -> None:
        source = node.attributes.get("src") or ""
        if source[:5].lower() == "data:":
            content = _embedded(source)
        else:
            content = self._find_picture(source) if self._find_picture else None
        if content is None or len(content) < SMALL_PICTURE:
            return
        if not self._tables or self._tables[-1].dissolved:
            self._give_lines()
        self.blocks.append(Picture(content))

    def _give_lines(self, _: LexborNode | None = None) -> None:
        self.blocks += [Line(line) for line in self._take_lines()]

    def _take_lines(self) -> list[str]:
        """The lines of the text gathered; blank ones only where they are preformatted, and so may be blank cells."""
        text = "".join(self._pieces).strip(_EDGES)
        self._pieces.clear()
        if text.isalnum():  # as in most cells
            return [text]
        if "\n" in text:
            text = _BREAK_IN_CHINESE.sub("", text)
        lines = [line for part in _BLANKS.sub(" ", text).split(_BREAK) if (line := part.strip())]
        if self._gives_back:
            self._gives_back = self._preformatted > 0
            lines = [one for line in lines for one in line.translate(_GIVEN_BACK).rstrip("\n").split("\n")]
        return lines


def _looks(root: LexborNode, hidden: Mapping[int, Sequence[Hidden]]) -> tuple[dict[int, _Spans], dict[int, str]]:
    """By the mem_id of elements: spans as written, and whether they are "gone", "unseen" in their place, a "block"."""
    spans: dict[int, _Spans] = {}
    styles = {identity: min(one.look for one in causes) for identity, causes in hidden.items()}
    for node in root.css(_LOOKS):
        attributes = node.attributes
        style = (attributes.get("style") or "").lower()
        if "rowspan" in attributes or "colspan" in attributes:
            spans[node.mem_id] = attributes.get("rowspan"), attributes.get("colspan")
        if _GONE.search(style) or "hidden" in attributes or (node.tag == "option" and "selected" not in attributes):
            styles[node.mem_id] = GONE
        elif _UNSEEN.search(style):
            styles.setdefault(node.mem_id, UNSEEN)
        elif causes := [one for one in hidden.get(node.mem_id, ()) if one.is_important or one.property not in style]:
            styles[node.mem_id] = min(one.look for one in causes)
        else:
            styles.pop(node.mem_id, None)
            if _AS_BLOCK.search(style):
                styles[node.mem_id] = "block"
    return spans, styles


def _embedded(source: str) -> bytes | None:
    """The bytes of a picture that is written into the page itself."""
    kind, _, data = source.partition(",")
    if not kind.lower().startswith("data:image/") or not kind.lower().endswith(";base64"):
        return None
    try:
        return base64.b64decode(data)
    except (binascii.Error, ValueError):
        return None
