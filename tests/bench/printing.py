"""Figures as a table for people or as JSON for programs."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from .figures import Figure


def print_machine(console: Console, machine: dict[str, object]) -> None:
    """One line per fact."""
    for name, value in machine.items():
        console.print(f"[dim]{name}[/dim] {value}", highlight=False)


def _mark(figure: Figure) -> str:
    return {None: "", True: "[green]met[/green]", False: "[red]not met[/red]"}[figure.is_met]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:,.2f}"


def print_figures(console: Console, figures: list[Figure]) -> None:
    """The figures beside their aims."""
    table = Table("figure", "value", "unit", "aim", "", "note")
    table.columns[1].justify = "right"
    for figure in figures:
        table.add_row(figure.name, _number(figure.value), figure.unit, figure.aim, _mark(figure), figure.note)
    console.print(table)


def print_causes(console: Console, causes: pl.DataFrame, differences: pl.DataFrame, limit: int) -> None:
    """Where cells and report fields are off, by layout and variant."""
    if limit and not causes.is_empty():
        table = Table("verdict", "layout", "variants", "cells", "reports", "for example", title="cells that are off")
        for row in causes.head(limit).iter_rows():
            table.add_row(*(str(value) for value in row))
        console.print(table)
    if limit and not differences.is_empty():
        table = Table(*differences.columns, title="report fields that differ")
        for row in differences.head(limit).iter_rows():
            table.add_row(*(str(value) for value in row))
        console.print(table)


def write_json(path: str, machine: dict[str, object], figures: list[Figure]) -> None:
    """The same to a file, or to standard output for `-`."""
    text = json.dumps(
        {"machine": machine, "figures": [figure.as_row() for figure in figures]}, ensure_ascii=False, indent=1
    )
    if path == "-":
        print(text)
    else:
        Path(path).write_text(text + "\n", encoding="utf-8")
