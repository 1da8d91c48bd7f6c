"""Which text the styles of a DOCX hide, though nothing at the text itself says so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from posixpath import join

from lxml import etree

from extract.readers.containers.packages import Package, parse_xml
from extract.readers.word.docx_text import attribute, is_on, remove

_MOST_PARENTS = 100  # styles based on each other; a loop ends here
_PARAGRAPH, _CHARACTER = "paragraph", "character"


def part_name(package: Package, folder: str, kind: str) -> str | None:
    """The name of the part that holds the styles or the numbering; some programs count such parts."""
    pattern = re.compile(re.escape(join(folder, kind)) + r"\d*\.xml")
    return next(filter(pattern.fullmatch, package.names), None)


@dataclass(slots=True)
class _Styles:
    """The styles that hide, as far as they tell."""

    hides_all: bool  # by default
    parents: dict[str, str] = field(default_factory=dict)
    marks: dict[str, bool] = field(default_factory=dict)  # style → whether it hides or shows; others follow theirs
    defaults: dict[str, str] = field(default_factory=dict)  # kind of style → the one that counts where none is named

    def hides(self, style: str) -> bool:
        """Whether a style hides, by itself or by what it is based on."""
        for _ in range(_MOST_PARENTS):
            if style in self.marks or style not in self.parents:
                break
            style = self.parents[style]
        return self.marks.get(style, False)


def remove_hidden(body: etree._Element, package: Package, folder: str) -> None:
    """Take out the runs that their styles hide, unless they themselves say otherwise.

    A style of a paragraph and one of characters that both hide show the text, as Word has it.
    """
    name = part_name(package, folder, "styles")
    content = b"" if name is None else package.read(name)
    if b"vanish" not in content:
        return
    styles = _read(parse_xml(content))
    for run in list(body.iter("{*}r")):
        properties = run.find("{*}rPr")
        if (None if properties is None else properties.find("{*}vanish")) is None:
            paragraph = next(run.iterancestors("{*}p"), None)
            by_paragraph = styles.hides(_named(paragraph, "{*}pPr/{*}pStyle") or styles.defaults.get(_PARAGRAPH, ""))
            by_character = styles.hides(_named(run, "{*}rPr/{*}rStyle") or styles.defaults.get(_CHARACTER, ""))
            if styles.hides_all or by_paragraph != by_character:
                remove(run)


def _read(root: etree._Element) -> _Styles:
    default = root.find("{*}docDefaults/{*}rPrDefault/{*}rPr/{*}vanish")
    styles = _Styles(default is not None and is_on(default))
    for style in root.iterfind("{*}style"):
        name, kind = attribute(style, "styleId"), attribute(style, "type")
        mark, parent = style.find("{*}rPr/{*}vanish"), style.find("{*}basedOn")
        if mark is not None:
            styles.marks[name] = is_on(mark)
        if parent is not None:
            styles.parents[name] = attribute(parent, "val")
        if attribute(style, "default") in ("1", "true", "on"):
            styles.defaults[kind] = name
    return styles


def _named(element: etree._Element | None, path: str) -> str:
    """The style that an element names."""
    return "" if element is None else attribute(element.find(path), "val")
