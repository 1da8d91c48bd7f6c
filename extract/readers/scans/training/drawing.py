"""Lines of text as they are cut out of scanned tables, drawn to train the small network; see `make_letters`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extract.readers.scans.letters import input_of, width_of
from extract.readers.scans.pictures import Plane
from extract.readers.scans.spelling import MARGIN, STEP
from extract.readers.scans.training.texts import Text

IGNORED = -1  # what stands at a step may be taken for anything
_NEAR, _FAR = 0.25, 0.4  # widths of a character: up to where a step is it, from where it is none
_INK_OF_FONT = 0.9  # height of a character to the size of its font
_LARGE = 2  # drawn so many times larger, then made small as a scanner does


@dataclass(slots=True)
class DrawnLine:
    """A crop that holds one line; where its characters stand in it, and how wide they are."""

    crop: Plane
    middles: list[float]
    widths: list[float]
    numbers: list[int]

    def sample(self) -> tuple[Plane, np.ndarray]:
        """Input of the network, and what stands at each of its steps."""
        picture = input_of(self.crop)
        return picture, self._targets(picture.shape[1])

    def _targets(self, width: int) -> np.ndarray:
        scale = width_of(self.crop) / self.crop.shape[1]
        places = np.arange(width // STEP) * STEP + (STEP - 1) / 2 - MARGIN // 2
        targets = np.zeros(len(places), np.int64)
        middles = [middle * scale for middle in self.middles]
        widths = [one * scale for one in self.widths]
        for middle, one, number in zip(middles, widths, self.numbers, strict=True):
            away = np.abs(places - middle)
            targets[(away <= _FAR * one) & (targets == 0)] = IGNORED
            targets[(away <= _NEAR * one) | (away == away.min())] = number
        for left, right, one, other in zip(middles, middles[1:], self.numbers, self.numbers[1:], strict=False):
            between = int(np.abs(places - (left + right) / 2).argmin())
            if targets[between] == IGNORED or (one == other and targets[between] == one and right - left > 3 * STEP):
                targets[between] = 0
        return targets


class Press:
    """Draws lines with fonts, and wears them; `rng` chooses."""

    def __init__(self, fonts: list[Path], rng: Random) -> None:
        self.fonts, self.rng = fonts, rng
        self._open: dict[tuple[Path, int], ImageFont.FreeTypeFont] = {}
        self._known: dict[tuple[Path, str], bool] = {}
        self._noise = np.random.default_rng(self.rng.getrandbits(32))

    def font(self, path: Path, size: int) -> ImageFont.FreeTypeFont:
        """A font file at a size in pixels; of collections the simplified Chinese one."""
        if (path, size) not in self._open:
            index = 2 if path.name.startswith("NotoSerifCJK") else 0
            self._open[path, size] = ImageFont.truetype(str(path), size, index=index)
        return self._open[path, size]

    def knows(self, path: Path, character: str) -> bool:
        """Whether a font has a shape of its own for a character."""
        if (path, character) not in self._known:
            font = self.font(path, 32)
            shape = bytes(font.getmask(character))
            blank = not any(shape) and character != " "
            self._known[path, character] = not blank and shape not in [
                bytes(font.getmask(one)) for one in ("\U000f1234", "\ue123")
            ]
        return self._known[path, character]

    def draw(self, text: Text) -> DrawnLine | None:
        """One worn line; none where the font has no such characters."""
        rng = self.rng
        path = rng.choice(self.fonts)
        size = round(math.exp(rng.uniform(math.log(13), math.log(42))))
        kept = [pair for pair in zip(text.characters, text.numbers, strict=True) if self.knows(path, pair[0])]
        if not kept:
            return None
        characters, numbers = [one for one, _ in kept], [number for _, number in kept]
        plane, middles, widths = self._printed(path, size, characters, turns=text.turns)
        plane = self._worn(plane, size)
        if text.turns == 2:
            plane = np.ascontiguousarray(plane[::-1, ::-1])
            middles = [plane.shape[1] - middle for middle in middles]
            middles, widths, numbers = middles[::-1], widths[::-1], numbers[::-1]
        crop, left = self._cut(plane, size, middles, widths)
        if min(crop.shape) < 3:
            return None
        return DrawnLine(crop, [middle - left for middle in middles], widths, numbers)

    def _printed(
        self, path: Path, size: int, characters: list[str], turns: int
    ) -> tuple[Plane, list[float], list[float]]:
        """Black on white, with the middles and widths of characters."""
        rng = self.rng
        large = size * _LARGE
        font = self.font(path, large)
        advances = [font.getlength(one) for one in characters]
        space = rng.choice((0.0, 0.0, 0.0, rng.uniform(-0.05, 0.25))) * large
        gaps = [self._gap() * large for _ in characters]
        total = sum(advances) + sum(gaps) + space * len(characters)
        picture = Image.new("L", (int(total + 4 * large), 3 * large), 255)
        draw = ImageDraw.Draw(picture)
        x, shade, drop = 2.0 * large, rng.choice((0, 0, 25, 50)), 0.0
        middles, widths = [], []
        for character, advance, gap in zip(characters, advances, gaps, strict=True):
            if gap:
                drop = rng.uniform(-0.06, 0.06) * large  # another line of the cell goes on
            x += gap
            if turns in (1, 3):
                self._turned(picture, character, font, (x, large), turns)
            else:
                draw.text((x, 1.95 * large + drop), character, font=font, fill=shade, anchor="ls")
            middles.append((x + advance / 2) / _LARGE)
            widths.append(advance / _LARGE)
            x += advance + space
        return self._reduced(np.asarray(picture)), middles, widths

    def _gap(self) -> float:
        """Before a character: sometimes a strip begins there, nearer or farther than characters are else."""
        return self.rng.uniform(-0.06, 0.35) if self.rng.random() < 0.06 else 0.0

    def _turned(
        self, picture: Image.Image, character: str, font: ImageFont.FreeTypeFont, place: tuple[float, float], turns: int
    ) -> None:
        side = int(font.size)
        one = Image.new("L", (side, side), 255)
        ImageDraw.Draw(one).text((side / 2, side / 2), character, font=font, fill=0, anchor="mm")
        turned = one.rotate(90 * turns)
        picture.paste(turned, (round(place[0]), round(place[1] + 0.05 * side)))

    def _reduced(self, plane: Plane) -> Plane:
        """At its size, a little bolder or thinner, skewed and shifted by parts of a pixel."""
        rng = self.rng
        chance = rng.random()
        if chance < 0.2:
            plane = np.asarray(cv2.erode(plane, np.ones((2, 2), np.uint8)), np.uint8)
        elif chance < 0.28:
            plane = np.asarray(cv2.dilate(plane, np.ones((1, 2), np.uint8)), np.uint8)
        height, width = plane.shape[0] // _LARGE, plane.shape[1] // _LARGE
        small = cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA)
        if rng.random() < 0.7:
            slope = rng.choice((0.0, rng.gauss(0, 0.004)))
            shift = [rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5) - slope * width / 2]
            matrix = np.array([[1, 0, shift[0]], [slope, 1, shift[1]]])
            small = cv2.warpAffine(small, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
        return np.asarray(small, np.uint8)

    def _worn(self, plane: Plane, size: int) -> Plane:
        """Rests of rules and seals, faint ink, blur, noise, compression; then evened as pages are."""
        rng = self.rng
        levels = plane.astype(np.float32)
        if rng.random() < 0.12:
            self._rule(levels, size)
        levels = 255 - (255 - levels) * rng.choice((1.0, 0.8, 0.65, 0.5))
        if rng.random() < 0.12:
            self._seal(levels, size)
        if rng.random() < 0.7:
            levels = np.asarray(cv2.GaussianBlur(levels, (0, 0), max(0.05, rng.uniform(0.1, 0.055 * size))), np.float32)
        if rng.random() < 0.6:
            noise = self._noise.normal(0, rng.uniform(1, 11), levels.shape).astype(np.float32)
            levels = levels + (cv2.blur(noise, (2, 2)) * 1.4 if rng.random() < 0.4 else noise)
        paper = rng.uniform(225, 255)
        worn = np.clip(levels * (paper / 255), 0, 255).astype(np.uint8)
        if rng.random() < 0.6:
            packed = cv2.imencode(".jpg", worn, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(45, 95)])[1]
            worn = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
        if rng.random() < 0.3:  # straightened
            worn = np.asarray(cv2.GaussianBlur(worn, (3, 3), 0.5), np.uint8)
        darkness = paper - worn.astype(np.float32)
        printed = darkness[darkness > 32]
        black = float(np.percentile(printed, rng.uniform(65, 85))) if printed.size else 200.0
        return np.clip(255 - darkness * (255 / max(black, 40.0)), 0, 255).astype(np.uint8)

    def _rule(self, levels: np.ndarray, size: int) -> None:
        """The rest of a ruling line above, below or beside the line."""
        rng = self.rng
        height, width = levels.shape
        thick = rng.choice((1, 1, 2))
        if rng.random() < 0.6:
            y = round(height / 2 + rng.choice((-1, 1)) * rng.uniform(0.56, 0.75) * size)
            start = rng.randrange(width)
            levels[y : y + thick, start : start + rng.randrange(5, width)] = rng.uniform(20, 160)
        else:
            x = rng.choice((round(2 * size - rng.uniform(1, 0.2 * size)), round(width - 2 * size)))
            levels[:, x : x + thick] = rng.uniform(20, 160)

    def _seal(self, levels: np.ndarray, size: int) -> None:
        """Where a seal lay: print is lighter and grainy there, strokes of the seal are left as a shade."""
        rng = self.rng
        height, width = levels.shape
        mask = np.zeros((height, width), np.float32)
        for _ in range(rng.randint(1, 4)):
            start, end = [(rng.randrange(width), rng.randrange(height)) for _ in range(2)]
            cv2.line(mask, start, end, 1.0, rng.randint(2, max(3, size // 2)))
        mask *= self._noise.random((height, width)).astype(np.float32) > rng.uniform(0, 0.3)
        light = rng.uniform(0.3, 0.8)
        levels[:] = levels + mask * (255 - levels) * light
        if rng.random() < 0.5:
            levels[:] = levels - mask * rng.uniform(0, 30)

    def _cut(self, plane: Plane, size: int, middles: list[float], widths: list[float]) -> tuple[Plane, int]:
        """As the layout cuts lines out, and somewhat worse; with the place of its left edge."""
        rng = self.rng
        em = _INK_OF_FONT * size * rng.uniform(0.88, 1.12)
        start = max(0, int(min(a - b / 2 for a, b in zip(middles, widths, strict=True)) - 0.3 * size))
        end = math.ceil(max(a + b / 2 for a, b in zip(middles, widths, strict=True)) + 0.3 * size)
        rows = np.flatnonzero((plane[:, start:end] < 190).any(axis=1))
        columns = np.flatnonzero((plane[round(0.7 * size) : round(2.3 * size)] < 190).any(axis=0))
        columns = columns[(columns >= start) & (columns < end)]
        if not rows.size or not columns.size:
            rows, columns = np.array([size, 2 * size]), np.array([start, end])
        rows = rows[(rows > 0.7 * size) & (rows < 2.35 * size)] if rows.size > 2 else rows
        if not rows.size:
            rows = np.array([size, 2 * size])
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        margin = rng.choice((0.12, 0.12, 0.2))
        middle = (top + bottom) / 2 + rng.choice((0, 0, rng.uniform(-0.08, 0.08))) * em
        half = max(bottom - top, 0.9 * em) / 2 + margin * em + rng.choice((0, 0, 0, rng.uniform(0, 0.15))) * em
        edge = round(margin * em) + rng.choice((0, 0, rng.randint(-2, 2)))
        left = max(0, int(columns[0]) - edge)
        return plane[
            max(0, round(middle - half)) : round(middle + half), left : int(columns[-1]) + 1 + max(edge, 0)
        ], left
