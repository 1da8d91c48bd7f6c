"""`python -m tests.accuracy`: write reports in every format, load them, compare, write docs/accuracy.md."""

from __future__ import annotations

import argparse
import platform
import shlex
import sys
import tempfile
from pathlib import Path

import psutil
from rich.console import Console

from tests.bench.formats import one_core
from tests.bench.whole_load import run_load
from tests.conftest import SHARED
from tests.generator.documents.corpus import FORMATS

from .comparison import compare_warehouse
from .corpora import write_corpora
from .page import Measured, make_page
from .timing import read_milliseconds

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
_TIMED = 60  # files of each format


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="reports of each format (default %(default)s)")
    parser.add_argument("--scans", type=int, default=40, help="scanned reports (default %(default)s)")
    parser.add_argument("--texts", type=int, default=1_000, help="flattened texts (default %(default)s)")
    parser.add_argument("--formats", default=",".join(FORMATS), help="default %(default)s")
    parser.add_argument("--seed", type=int, default=20_260_101)
    parser.add_argument("--page", type=Path, default=PAGE, help="where the page goes (default docs/accuracy.md)")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave the files there")
    return parser.parse_args()


def main() -> None:
    """Measure and write the page."""
    arguments = _arguments()
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="gongkai-accuracy-") as temporary:
        measured = measure(arguments, arguments.keep or Path(temporary), console)
    page = make_page(measured)
    arguments.page.write_text(page, encoding="utf-8")
    console.print(page, markup=False, highlight=False)


def measure(arguments: argparse.Namespace, folder: Path, console: Console) -> Measured:
    """Write, load, compare, time."""
    counts = {name: arguments.scans if name == "scan" else arguments.count for name in arguments.formats.split(",")}
    counts = {name: count for name, count in ({"text": arguments.texts} | counts).items() if count}
    console.print(f"writing {sum(counts.values()):,} reports …")
    corpora = write_corpora(folder / "reports", counts, arguments.seed, SHARED if SHARED.is_dir() else None)
    console.print("loading …")
    run = run_load(folder / "reports", folder / "home", folder / "load.log")
    if run.exit_code:
        raise SystemExit(f"the load ended with {run.exit_code}:\n{run.tail}")
    console.print(f"loaded in {run.seconds:.0f} s; comparing and timing …")
    sources, off = compare_warehouse(folder / "home", corpora)
    files = {name: sorted((folder / "reports" / name).glob("*"))[:_TIMED] for name in counts if name in FORMATS}
    with one_core():
        milliseconds = {name: read_milliseconds(paths) for name, paths in files.items() if paths}
    machine = {
        "cores": psutil.cpu_count(), "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "python": platform.python_version(),
    }  # fmt: skip
    words = [word for word in sys.argv[1:] if word not in ("--keep", str(arguments.keep))]  # no folder of this machine
    command = "python -m tests.accuracy " + shlex.join(words)
    return Measured(command.strip(), machine, sources, milliseconds, off, corpora.absent, arguments.seed)


if __name__ == "__main__":
    main()
