"""What the server says, in the reader's language."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from extract.command.messages import default_language
from extract.settings import settings


class ServeError(Exception):
    """Airflow cannot be served; `str()` is a sentence that says what to do."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(say(key, **values))
        self.key = key


@cache
def sentences() -> dict[str, dict[str, str]]:
    """The sentences of messages.csv by key, then by column; `\\n` in the file is a new line."""
    with (Path(__file__).parent / "messages.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["key"]: {name: text.replace("\\n", "\n") for name, text in row.items()} for row in rows}


def say(key: str, **values: object) -> str:
    """One sentence in the language of the settings, else of the environment."""
    return sentences()[key][f"message_{settings().lang or default_language()}"].format(**values)
