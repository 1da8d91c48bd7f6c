"""Image files to gray pages: decoded within limits, without red seals, on white paper."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from PIL import Image

from extract.readers.blocks import CannotRead

FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF")
MOST_PIXELS = 60_000_000  # of a page; A4 at 600 dpi has 35 million
MOST_FRAMES = 50
_OF_CV2 = ("PNG", "JPEG", "BMP")  # which cv2 decodes, faster
_SEAL_REDNESS = 22  # red above the other colours, in levels
_LEAST_SEAL = 50  # pixels
_SEAL_PERCENTILE = 60  # above the middle: what is left of a seal does more harm than print that is lighter
_MOST_TAKEN = 0.8  # levels of red per level of redness
_SEAL_EDGE = 9  # pixels: as far as the colours around a seal are not exact
_SEAL_BLUR = 1.0  # pixels: what is too light at one side of an edge of a seal is as much too dark at the other

Plane = np.ndarray[Any, np.dtype[np.uint8]]  # height × width, 0 black to 255 white


def decode(content: bytes) -> Iterator[Plane]:
    """The pages of one image file, upright as a viewer shows them, in gray and without red seals.

    Raises:
        CannotRead: `too_large` above MOST_PIXELS or MOST_FRAMES, known before decoding; `undecodable` for damage.
    """
    try:
        picture = _open(content)
        frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        if frames > MOST_FRAMES:
            raise CannotRead("too_large", "reader_limit")
        for frame in range(frames):
            if frame:
                picture.seek(frame)
            if picture.width * picture.height > MOST_PIXELS:
                raise CannotRead("too_large", "reader_limit")
            yield without_seal(_colors(picture, content))
    except (CannotRead, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise CannotRead("too_large", "reader_limit") from error
    except Exception as error:  # decoders raise nearly anything on damage
        raise CannotRead("undecodable", "file_damaged") from error


def _open(content: bytes) -> Image.Image:
    """The picture with nothing but its head read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
        return Image.open(io.BytesIO(content), formats=FORMATS)


def _colors(picture: Image.Image, content: bytes) -> Plane:
    """Height × width × 3, blue green red; transparent places are white."""
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    if picture.format in _OF_CV2 and not has_alpha:
        colors = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        if colors is None:
            raise CannotRead("undecodable", "file_damaged")
        return np.asarray(colors, dtype=np.uint8)
    if picture.mode.startswith("I;16"):
        return np.repeat((np.asarray(picture) >> 8).astype(np.uint8)[..., None], 3, axis=2)
    if has_alpha:
        shown = picture.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        return np.asarray(Image.alpha_composite(paper, shown).convert("RGB"))[..., ::-1].copy()
    return np.asarray(picture.convert("RGB"))[..., ::-1].copy()


def without_seal(colors: Plane) -> Plane:
    """The red channel, in which red ink is light, made lighter still by as much as the ink is red.

    Ink lies over paper and print like a filter, so what it takes from the red channel grows with its redness.
    """
    blue, green, red = cv2.split(colors)
    redness = cv2.subtract(red, cv2.max(blue, green))
    core = cv2.threshold(redness, _SEAL_REDNESS, 255, cv2.THRESH_BINARY)[1]
    if cv2.countNonZero(core) < _LEAST_SEAL:
        return np.asarray(red, dtype=np.uint8)
    seal = core > 0
    paper = float(np.median(red[::8, ::8]))
    taken = (paper - red[seal].astype(np.float32)) / redness[seal]
    share = float(np.clip(np.percentile(taken, _SEAL_PERCENTILE), 0.0, _MOST_TAKEN))
    around = cv2.dilate(core, np.ones((_SEAL_EDGE, _SEAL_EDGE), np.uint8))
    left, top, width, height = cv2.boundingRect(around)
    part = np.s_[top : top + height, left : left + width]
    lighter = red[part].astype(np.float32) + share * redness[part]
    smooth = np.minimum(cv2.GaussianBlur(lighter, (0, 0), _SEAL_BLUR), paper)
    cv2.copyTo(smooth.astype(np.uint8), around[part], red[part])
    return np.asarray(red, dtype=np.uint8)


def find_parts(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The number of the part of ink that each pixel belongs to, and what OpenCV says of each part; part 0 is paper."""
    try:  # twice as fast, and enough for all pages but those full of specks
        _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_16U)
    except cv2.error:
        _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    return labels, stats
