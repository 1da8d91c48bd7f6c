"""What the styles of an ODT hide, and its sections, paragraphs and texts under a condition."""

from __future__ import annotations

import re

from lxml import etree

from extract.readers.containers.packages import local_name
from extract.readers.opendocument.elements import attribute, remove

_HIDES = re.compile(rb"display\s*=\s*[\"'](?:none|condition)|is-hidden")
_MOST_PARENTS = 100  # styles based on each other; a loop ends here
_MARKED = ("{*}section", "{*}hidden-paragraph", "{*}hidden-text")
_TEXTS = {"span", "a", "ruby", "ruby-base", "meta", "meta-field"}  # what holds text that styles apply to
_FAMILIES = ("paragraph", "text")

_Name = tuple[str, str]  # family and name of a style; a family's default style has no name


def may_hide(content: bytes) -> bool:
    """Whether a part hides anything; true too often."""
    return _HIDES.search(content) is not None


def remove_hidden(root: etree._Element, others: list[etree._Element]) -> None:
    """Take what is hidden out of a document; further parts may hold the styles that have names."""
    for mark in list(root.iter(*_MARKED)):
        if attribute(mark, "is-hidden") == "true" or attribute(mark, "display") == "none":
            paragraph = mark.getparent() if local_name(mark) == "hidden-paragraph" else mark
            if paragraph is not None:
                remove(paragraph)
    named = (group for part in (root, *others) for group in part.iterfind("{*}styles"))
    hides = _hiding_styles([*root.iterfind("{*}automatic-styles"), *named])
    if any(hides.values()):
        for paragraph in list(root.iter("{*}p", "{*}h")):
            _hide(paragraph, hides, hides.get(("paragraph", ""), False))


def _hiding_styles(groups: list[etree._Element]) -> dict[_Name, bool]:
    """Which styles hide or show text, by themselves or by what they are based on; others say nothing."""
    marks: dict[_Name, bool] = {}
    parents: dict[_Name, _Name] = {}
    for style in (one for group in groups for one in group.iterfind("*")):
        display = "".join(attribute(one, "display") for one in style.iterfind("{*}text-properties"))
        parent = attribute(style, "parent-style-name")
        for family in [attribute(style, "family")] if attribute(style, "family") else _FAMILIES:
            name = family, attribute(style, "name")
            if display:
                marks[name] = display == "none"
            if parent:
                parents[name] = family, parent
    return marks | {name: marks[origin] for name in parents if (origin := _origin(name, marks, parents)) in marks}


def _origin(name: _Name, marks: dict[_Name, bool], parents: dict[_Name, _Name]) -> _Name:
    """The style that a style has its word about hiding from."""
    for _ in range(_MOST_PARENTS):
        if name in marks or name not in parents:
            break
        name = parents[name]
    return name


def _hide(element: etree._Element, hides: dict[_Name, bool], is_hidden: bool) -> None:
    """Take the hidden text out of a paragraph, or out of a part of it that stands in hidden text or not."""
    space, _, name = element.tag.rpartition("}")
    family = "text" if name in _TEXTS else "paragraph"
    is_hidden = hides.get((family, element.get(f"{space}}}style-name" if space else "style-name", "")), is_hidden)
    if is_hidden:
        element.text = None
    for child in list(element):
        if local_name(child) in _TEXTS:
            _hide(child, hides, is_hidden)
        if is_hidden:
            child.tail = None
            if local_name(child) not in _TEXTS:
                remove(child)
