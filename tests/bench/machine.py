"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import shlex
import sys
from importlib.metadata import PackageNotFoundError, version

import psutil

PACKAGES = ("polars", "duckdb", "dbt-core", "dbt-duckdb", "pyarrow")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def describe_machine() -> dict[str, object]:
    """Command, cores, memory, load and versions."""
    return {
        "command": "python -m tests.bench " + shlex.join(sys.argv[1:]),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load_average_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{package: _version(package) for package in PACKAGES},
    }
