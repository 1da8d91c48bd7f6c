"""From the coordinates of a PDF page to those of the page as it is seen: y downwards, upright, cropped."""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium


class Turn(NamedTuple):
    """A turn of a page by quarters clockwise, with its visible box in user space."""

    quarters: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Of the page as it is seen, in points."""
        return self.top - self.bottom if self.quarters % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Of the page as it is seen, in points."""
        return self.right - self.left if self.quarters % 2 else self.top - self.bottom

    @property
    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """As a matrix of PDF: x' = a·x + c·y + e, y' = b·x + d·y + f."""
        return (
            (1, 0, 0, -1, -self.left, self.top),
            (0, 1, 1, 0, -self.bottom, -self.left),
            (-1, 0, 0, 1, self.right, -self.bottom),
            (0, -1, -1, 0, self.top, self.right),
        )[self.quarters]


def page_turn(page: pypdfium2.PdfPage) -> Turn:
    """The turn that the page asks for."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    quarters = pdfium.FPDFPage_GetRotation(page) % 4
    return Turn(quarters, box.left, box.bottom, box.right, box.top)
