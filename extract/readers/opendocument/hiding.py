"""What the styles of an ODT hide, and its sections, paragraphs and texts under a condition."""

from __future__ import annotations

import re

from lxml import etree

from extract.readers.containers.packages import local_name
from extract.readers.opendocument.elements import attribute, remove
from extract.readers.opendocument.styles import StyleName, holds_text, style_of, told

_HIDES = re.compile(rb"display\s*=\s*[\"'](?:none|condition)|is-hidden")
_MARKED = ("{*}section", "{*}hidden-paragraph", "{*}hidden-text")


def may_hide(content: bytes) -> bool:
    """Whether a part hides anything; true too often."""
    return _HIDES.search(content) is not None


def remove_hidden(root: etree._Element, styles: list[etree._Element]) -> None:
    """Take what is hidden out of a document that has these styles."""
    for mark in list(root.iter(*_MARKED)):
        if attribute(mark, "is-hidden") == "true" or attribute(mark, "display") == "none":
            paragraph = mark.getparent() if local_name(mark) == "hidden-paragraph" else mark
            if paragraph is not None:
                remove(paragraph)
    hides = told(styles, _tell)
    if any(hides.values()):
        for paragraph in list(root.iter("{*}p", "{*}h")):
            _hide(paragraph, hides, hides.get(("paragraph", ""), False))


def _tell(properties: etree._Element) -> bool | None:
    display = attribute(properties, "display")
    return display == "none" if display else None


def _hide(element: etree._Element, hides: dict[StyleName, bool], is_hidden: bool) -> None:
    """Take the hidden text out of a paragraph, or out of a part of it that stands in hidden text or not."""
    is_hidden = hides.get(style_of(element), is_hidden)
    if is_hidden:
        element.text = None
    for child in list(element):
        if holds_text(child):
            _hide(child, hides, is_hidden)
        if is_hidden:
            child.tail = None
            if not holds_text(child):
                remove(child)
