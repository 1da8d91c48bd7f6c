"""Digits of scans: what their shapes say, and what becomes of them beside what the recogniser read."""

from __future__ import annotations

import pytest

from extract.readers.scans import is_available

if not is_available():
    pytest.skip("the extra `ocr` is not installed", allow_module_level=True)

from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extract.readers.scans import glyphs
from extract.readers.scans.glyphs import Guess, compare
from extract.readers.scans.numbers import Number, compare_all, read_numbers
from extract.readers.scans.pictures import Plane
from extract.readers.scans.recogniser import Recognised
from extract.readers.scans.settling import settle, settle_words
from extract.readers.scans.shapes import UNKNOWN
from extract.readers.scans.texts import TextLine
from extract.readers.scans.training.make_digits import make_samples
from tests.generator.documents.scan import packaged_font

EM = 22.0
PAPER = np.full((60, 60), 255, np.uint8)


def drawn(text: str, size: int = 21, blur: float = 0.6, slant: float = 0.0) -> list[Plane]:
    """Characters of the packaged font, each cut out."""
    font = ImageFont.truetype(packaged_font(), size)
    cuts = []
    for character in text:
        sheet = Image.new("L", (3 * size, 3 * size), 255)
        ImageDraw.Draw(sheet).text((size, size), character, font=font, fill=20)
        way = np.array([[1, -slant, slant * size], [0, 1, 0]])
        page = cv2.warpAffine(np.array(sheet), way, sheet.size, borderValue=255)
        worn = cv2.GaussianBlur(page, (0, 0), blur)
        rows, columns = np.nonzero(worn < 200)
        cuts.append(worn[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1])
    return cuts


def in_line(cuts: list[Plane]) -> tuple[Plane, list[TextLine]]:
    """A page with one line of these characters on one foot."""
    page, left, boxes = np.full((60, sum(cut.shape[1] + 4 for cut in cuts) + 20), 255, np.uint8), 10, []
    for cut in cuts:
        box = left, 50 - cut.shape[0], left + cut.shape[1], 50
        page[box[1] : box[3], box[0] : box[2]] = cut
        boxes.append(box)
        left = box[2] + 4
    return page, [TextLine(np.array(boxes))]


@pytest.mark.parametrize(("size", "blur"), [(17, 0.5), (21, 0.6), (21, 1.0), (30, 1.2), (44, 1.5)])
def test_a_digit_is_what_it_is_most_like(size: int, blur: float) -> None:
    found = compare(drawn("0123456789/", size, blur=blur))
    assert "".join(guess.character for guess in found) == "0123456789/"
    assert min(guess.similarity for guess in found) > 0.8


def test_chinese_characters_are_no_digits_for_certain() -> None:
    for guess in compare(drawn("口日自息总无零空八人入丁了下卜元件品")):
        assert guess.character == glyphs.OTHER or guess.similarity < 0.88 or guess.margin < 0.025


def test_the_samples_are_small_and_made_the_same_every_time() -> None:
    packed = files("extract.readers.scans").joinpath(glyphs.SAMPLES_FILE).read_bytes()
    assert len(packed) < 300_000
    font = Path(packaged_font())
    _, labels, _ = made = make_samples([font])
    assert all((one == other).all() for one, other in zip(made, make_samples([font]), strict=True))
    assert len(set(labels.tolist())) == len("0123456789/") + 1
    assert len(set(np.bincount(labels)[:10].tolist())) == 1  # two digits that touch are no sample of one of them


@pytest.mark.parametrize("size", [17, 24, 36])
@pytest.mark.parametrize("slant", [0.1, 0.18, 0.27, 0.36])
def test_slanted_digits_are_read_or_doubtful(slant: float, size: int) -> None:
    digits = "203456789011"
    (found,) = read_numbers(*in_line(drawn(digits, size, slant=slant)), size)
    assert found is not None
    assert all(one in (other, UNKNOWN) for one, other in zip(found.characters, digits, strict=True))
    assert found.characters.count(UNKNOWN) < len(digits) / 2


def test_a_stroke_beside_upright_digits_is_a_stroke_and_beside_slanted_ones_may_be_a_one() -> None:
    upright = compare_all(drawn("2345/", 24))
    assert (upright[-1].character, upright[-1].margin > 0.05) == ("/", True)
    slanted = compare_all(drawn("2345", 24, slant=0.33) + drawn("/", 24))
    assert slanted[-1].margin < upright[-1].margin
    assert slanted[-1].second == "1"


def number(characters: str, *guesses: Guess | None) -> Number:
    return Number(characters, guesses, ((5, 5, 15, 25),) * len(characters), 0.9, True)


def read(text: str, *confidences: float) -> Recognised:
    return Recognised(text, confidences or (0.99,) * len(text))


TWO = Guess("2", 0.95, 0.1)
ZERO, SIX, ONE = Guess("0", 0.85, 0.02, "6"), Guess("6", 0.85, 0.02, "0"), Guess("1", 0.9, 0.01, "/")


