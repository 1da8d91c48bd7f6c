"""What becomes of a line, by the shapes of its characters and by what the recogniser read.

A digit is given when its shape leaves no doubt, or when its shape and the recogniser say the same; else U+FFFD
stands for it. Nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np

from extract.readers.scans.glyphs import OTHER, Guess, compare
from extract.readers.scans.numbers import Number, is_upright
from extract.readers.scans.pictures import Plane
from extract.readers.scans.recogniser import Recognised
from extract.readers.scans.shapes import UNKNOWN, Box, cut

_SPECK_CONFIDENCE = 0.9
_NEAR_MARGIN = 0.01
_AGREED_SIMILARITY, _AGREED_CONFIDENCE = 0.6, 0.6
_TIE_MARGIN, _TIE_CONFIDENCE = 0.02, 0.95  # two digits are as likely by their shapes
_DIGIT_IN_WORDS = 0.9  # of digits beside words, where only the recogniser can tell
_ALIKE = str.maketrans("０１２３４５６７８９．·，－／oOQ〇○lI|丨－−—–一", "0123456789..,-/00000" + "1111" + "-----")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")  # a comma elsewhere is none
_FIRST = re.compile(r"^([（(]?)[-—–－]{1,2}(?=[、）)])")  # of items: 一、 and （一）, for no dash stands there


def settle(gray: Plane, number: Number, recognised: Recognised) -> tuple[str, tuple[float, ...]]:
    """Text and confidences of a line of a page, by its shapes and by what the recogniser read."""
    seen = [pair for pair in zip(recognised.text, recognised.confidences, strict=True) if pair[0] != " "]
    digits = "".join(character for character, _ in seen).translate(_ALIKE)
    if set(digits) - set("0123456789.,-/"):
        return settle_words(recognised, number.characters)
    number = _parted(gray, number, len(digits))
    if number.is_mixed or len(digits) != len(number.characters):
        return UNKNOWN, (0.0,)
    upright = [is_upright(cut(gray, box)) for box in number.boxes]
    chances = [chance for _, chance in seen]
    if not any(digit.isdigit() for digit in digits) and len(digits) > 1:
        return UNKNOWN, (0.0,)
    settled = "".join(map(_settled, number.characters, number.guesses, digits, chances, upright))
    if UNKNOWN in settled or ("," in settled and not _GROUPED.fullmatch(settled)):
        return settled.replace(",", UNKNOWN), (0.0,)
    return settled, (number.confidence, *(chance for _, chance in seen))


def _parted(gray: Plane, number: Number, count: int) -> Number:
    """The number with its wide shapes taken for digits that touch, if these can be as many characters as there are."""
    are_wide = [
        character == UNKNOWN and guess is None
        for character, guess in zip(number.characters, number.guesses, strict=True)
    ]
    if not any(are_wide):
        return number
    missing = count - are_wide.count(False)
    width = sum(box[2] - box[0] for box, is_wide in zip(number.boxes, are_wide, strict=True) if is_wide)
    boxes: list[Box] = []
    guesses: list[Guess | None] = []
    characters = ""
    for box, character, guess, is_wide in zip(number.boxes, number.characters, number.guesses, are_wide, strict=True):
        parts = max(1, round((box[2] - box[0]) * missing / width)) if is_wide else 1
        cuts = _split(gray, box, parts) if is_wide else [box]
        boxes += cuts
        compared: list[Guess | None] = [*compare([cut(gray, part) for part in cuts])] if is_wide else [guess]
        guesses += compared
        characters += character * parts
    if len(boxes) != count:
        return number
    return replace(number, characters=characters, guesses=tuple(guesses), boxes=tuple(boxes))


def _split(gray: Plane, box: Box, parts: int) -> list[Box]:
    """A box in so many parts beside each other, cut where there is least ink."""
    left, top, right, bottom = box
    ink = 255.0 - gray[top:bottom, left:right].mean(axis=0)
    step = (right - left) / parts
    cuts = [0]
    for number in range(1, parts):
        low, high = round((number - 0.3) * step), round((number + 0.3) * step) + 1
        cuts.append(low + int(np.argmin(ink[low:high])))
    cuts.append(right - left)
    return [(left + one, top, left + other, bottom) for one, other in pairwise(cuts)]


def _settled(character: str, guess: Guess | None, digit: str, confidence: float, is_upright: bool) -> str:
    """One character, from what is sure of it, what it looks like, and what was recognised."""
    if guess is None:
        if character == "—" and digit == "-":
            return character
        is_same = digit == character or (character == "." and digit == ",")  # both are specks
        return digit if is_same and confidence >= _SPECK_CONFIDENCE else UNKNOWN
    if character != UNKNOWN:
        return character
    is_near = guess.character == OTHER and guess.margin < _NEAR_MARGIN  # thin strokes are all alike
    likely = guess.second if is_near else guess.character
    is_tie = guess.margin < _TIE_MARGIN and guess.character.isdigit() and guess.second.isdigit()
    enough = _TIE_CONFIDENCE if is_tie else _AGREED_CONFIDENCE
    agrees = likely == digit and guess.similarity >= _AGREED_SIMILARITY and confidence >= enough
    is_stroke = digit == "1" and {guess.character, guess.second} == {"1", "/"} and not is_upright
    return digit if agrees and not is_stroke else UNKNOWN  # the recogniser takes a slanting stroke for 1


def settle_words(recognised: Recognised, shapes: str = "", *, is_joined: bool = False) -> tuple[str, tuple[float, ...]]:
    """Words as they were recognised, but for digits that are not certain.

    `shapes`: what the first ones look like; `is_joined`: they stand in several lines.
    """
    settled = ""
    for place, (character, confidence) in enumerate(zip(recognised.text, recognised.confidences, strict=True)):
        differs = place < len(shapes) and shapes[place].isdigit() and shapes[place] != character
        doubtful = character.isdigit() and (confidence < _DIGIT_IN_WORDS or differs)
        settled += UNKNOWN if doubtful else character
    settled = settled.strip()
    settled = _FIRST.sub(r"\1一", settled)
    is_chinese = any("\u4e00" <= character <= "\u9fff" for character in settled)
    if is_joined and not is_chinese and any(map(str.isdigit, settled)):
        return UNKNOWN, (0.0,)  # the digits of several numbers would be one
    if not is_chinese and min(recognised.confidences, default=0.0) < _DIGIT_IN_WORDS:
        return UNKNOWN, (0.0,)  # letters and signs that were made of anything
    return settled, (0.0,) if UNKNOWN in settled else recognised.confidences or (0.0,)
