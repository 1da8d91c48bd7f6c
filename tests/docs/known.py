"""What exists in the project and may be named by its documentation, asked from the project itself."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

import typer
import yaml

from dags import names as dag_names
from extract.cli import make_app
from extract.contract import STAGING_TABLES
from extract.home import Home
from extract.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
FORM = ROOT / "extract" / "form"
_SOURCES = ("extract/**/*.py", "dags/**/*.py", "dbt_project/*.yml", "dbt_project/m*/**/*.sql", "tests/**/*.py")


@cache
def marts() -> dict[str, list[str]]:
    """Columns by mart, as dbt enforces them."""
    models = yaml.safe_load((ROOT / "dbt_project/models/marts/_marts.yml").read_text("utf-8"))["models"]
    return {model["name"]: [column["name"] for column in model["columns"]] for model in models}


@cache
def accepted_values(column_name: str) -> set[str]:
    """The codes that dbt accepts in a column of the marts."""
    models = yaml.safe_load((ROOT / "dbt_project/models/marts/_marts.yml").read_text("utf-8"))["models"]
    columns = [column for model in models for column in model["columns"] if column["name"] == column_name]
    tests: list[Any] = [test for column in columns for test in column.get("data_tests", ())]
    found = [test["accepted_values"]["arguments"]["values"] for test in tests if "accepted_values" in test]
    return {value for values in found for value in values}


@cache
def codes(name: str, column: str) -> set[str]:
    """One column of a CSV of the form."""
    with (FORM / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return {row[column] for row in csv.DictReader(source)}


@cache
def sentences(lang: str) -> set[str]:
    """Everything that the command line says in one language."""
    found = set()
    for path in (ROOT / "extract" / "command" / "messages").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as source:
            found |= {row[f"message_{lang}"] for row in csv.DictReader(source)}
    return found


@cache
def names() -> set[str]:
    """Tables, columns, codes and DAGs."""
    found = set(marts()) | {column for columns in marts().values() for column in columns}
    found |= {column for table in STAGING_TABLES for column in table.columns}
    for name, column in (
        ("issue_codes", "issue_code"),
        ("reason_codes", "reason_code"),
        ("identities", "identity_code"),
        ("rows", "row_code"),
        ("columns", "column_code"),
    ):
        found |= codes(name, column)
    for column in ("left_out_reason_code", "value_status_code", "check_result_code", "load_outcome_code"):
        found |= accepted_values(column)
    found |= {value for name, value in vars(dag_names).items() if name.endswith(("_DAG", "_POOL"))}
    return found | {"storage_compatibility_version"} & set(re.findall(r"\w+", _text("dbt_project/profiles.yml")))


@cache
def default_of_settings() -> dict[str, str]:
    """Settings that a site may set, with their defaults as text; empty where there is none or the machine decides."""
    found = {}
    for name, field in Settings.model_fields.items():
        is_fixed = field.default_factory is None and field.default is not None
        found[f"GONGKAI_{name.upper()}"] = str(field.default) if is_fixed else ""
    return found


@cache
def settings_in_code() -> set[str]:
    """Every name of a setting that some code reads, also those that only parts of the program hand to each other."""
    sources = [path for pattern in _SOURCES for path in ROOT.glob(pattern) if Path(__file__).parent != path.parent]
    found = {name for path in sources for name in re.findall(r"GONGKAI_[A-Z_]+[A-Z]", path.read_text("utf-8"))}
    return found | set(default_of_settings())


@cache
def make_targets() -> set[str]:
    """Targets that people call."""
    return set(re.findall(r"^([a-z-]+):", _text("Makefile"), re.MULTILINE))


@cache
def make_variables() -> set[str]:
    """Variables that may be given on make's command line."""
    return set(re.findall(r"^([A-Z]+) \?=", _text("Makefile"), re.MULTILINE))


@cache
def gongkai_options() -> dict[str, set[str]]:
    """Options by command of `gongkai`."""
    group: Any = typer.main.get_command(make_app("en"))
    return {
        name: {option for parameter in command.params for option in parameter.opts} | {"--help"}
        for name, command in group.commands.items()
    }


@cache
def home_names() -> set[str]:
    """Names of files and folders inside a home."""
    home = Home(Path("/home"))
    places = [value for name in dir(Home) if isinstance(value := getattr(home, name), Path)]
    return {part for place in places for part in place.parts[2:]}


def is_in_code(name: str) -> bool:
    """Whether a name stands in quotes, or ends a path, somewhere in `extract`."""
    return any(f'"{name}"' in (text := path.read_text("utf-8")) or f'/{name}"' in text for path in _python())


def _python() -> list[Path]:
    return sorted((ROOT / "extract").rglob("*.py"))


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
