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


def measure_formats(workspace: Path, count: int, seed: int, rounds: int) -> Iterator[Figure]:
    """One figure per format, and for some formats how many times longer others take on the same files.

    Every round reads all formats, ours and the others in turn. Ours is the best round, because other work on the
    machine only ever adds to processor time, and does so for minutes on end; the spread stands beside it. Ratios are
    medians.
    """
    has_others = _install_others()
    files: dict[str, list[Path]] = {}
    for name in FORMATS:
        if write_documents(workspace, name, _SCANS if name == "scan" else count, seed) is None:
            yield Figure(f"{name}, per report", 0, "", note="not measured: LibreOffice, which writes it, is not here")
        else:
            files[name] = sorted((workspace / name).glob("*"))
    taken = [_take_round(files, has_others) for _ in range(rounds)]
    for name, paths in files.items():
        yield from _figures(name, paths, [one[name] for one in taken])


def _take_round(files: dict[str, list[Path]], has_others: bool) -> dict[str, dict[str, float]]:
    """Milliseconds per report by format and reader; ours is named `ours`."""
    taken: dict[str, dict[str, float]] = {}
    for name, paths in files.items():
        with one_core():
            taken[name] = {"ours": read_milliseconds(paths)}
        for other in OTHERS.get(name, []) if has_others else []:
            taken[name][other] = _other_milliseconds(other, paths)
    return taken


def _figures(name: str, files: list[Path], taken: list[dict[str, float]]) -> Iterator[Figure]:
    ours = [one["ours"] for one in taken]
    spread = f"{min(ours):.1f} to {max(ours):.1f} in {len(taken)} rounds of {len(files)} files"
    if name == "scan":
        pages = median(len(pypdfium2.PdfDocument(path)) for path in files)
        yield at_most("scan, per page", min(ours) / pages, "ms", AIM_SCAN_PAGE, spread + f" of {pages:g} pages")
    elif name in AIMS:
        yield at_most(f"{name}, per report", min(ours), "ms", AIMS[name], spread)
    else:
        yield Figure(f"{name}, per report", min(ours), "ms", note=spread)
    for other in [key for key in taken[0] if key != "ours"]:
        ratio = median(one[other] / one["ours"] for one in taken)
        yield Figure(f"{name}: {other} takes", ratio, "× ours", note=f"{min(one[other] for one in taken):.1f} ms")


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
