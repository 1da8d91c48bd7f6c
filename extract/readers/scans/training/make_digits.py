"""Make the samples of digits anew: `python -m extract.readers.scans.training.make_digits FONT_FILE…`.

The samples here were made from fonts of Debian packages, in regular and bold where there is one: fonts-dejavu-core
(Sans, Sans Mono, Serif), fonts-liberation2 (Sans, Serif, Mono), fonts-liberation (Sans Narrow),
fonts-crosextra-carlito, fonts-crosextra-caladea, fonts-stix (STIX for Word), fonts-ipafont-mincho and -gothic,
fonts-lxgw-wenkai. The order of the files matters not.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extract.readers.scans.glyphs import OTHER, SAMPLES_FILE, sample_of
from extract.readers.scans.pictures import Plane

_DIGITS = "0123456789/"
_OTHERS = "|()\\+?%#&*<>"
_CHINESE = "口日曰目白自息空二三十工土王五六八人入小丁了己已巳上下卜元件品中田四"
_PAIRS = [
    pair for digit in "0123456789" for pair in (f"1{digit}", f"{digit}1")
]  # touching, hardly wider than one digit
_WIDE_DIGITS = "０１２３４５６７８９"
_PLAIN = str.maketrans(_WIDE_DIGITS, "0123456789")
_CLASSES = _DIGITS + OTHER
_KEPT_BITS = 0xF0  # sixteen levels are enough, and pack better
_LARGE = 96  # pixels; drawn so large, then made small as a scanner does
_WEARS = ((13, 0.9), (15, 0.6), (18, 1.0), (22, 0.7), (28, 1.2))  # size in pixels, blur


def make_samples(fonts: list[Path]) -> tuple[np.ndarray, np.ndarray]:
    """Samples (n × SIDE × SIDE) and the numbers of their classes."""
    samples, labels = [], []
    for number, path in enumerate(sorted(fonts, key=lambda path: path.name)):
        font = ImageFont.truetype(str(path), _LARGE)
        for character in [*_DIGITS, *_OTHERS, *(_PAIRS if number % 4 == 0 else []), *_chinese(font)]:
            plain = character.translate(_PLAIN)
            wears = _WEARS if plain in _DIGITS else _WEARS[1:4:2]
            if font.getmask(character).getbbox() is None:
                continue
            for size, blur in wears:
                samples.append(sample_of(_worn(font, character, size, blur)))
                labels.append(_CLASSES.index(plain if plain in _DIGITS else OTHER))
    return np.stack(samples) & _KEPT_BITS, np.array(labels, np.uint8)


def _chinese(font: ImageFont.FreeTypeFont) -> list[str]:
    """Wide digits, and characters somewhat like digits, if the font has Chinese ones: they are wide, all alike."""
    return (
        [*_WIDE_DIGITS, *_CHINESE] if font.getlength("口") == font.getlength("五") > 1.5 * font.getlength("0") else []
    )


def _worn(font: ImageFont.FreeTypeFont, character: str, size: int, blur: float) -> Plane:
    """A character, or several that touch, as it comes out of a scanner, cut out tightly."""
    picture = Image.new("L", (3 * _LARGE, 3 * _LARGE), 255)
    draw, left = ImageDraw.Draw(picture), float(_LARGE)
    for one in character:
        draw.text((left - font.getbbox(one)[0], _LARGE), one, font=font, fill=0)
        left += font.getbbox(one)[2] - font.getbbox(one)[0]
    scale = size / _LARGE
    small = cv2.resize(np.asarray(picture), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    worn = np.asarray(cv2.GaussianBlur(small, (0, 0), blur), np.uint8)
    rows, columns = np.nonzero(worn < 205)
    return worn[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def main(fonts: list[str]) -> None:
    """Write the file of samples beside the reader."""
    samples, labels = make_samples([Path(font) for font in fonts])
    np.savez_compressed(Path(__file__).parents[1] / SAMPLES_FILE, samples=samples, labels=labels, classes=_CLASSES)
    print(f"{len(samples)} samples of {len(fonts)} fonts")


if __name__ == "__main__":
    main(sys.argv[1:])
