"""The small network for labels: it reads what it knows, and leaves to the large model what it does not know."""

from __future__ import annotations

import pytest

from extract.readers.scans import is_available

if not is_available():
    pytest.skip("the extra `ocr` is not installed", allow_module_level=True)

from importlib.resources import files
from itertools import compress
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extract.readers.scans import lines, reading
from extract.readers.scans.layout import Layout, Spot
from extract.readers.scans.letters import MODEL_FILE, read_letters
from extract.readers.scans.lines import recognise_lines
from extract.readers.scans.pictures import Plane
from extract.readers.scans.planes import straighten
from extract.readers.scans.recogniser import Recognised, recognise, recognise_words
from extract.readers.scans.spelling import decoded, is_chinese
from extract.readers.scans.training.drawing import Press
from extract.readers.scans.training.texts import Text, Texts
from tests.generator.documents.scan import packaged_font

PAPER = np.full((30, 40), 255, np.uint8)


def line(text: str, size: int = 24, blur: float = 0.5) -> Plane:
    """A line of the packaged font, cut out as those of tables are."""
    font = ImageFont.truetype(packaged_font(), 2 * size)
    page = Image.new("L", (round(font.getlength(text)) + 4 * size, 6 * size), 255)
    ImageDraw.Draw(page).text((2 * size, 2 * size), text, font=font, fill=20)
    small = cv2.resize(np.asarray(page), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    worn = np.asarray(cv2.GaussianBlur(small, (0, 0), blur), np.uint8)
    rows, columns = np.nonzero(worn < 200)
    edge = round(0.12 * size)
    middle, half = (int(rows.min()) + int(rows.max()) + 1) / 2, max(np.ptp(rows) + 1, 0.83 * size) / 2
    top, bottom = max(0, round(middle - half) - edge), round(middle + half) + edge
    return worn[top:bottom, columns.min() - edge : columns.max() + 1 + edge]


def certain(text: str, size: int = 24) -> str | None:
    """What the network reads of a line, if it is certain of all of it."""
    (found,) = read_letters([line(text, size)])
    return found.text if found.text and all(found.are_certain) else None


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Plane]:
    """What the large model is given to read."""
    seen: list[Plane] = []

    def large(crops: list[Plane]) -> list[Recognised]:
        seen.extend(crops)
        return recognise_words(crops)

    monkeypatch.setattr(lines, "recognise_words", large)
    return seen


def test_the_file_is_small() -> None:
    assert len(files("extract.readers.scans").joinpath(MODEL_FILE).read_bytes()) < 1_500_000


@pytest.mark.parametrize("size", [20, 24, 32])
def test_labels_are_read(size: int) -> None:
    labels = ["行政规范性文件", "结果维持", "科研机构", "现行有效件数", "对外公开总数量", "社会公益组织", "尚未审结"]
    assert [certain(label, size) for label in labels] == labels


def test_items_of_words_are_read_with_their_numbers() -> None:
    assert certain("2.重复申请") == "2.重复申请"
    assert certain("（一）予以公开") == "（一）予以公开"


def test_a_dash_where_items_are_numbered_is_a_number_and_certain() -> None:
    assert spelled("-、结果维持") == ("一、结果维持", [True] * 6)
    assert spelled("（-）结果维持") == ("（一）结果维持", [True] * 7)
    assert spelled("结果-维持") == ("结果-维持", [True, True, False, True, True])
    assert spelled("-结果维持")[1] == [False, True, True, True, True]


def spelled(text: str) -> tuple[str, list[bool]]:
    """What becomes of characters that stand well apart, and which are certain."""
    known = ["", *dict.fromkeys("结果维持、（）一-")]
    steps = np.zeros((5 * len(text) + 2, len(known)), np.float32)
    steps[:, 0] = 1
    steps[2::5][: len(text)] = np.eye(len(known))[[known.index(one) for one in text]]
    found = decoded(np.full((32, 4 * len(steps)), 255, np.uint8), steps, known)
    return found.text, list(found.are_certain)


def test_which_way_up_a_page_is_the_small_network_tells_alone(asked: list[Plane]) -> None:
    crops = [line(text) for text in ("行政规范性文件", "政府信息公开申请", "法律服务机构", "社会公益组织")]
    page = straighten(PAPER)

    def layout(turns: int) -> Layout:
        turned = [np.ascontiguousarray(np.rot90(crop, turns)) for crop in crops]
        spots = [Spot((0, 0, crop.shape[1], crop.shape[0]), crop) for crop in turned]
        return Layout(page, [], [[spots]])

    assert reading.legibility(layout(0)) == 1.0
    assert not asked
    assert reading.legibility(layout(2)) < 1.0
    assert asked


