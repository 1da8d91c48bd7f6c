"""Lines of text to characters, by the PP-OCR model that the package rapidocr carries. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from extract.readers.scans.pictures import Plane

_MODELS = "PP-OCR*_rec_*.onnx"
_HEIGHT = 48  # pixels, of the input of the model
# Characters are made narrower, for the width is what costs (0.08 ms a pixel): at 0.4 as many labels are read rightly as
# at 1, below it fewer. Where a character is doubtful then, its line is looked at again.
_SQUEEZE, _SECOND_SQUEEZE = 0.4, 0.75
_DOUBTFUL = 0.6
_WIDTH_STEP = 16
_LEAST_WIDTH = 32
_MOST_WIDTH = 1_600
_MARGIN = 8
_BATCH = 8
_MOST_BATCH_WIDTH = 1_600  # of all lines of a batch, for the memory
_ALIKE = (
    "0OoQ〇○０",
    "-—–－−一",
)  # which of these it is, the model cannot tell by itself: their chances count together


class Recognised(NamedTuple):
    """The text of a line, and how certain each of its characters is (0 to 1)."""

    text: str
    confidences: tuple[float, ...]


def find_model() -> Path | None:
    """The model file, if it is installed."""
    try:
        package = find_spec("rapidocr")
    except (ImportError, ValueError):
        return None
    if package is None or package.origin is None:
        return None
    return max((Path(package.origin).parent / "models").glob(_MODELS), default=None)


@cache
def _session() -> tuple[Any, list[str], dict[int, list[int]]]:
    """The model on one thread, its characters by number (number 0 is none), and the numbers that look like another."""
    import onnxruntime

    model = find_model()
    if model is None:
        raise FileNotFoundError(_MODELS)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # it warns of processors that it does not know
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    characters = ["", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
    groups = [
        [number for number, character in enumerate(characters) if character and character in group] for group in _ALIKE
    ]
    return session, characters, {number: group for group in groups for number in group}


def recognise_words(crops: Sequence[Plane]) -> list[Recognised]:
    """The text of each crop, which holds one line of words."""
    found = recognise(crops, _SQUEEZE)
    doubtful = [number for number, one in enumerate(found) if min(one.confidences, default=0.0) < _DOUBTFUL]
    again = recognise([crops[number] for number in doubtful], _SECOND_SQUEEZE)
    for number, other in zip(doubtful, again, strict=True):
        found[number] = max(found[number], other, key=lambda one: sum(one.confidences) / max(len(one.text), 1))
    return found


def recognise(crops: Sequence[Plane], squeeze: float = 1.0) -> list[Recognised]:
    """The text of each crop, which holds one line, seen as wide as it is times `squeeze`."""
    inputs = [_input(crop, squeeze) for crop in crops]
    keys = [(one.shape, one.tobytes()) for one in inputs]
    known: dict[tuple[tuple[int, ...], bytes], Recognised] = {}
    waiting = sorted(dict(zip(keys, inputs, strict=True)).items(), key=lambda item: item[1].shape[1])
    while waiting:
        width = waiting[0][1].shape[1]
        count = max(1, min(_BATCH, _MOST_BATCH_WIDTH // width))
        batch = [item for item in waiting[:count] if item[1].shape[1] == width]
        waiting = waiting[len(batch) :]
        for (key, _), result in zip(batch, _run([one for _, one in batch]), strict=True):
            known[key] = result
    return [known[key] for key in keys]


def _input(crop: Plane, squeeze: float) -> Plane:
    height, width = crop.shape
    target = min(max(round(_HEIGHT * width / height * squeeze), 4), _MOST_WIDTH - _MARGIN)
    room = -(-max(target + _MARGIN, _LEAST_WIDTH) // _WIDTH_STEP) * _WIDTH_STEP
    line = np.full((_HEIGHT, room), 255, np.uint8)
    shrinks = width > target
    line[:, _MARGIN // 2 : _MARGIN // 2 + target] = cv2.resize(
        crop, (target, _HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    )
    return line


def _run(lines: list[Plane]) -> list[Recognised]:
    session, characters, alike = _session()
    levels = np.stack(lines).astype(np.float32)[:, None] / 127.5 - 1
    name = session.get_inputs()[0].name
    chances = session.run(None, {name: np.repeat(levels, 3, axis=1)})[0]
    return [decoded(one, characters, alike) for one in chances]


def decoded(chances: np.ndarray, characters: list[str], alike: dict[int, list[int]]) -> Recognised:
    """Per step the likeliest character; the same one in steps behind each other is printed once."""
    best = chances.argmax(axis=1)
    certain = [chances[step, alike.get(int(number), int(number))].sum() for step, number in enumerate(best)]
    text, confidences = "", []
    for step, number in enumerate(best):
        if number and (step == 0 or best[step - 1] != number):
            text += characters[number]
            confidences.append(float(certain[step]))
        elif number:
            confidences[-1] = max(confidences[-1], float(certain[step]))
    return Recognised(text, tuple(confidences))
