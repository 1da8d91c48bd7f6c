"""A page made straight, at a usual size, on even paper; its ink, and the way back to the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from extract.readers.scans.pictures import Plane, find_parts

_LARGE_SIDE = 2_600  # pixels; an A4 page at 220 dpi
_USUAL_SIDE = 2_339  # A4 at 200 dpi
_SMALLEST_SIDE = 64
_SMALL_TEXT, _USUAL_TEXT, _LARGE_TEXT = 15, 24, 48  # height of characters in pixels
_LARGEST_SIDE = 4_000  # of a page that was made larger
_STRIPS = 48
_MOST_SKEW = 4.0  # degrees
_LEAST_SKEW = 0.04
_LEAST_INK, _MOST_LEAST_INK = 16, 48  # levels darker than the paper, after smoothing
_LEAST_PRINT = 40  # higher loses thin strokes, and with them parts of digits
_ABOVE_NOISE = 3.0  # times the median of what smoothing changes: four standard deviations of what it leaves


@dataclass(frozen=True, slots=True)
class Page:
    """A straight page.

    `gray`: 0 print to 255 paper, evenly; `ink`: 255 where there is some, for rules; `print`: the same for
    characters; `em`: the height of a usual character;
    `way_back`: 2 × 3, from its pixels to those of the picture.
    """

    gray: Plane
    ink: Plane
    print: Plane
    em: float
    way_back: np.ndarray

    def box_in_picture(self, box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
        """The box (left, top, right, bottom) that holds the same part of the picture."""
        left, top, right, bottom = box
        corners = np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]])
        points = np.maximum(corners @ self.way_back.T, 0)
        low, high = points.min(axis=0), points.max(axis=0)
        return round(low[0]), round(low[1]), round(high[0]), round(high[1])


def straighten(plane: Plane, turns: int = 0) -> Page:
    """The page of one picture, turned clockwise by so many right angles first."""
    turned = np.ascontiguousarray(np.rot90(plane, -turns)) if turns else plane
    missing = [(0, max(0, _SMALLEST_SIDE - side)) for side in turned.shape]
    turned = np.pad(turned, missing, mode="edge") if min(turned.shape) < _SMALLEST_SIDE else turned
    scale = _USUAL_SIDE / max(turned.shape) if max(turned.shape) > _LARGE_SIDE else 1.0
    page = _straighten(turned, scale)
    if not _SMALL_TEXT <= page.em <= _LARGE_TEXT:
        page = _straighten(turned, min(_USUAL_TEXT / page.em, _LARGEST_SIDE / max(turned.shape)))
    return replace(page, way_back=_before_turns(plane, turns) @ np.vstack((page.way_back, (0, 0, 1))))


def _before_turns(plane: Plane, turns: int) -> np.ndarray:
    """2 × 3, from the pixels of a turned plane to those of the plane."""
    height, width = plane.shape
    return np.array(
        [
            [[1, 0, 0], [0, 1, 0]],
            [[0, 1, 0], [-1, 0, height]],
            [[-1, 0, width], [0, -1, height]],
            [[0, -1, width], [1, 0, 0]],
        ][turns]
    )


def _straighten(plane: Plane, scale: float) -> Page:
    gray, way_back = _turned(plane, scale, 0.0)
    skew = find_skew(find_ink(gray))
    if abs(skew) >= _LEAST_SKEW:
        gray, way_back = _turned(plane, scale, skew)
    even = _even(gray)
    ink = find_ink(even)
    return Page(even, ink, find_print(even), text_height(ink) or float(_USUAL_TEXT), way_back)


def _turned(plane: Plane, scale: float, degrees: float) -> tuple[Plane, np.ndarray]:
    """The plane scaled and turned, and the way back."""
    height, width = plane.shape
    if scale == 1.0 and not degrees:
        return plane, np.array([[1.0, 0, 0], [0, 1, 0]])
    size = round(width * scale), round(height * scale)
    if not degrees:
        resized = cv2.resize(plane, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        return np.asarray(resized, np.uint8), np.array([[1 / scale, 0, 0], [0, 1 / scale, 0]])
    source = plane
    if scale < 1:  # averaged first: a turn alone would skip pixels
        source = np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)
    there = cv2.getRotationMatrix2D((source.shape[1] / 2, source.shape[0] / 2), degrees, 1.0 if scale < 1 else scale)
    if scale > 1:
        there[:, 2] += (np.array(size) - source.shape[::-1]) / 2
    turned = cv2.warpAffine(source, there, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    back = cv2.invertAffineTransform(there)
    return np.asarray(turned, np.uint8), back / scale if scale < 1 else back


def _even(gray: Plane) -> Plane:
    """The page with its paper white and its print black, however gray or unevenly lit it was."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (25, 25))
    paper = cv2.resize(paper, gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    darkness = cv2.subtract(paper, gray)
    printed = darkness[darkness > 2 * _LEAST_INK]
    black = float(np.percentile(printed[:: max(1, printed.size // 20_000)], 75)) if printed.size else 200.0
    return np.asarray(cv2.bitwise_not(cv2.convertScaleAbs(darkness, alpha=255 / max(black, 40.0))), np.uint8)


def find_ink(gray: Plane) -> Plane:
    """255 where a place is darker than its surroundings: also light rules, and print on uneven paper."""
    smooth = cv2.GaussianBlur(gray, (3, 3), 0)
    side = max(31, max(gray.shape) // 50) | 1
    around = cv2.blur(gray, (side, side))
    noise = np.median(np.abs(gray[::4, ::4].astype(np.int16) - smooth[::4, ::4]))  # most of a page is paper
    least = min(max(_LEAST_INK, _ABOVE_NOISE * float(noise)), _MOST_LEAST_INK)
    return np.asarray(cv2.threshold(cv2.subtract(around, smooth), least, 255, cv2.THRESH_BINARY)[1], np.uint8)


def find_print(even: Plane) -> Plane:
    """255 where an even page is darker than paper.

    Beside thick rules the surroundings are dark themselves, so that faint characters would get holes by `find_ink`.
    """
    smooth = cv2.GaussianBlur(even, (3, 3), 0)
    lightest = float(np.median(smooth[::4, ::4])) - _LEAST_PRINT
    return np.asarray(cv2.threshold(smooth, lightest, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)


def text_height(ink: Plane) -> float:
    """The height of a usual character in pixels; 0 where there is no text."""
    _, stats = find_parts(ink)
    width, height, area = stats[1:, 2], stats[1:, 3], stats[1:, 4]
    most = max(ink.shape) // 20
    text = (height >= 5) & (height < most) & (width < 3 * height) & (width < most) & (area > 12)
    return float(np.percentile(height[text], 75)) if text.any() else 0.0


def find_skew(ink: Plane) -> float:
    """By how many degrees lines fall to the right; 0 where no angle is better than others.

    Turned rightly, the rows of pixels are either full or empty. It is enough to shift upright strips.
    """
    height, width = ink.shape
    strips = cv2.resize(ink, (_STRIPS, height), interpolation=cv2.INTER_AREA)
    sums = np.ascontiguousarray(strips.T, np.float32)  # a strip after the other
    centers = (np.arange(_STRIPS) + 0.5) * width / _STRIPS - width / 2
    angle = _best(sums, centers, np.arange(-_MOST_SKEW, _MOST_SKEW + 0.1, 0.2))
    return _best(sums, centers, angle + np.arange(-0.2, 0.21, 0.02))


def _best(sums: np.ndarray, centers: np.ndarray, angles: np.ndarray) -> float:
    scores = [_sharpness(sums, np.rint(centers * np.tan(np.radians(angle))).astype(int)) for angle in angles]
    best = np.array(scores) >= max(scores) * (1 - 1e-6)  # several where the shifts are the same pixels
    return float(angles[best].mean())


def _sharpness(sums: np.ndarray, shifts: np.ndarray) -> float:
    margin = int(np.abs(shifts).max())
    rows = sums.shape[1] - 2 * margin
    if rows <= 0:
        return 0.0
    profile = np.zeros(rows, np.float32)
    for strip, shift in enumerate(shifts):
        profile += sums[strip, margin + shift : margin + shift + rows]
    return float(np.square(profile).mean())