@pytest.mark.parametrize(
    ("shapes", "recognised", "settled"),
    [
        (number(UNKNOWN, ZERO), read("0"), "0"),
        (number(UNKNOWN, ZERO), read("O"), "0"),  # letters that look like digits
        (number(UNKNOWN, ZERO), read("〇"), "0"),
        (number(UNKNOWN, ZERO), read("6"), UNKNOWN),  # they differ
        (number(UNKNOWN, ZERO), read("0", 0.4), UNKNOWN),  # not certain
        (number(UNKNOWN, Guess("0", 0.5, 0.1, "6")), read("0"), UNKNOWN),  # not alike
        (number("2" + UNKNOWN, Guess("2", 0.95, 0.1), SIX), read("26"), "26"),
        (number("2" + UNKNOWN, Guess("2", 0.95, 0.1), SIX), read("20"), "2" + UNKNOWN),
        (number("2" + UNKNOWN, Guess("2", 0.95, 0.1), SIX), read("2"), UNKNOWN),  # one is lost: which?
        (number("-" + UNKNOWN, None, SIX), read("-6"), "-6"),
        (number("-" + UNKNOWN, None, SIX), read("6"), UNKNOWN),
        (number("-" + UNKNOWN, None, SIX), read("16"), UNKNOWN + "6"),
        (number("1.5", Guess("1", 0.95, 0.1), None, Guess("5", 0.95, 0.1)), read("1.5"), "1.5"),
        (number("1.5", Guess("1", 0.95, 0.1), None, Guess("5", 0.95, 0.1)), read("1,5", 0.9, 0.5, 0.9), f"1{UNKNOWN}5"),
        (number("2.2", TWO, None, TWO), read("2·2"), "2.2"),  # a wide point, of which the shape says that it is low
        (number("2" + UNKNOWN + "2", TWO, None, TWO), read("2·2"), f"2{UNKNOWN}2"),
        (number("2,005", TWO, None, TWO, TWO, TWO), read("2,005"), "2,005"),
        (number("2,005", TWO, None, TWO, TWO, TWO), read("2.005"), f"2{UNKNOWN}005"),
        (number("2,05", TWO, None, TWO, TWO), read("2,05"), f"2{UNKNOWN}05"),  # parts no thousands
        (number("2005,7", TWO, TWO, TWO, TWO, None, TWO), read("2005,7"), f"2005{UNKNOWN}7"),
        (number(UNKNOWN, ZERO), read("无"), "无"),
        (number("12" + UNKNOWN, ZERO, ZERO, None), read("12件"), "12件"),
        (number("12" + UNKNOWN, ZERO, ZERO, None), read("17件"), f"1{UNKNOWN}件"),
        (number("12" + UNKNOWN, ZERO, ZERO, None), read("12件", 0.99, 0.7, 0.99), f"1{UNKNOWN}件"),
        (number(UNKNOWN, ZERO), read("à", 0.3), UNKNOWN),
    ],
)
def test_a_digit_is_given_only_when_shape_and_recogniser_agree(
    shapes: Number, recognised: Recognised, settled: str
) -> None:
    text, confidences = settle(PAPER, shapes, recognised)
    assert text == settled
    assert (min(confidences) == 0) == (UNKNOWN in text)


@pytest.mark.parametrize(
    ("recognised", "settled"),
    [
        ("--、本年新收", "一、本年新收"),
        ("（-)予以公开", "（一)予以公开"),
        ("结果-维持", "结果-维持"),
        ("—年", "—年"),
    ],
)
def test_a_dash_where_items_are_numbered_is_a_number(recognised: str, settled: str) -> None:
    assert settle_words(read(recognised))[0] == settled


@pytest.mark.parametrize("digits", ["1054202102109018918", "AB12CD345", "4.5384624.538462"])
def test_digits_of_several_lines_are_never_one_number(digits: str) -> None:
    assert settle_words(read(digits), is_joined=True) == (UNKNOWN, (0.0,))
    assert settle_words(read(digits))[0] == digits
    assert settle_words(read("第12条申请"), is_joined=True)[0] == "第12条申请"


@pytest.mark.parametrize(
    ("top", "bottom", "is_comma"), [(19, 30, True), (16, 26, True), (5, 15, False), (10, 22, False)]
)
def test_a_low_small_shape_between_digits_is_a_comma(top: int, bottom: int, is_comma: bool) -> None:
    page, boxes, left = np.full((60, 140), 255, np.uint8), [], 10
    for character, cut in zip("2000", drawn("2000", size=30), strict=True):
        height, width = cut.shape
        page[10 + 22 - height : 10 + 22, left : left + width] = cut
        boxes.append((left, 32 - height, left + width, 32))
        left += width + 14 if character == "2" else width + 3
    comma = boxes[0][2] + 3, 6 + top, boxes[0][2] + 10, 6 + bottom
    page[comma[1] : comma[3], comma[0] : comma[2]] = 30
    line = TextLine(np.array([boxes[0], comma, *boxes[1:]]))
    (found,) = read_numbers(page, [line], 31.0)
    assert found is not None
    assert (found.characters == "2,000") == is_comma


