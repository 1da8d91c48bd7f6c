"""What the styles of an ODT say of its text, by themselves or by what they are based on."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from extract.readers.containers.packages import local_name
from extract.readers.opendocument.elements import attribute

_MOST_PARENTS = 100  # styles based on each other; a loop ends here
_TEXTS = {"span", "a", "ruby", "ruby-base", "meta", "meta-field"}  # what holds text that styles apply to
_FAMILIES = ("paragraph", "text")

StyleName = tuple[str, str]  # family and name of a style; a family's default style has no name


def styles_of(root: etree._Element, others: list[etree._Element]) -> list[etree._Element]:
    """The styles that the text of a document may have; further parts may hold the ones that have names."""
    named = (group for part in (root, *others) for group in part.iterfind("{*}styles"))
    return [style for group in (*root.iterfind("{*}automatic-styles"), *named) for style in group.iterfind("*")]


def told(styles: list[etree._Element], tell: Callable[[etree._Element], bool | None]) -> dict[StyleName, bool]:
    """What styles tell of text, from their properties or from those of what they are based on; others say nothing."""
    marks: dict[StyleName, bool] = {}
    parents: dict[StyleName, StyleName] = {}
    for style in styles:
        answers = [answer for one in style.iterfind("{*}text-properties") if (answer := tell(one)) is not None]
        parent = attribute(style, "parent-style-name")
        for family in [attribute(style, "family")] if attribute(style, "family") else _FAMILIES:
            name = family, attribute(style, "name")
            if answers:
                marks[name] = answers[0]
            if parent:
                parents[name] = family, parent
    return marks | {name: marks[origin] for name in parents if (origin := _origin(name, marks, parents)) in marks}


def holds_text(element: etree._Element) -> bool:
    """Whether an element in a paragraph holds text that may have a style of its own."""
    return local_name(element) in _TEXTS


def style_of(element: etree._Element) -> StyleName:
    """The style of a paragraph, or of an element in it that holds text."""
    space, _, name = element.tag.rpartition("}")
    family = "text" if name in _TEXTS else "paragraph"
    return family, element.get(f"{space}}}style-name" if space else "style-name", "")


def _origin(name: StyleName, marks: dict[StyleName, bool], parents: dict[StyleName, StyleName]) -> StyleName:
    """The style that a style has its word from."""
    for _ in range(_MOST_PARENTS):
        if name in marks or name not in parents:
            break
        name = parents[name]
    return name
