"""Writes docs/data_dictionary.md from the marts' YAML and the form's CSVs: `python -m docs.data_dictionary`.

Nothing is described here: tables and columns are described in dbt_project, codes in extract/form.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
MARTS = ROOT / "dbt_project" / "models" / "marts" / "_marts.yml"
DOC_BLOCKS = ROOT / "dbt_project" / "docs" / "columns.md"
FORM = ROOT / "extract" / "form"
PAGE = Path(__file__).with_suffix(".md")

INTRODUCTION = """# Data dictionary

Made by `python -m docs.data_dictionary` from `dbt_project/` and `extract/form/`; edit those.
本页由程序生成，请勿直接修改。

Schema `marts`. Counts are BIGINT, times UTC, codes and ids text; lists are joined by `|`."""

# Which CSVs of the form are printed, with the columns that are.
CODE_LISTS = {
    "Reason codes 拒收原因": ("reason_codes", ("reason_code", "message_zh", "message_en")),
    "Issue codes 问题代码": ("issue_codes", ("issue_code", "severity_code", "message_zh", "message_en")),
    "Identities 勾稽关系": ("identities", ("identity_code", "rule_zh", "rule_en")),
    "Editions 表格式": ("editions", ("edition_code", "first_report_year", "last_report_year", "title_zh", "title_en")),
}


def read_marts() -> list[dict[str, Any]]:
    """The marts with their columns; texts that stand in doc blocks are put in their places."""
    blocks = dict(re.findall(r"{% docs (\w+) %}\s*(.*?)\s*{% enddocs %}", DOC_BLOCKS.read_text("utf-8"), re.DOTALL))

    def spell_out(text: str) -> str:
        return re.sub(r"{{ doc\('(\w+)'\) }}", lambda match: blocks[match[1]], text)

    models = yaml.safe_load(MARTS.read_text("utf-8"))["models"]
    for described in (*models, *(column for model in models for column in model["columns"])):
        described["description"] = spell_out(described["description"])
    return models


def read_codes(name: str) -> list[dict[str, str]]:
    """One CSV of the form."""
    with (FORM / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def write_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table, line by line."""
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield "|---" * len(names) + "|"
    for row in rows:
        cells = (" ".join(cell.split()).replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |"


def write_page() -> str:
    """The whole page."""
    lines = [INTRODUCTION]
    for mart in read_marts():
        rows = ((f"`{column['name']}`", column["data_type"], column["description"]) for column in mart["columns"])
        lines += ["", f"## {mart['name']}", "", mart["description"].strip(), ""]
        lines += write_table(("column", "type", "meaning"), rows)
    for title, (name, columns) in CODE_LISTS.items():
        codes = ((f"`{code[columns[0]]}`", *(code[column] for column in columns[1:])) for code in read_codes(name))
        lines += ["", f"## {title}", "", *write_table(columns, codes)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
