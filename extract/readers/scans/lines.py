"""Lines of words to characters: most by the small network, what it is not certain of by the PP-OCR model.

Where only a few characters of a line are doubtful, that model reads no more than these and the ones beside them; it has
to read those beside as the network did, or it reads the whole line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from extract.readers.scans.letters import read_letters
from extract.readers.scans.pictures import Plane
from extract.readers.scans.recogniser import Recognised, recognise_words
from extract.readers.scans.spelling import Letters, is_chinese

_LEAST_WORDS = 2  # certain Chinese characters of a line
_MOST_DOUBTFUL = 0.6  # of the width of a line, that are worth to be read apart
_SHIFT = 0.2  # of the way between two characters, by which a cut may move to where there is less ink


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some characters of a line: the first one, the one behind the last one, and their picture."""

    first: int
    end: int
    crop: Plane


def recognise_lines(crops: Sequence[Plane], known: Sequence[Letters | None] = ()) -> list[Recognised]:
    """The text of each crop, which holds one line of words; `known` is what the network said of each of them before."""
    known = known or [None] * len(crops)
    found_now = iter(read_letters([crop for crop, one in zip(crops, known, strict=True) if one is None]))
    lines = [one or next(found_now) for one in known]
    pieces = [_pieces(crop, line) for crop, line in zip(crops, lines, strict=True)]
    asked = [piece.crop for some in pieces for piece in some or ()]
    whole = [crop for crop, some in zip(crops, pieces, strict=True) if some is None]
    answers = recognise_words([*whole, *asked])
    read, parts = iter(answers[: len(whole)]), iter(answers[len(whole) :])
    found = [
        next(read) if some is None else _spliced(line, [(piece, next(parts)) for piece in some])
        for line, some in zip(lines, pieces, strict=True)
    ]
    failed = [number for number, one in enumerate(found) if one is None]
    again = dict(zip(failed, recognise_words([crops[number] for number in failed]), strict=True))
    return [one or again[number] for number, one in enumerate(found)]


def _pieces(crop: Plane, line: Letters) -> list[_Piece] | None:
    """What has to be read again of a line; none where it is all of it."""
    words = sum(map(is_chinese, (one for one, certain in zip(line.text, line.are_certain, strict=True) if certain)))
    if words < _LEAST_WORDS or (line.text[0].isdigit() and not line.are_certain[0]):
        return None  # it may be a figure, or an item whose point was lost
    needed = np.zeros(len(line.text), bool)
    for is_certain, group in groupby(range(len(line.text)), key=lambda number: line.are_certain[number]):
        if not is_certain:
            numbers = list(group)
            first, last = _beside(line, numbers[0], -1), _beside(line, numbers[-1], 1)
            first = _beside(line, first, -1) if numbers[-1] == len(line.text) - 1 else first
            last = _beside(line, last, 1) if numbers[0] == 0 else last
            needed[first : last + 1] = True
    edges = np.flatnonzero(np.diff(needed.astype(np.int8), prepend=0, append=0)).reshape(-1, 2).tolist()
    pieces = [_Piece(first, end, crop[:, _cut(crop, line, first) : _cut(crop, line, end)]) for first, end in edges]
    width = sum(piece.crop.shape[1] for piece in pieces)
    return pieces if width <= _MOST_DOUBTFUL * crop.shape[1] else None


def _beside(line: Letters, number: int, direction: int) -> int:
    """The next certain Chinese character, or the end of the line."""
    number += direction
    while 0 < number < len(line.text) - 1 and not (line.are_certain[number] and is_chinese(line.text[number])):
        number += direction
    return min(max(number, 0), len(line.text) - 1)


def _cut(crop: Plane, line: Letters, number: int) -> int:
    """Where a character begins: where there is least ink between it and the one before."""
    if number in (0, len(line.text)):
        return 0 if number == 0 else crop.shape[1]
    left, right = line.middles[number - 1], line.middles[number]
    low = round((left + right) / 2 - _SHIFT * (right - left))
    high = max(round((left + right) / 2 + _SHIFT * (right - left)), low + 1)
    return low + int(np.argmax(crop[:, low:high].sum(axis=0, dtype=np.int64)))


def _spliced(line: Letters, parts: Sequence[tuple[_Piece, Recognised]]) -> Recognised | None:
    """The line with its doubtful parts as they were read again; none where what is certain was read otherwise."""
    text, confidences, done = "", list[float](), 0
    for piece, read in parts:
        again = [pair for pair in zip(read.text, read.confidences, strict=True) if pair[0] != " "]
        if len(again) != piece.end - piece.first:
            return None
        text += line.text[done : piece.first]
        confidences += line.confidences[done : piece.first]
        for number, (character, confidence) in enumerate(again, start=piece.first):
            known = line.text[number] if line.are_certain[number] else character
            if known != character and (known.isalnum() or character.isalnum()):
                return None
            text += character
            confidences.append(max(confidence, line.confidences[number]) if line.are_certain[number] else confidence)
        done = piece.end
    return Recognised(text + line.text[done:], (*confidences, *line.confidences[done:]))
