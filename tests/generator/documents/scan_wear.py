"""What printing, stamping, scanning and saving do to a page: seal, skew, gray paper, blur, noise, JPEG."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SEAL_RED = (205, 35, 40)
SEAL_INCHES = 0.8  # radius


@dataclass(frozen=True, slots=True)
class Wear:
    """How worn the pages are; all zero is as drawn."""

    skew_degrees: float = 0.0  # at most, to either side
    paper: int = 255  # brightness
    shade: int = 0  # darker towards one side by as much
    ink: float = 1.0  # share of the print's darkness that is left
    blur: float = 0.0  # radius in pixels at 150 dpi
    noise: float = 0.0  # standard deviation in levels
    has_seal: bool = False
    line_gaps: int = 0  # white bars across the page, which break rules
    jpeg_quality: int | None = None  # None: PNG
    is_gray: bool = False


def choose_wear(rng: Random) -> Wear:
    """Wear as it comes."""
    has_seal = rng.random() < 0.5
    return Wear(
        skew_degrees=rng.choice((0, 0.6, 1.5)),
        paper=rng.choice((255, 245, 225)),
        shade=rng.choice((0, 15)),
        ink=rng.choice((1.0, 0.8, 0.65)),
        blur=rng.choice((0.0, 0.4, 0.7)),
        noise=rng.choice((0, 4, 9)),
        has_seal=has_seal,
        line_gaps=rng.choice((0, 0, 3)),
        jpeg_quality=rng.choice((None, 60, 75, 90)),
        is_gray=not has_seal and rng.random() < 0.5,
    )


def wear_page(
    page: Image.Image, wear: Wear, rng: Random, dpi: int, table: tuple[int, int, int, int] | None = None
) -> bytes:
    """The image file of a worn page; the seal goes across `table` (left, top, right, bottom), if there is one."""
    _break_lines(page, wear.line_gaps, rng)
    color = page.point(lambda level: round(255 - (255 - level) * wear.ink)).convert("RGB")
    if wear.has_seal and table is not None:
        _press_seal(color, rng, dpi, table)
    skew = rng.uniform(-wear.skew_degrees, wear.skew_degrees)
    if skew:
        color = color.rotate(skew, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if wear.blur:
        color = color.filter(ImageFilter.GaussianBlur(wear.blur * dpi / 150))
    worn = _roughen(color, wear, np.random.default_rng(rng.getrandbits(32)))
    file = io.BytesIO()
    picture = worn.convert("L") if wear.is_gray else worn
    if wear.jpeg_quality is None:
        picture.save(file, "PNG", compress_level=1, dpi=(dpi, dpi))
    else:
        picture.save(file, "JPEG", quality=wear.jpeg_quality, dpi=(dpi, dpi))
    return file.getvalue()


def _break_lines(page: Image.Image, count: int, rng: Random) -> None:
    """Thin white bars, each interrupting what crosses it: what worn drums of printers leave out."""
    draw = ImageDraw.Draw(page)
    for _ in range(count):
        x = rng.randrange(page.width)
        draw.line((x, 0, x, page.height), fill=255, width=1)


def _press_seal(page: Image.Image, rng: Random, dpi: int, table: tuple[int, int, int, int]) -> None:
    """A ring, a star and strokes for characters in red; what is printed below stays dark, paper shows through."""
    radius = round(SEAL_INCHES * dpi)
    seal = Image.new("L", (2 * radius, 2 * radius), 0)
    draw = ImageDraw.Draw(seal)
    draw.ellipse((2, 2, 2 * radius - 3, 2 * radius - 3), outline=230, width=max(3, dpi // 35))
    points = [
        (radius + size * radius * math.sin(math.pi * step / 5), radius - size * radius * math.cos(math.pi * step / 5))
        for step, size in ((step, 0.3 if step % 2 == 0 else 0.12) for step in range(10))
    ]
    draw.polygon(points, fill=230)
    for step in range(14):
        angle = math.pi * (0.7 + 1.6 * step / 13)
        x, y = radius + 0.76 * radius * math.sin(angle), radius + 0.76 * radius * math.cos(angle)
        for _ in range(4):
            ends = [value + rng.uniform(-0.08, 0.08) * radius for value in (x, y, x, y)]
            draw.line(ends, fill=230, width=max(2, dpi // 60))
    grains = np.random.default_rng(rng.getrandbits(32)).random((2 * radius, 2 * radius))
    mask = np.asarray(seal) * np.where(grains < 0.12, 0.3, 1.0)
    left = rng.randint(table[0], max(table[0], table[2] - 2 * radius))
    top = rng.randint(table[1], max(table[1], table[3] - 2 * radius))
    box = (left, top, left + 2 * radius, top + 2 * radius)
    paper = np.asarray(page.crop(box), dtype=np.float32)
    stamped = paper * np.array(SEAL_RED, dtype=np.float32) / 255
    share = (mask / 255)[..., None]
    page.paste(Image.fromarray((paper * (1 - share) + stamped * share).astype(np.uint8)), box[:2])


def _roughen(page: Image.Image, wear: Wear, random: np.random.Generator) -> Image.Image:
    """Gray paper, shade towards the right, and noise of the sensor."""
    if wear.paper == 255 and not wear.shade and not wear.noise:
        return page
    levels = np.asarray(page, dtype=np.float32)
    light = wear.paper - np.linspace(0, wear.shade, page.width, dtype=np.float32)
    levels = levels * (light / 255)[None, :, None]
    if wear.noise:
        levels = levels + random.normal(0, wear.noise, (page.height, page.width, 1)).astype(np.float32)
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
