"""The text of DOCX paragraphs, and the trees around it: what is not printed is removed, what floats moves out."""

from __future__ import annotations

from lxml import etree

from extract.readers.containers.packages import local_name, name_of

# Tracked deletions and the old places of moves, phonetic guides, cells whose deletion is tracked.
_UNPRINTED = ("{*}del", "{*}moveFrom", "{*}rt", "{*}cellDel")
_BLOCKS = ("{*}txbxContent", "{*}blip", "{*}imagedata", "{*}OLEObject")
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_APART = {"vertAlign", "strike", "dstrike"}
_NO = {"0", "false", "off"}


def remove_unprinted(body: etree._Element) -> None:
    """Take out what Word would not print: deletions, hidden text, and all but one of the alternatives for a drawing."""
    for alternatives in list(body.iter("{*}AlternateContent")):
        for child in list(alternatives.iterchildren("*"))[1:]:  # the choice for the newest program comes first
            alternatives.remove(child)
    for mark in list(body.iter(*_UNPRINTED)):
        remove(_meant(mark))
    for mark in list(body.iter("{*}vanish")):
        run = mark.getparent().getparent()
        if local_name(run) == "r" and is_on(mark):
            remove(run)


def part_blocks_from_text(body: etree._Element) -> None:
    """Move text boxes, pictures and embedded documents behind the paragraph that they stand in."""
    for block in reversed(list(body.iter(*_BLOCKS))):
        paragraph = next(block.iterancestors("{*}p"), None)
        if paragraph is not None:
            paragraph.addnext(block)


def paragraph_text(paragraph: etree._Element) -> str:
    """The text of a paragraph, with tabs and line breaks; what has no known character is U+FFFD.

    What is raised, lowered or struck through is parted by spaces, so that no mark of a note and no digit that somebody
    struck out becomes a part of a number. Of fields the result is printed, and nothing that is in their codes.
    """
    parts: list[str] = []
    codes: list[int | None] = []  # of each field that is open: where its code begins, as long as that goes on
    apart = ""
    for element in paragraph.iter():
        name = name_of(element.tag)
        if name == "r":
            apart = ""
        elif name == "t":
            text = "".join(element.itertext()) if len(element) else element.text or ""
            parts.append(f" {text} " if apart else text)
        elif name == "sym":
            parts.append(_symbol(attribute(element, "char")))
        elif name in _CHARACTERS and name_of(element.getparent().tag) != "tabs":  # no tab stop of the paragraph
            parts.append(_CHARACTERS[name])
        elif name == "fldChar":
            _follow_field(attribute(element, "fldCharType"), codes, parts)
        elif name in _APART and is_on(element) and attribute(element, "val") != "baseline":
            apart = name
    return "".join(parts)


def _follow_field(kind: str, codes: list[int | None], parts: list[str]) -> None:
    """Take back what was in the code of a field, such as the results of fields in it."""
    if kind == "begin":
        codes.append(len(parts))
    elif codes and (start := codes.pop()) is not None:
        del parts[start:]
    if kind == "separate":
        codes.append(None)


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute in the namespace of its element; empty where either is not there."""
    if element is None:
        return ""
    return element.get(f"{element.tag[: element.tag.rfind('}') + 1]}{name}", "")


def is_on(mark: etree._Element) -> bool:
    """Whether a property that is there is not there to say no."""
    return attribute(mark, "val") not in _NO


def _meant(mark: etree._Element) -> etree._Element:
    """What a mark of deletion is about: a row, a cell, or what stands in the mark itself."""
    parent = mark.getparent()
    return parent.getparent() if local_name(parent) in ("trPr", "tcPr") else mark


def remove(element: etree._Element) -> None:
    """Take an element out of the tree."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _symbol(code: str) -> str:
    """The character of a code; in the private area only its font knows what it looks like."""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return "\ufffd"
    return "\ufffd" if "\ud800" <= character <= "\uf8ff" else character