def test_the_sides_of_a_broken_zero_are_no_ones_for_certain() -> None:
    (zero,) = drawn("0", 24)
    height, width = zero.shape
    zero[: height // 6], zero[-height // 6 :] = 255, 255
    page = PAPER.copy()
    page[10 : 10 + height, 20 : 20 + width] = zero
    top, bottom = 10 + height // 6, 10 + height - height // 6
    sides = np.array([[20, top, 20 + width // 3, bottom], [20 + width - width // 3, top, 20 + width, bottom]])
    for pieces in (sides, sides[:1], sides[1:]):
        (found,) = read_numbers(page, [TextLine(pieces)], 20.0)
        assert found is None or not found.is_sure


def test_a_lone_one_and_a_lone_stroke_are_certain() -> None:
    for character in "1/":
        (found,) = read_numbers(*in_line(drawn(character, 24)), 24.0)
        assert found is not None
        assert (found.characters, found.is_sure) == (character, True)


@pytest.mark.parametrize(("margin", "settled"), [(0.004, UNKNOWN), (0.03, "9")])
def test_the_recogniser_has_to_be_certain_where_two_digits_are_as_likely(margin: float, settled: str) -> None:
    tie = number(UNKNOWN, Guess("9", 0.91, margin, "0"))
    assert settle(PAPER, tie, read("9", 0.84))[0] == settled
    assert settle(PAPER, tie, read("9", 0.99))[0] == "9"


@pytest.mark.parametrize("overlap", [0, 2, 4])
@pytest.mark.parametrize("side", [3, 6])
def test_a_point_below_the_overhang_of_a_slanted_digit_is_seen(overlap: int, side: int) -> None:
    page, (line,) = in_line(drawn("5772", 24, slant=0.25))
    right = int(line.pieces[1][2])
    moved = line.pieces + np.array([[0], [0], [8], [8]]) * [1, 0, 1, 0]
    shifted = np.full((60, page.shape[1] + 8), 255, np.uint8)
    shifted[:, :right], shifted[:, right + 8 :] = page[:, :right], page[:, right:]
    left = right - overlap
    shifted[50 - side : 50, left : left + side] = 30
    point = [left, 50 - side, left + side, 50]
    (found,) = read_numbers(shifted, [TextLine(np.array([*moved[:2], point, *moved[2:]]))], 26.0)
    assert found is not None
    assert found.characters in {"57.72", f"5{UNKNOWN}.72"}


@pytest.mark.parametrize(
    ("lower_by", "height", "is_number"), [(0, 22, True), (1, 20, True), (12, 22, False), (9, 15, False), (0, 15, False)]
)
def test_a_rest_of_a_rule_is_no_digit_of_a_number(lower_by: int, height: int, is_number: bool) -> None:
    page, foot = np.full((60, 140), 255, np.uint8), 40
    stroke = 20, foot + lower_by - height, 24, foot + lower_by
    page[stroke[1] : stroke[3], stroke[0] : stroke[2]] = 40
    (zero,) = drawn("0", size=30)
    box = 34, foot - len(zero), 34 + zero.shape[1], foot
    page[box[1] : box[3], box[0] : box[2]] = zero
    (found,) = read_numbers(page, [TextLine(np.array([stroke, box]))], 31.0)
    assert found is not None and found.characters[1] == "0"
    assert found.is_mixed != is_number
    assert (UNKNOWN in settle(page, found, read("10"))[0]) != is_number


def test_a_slanting_stroke_is_no_one_though_the_recogniser_says_so() -> None:
    slanting = PAPER.copy()
    cv2.line(slanting, (14, 5), (5, 24), 0, 2)
    assert settle(slanting, number(UNKNOWN, ONE), read("1"))[0] == UNKNOWN
    upright = PAPER.copy()
    cv2.line(upright, (10, 5), (10, 24), 0, 2)
    assert settle(upright, number(UNKNOWN, ONE), read("1"))[0] == "1"


@pytest.mark.parametrize("text", ["40", "68", "100", "2025"])
def test_touching_digits_are_parted_or_doubtful(text: str) -> None:
    cuts = drawn(text)
    height = max(map(len, cuts))
    joined = np.hstack([np.pad(cut, ((0, height - len(cut)), (0, 0)), constant_values=255) for cut in cuts])
    page = np.full((60, 120), 255, np.uint8)
    page[10 : 10 + height, 10 : 10 + joined.shape[1]] = joined
    box = (10, 10, 10 + joined.shape[1], 10 + height)
    shapes = Number(UNKNOWN, (None,), (box,), 0.9, True)
    settled = settle(page, shapes, read(text))[0]
    assert all(one in (other, UNKNOWN) for one, other in zip(settled, text, strict=True))
    assert settled.count(UNKNOWN) <= 1
    assert UNKNOWN in settle(page, shapes, read(text[:-1] + "7"))[0]
