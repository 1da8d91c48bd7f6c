"""Milliseconds of processor time per report of each format, beside other people's readers on the same files."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pypdfium2

from tests.accuracy.timing import read_milliseconds
from tests.generator.documents.corpus import FORMATS, write_documents

from .figures import Figure, at_most

AIMS = {"html": 3, "docx": 6, "doc": 4, "pdf": 20, "xlsx": 3, "ofd": 12}  # ms per report
AIM_SCAN_PAGE = 250  # ms
OTHERS = {"html": ["pandas", "markitdown"], "docx": ["markitdown"], "xlsx": ["markitdown"],
          "pdf": ["pdfplumber", "markitdown"]}  # fmt: skip
ROOT = Path(__file__).parents[2]
OTHER_PYTHON = ROOT / ".venv-compare" / "bin" / "python"
_SCANS = 6
_SECONDS = 900


def measure_formats(workspace: Path, count: int, seed: int, repeats: int) -> Iterator[Figure]:
    """One figure per format, and for some formats how many times longer others take on the same files."""
    has_others = _install_others()
    for name in FORMATS:
        if write_documents(workspace, name, _SCANS if name == "scan" else count, seed) is None:
            yield Figure(f"{name}, per report", 0, "", note="not measured: LibreOffice, which writes it, is not here")
            continue
        files = sorted((workspace / name).glob("*"))
        yield from _measure_format(name, files, repeats, has_others)


def _measure_format(name: str, files: list[Path], repeats: int, has_others: bool) -> Iterator[Figure]:
    """Ours and the others take turns, because the machine has other work at times; ratios are the medians of runs."""
    others = OTHERS.get(name, []) if has_others else []
    ours: list[float] = []
    theirs: dict[str, list[float]] = {other: [] for other in others}
    for _ in range(repeats):
        with one_core():
            ours.append(read_milliseconds(files))
        for other in others:
            theirs[other].append(_other_milliseconds(other, files))
    spread = f"{min(ours):.1f} to {max(ours):.1f} in {repeats} runs of {len(files)} files"
    if name == "scan":
        pages = median(len(pypdfium2.PdfDocument(path)) for path in files)
        yield at_most("scan, per page", median(ours) / pages, "ms", AIM_SCAN_PAGE, spread + f" of {pages:g} pages")
    elif name in AIMS:
        yield at_most(f"{name}, per report", median(ours), "ms", AIMS[name], spread)
    else:
        yield Figure(f"{name}, per report", median(ours), "ms", note=spread)
    for other, times in theirs.items():
        ratio = median(one / own for one, own in zip(times, ours, strict=True))
        yield Figure(f"{name}: {other} takes", ratio, "× ours", note=f"{median(times):.1f} ms")


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process, and what it starts, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _other_milliseconds(other: str, files: list[Path]) -> float:
    command = [OTHER_PYTHON, Path(__file__).with_name("others.py"), other, *files]
    with one_core():
        run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_SECONDS)
    return float(json.loads(run.stdout.splitlines()[-1])["milliseconds"])


def _install_others() -> bool:
    """The environment of the others, made from its own lock; without a package index the comparison is left out."""
    command = ["sh", ROOT / "requirements" / "compare.sh"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0