@pytest.mark.parametrize("text", ["12件", "2021年", "总计3", "1.2万", "7", "/", "-", "无", "-3", "2021", "1本年", "。"])
def test_what_may_be_a_figure_is_left_to_the_large_model(text: str, asked: list[Plane]) -> None:
    crop = line(text)
    recognise_lines([crop])
    assert [one is crop for one in asked] == [True]


def test_digits_among_words_are_left_to_the_large_model(asked: list[Plane]) -> None:
    crop = line("政府信息公开工作2023年度报告")
    assert [one.text for one in recognise_lines([crop])] == ["政府信息公开工作2023年度报告"]
    assert len(asked) == 1
    assert 4 * 12 < asked[0].shape[1] < crop.shape[1]
    (found,) = read_letters([crop])
    assert not set(compress(found.text, found.are_certain)) & set("0123456789")


@pytest.mark.parametrize(
    "text",
    ["鑫淼垚犇", "行政驫驫", "曌曌公开", "規範性檔案", "Annual report", "結轉報關", "申请囧囧", "骉骉政府信息公开"],
)
def test_characters_that_it_does_not_know_are_not_certain(text: str) -> None:
    (found,) = read_letters([line(text)])
    known = set("行政公开申请政府信息性年案")
    assert set(compress(found.text, found.are_certain)) <= known


@pytest.mark.parametrize(
    "text",
    [
        "行政受理",
        "行政处理",
        "未经审核",
        "本末本木",
        "自己已经",
        "自已己经",
        "千元干元",
        "工人入职",
        "申由田甲",
        "士土",
    ],
)
@pytest.mark.parametrize("size", [18, 22, 30])
def test_characters_that_differ_by_a_stroke_are_never_taken_for_each_other(text: str, size: int) -> None:
    (found,) = read_letters([line(text, size)])
    assert len(found.text) == len(text)
    pairs = zip(found.text, text, strict=True)
    assert all(one == other for one, other in compress(pairs, found.are_certain))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turned_lines_are_not_certain(turns: int) -> None:
    labels = ["行政规范性文件", "政府信息公开申请", "结果维持", "科研机构", "社会公益组织", "法律服务机构"]
    crops = [np.ascontiguousarray(np.rot90(line(label), turns)) for label in labels]
    if turns != 2:  # what stands beside each other then are characters of lines one below the other
        tall = [list(np.array_split(crop, round(crop.shape[0] / crop.shape[1]))) for crop in crops]
        height = max(len(part) for parts in tall for part in parts)
        crops = [
            np.hstack([np.pad(part, ((0, height - len(part)), (0, 6)), constant_values=255) for part in row])
            for row in zip(*tall, strict=False)
        ]
    for found in read_letters(crops):
        assert sum(map(is_chinese, compress(found.text, found.are_certain))) < 2, found.text


def test_what_is_certain_is_not_given_to_the_large_model(asked: list[Plane]) -> None:
    crops = [line("结果维持"), line("鑫淼公司"), line("科研机构"), line("12件")]
    assert [one.text for one in recognise_lines(crops)] == ["结果维持", "鑫淼公司", "科研机构", "12件"]
    assert [id(one) for one in asked] == [id(crops[1]), id(crops[3])]


def test_of_a_line_with_one_doubtful_character_only_that_part_is(asked: list[Plane]) -> None:
    crop = line("本年新收政府信息鑫公开申请数量")
    assert recognise_lines([crop])[0].text == "本年新收政府信息鑫公开申请数量"
    assert len(asked) == 1
    assert 2 * 24 < asked[0].shape[1] < 5 * 24


