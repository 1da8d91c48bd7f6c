"""`python -m tests.bench`: generate reports with known truth, measure, print figures beside aims."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from .accuracy import Accuracy, by_cause
from .figures import Figure
from .formats import measure_formats
from .machine import describe_machine
from .measure import Corpus, accuracy_figures, linearity, make_corpus, measure_load, measure_staging, staging_accuracy
from .printing import print_causes, print_figures, print_machine, write_json


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--counts", default="1000,10000,50000", help="sizes of the whole loads (default %(default)s)")
    parser.add_argument("--staging-count", type=int, default=10_000, help="reports for files to staging")
    parser.add_argument("--repeats", type=int, default=5, help="runs of files to staging; medians are printed")
    parser.add_argument("--seed", type=int, default=20_240_131)
    parser.add_argument("--staging-only", action="store_true", help="no whole load: staged cells against the truth")
    parser.add_argument("--format-count", type=int, default=60, help="documents of each format (0: no formats)")
    parser.add_argument("--formats-only", action="store_true", help="nothing but the formats")
    parser.add_argument("--causes", type=int, default=20, help="lines that say where cells are off (0: none)")
    parser.add_argument("--folder", type=Path, help="where corpora and homes are made (default: a temporary folder)")
    parser.add_argument("--json", metavar="FILE", help="also write the figures as JSON; - for standard output")
    return parser.parse_args()


class _Bench:
    """One run: its arguments, its console, the figures so far."""

    def __init__(self, arguments: argparse.Namespace, workspace: Path) -> None:
        self.arguments = arguments
        self.workspace = workspace
        self.console = Console(stderr=arguments.json == "-", width=None if sys.stdout.isatty() else 140)
        self.figures: list[Figure] = []

    def _say(self, text: str) -> None:
        self.console.print(f"[dim]… {text}[/dim]", highlight=False)

    def _corpus(self, count: int) -> Corpus:
        self._say(f"generating {count:,} reports")
        return make_corpus(self.workspace, count, self.arguments.seed)

    def _print_causes(self, accuracy: Accuracy, corpus: Corpus) -> None:
        print_causes(self.console, by_cause(accuracy, corpus.truth[0]), accuracy.reports, self.arguments.causes)

    def staging(self) -> None:
        """Files to staging and the floor."""
        corpus = self._corpus(self.arguments.staging_count)
        self.figures += measure_staging(corpus, self.workspace, self.arguments.repeats, self._say)
        if self.arguments.staging_only:
            accuracy = staging_accuracy(corpus, self.workspace)
            self.figures += accuracy_figures(accuracy, f"{corpus.count:,} staged")
            self._print_causes(accuracy, corpus)

    def formats(self) -> None:
        """Milliseconds of each format of documents."""
        self._say("documents of every format")
        arguments = self.arguments
        self.figures += measure_formats(
            self.workspace / "formats", arguments.format_count, arguments.seed, arguments.repeats
        )

    def loads(self) -> None:
        """Whole loads, smallest first; accuracy is shown for each, its causes for the largest."""
        counts = sorted(int(count) for count in self.arguments.counts.split(","))
        timed: list[Figure] = []
        for count in counts:
            corpus = self._corpus(count)
            figures, accuracy = measure_load(corpus, self.workspace, self._say)
            timed += figures
            self.figures += figures + accuracy_figures(accuracy, f"{count:,} loaded")
            if count == counts[-1]:
                self._print_causes(accuracy, corpus)
        self.figures += linearity(timed)


def main() -> None:
    """Run what the arguments ask for."""
    arguments = _arguments()
    machine = describe_machine()
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-", dir=arguments.folder) as folder:
        bench = _Bench(arguments, Path(folder))
        print_machine(bench.console, machine)
        try:
            if arguments.format_count and not arguments.staging_only:
                bench.formats()
            if not arguments.formats_only:
                bench.staging()
            if not (arguments.staging_only or arguments.formats_only):
                bench.loads()
        finally:  # what was measured before a failure is worth reading too
            print_figures(bench.console, bench.figures)
            if arguments.json:
                write_json(arguments.json, machine, bench.figures)


if __name__ == "__main__":
    main()
