"""What people read, as data: one CSV per part of the program, one line per sentence, one column per language.

Placeholders stand in braces. The CSV module is enough here, so that a usage error needs no Polars.
"""

from __future__ import annotations

import csv
import locale
import os
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")


@cache
def sentences(name: str) -> dict[str, dict[str, str]]:
    """The sentences of one CSV of this folder, by key and language."""
    with (files(__package__) / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return {row["key"]: {lang: row[f"message_{lang}"] for lang in LANGUAGES} for row in csv.DictReader(lines)}


@cache
def form_sentences(name: str, key: str) -> dict[str, dict[str, str]]:
    """The sentences of one CSV of the form (reason_codes, issue_codes), by code and language."""
    with (files("extract.form") / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return {row[key]: {lang: row[f"message_{lang}"] for lang in LANGUAGES} for row in csv.DictReader(lines)}


def say(key: str, lang: str, **values: object) -> str:
    """One sentence; the key is searched in all CSVs that hold the command line's texts."""
    for name in ("cli", "errors", "check"):
        if key in sentences(name):
            return sentences(name)[key][lang].format(**values)
    raise KeyError(key)


def reason(code: str, lang: str) -> str:
    """What a rejection means and what to do about it."""
    return form_sentences("reason_codes", "reason_code")[code][lang]


def default_language() -> str:
    """The language of the environment: Chinese where the locale says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
