"""Image files to gray pages: decoded within limits, without red seals, on white paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from PIL import Image

from extract.readers.blocks import CannotRead

FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF")
MOST_PIXELS = 60_000_000  # of all pages of one file together; A4 at 600 dpi has 35 million
MOST_FRAMES = 50
_OF_CV2 = ("PNG", "JPEG", "BMP")  # which cv2 decodes, faster
_SEAL_REDNESS = 22  # red above the other colours, in levels
_LEAST_SEAL = 50  # pixels
_SEAL_EDGE = 0.45  # by how much the border of a seal is darker still: JPEG keeps its colour from it
_LEAST_CONTRAST = 0.2  # from print to paper: what is darker below a seal is print
_SEAL_BORDER = 7  # pixels around the red ones; JPEG keeps colours at half the size

Plane = np.ndarray[Any, np.dtype[np.uint8]]  # height × width, 0 black to 255 white


def decode(content: bytes) -> Iterator[Plane]:
    """The pages of one image file, upright as a viewer shows them, in gray and without red seals.

    Raises:
        CannotRead: `too_large` above MOST_PIXELS or MOST_FRAMES, known before decoding; `undecodable` for damage.
    """
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        if frames > MOST_FRAMES:
            raise CannotRead("too_large", "reader_limit")
        pixels = 0
        for frame in range(frames):
            if frame:
                picture.seek(frame)
            pixels += picture.width * picture.height
            if pixels > MOST_PIXELS:
                raise CannotRead("too_large", "reader_limit")
            yield without_seal(_colors(picture, content))
    except (CannotRead, MemoryError):
        raise
    except Exception as error:  # decoders raise nearly anything on damage
        raise CannotRead("undecodable", "file_damaged") from error


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
    """The red channel, in which red ink is light; what is reddish is made lighter still, until the seal is paper."""
    blue, green, red = cv2.split(colors)
    redness = cv2.subtract(red, cv2.max(blue, green))
    core = redness > _SEAL_REDNESS
    if int(np.count_nonzero(core)) < _LEAST_SEAL:
        return np.asarray(red, dtype=np.uint8)
    paper = float(np.median(red[::8, ::8]))
    plain = red[(redness <= _SEAL_REDNESS) & (red < 0.8 * paper)]
    print_level = float(np.percentile(plain, 25)) if plain.size else 0.0
    seal_level = float(np.percentile(red[core & (red > (print_level + paper) / 2)], 15, method="lower"))
    seal = cv2.dilate(core.astype(np.uint8), np.ones((_SEAL_BORDER, _SEAL_BORDER), np.uint8)) > 0
    seal_level -= _SEAL_EDGE * (paper - seal_level)
    seal_level = max(seal_level, print_level + _LEAST_CONTRAST * (paper - print_level))
    levels = np.arange(256, dtype=np.float32)
    lighter = print_level + (levels - print_level) * (paper - print_level) / max(seal_level - print_level, 1.0)
    red[seal] = np.clip(np.maximum(lighter, levels), 0, 255).astype(np.uint8).clip(max=np.uint8(paper))[red[seal]]
    return np.asarray(red, dtype=np.uint8)
