"""What the style sheets written into a page hide: rules of the page itself, by tags, classes, ids and attributes.

Rules for some media only are left out, and so are those whose selectors depend on more than the page as it is written.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from extract.readers.blocks import CannotRead

GONE, UNSEEN = "gone", "unseen"  # left out; blank in its place
_MOST_RULES = 100
_MOST_HIDDEN = 100_000  # elements found by rules
_MOST_BYTES = 500_000  # of all style sheets of a page

_TELLING = re.compile(r"(?ai)(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_AT_RULE = re.compile(r"@[^{};@]*+(?:;|\{(?:[^{}@]*+\{[^{}@]*+\})*+[^{}@]*+\})")
_DECLARATION = re.compile(r"(?ai)(?:^|;)\s*(display|visibility|mso-hide)\s*:\s*([a-z-]+)\s*(!\s*important)?")
# Tags, classes, ids and attributes, one in the other at most: the search goes all the way up for each.
_PART = r"(?:\*|[\w-]+)?(?:[.#][\w-]+|\[[\w-]+(?:[*^$~|]?=(?:\"[^\"\]]*\"|'[^'\]]*'|[\w-]+))?\])*"
_SELECTOR = re.compile(rf"(?=[^\s])(?:{_PART}(?:\s*>\s*|\s+)){{0,1}}{_PART}")
_HIDING = {("display", "none"): GONE, ("mso-hide", "all"): GONE, ("visibility", "hidden"): UNSEEN}


class Hidden(NamedTuple):
    """How an element is hidden, by which property, and whether its own style cannot show it again."""

    look: str
    property: str
    is_important: bool


class _Rule(NamedTuple):
    """One selector with one property; the later one in this order counts."""

    is_important: bool
    specificity: tuple[int, int, int]  # ids, classes and attributes, tags
    number: int
    selector: str
    property: str
    value: str


def hidden_by_rules(page: LexborHTMLParser) -> dict[int, list[Hidden]]:
    """What hides elements, by their mem_id; not what holds tables: a script shows that when it is asked for."""
    sheets = [node.text() for node in page.css("style")]
    if not any(_TELLING.search(sheet) for sheet in sheets):
        return {}
    text = "\n".join(sheets)[:_MOST_BYTES]
    values: dict[tuple[int, str], tuple[_Rule, LexborNode]] = {}
    for rule in sorted(_rules(text)):
        try:
            found = page.css(rule.selector)
        except (SelectolaxError, ValueError):
            continue
        values |= {(node.mem_id, rule.property): (rule, node) for node in found}
        if len(values) > _MOST_HIDDEN:
            raise CannotRead("too_large", "reader_limit")
    hidden: dict[int, list[Hidden]] = {}
    for (identity, name), (rule, node) in values.items():
        look = _HIDING.get((name, rule.value))
        if look and (node.tag == "table" or node.css_first("table") is None):
            hidden.setdefault(identity, []).append(Hidden(look, name, rule.is_important))
    return hidden


def _rules(text: str) -> list[_Rule]:
    """The rules that hide or show, each selector for itself."""
    rules: list[_Rule] = []
    for written in _AT_RULE.sub("", _COMMENT.sub(" ", text)).split("}"):
        selectors, _, body = written.partition("{")
        declared = _DECLARATION.findall(body) if ":" in body else []
        for selector in map(str.strip, selectors.split(",") if declared else ()):
            if _SELECTOR.fullmatch(selector):
                rules += [
                    _Rule(bool(important), _specificity(selector), len(rules), selector, name.lower(), value.lower())
                    for name, value, important in declared
                ]
        if len(rules) >= _MOST_RULES:
            break
    return rules


def _specificity(selector: str) -> tuple[int, int, int]:
    attributes = re.sub(r"\[[^\]]*\]", ".a", selector)
    tags = re.findall(r"(?:^|[\s>])[\w-]+", attributes)
    return attributes.count("#"), attributes.count("."), len(tags)
