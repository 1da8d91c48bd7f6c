"""The numbers that Word puts before paragraphs by itself, such as those of headings: they are in no text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from extract.readers.containers.packages import Package, parse_xml
from extract.readers.word.docx_styles import part_name
from extract.readers.word.docx_text import attribute

_DIGITS = "〇一二三四五六七八九"
_CHINESE = {
    *("chineseCounting", "chineseCountingThousand", "japaneseCounting"),
    *("taiwaneseCounting", "taiwaneseCountingThousand"),
}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_PLACEHOLDER = re.compile(r"%([1-9])")
_CLOSING = "、）)】》．"


@dataclass(slots=True)
class _Level:
    """One level of a list."""

    start: int
    format: str
    text: str
    style: str


@dataclass(slots=True)
class _List:
    """One list of levels and how far it has counted; several numberings may share it."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Gives each paragraph its number; to be asked once for each, in reading order.

    Formats other than decimal, Chinese and circled numbers give nothing, as do bullets.
    """

    def __init__(self, package: Package, folder: str, body: etree._Element) -> None:
        self._lists: dict[str, _List] = {}
        self._restarts: dict[str, dict[int, int]] = {}  # numbering → level → first number, until it is used
        self._styles: dict[str, tuple[str, int | None]] = {}
        name, styles = part_name(package, folder, "numbering"), part_name(package, folder, "styles")
        if name is not None:
            self._read_lists(package.xml(name))
            content = b"" if styles is None else package.read(styles)
            if b"numPr" in content:
                self._read_styles(parse_xml(content))
        self._counts = bool(self._styles) or (bool(self._lists) and next(body.iter("{*}numPr"), None) is not None)

    def label(self, paragraph: etree._Element) -> str:
        """The number before a paragraph with what parts it from the text; empty where there is none."""
        if not self._counts:
            return ""
        number, depth = self._numbering_of(paragraph.find("{*}pPr"))
        known = self._lists.get(number)
        if known is None or depth not in known.levels:
            return ""
        _count_up(known, depth, self._restarts.get(number, {}))
        text = _label(known, depth)
        return text if not text or text[-1] in _CLOSING else f"{text} "

    def _numbering_of(self, properties: etree._Element | None) -> tuple[str, int]:
        """The numbering and level of a paragraph, its own or its style's."""
        if properties is None:
            return "", 0
        style = attribute(properties.find("{*}pStyle"), "val")
        style_number, style_depth = self._styles.get(style, ("", None))
        number = attribute(properties.find("{*}numPr/{*}numId"), "val") or style_number
        depth = _integer(attribute(properties.find("{*}numPr/{*}ilvl"), "val"), style_depth)
        if depth is None:
            levels = self._lists[number].levels if number in self._lists else {}
            depth = next((one for one, level in levels.items() if style and level.style == style), 0)
        return number, depth

    def _read_lists(self, root: etree._Element) -> None:
        lists = {
            attribute(one, "abstractNumId"): _List({_depth(level): _level(level) for level in one.iterfind("{*}lvl")})
            for one in root.iterfind("{*}abstractNum")
        }
        for number in root.iterfind("{*}num"):
            known = lists.get(attribute(number.find("{*}abstractNumId"), "val"))
            if known is not None:
                identity = attribute(number, "numId")
                self._lists[identity] = known
                self._restarts[identity] = {
                    _depth(override): _integer(attribute(override.find("{*}startOverride"), "val"), 1) or 0
                    for override in number.iterfind("{*}lvlOverride")
                }

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iterfind("{*}style"):
            properties = style.find("{*}pPr/{*}numPr")
            if properties is not None:
                number = attribute(properties.find("{*}numId"), "val")
                depth = _integer(attribute(properties.find("{*}ilvl"), "val"), None)
                self._styles[attribute(style, "styleId")] = (number, depth)


def _count_up(known: _List, depth: int, restarts: dict[int, int]) -> None:
    """Count a paragraph of that level; deeper levels begin anew."""
    start = known.levels[depth].start
    known.counts[depth] = restarts.pop(depth) if depth in restarts else known.counts.get(depth, start - 1) + 1
    for deeper in [one for one in known.counts if one > depth]:
        del known.counts[deeper]


def _label(known: _List, depth: int) -> str:
    """The text of a level with its numbers filled in; empty when one of them has a format that is not known."""
    shown = {}
    for digit in set(_PLACEHOLDER.findall(known.levels[depth].text)):
        level = known.levels.get(int(digit) - 1)
        number = None if level is None else _format(known.counts.get(int(digit) - 1, level.start), level.format)
        if number is None:
            return ""
        shown[digit] = number
    return _PLACEHOLDER.sub(lambda match: shown[match[1]], known.levels[depth].text) if shown else ""


def _format(number: int, style: str) -> str | None:
    if style == "decimal":
        return str(number)
    if style in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    if style in _CIRCLED and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    return None


def _level(level: etree._Element) -> _Level:
    return _Level(
        _integer(attribute(level.find("{*}start"), "val"), 1) or 0,
        attribute(level.find("{*}numFmt"), "val"),
        attribute(level.find("{*}lvlText"), "val"),
        attribute(level.find("{*}pStyle"), "val"),
    )


def _depth(element: etree._Element) -> int:
    return _integer(attribute(element, "ilvl"), 0) or 0


def _integer(text: str, default: int | None) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
