"""Train the small network for labels anew: `python -m extract.readers.scans.training.make_letters FONT_FILE…`.

This takes 45 minutes, and PyTorch and ONNX, which nothing else here does: `pip install torch onnx`. The network here
was trained with fonts of Debian packages: fonts-noto-cjk (Serif, regular and bold), fonts-wqy-zenhei,
fonts-droid-fallback, fonts-lxgw-wenkai (regular and bold), fonts-arphic-gbsn00lp, fonts-arphic-uming, and of
texlive-lang-chinese FandolHei (regular and bold), FandolKai and FandolFang. The order of the files matters not.
Its first phase had fewer signs and traditional characters among its texts than `texts` chooses now.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

import cv2
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from extract.readers.scans.letters import HEIGHT, MODEL_FILE
from extract.readers.scans.pictures import Plane
from extract.readers.scans.training.drawing import IGNORED, Press
from extract.readers.scans.training.texts import Texts

_SEED = 5
_BATCH = 32
_POOL = 8  # batches that are drawn at once, so that lines of one batch are about as wide
_PHASES = ((9_500, 3e-3), (2_600, 1e-3))  # steps, and how fast it learns at most
_BLANK_WEIGHT = 0.5
_STEEPEST = 5.0
_REPORTED = 100
_NEAREST = 1_500


def _block(before: int, after: int, kernel: tuple[int, int], stride: int | tuple[int, int] = 1) -> nn.Sequential:
    padding = (1 if kernel[0] == 3 else 0, kernel[1] // 2)
    return nn.Sequential(
        nn.Conv2d(before, after, kernel, stride, padding, bias=False), nn.BatchNorm2d(after), nn.ReLU()
    )


class Network(nn.Module):
    """Lines, 32 pixels high, to chances of classes at every fourth pixel. It sees about two characters at once."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.shapes = nn.Sequential(
            _block(1, 24, (3, 3), 2), _block(24, 64, (3, 3), (2, 1)), _block(64, 96, (3, 3), 2), _block(96, 192, (4, 1))
        )
        self.beside = nn.ModuleList([_block(192, 192, (1, 3)) for _ in range(2)])
        self.drop = nn.Dropout(0.1)
        self.classes = nn.Conv2d(192, classes, 1)

    def forward(self, lines: torch.Tensor) -> torch.Tensor:
        """Scores: n × classes × steps."""
        seen = self.shapes(lines)
        for block in self.beside:
            seen = seen + block(seen)
        return self.classes(self.drop(seen))[:, :, 0]


class _Chances(nn.Module):
    """What is written to the file: levels 0 to 255 in, chances (n × steps × classes) out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, lines: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.network(1 - lines / 255), 1).transpose(1, 2)


def _nearest_others(texts: Texts, fonts: list[Path]) -> list[str]:
    """Unknown characters that look most like known ones."""
    press = Press(fonts, Random(0))
    path = fonts[0]

    def shapes(characters: str) -> np.ndarray:
        rows = []
        for one in characters:
            mask = press.font(path, 24).getmask(one, anchor="ls") if press.knows(path, one) else None
            plane = np.zeros((30, 30), np.float32)
            if mask is not None and 0 < mask.size[0] <= 30 and 0 < mask.size[1] <= 30:
                shape = np.array(mask, np.float32).reshape(mask.size[::-1])
                plane[: shape.shape[0], : shape.shape[1]] = shape
            row = cv2.GaussianBlur(plane, (0, 0), 1.2).ravel()
            rows.append(row / max(float(np.linalg.norm(row)), 1e-6))
        return np.stack(rows)

    alike = (shapes(texts.others) @ shapes(texts.known).T).max(axis=1)
    return [texts.others[number] for number in np.argsort(-alike)[:_NEAREST]]


def _batches(fonts: list[Path], texts: Texts, rng: Random) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    press = Press(fonts, rng)
    while True:
        pool: list[tuple[Plane, np.ndarray]] = []
        while len(pool) < _BATCH * _POOL:
            text = texts.choose()
            if line := press.draw(text):
                pool.append(line.sample())
        pool.sort(key=lambda sample: sample[0].shape[1])
        parts = [pool[start : start + _BATCH] for start in range(0, len(pool), _BATCH)]
        rng.shuffle(parts)
        for part in parts:
            width = max(picture.shape[1] for picture, _ in part)
            pictures = np.full((len(part), 1, HEIGHT, width), 255, np.float32)
            targets = np.zeros((len(part), width // 4), np.int64)
            for number, (picture, target) in enumerate(part):
                pictures[number, 0, :, : picture.shape[1]] = picture
                targets[number, : len(target)] = target
            yield torch.from_numpy(1 - pictures / 255), torch.from_numpy(targets)


def train(fonts: list[Path], phases: Sequence[tuple[int, float]] = _PHASES) -> tuple[Network, str]:
    """The network, and the characters of its classes 1, 2, …"""
    torch.manual_seed(_SEED)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    rng = Random(_SEED)
    texts = Texts(rng)
    texts.near = _nearest_others(texts, fonts)
    network = Network(texts.other + 1)
    batches = _batches(fonts, texts, rng)
    for steps, fastest in phases:
        _learn(network, islice(batches, steps), steps, fastest)
    return network.eval(), texts.known


def _learn(network: Network, batches: Iterable[tuple[torch.Tensor, torch.Tensor]], steps: int, fastest: float) -> None:
    optimiser = torch.optim.AdamW(network.parameters(), lr=fastest, weight_decay=0.01)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, fastest, steps, pct_start=0.1)
    weights = torch.ones(network.classes.out_channels)
    weights[0] = _BLANK_WEIGHT
    loss_of = nn.CrossEntropyLoss(weights, ignore_index=IGNORED)
    total = 0.0
    for step, (pictures, targets) in enumerate(batches, start=1):
        loss = loss_of(network(pictures), targets)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), _STEEPEST)
        optimiser.step()
        pace.step()
        total += loss.item()
        if step % _REPORTED == 0:
            print(f"{step} of {steps}: {total / _REPORTED:.4f}", flush=True)
            total = 0.0


def write(network: Network, known: str, path: Path) -> None:
    """The file for onnxruntime, with weights of half the size."""
    example = torch.zeros(1, 1, HEIGHT, 320)
    axes = {"lines": {0: "count", 3: "width"}}
    torch.onnx.export(
        _Chances(network), (example,), str(path), input_names=["lines"], output_names=["chances"], dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip
    model = onnx.load(str(path))
    casts = []
    for weight in list(model.graph.initializer):
        values = numpy_helper.to_array(weight)
        if weight.data_type == TensorProto.FLOAT and values.size > 1_000:
            name = weight.name
            model.graph.initializer.remove(weight)
            model.graph.initializer.append(numpy_helper.from_array(values.astype(np.float16), name + "_half"))
            casts.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))
    for number, node in enumerate(casts):
        model.graph.node.insert(number, node)
    entry = model.metadata_props.add()
    entry.key, entry.value = "characters", known
    onnx.save(model, str(path))


def main(fonts: list[str]) -> None:
    """Write the file of the network beside the reader."""
    network, known = train(sorted(map(Path, fonts), key=lambda path: path.name))
    write(network, known, Path(__file__).parents[1] / MODEL_FILE)


if __name__ == "__main__":
    main(sys.argv[1:])
