"""Make the samples of digits anew: `python -m extract.readers.scans.training.make_digits FONT_FILE…`.

The samples here were made from these fonts of Debian packages, and come out the same to the byte:
fonts-dejavu-core (Sans and Serif, regular and bold; Sans Mono), fonts-liberation2 (Sans and Serif, regular and bold;
Mono), fonts-liberation (Sans Narrow), fonts-crosextra-carlito and -caladea (regular and bold), fonts-stix (STIX for
Word), fonts-ipafont-mincho and -gothic, fonts-lxgw-wenkai. The order of the files matters not.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extract.readers.scans.glyphs import OTHER, SAMPLES_FILE, sample_of
from extract.readers.scans.pictures import Plane

_SLANTED = [*"0123456789"]
_DIGITS = [*_SLANTED, "/"]  # no strings: in these, "01" would be a digit
_OTHERS = "|()\\+?%#&*<>"
_CHINESE = "口日曰目白自息空二三十工土王五六八人入小丁了己已巳上下卜元件品中田四"
_PAIRS = [
    pair for digit in "0123456789" for pair in (f"1{digit}", f"{digit}1")
]  # touching, hardly wider than one digit
_WIDE_DIGITS = "０１２３４５６７８９"
_PLAIN = str.maketrans(_WIDE_DIGITS, "0123456789")
_CLASSES = [*_DIGITS, OTHER]
_KEPT_BITS = 0xF0  # sixteen levels are enough, and pack better
_LARGE = 96  # pixels; drawn so large, then made small as a scanner does
_WEARS = ((13, 0.9), (15, 0.6), (18, 1.0), (22, 0.7), (28, 1.2))  # size in pixels, blur
_SLANTS = (0.12, 0.22, 0.33)  # sideways per height: of italics, and of what programs slant that have none
_SLANTED_WEAR = (18, 0.8)


def make_samples(fonts: list[Path]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Samples (n × SIDE × SIDE), the numbers of their classes, and whether they are slanted."""
    samples: list[Plane] = []
    labels: list[int] = []
    are_slanted: list[bool] = []
    for place, path in enumerate(sorted(fonts, key=lambda path: path.name)):
        font = ImageFont.truetype(str(path), _LARGE)
        for character in [*_DIGITS, *_OTHERS, *(_PAIRS if place % 4 == 0 else []), *_chinese(font)]:
            plain = character.translate(_PLAIN)
            wears = _WEARS if plain in _DIGITS else _WEARS[1:4:2]
            if font.getmask(character).getbbox() is None:
                continue
            worn = [_worn(font, character, wear) for wear in wears]
            if character in _SLANTED:
                worn += [_worn(font, character, _SLANTED_WEAR, slant) for slant in _SLANTS]
            samples += map(sample_of, worn)
            labels += len(worn) * [_CLASSES.index(plain if plain in _DIGITS else OTHER)]
            are_slanted += [number >= len(wears) for number in range(len(worn))]
    return np.stack(samples) & _KEPT_BITS, np.array(labels, np.uint8), np.array(are_slanted)


def _chinese(font: ImageFont.FreeTypeFont) -> list[str]:
    """Wide digits, and characters somewhat like digits, if the font has Chinese ones: they are wide, all alike."""
    return (
        [*_WIDE_DIGITS, *_CHINESE] if font.getlength("口") == font.getlength("五") > 1.5 * font.getlength("0") else []
    )


def _worn(font: ImageFont.FreeTypeFont, character: str, wear: tuple[int, float], slant: float = 0.0) -> Plane:
    """A character, or several that touch, as it comes out of a scanner, cut out tightly."""
    picture = Image.new("L", (3 * _LARGE, 3 * _LARGE), 255)
    draw, left = ImageDraw.Draw(picture), float(_LARGE)
    for one in character:
        draw.text((left - font.getbbox(one)[0], _LARGE), one, font=font, fill=0)
        left += font.getbbox(one)[2] - font.getbbox(one)[0]
    plane = _slanted(np.asarray(picture), slant) if slant else np.asarray(picture)
    size, blur = wear
    scale = size / _LARGE
    small = cv2.resize(plane, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    worn = np.asarray(cv2.GaussianBlur(small, (0, 0), blur), np.uint8)
    rows, columns = np.nonzero(worn < 205)
    return worn[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def _slanted(plane: Plane, slant: float) -> Plane:
    """A square plane whose rows lie the further to the right the higher they are; its middle row stays."""
    way = np.array([[1, -slant, slant * len(plane) / 2], [0, 1, 0]])
    return np.asarray(cv2.warpAffine(plane, way, plane.shape, borderValue=255), np.uint8)


def main(fonts: list[str]) -> None:
    """Write the file of samples beside the reader."""
    samples, labels, are_slanted = make_samples([Path(font) for font in fonts])
    file = Path(__file__).parents[1] / SAMPLES_FILE
    np.savez_compressed(file, samples=samples, labels=labels, are_slanted=are_slanted, classes="".join(_CLASSES))
    print(f"{len(samples)} samples of {len(fonts)} fonts")


if __name__ == "__main__":
    main(sys.argv[1:])
