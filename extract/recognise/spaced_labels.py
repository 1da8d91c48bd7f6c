"""Which texts are labels of rows, exactly or in other words, and which words belong to the heading of a group."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import polars as pl

from extract.form.tables import form_items
from extract.recognise.normalise import comparable, label_key, without_numbering
from extract.recognise.words import (
    CHANNEL,
    GROUP,
    IGNORED,
    OTHER,
    ROW,
    SUBTOTAL,
    TOTAL,
    describe_words,
    labels,
)

_OF_ROWS = (ROW, GROUP, CHANNEL, OTHER, TOTAL, SUBTOTAL, IGNORED)


class Labels:
    """The texts of a batch that may be labels, each looked up once."""

    def __init__(self) -> None:
        self._classes: dict[str, int] = {}
        self._keys: dict[str, str] = {}

    def add(self, texts: Iterable[str]) -> None:
        """Look up further texts."""
        raw = pl.Series("raw", sorted({*texts} - {*self._classes}), dtype=pl.String)
        if raw.is_empty():
            return
        words = describe_words(pl.DataFrame({"raw": raw, "separator": pl.zeros(len(raw), pl.UInt8, eager=True)}))
        keys = raw.to_frame().select(label_key(comparable(pl.col("raw"))))["raw"]
        self._classes.update(zip(raw, words["word_class"], strict=True))
        self._keys.update(zip(raw, keys, strict=True))

    def is_row(self, text: str) -> bool:
        """Whether a text is the label of a row, in whatever words."""
        return self._classes[text] in _OF_ROWS

    def may_name_row(self, text: str) -> bool:
        """Whether a text is the label of a row, if in other words then without a whole label and more beside it."""
        if self.is_exact_row(text):
            return True
        return self.is_row(text) and not any(key in self._keys[text] for key in _row_keys())

    def is_exact_row(self, text: str) -> bool:
        """Whether a text is the label of a row as it is listed."""
        return self.is_row(text) and self._keys[text] in _listed()

    def code(self, text: str) -> int:
        """The code of a listed label."""
        return _listed()[self._keys[text]]

    def is_group(self, text: str) -> bool:
        """Whether a text is the heading of a group of rows."""
        return self._classes[text] == GROUP

    def names_row(self, text: str) -> bool:
        """Whether a text is the label of a row wherever it stands."""
        return self._classes[text] == ROW

    def is_known(self, text: str) -> bool:
        """Whether a text is a listed label of any kind."""
        return self._keys[text] in _listed()

    def may_go_on(self, text: str) -> bool:
        """Whether a text is the label of one row, and the beginning or the end of another's."""
        return self._keys[text] in _parts_of_others()


@cache
def _listed() -> dict[str, int]:
    """Codes of all labels that are listed whole."""
    exact = labels().filter(match_code="exact")
    return dict(zip(exact["key"], exact["label_code"], strict=True))


@cache
def _row_keys() -> tuple[str, ...]:
    return tuple(labels().filter(match_code="exact", word_class=ROW)["key"])


@cache
def _parts_of_others() -> frozenset[str]:
    listed = _listed()
    return frozenset(
        part
        for part, code in listed.items()
        for whole, other in listed.items()
        if code != other and part != whole and (whole.startswith(part) or whole.endswith(part))
    )


@cache
def _groups() -> tuple[str, ...]:
    """The headings of groups of rows, comparable: 本年度办理结果, (三)不予公开."""
    grouped = form_items().filter(table_code="requests")["row_label_zh"].unique(maintain_order=True)
    printed = {label.split(" ")[0] for label in grouped if " " in label}
    results = labels().filter(code="results", match_code="exact")["label_zh"]
    frame = pl.DataFrame({"label": sorted({*printed, *("三、" + results)})})
    return tuple(frame.select(comparable(pl.col("label")))["label"])


def group_words(words: Iterable[str]) -> set[str]:
    """Those of the words that are the heading of a group of rows, with or without its number, or a piece of one."""
    printed = pl.DataFrame({"word": sorted(words)}, schema={"word": pl.String})
    whole = comparable(pl.col("word"))
    keys = printed.select("word", whole=whole, bare=without_numbering(whole))
    return {
        word
        for word, whole, bare in keys.iter_rows()
        if any(whole in group or (bare and bare in group) for group in _groups())
    }
