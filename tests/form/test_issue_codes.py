"""Every issue and reason that a reader can name has its sentence: without it the night's tests would fail."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "extract"
MODULES = sorted((ROOT / "readers").rglob("*.py"))
SAYING = {"CannotRead", "Refusal", "_note", "append", "_leave_out"}


def codes(name: str) -> set[str]:
    with (ROOT / "form" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {next(iter(row.values())) for row in csv.DictReader(file)}


def said(tree: ast.Module) -> Iterator[str]:
    """Constants that a module passes to what makes refusals and notes, by themselves or by name."""
    named = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_saying(node.func):
            for argument in node.args:
                value = named.get(argument.id) if isinstance(argument, ast.Name) else getattr(argument, "value", None)
                if isinstance(value, str):
                    yield value


def _is_saying(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute) and function.attr == "append":
        return isinstance(function.value, ast.Attribute) and function.value.attr == "issue_codes"
    return getattr(function, "id", getattr(function, "attr", "")) in SAYING - {"append"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_codes_of_a_reader_have_sentences(module: Path) -> None:
    unknown = set(said(ast.parse(module.read_text(encoding="utf-8")))) - codes("issue_codes") - codes("reason_codes")
    assert not unknown


def test_codes_are_found_in_the_readers() -> None:
    found = {code for module in MODULES for code in said(ast.parse(module.read_text(encoding="utf-8")))}
    assert {"tables_elsewhere", "prose_left_out", "ocr_not_installed", "reader_limit", "encrypted"} <= found
