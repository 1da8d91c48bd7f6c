"""From what the small network sees at each step of a line to characters, and which of them are certain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from extract.readers.scans.pictures import Plane

OTHER = "\ufffd"  # the class of all characters that the network does not know
MARGIN = 8  # pixels of paper on both sides of a line in the input of the network
STEP = 4  # pixels, of one step of its output
_CERTAIN, _CERTAIN_OF_ALIKE = 0.9, 0.99
_ALIKE = frozenset(
    "息总逾谕未末木术禾己已巳千干于十土士人入八日曰田由甲申天夫大太犬今令户尸厂广问间护拆折析刀力内肉中社杜"
)
_EDGE, _BESIDE_EDGE = 0.9, 0.95  # a step looks like something else at the edge of a character that is certain
_NARROWEST, _WIDEST = 10.5, 20.5  # pixels from one Chinese character to the next
_REACH = 0.66  # of such steps, from the middle of a character to its farthest ink
_GAP = 2.6  # of such reaches, with a sign in between that is too small to be ink
_INK, _LEAST_INK = 128, 3  # level; pixels above each other
_ITEM = re.compile(r"\d．(?=[\u4e00-\u9fff])")
_FIRST = re.compile(r"（?-(?=[、）])")  # of items: 一、 and （一）, for no dash stands there
_NARROW = frozenset("0123456789．，、。：；/（）〔〕“”《》")  # these may be nearer


@dataclass(frozen=True, slots=True)
class Letters:
    """The characters of a line, where their middles are (in pixels of the crop), and which of them are certain.

    Digits are not, but for that of an item, nor are dashes: they may be 一.
    """

    text: str
    confidences: tuple[float, ...]
    middles: tuple[float, ...]
    are_certain: tuple[bool, ...]


def decoded(line: Plane, chances: np.ndarray, characters: Sequence[str], scale: float = 1.0) -> Letters:
    """The likeliest characters; those are certain that are likely, stand alone and leave no ink to others."""
    runs = _joined(_runs(chances, characters))
    text = "".join(run.character for run in runs)
    if first := _FIRST.match(text):
        runs[first.end() - 1].character = "一"
        text = text.replace("-", "一", 1)
    middles = np.array([run.middle for run in runs])
    doubtful = {number for number, run in enumerate(runs) if run.is_doubtful}
    doubtful |= {number for number, character in enumerate(text) if character.isdigit() or character in {OTHER, "-"}}
    if _ITEM.match(text) and runs[0].confidence >= _CERTAIN:
        doubtful.discard(0)
    doubtful |= {*_beside_ink(line, text, middles)}
    if any(run.is_joined for run in runs[:1] + runs[-1:]):  # may be a character and a quotation mark
        doubtful |= {*range(len(runs))}
    return Letters(
        text.replace("．", "."),
        tuple(run.confidence for run in runs),
        tuple(((middles - MARGIN // 2) / scale).tolist()),
        tuple(number not in doubtful for number in range(len(runs))),
    )


@dataclass(slots=True)
class _Run:
    """Steps behind each other with the same character, or with several that have the room of one."""

    character: str
    start: int
    end: int
    confidence: float
    is_joined: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether it may be another character."""
        least = _CERTAIN_OF_ALIKE if self.character in _ALIKE else _CERTAIN
        return self.is_joined or self.confidence < least

    @property
    def middle(self) -> float:
        """In pixels of the input."""
        return STEP * (self.start + self.end) / 2


def _runs(chances: np.ndarray, characters: Sequence[str]) -> list[_Run]:
    """The same character in steps behind each other is printed once."""
    best = chances.argmax(axis=1)
    certain = chances[np.arange(len(best)), best]
    if "-" in characters:  # a dash may be 一, but something else is neither
        certain[best == characters.index("一")] += chances[best == characters.index("一"), characters.index("-")]
    starts = np.flatnonzero(np.diff(best, prepend=-1)).tolist()
    return [
        _Run(characters[best[start]], start, end, float(certain[start:end].max()))
        for start, end in pairwise([*starts, len(best)])
        if best[start]
    ]


def _joined(runs: Sequence[_Run]) -> list[_Run]:
    """The runs with those that are too near to each other as one: one of them is a part of the other."""
    joined: list[_Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        is_near = last is not None and run.middle - last.middle < _NARROWEST
        if last and is_near and (last.character == run.character or not {last.character, run.character} & _NARROW):
            other, best = sorted((last, run), key=lambda one: one.confidence)
            is_edge = (
                last.end == run.start
                and other.end - other.start == 1
                and other.confidence < _EDGE
                and best.confidence >= _BESIDE_EDGE
                and best.character not in _ALIKE
            )
            is_doubtful = last.is_joined or not is_edge
            joined[-1] = _Run(best.character, last.start, run.end, best.confidence, is_doubtful)
        else:
            joined.append(run)
    return joined


def _beside_ink(line: Plane, text: str, middles: np.ndarray) -> Iterator[int]:
    """Characters on both sides of ink, or of a gap, that is too far from any of them: one is missing there.

    All characters, where that is before the first one or behind the last one: the large model loses signs there, too.
    """
    if not text:
        return
    steps = [
        right - left
        for (left, right), (one, other) in zip(pairwise(middles), pairwise(text), strict=True)
        if is_chinese(one) and is_chinese(other)
    ]
    reach = _REACH * min(float(np.median(steps)) if steps else _WIDEST, _WIDEST)
    ink = np.flatnonzero((line < _INK).sum(axis=0) >= _LEAST_INK)
    lost = ink[np.abs(ink[:, None] - middles).min(axis=1) > reach]
    for place in set(np.searchsorted(middles, lost).tolist()):
        yield from (place - 1, place) if 0 < place < len(text) else range(len(text))
    for place in np.flatnonzero(np.diff(middles) > _GAP * reach).tolist():
        yield from (place, place + 1)


def is_chinese(character: str) -> bool:
    """Whether it is a Chinese character, no sign."""
    return "\u4e00" <= character <= "\u9fff"
