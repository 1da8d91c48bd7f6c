"""The page docs/accuracy.md, made of what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from .comparison import SourceAccuracy

AIMS = {
    "html": 100.0, "mhtml": 100.0, "docx": 100.0, "odt": 100.0, "xlsx": 100.0, "xls": 100.0, "ods": 100.0,
    "pdf": 100.0, "ofd": 100.0, "doc": 99.9, "rtf": 99.9, "scan": 99.7, "real text": 100.0,
}  # fmt: skip
_HEAD = """# Accuracy by format

Made by `make accuracy`; do not edit. Generated reports with known cells, and the real ones that a person has read, are
loaded by `gongkai load`; then every cell of the published warehouse is compared with what is printed. Each generated
report is printed in every format, with both editions and every variant that a table can show.

- **right**: the number printed, with the unit of an amount; or, where none is printed, the state (blank, nil mark …).
- **wrong**: a number that is not the one printed.
- **missing**: a number is printed, and the cell has none; **doubtful**: of these, marked as unreadable.
- **state**: no number is printed and none was read, but the state differs.
- **caught**: wrong numbers in a row or column that a broken identity names.
- **fields**: outcomes, publishers, years and editions of reports that differ from what is printed.
- **ms**: processor time from bytes to fragments, median of one report, without the worker process around it.
"""
_COLUMNS = (
    "format", "reports", "cells", "right", "aim", "", "wrong", "caught", "missing", "doubtful", "state", "fields", "ms",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """Everything that the page shows."""

    command: str
    machine: dict[str, object]
    sources: list[SourceAccuracy]
    milliseconds: dict[str, float]
    off: pl.DataFrame
    absent: list[str]
    seed: int


def make_page(measured: Measured) -> str:
    """The whole page."""
    parts = [_HEAD, _table(measured), *_absent(measured.absent), *_causes(measured.off), _how(measured)]
    return "\n".join(parts)


def _table(measured: Measured) -> str:
    rows = [_row(source, measured.milliseconds.get(source.source)) for source in measured.sources]
    right = ["---", *["---:"] * 4, "---", *["---:"] * 7]
    return "\n".join(_line(cells) for cells in (_COLUMNS, right, *rows)) + "\n"


def _row(source: SourceAccuracy, milliseconds: float | None) -> Iterable[str]:
    # A text in which the place of a number cannot be told has it missing by intent.
    aim, share = AIMS.get(source.source), 100 * source.right_count / max(source.cell_count, 1)
    is_met = aim is not None and share >= aim and source.wrong_count <= source.caught_count
    return (
        source.source,
        f"{source.report_count:,}",
        f"{source.cell_count:,}",
        f"{share:.3f} %",
        "" if aim is None else f"{aim:g} %",
        "" if aim is None else "met" if is_met else "not met",
        f"{source.wrong_count:,}",
        f"{source.caught_count:,}",
        f"{source.missing_count:,}",
        f"{source.doubtful_count:,}",
        f"{source.state_count:,}",
        f"{source.field_count:,}",
        "" if milliseconds is None else f"{milliseconds:.1f}",
    )


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _absent(absent: list[str]) -> list[str]:
    if not absent:
        return []
    return [f"Not measured, because this machine cannot write them (DOC needs LibreOffice): {', '.join(absent)}.\n"]


def _causes(off: pl.DataFrame) -> list[str]:
    """Where cells are off, by format and variant."""
    if off.is_empty():
        return []
    counted = (
        off.group_by("source", "verdict", "variants")
        .len()
        .sort("source", "len", "verdict", "variants", descending=[False, True, False, False])
    )
    rows = [_line([row[0], row[1], row[2] or "none", f"{row[3]:,}"]) for row in counted.iter_rows()]
    head = [_line(("format", "verdict", "variants of the report", "cells")), _line(("---", "---", "---", "---:"))]
    return ["## What is not right\n", "\n".join([*head, *rows]) + "\n"]


def _how(measured: Measured) -> str:
    facts = "\n".join(f"- {name}: {value}" for name, value in measured.machine.items())
    return f"## How it was measured\n\n- command: `{measured.command}`\n- seed: {measured.seed}\n{facts}\n"
