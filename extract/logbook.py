"""The home's own diary, `log/gongkai.jsonl`: one JSON line per step, for programs and for asking what happened."""

from __future__ import annotations

import os
from typing import Any

from extract.home import Home

_LARGEST = 5_000_000
_KEPT = 3


def note(home: Home, event: str, **values: Any) -> None:
    """Write one line; a diary that cannot be written stops no load."""
    import structlog

    path = home.log / "gongkai.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _turn(str(path))
        with path.open("a", encoding="utf-8") as diary:
            processors: list[Any] = [
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ]
            structlog.wrap_logger(structlog.WriteLogger(diary), processors=processors).msg(event, **values)
    except OSError:
        return


def _turn(path: str) -> None:
    """Begin a new file when the present one is large, and keep the last few."""
    if not os.path.exists(path) or os.path.getsize(path) < _LARGEST:
        return
    for number in range(_KEPT - 1, 0, -1):
        if os.path.exists(f"{path}.{number}"):
            os.replace(f"{path}.{number}", f"{path}.{number + 1}")
    os.replace(path, f"{path}.1")
