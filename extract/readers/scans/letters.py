"""Lines to characters by a small network of our own, which knows few characters, and says so of others.

It is ten times as fast as the PP-OCR model. `training.make_letters` trains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import cv2
import numpy as np

from extract.readers.scans.pictures import Plane
from extract.readers.scans.spelling import MARGIN, OTHER, Letters, decoded

MODEL_FILE = "letters.onnx"
HEIGHT = 32  # pixels, of the input of the network
_SQUEEZE = 0.6
_WIDTH_STEP = 16
_MOST_WIDTH = 1_600
_BATCH = 8


def read_letters(crops: Sequence[Plane]) -> list[Letters]:
    """The characters of each crop, which holds one line."""
    inputs = [input_of(crop) for crop in crops]
    waiting = sorted(range(len(inputs)), key=lambda number: inputs[number].shape[1])
    found: dict[int, Letters] = {}
    while waiting:
        width = inputs[waiting[0]].shape[1]
        batch = [number for number in waiting[:_BATCH] if inputs[number].shape[1] == width]
        waiting = waiting[len(batch) :]
        for number, chances in zip(batch, _run([inputs[number] for number in batch]), strict=True):
            scale = width_of(crops[number]) / crops[number].shape[1]
            found[number] = decoded(inputs[number], chances, _session()[1], scale)
    return [found[number] for number in range(len(inputs))]


def width_of(crop: Plane) -> int:
    """How wide a crop is in the input."""
    height, width = crop.shape
    return min(max(round(HEIGHT * width / height * _SQUEEZE), 4), _MOST_WIDTH - MARGIN)


def input_of(crop: Plane) -> Plane:
    """A crop as the network sees it: as high as all, narrower, with paper around."""
    target = width_of(crop)
    room = -(-(target + MARGIN) // _WIDTH_STEP) * _WIDTH_STEP
    line = np.full((HEIGHT, room), 255, np.uint8)
    shrinks = crop.shape[0] > HEIGHT or crop.shape[1] > target
    line[:, MARGIN // 2 : MARGIN // 2 + target] = cv2.resize(
        crop, (target, HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    )
    return line


@cache
def _session() -> tuple[Any, list[str]]:
    """The network on one thread, and its characters by number; number 0 is none."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # it warns of processors that it does not know
    content = files(__package__).joinpath(MODEL_FILE).read_bytes()
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    return session, ["", *session.get_modelmeta().custom_metadata_map["characters"], OTHER]


def _run(lines: list[Plane]) -> np.ndarray:
    chances: np.ndarray = _session()[0].run(None, {"lines": np.stack(lines).astype(np.float32)[:, None]})[0]
    return chances
