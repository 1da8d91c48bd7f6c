"""What people read, as data: one CSV per part of the program, one line per sentence, one column per language.

Placeholders stand in braces. The CSV module is enough here, so that a usage error needs no Polars.
"""

from __future__ import annotations

import csv
import io
import locale
import os
from collections.abc import Iterable
from functools import cache
from importlib.abc import Traversable
from importlib.resources import files

LANGUAGES = ("zh", "en")


@cache
def sentences(name: str) -> dict[str, dict[str, str]]:
    """The sentences of one CSV of this folder, by key and language."""
    return _read_sentences(files("extract.command.messages") / f"{name}.csv", "key")


@cache
def form_sentences(name: str, key: str) -> dict[str, dict[str, str]]:
    """The sentences of one CSV of the form (reason_codes, issue_codes), by code and language."""
    return _read_sentences(files("extract.form") / f"{name}.csv", key)


def _read_sentences(source: Traversable, key: str) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"), newline=""))
    return {row[key]: {lang: row[f"message_{lang}"] for lang in LANGUAGES} for row in rows}


def say(key: str, lang: str, **values: object) -> str:
    """One sentence; the key is searched in all CSVs that hold the command line's texts."""
    for name in ("cli", "errors", "check"):
        if key in sentences(name):
            return sentences(name)[key][lang].format(**values)
    raise KeyError(key)


def identity_rule(code: str, lang: str) -> str:
    """What an identity demands, in the form's own words."""
    source = files("extract.form") / "identities.csv"
    rows = csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"), newline=""))
    return next((row[f"rule_{lang}"] for row in rows if row["identity_code"] == code), "")


def reason(code: str, lang: str) -> str:
    """What a rejection means and what to do about it."""
    return form_sentences("reason_codes", "reason_code")[code][lang]


def details(issue_codes: Iterable[str], lang: str) -> str:
    """What more is known of a rejected file, in brackets; empty where nothing is."""
    sentences_ = form_sentences("issue_codes", "issue_code")
    told = [sentences_[code][lang] for code in issue_codes if code in sentences_]
    return say("check_details", lang, details="; ".join(told)) if told else ""


def default_language() -> str:
    """The language of the environment: Chinese where the locale says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
