"""Pages of documentation taken apart: headings, code, links, and commands with what they are said to print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SETTING = re.compile(r"GONGKAI_[A-Z]+(?:_[A-Z]+)*")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
_PATH = re.compile(r"[\w.-]*/[\w./-]*|[\w-]+\.(?:csv|duckdb|jsonl|md|sql|yml)")


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path
    lang: str

    @cached_property
    def text(self) -> str:
        """The whole file."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> str:
        """The file without its fenced blocks."""
        return _FENCE.sub("", self.text)

    @cached_property
    def blocks(self) -> list[tuple[str, str]]:
        """Fenced blocks: language and content."""
        return _FENCE.findall(self.text)

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        """Level and text of each heading."""
        return [(len(marks), text) for marks, text in re.findall(r"^(#+) (.*)$", self.prose, re.MULTILINE)]

    @cached_property
    def spans(self) -> list[str]:
        """What stands in code font within the prose."""
        return re.findall(r"`([^`\n]+)`", self.prose)

    @cached_property
    def spans_by_section(self) -> list[set[str]]:
        """The same by section, the part above the first heading included."""
        return [set(re.findall(r"`([^`\n]+)`", part)) for part in re.split(r"^#+ ", self.prose, flags=re.MULTILINE)]

    @cached_property
    def commands(self) -> list[str]:
        """Shell commands: lines of `sh` blocks, and spans that begin like one."""
        lines = [line for kind, block in self.blocks if kind == "sh" for line in block.splitlines()]
        return [*lines, *self.spans]

    @cached_property
    def printed(self) -> list[tuple[str, str]]:
        """Each `sh` block that a `text` block follows, with what that block says it prints."""
        pairs = zip(self.blocks, self.blocks[1:], strict=False)
        return [(block, output) for (kind, block), (next_kind, output) in pairs if (kind, next_kind) == ("sh", "text")]

    @cached_property
    def links(self) -> list[str]:
        """Targets of links within the project."""
        return [target for target in re.findall(r"\]\(([^)\s]+)\)", self.prose) if "://" not in target]

    @cached_property
    def anchors(self) -> set[str]:
        """What a link can name after `#`."""
        kept = (re.sub(r"[^\w\- ]", "", text.lower()) for _, text in self.headings)
        return {text.strip().replace(" ", "-") for text in kept}

    @cached_property
    def settings(self) -> set[str]:
        """Settings named anywhere on the page."""
        return set(_SETTING.findall(self.text))

    @cached_property
    def names(self) -> set[str]:
        """Tables, columns and codes in code font: everything that is written_like_this."""
        return {span for span in self.spans if _NAME.fullmatch(span)}

    @cached_property
    def files(self) -> set[str]:
        """Files and folders in code font."""
        return {span for span in self.spans if _PATH.fullmatch(span) and span != "/"}

    def first_cells(self, *, below: int) -> set[str]:
        """Code font in the first column of the tables below a heading, counted from 0."""
        section = re.split(r"^#+ ", self.prose, flags=re.MULTILINE)[below + 1]
        rows = re.findall(r"^\| (.*?) \|", section, re.MULTILINE)
        return {span for row in rows for span in re.findall(r"`([^`]+)`", row)}