@pytest.mark.parametrize("part", ["信鑫公", "息公", "息鑫开", "息鑫 公开"])
def test_a_part_that_does_not_fit_its_line_is_not_taken(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    crop = line("本年新收政府信息鑫公开申请数量")

    def large(crops: list[Plane]) -> list[Recognised]:
        texts = ["whole" if one is crop else part for one in crops]
        return [Recognised(text, (0.99,) * len(text)) for text in texts]

    monkeypatch.setattr(lines, "recognise_words", large)
    assert recognise_lines([crop])[0].text == "whole"


def test_spaces_in_a_part_are_none_of_its_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Recognised("息 鑫公", (0.9,) * 4)
    monkeypatch.setattr(lines, "recognise_words", lambda crops: [part] * len(crops))
    assert recognise_lines([line("本年新收政府信息鑫公开申请数量")])[0].text == "本年新收政府信息鑫公开申请数量"


def test_an_item_whose_point_was_lost_is_read_as_a_whole(asked: list[Plane]) -> None:
    crop = line("1本机关不掌握相关政府信息")
    recognise_lines([crop])
    assert [one is crop for one in asked] == [True]


def chances(*runs: tuple[int, int]) -> np.ndarray:
    """Of 24 steps and two characters; a run begins at a step, and stands for a character for two steps."""
    table = np.zeros((24, 3))
    table[:, 0] = 0.5
    for start, number in runs:
        table[start : start + 2, number] = 0.99
    return table


def inked(*columns: int) -> Plane:
    picture = np.full((32, 96), 255, np.uint8)
    for column in columns:
        picture[8:24, column - 5 : column + 5] = 0
    return picture


def are_certain(picture: Plane, *runs: tuple[int, int]) -> list[bool]:
    return list(decoded(picture, chances(*runs), ["", "理", "里"]).are_certain)


def test_a_part_of_a_character_beside_the_whole_is_not_certain() -> None:
    assert are_certain(inked(12, 28), (2, 1), (6, 2)) == [True, True]
    assert are_certain(inked(12), (2, 1), (4, 2)) == [False]


THREE = (2, 1), (10, 2), (14, 1)  # at 12, 44 and 60, with room for one more behind the first


def test_beside_ink_that_is_in_no_character_nothing_is_certain() -> None:
    assert are_certain(inked(12, 44, 60), *THREE) == [True, True, True]
    assert are_certain(inked(12, 28, 44, 60), *THREE) == [False, False, True]
    assert are_certain(inked(12, 44, 60, 76), *THREE) == [False, False, False]  # signs at the end get lost easily


def test_beside_a_gap_that_has_the_room_of_a_sign_nothing_is_certain() -> None:
    assert are_certain(inked(12, 60, 76), (2, 1), (14, 2), (18, 1)) == [False, False, True]


def test_a_character_with_something_else_at_the_end_of_a_line_leaves_nothing_certain() -> None:
    assert are_certain(inked(12, 28), (2, 1), (6, 1), (8, 2)) == [False, False]


def test_the_number_of_an_item_is_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read of lines as closely as figures are."""
    seen: list[Plane] = []

    def large(crops: list[Plane]) -> list[Recognised]:
        seen.extend(crops)
        return recognise(crops)

    monkeypatch.setattr(reading, "recognise", large)
    texts = ["2.重复申请", "3.其他", "12件", "1.2万", "2.5", "3.万"]
    lines_read = [Recognised(text, (0.95,) * len(text)) for text in texts]
    lines_read.append(Recognised("3.其他", (0.95, 0.95, 0.7, 0.95)))
    spots = [Spot((0, 0, 9, 9), PAPER[:, : 30 + number], recognised=one) for number, one in enumerate(lines_read)]
    reading._read(PAPER, spots)
    assert [crop.shape[1] - 30 for crop in seen] == [2, 3, 4, 5, 6]


def test_lines_to_train_with_are_drawn_the_same_every_time() -> None:
    def drawn() -> list[tuple[Plane, np.ndarray]]:
        rng = Random(3)
        texts, press = Texts(rng), Press([Path(packaged_font())], rng)
        lines = [press.draw(texts.choose()) for _ in range(30)]
        return [one.sample() for one in lines if one]

    for (picture, targets), (same, again) in zip(drawn(), drawn(), strict=True):
        assert (picture == same).all() and (targets == again).all()


def test_a_line_to_train_with_says_where_its_characters_stand() -> None:
    press = Press([Path(packaged_font())], Random(1))
    one = press.draw(Text(list("一口一口"), [1, 2, 1, 2]))
    assert one is not None
    picture, targets = one.sample()
    steps = [number for number in targets.tolist() if number > 0]
    assert [number for place, number in enumerate(steps) if place == 0 or steps[place - 1] != number] == [1, 2, 1, 2]
    ink = (255.0 - picture).sum(axis=0).reshape(-1, 4).sum(axis=1)
    assert ink[targets == 2].mean() > 2 * ink[targets == 0].mean()
