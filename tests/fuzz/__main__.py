"""`python -m tests.fuzz --seconds 60`: fuzz the readers for some time and keep what they did not foresee."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from extract.readers.processes.pool import ReaderPool

from .running import FORMATS, fuzz, sound_documents


def main() -> int:
    """Fuzz each format for its share of the time; 1 where an outcome is impossible or a document ran into a limit."""
    options = _parse()
    bad = 0
    with ReaderPool(1, memory_bytes=options.memory << 20, seconds=options.limit) as pool:
        for format_code in options.format or FORMATS:
            if sound_documents(format_code) is None:
                print(f"{format_code:6} cannot be written on this machine")
                continue
            bad += _fuzz_format(pool, format_code, options)
    return 1 if bad else 0


def _fuzz_format(pool: ReaderPool, format_code: str, options: argparse.Namespace) -> int:
    end = time.monotonic() + options.seconds / len(options.format or FORMATS)
    counts: Counter[str] = Counter()
    slowest = bad = 0.0
    for finding in fuzz(pool, format_code, options.seed):
        counts[finding.code] += 1
        slowest = max(slowest, finding.seconds)
        bad += bool(finding.fault) or finding.code in ("reader_timeout", "reader_memory")
        if finding.fault or finding.is_unforeseen:
            options.save.mkdir(parents=True, exist_ok=True)
            (options.save / f"{finding.name}-{finding.code}").write_bytes(finding.content)
            if finding.fault:
                print(f"{finding.name}: {finding.fault}")
        if time.monotonic() > end:
            break
    told = ", ".join(f"{code} {count:,}" for code, count in counts.most_common())
    print(f"{format_code:6} {counts.total():6,} documents, slowest {slowest:.2f} s: {told}", flush=True)
    return int(bad)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for all formats together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=FORMATS, action="append", help="may be given more than once")
    parser.add_argument("--save", type=Path, default=Path("fuzz_findings"), help="folder for documents found")
    parser.add_argument("--limit", type=float, default=20, help="seconds that a document may take")
    parser.add_argument("--memory", type=int, default=2048, help="megabytes that a document may take")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
