"""The reader of scans: pictures of pages to tables by their ruling lines, and to text by shapes and models.

The optional extra `ocr`. The files of samples and of the small network for labels are made by `training`; the large
model lies inside an installed package and is used as it is; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from extract.readers.blocks import Reading


def is_available() -> bool:
    """Whether the extra `ocr` is installed, with the model that it brings."""
    if not all(find_spec(name) for name in ("cv2", "numpy", "onnxruntime", "PIL")):
        return False
    from extract.readers.scans.recogniser import find_model

    return find_model() is not None


def read_scan(pictures: Sequence[bytes]) -> Reading:
    """Read the image files (PNG, JPEG, TIFF, BMP, GIF) of consecutive pages of one document.

    Returns:
        Tables with all cells, also blank ones; titles, headings and short lines of the prose (`prose_left_out` says
        that there is more). Cell.confidence is that of the least certain character; U+FFFD stands for a digit that is
        not certain. Places are in pixels of the picture.

    Raises:
        CannotRead: `too_large` above the limits on pixels, pages, tables; `undecodable` for what is no picture.
    """
    import cv2

    from extract.readers.scans.reading import read_pages

    cv2.setNumThreads(1)  # a worker process has one core
    return read_pages(pictures)
