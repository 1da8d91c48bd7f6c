"""Single digits: cut out of a page, made comparable, and compared with digits of known fonts."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import NamedTuple

import cv2
import numpy as np

from extract.readers.scans.pictures import Plane

SIDE = 16  # pixels of a sample
OTHER = "#"  # the class of what is no digit and no stroke: rests of rules and seals, Chinese strokes
SAMPLES_FILE = "digits.npz"
_STRETCH_DARKEST = 3  # percent of the pixels that are taken for black


class Guess(NamedTuple):
    """The most similar character, how similar its nearest sample is (1: the same), and by how much more than others."""

    character: str
    similarity: float
    margin: float
    second: str = ""  # the next most similar one
    is_slanted: bool = False  # the nearest sample is


def sample_of(glyph: Plane) -> Plane:
    """A glyph, cut out tightly, as SIDE × SIDE pixels of ink (255) on nothing (0), with its proportions kept."""
    height, width = glyph.shape
    darkest = float(np.percentile(glyph, _STRETCH_DARKEST))
    ink = np.clip((255.0 - glyph) * (255 / max(255 - darkest, 60)), 0, 255).astype(np.float32)
    scale = SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    sample = np.zeros((SIDE, SIDE), np.uint8)
    left, top = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    sample[top : top + size[1], left : left + size[0]] = small
    return sample


def _features(samples: np.ndarray) -> np.ndarray:
    """Unit vectors whose products say how similar samples are; a soft edge forgives a shift by a pixel."""
    count = len(samples)
    soft = np.stack([cv2.GaussianBlur(sample, (0, 0), 0.8) for sample in samples]).astype(np.float32)
    flat = soft.reshape(count, -1)
    flat -= flat.mean(axis=1, keepdims=True)
    return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)


class _Samples(NamedTuple):
    """`features`: one row per sample; `labels`: the number of the class of each; `are_slanted`: which are."""

    features: np.ndarray
    labels: np.ndarray
    are_slanted: np.ndarray
    classes: str


@cache
def _known() -> _Samples:
    """The samples in this package."""
    content = files(__package__).joinpath(SAMPLES_FILE).read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as data:
        return _Samples(_features(data["samples"]), data["labels"], data["are_slanted"], str(data["classes"]))


@cache
def _known_upright() -> _Samples:
    known = _known()
    kept = ~known.are_slanted
    return _Samples(known.features[kept], known.labels[kept], known.are_slanted[kept], known.classes)


def compare(glyphs: list[Plane], *, with_slanted: bool = True) -> list[Guess]:
    """What each glyph is most like."""
    if not glyphs:
        return []
    known = _known() if with_slanted else _known_upright()
    similarities = _features(np.stack([sample_of(glyph) for glyph in glyphs])) @ known.features.T
    numbers = range(len(known.classes))
    best = np.stack([similarities[:, known.labels == number].max(axis=1) for number in numbers], axis=1)
    order = np.argsort(-best, axis=1)[:, :2]
    are_slanted = known.are_slanted[similarities.argmax(axis=1)].tolist()
    return [
        Guess(known.classes[one], float(row[one]), float(row[one] - row[two]), known.classes[two], is_slanted)
        for row, (one, two), is_slanted in zip(best, order, are_slanted, strict=True)
    ]
