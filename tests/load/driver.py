"""Run a load in a process that dies at a chosen step.

    python driver.py <stage|load> HOME PATH…

Everything that a load does to a home becomes visible by a rename, a link or a symbolic link. KILL_AT=<n>
kills the process with SIGKILL after the n-th of them (which is before the next); COUNT_INTO names
a file that gets the list of them.
`stage` takes in and commits without building, `load` is the whole command.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

calls: list[str] = []
turn = threading.Lock()  # batches are staged by threads: two steps at once would pass the chosen number by


def watch(name: str) -> None:
    """Count the calls of a function of `os`, and die at the chosen one."""
    original: Callable[..., Any] = getattr(os, name)
    number = int(os.environ.get("KILL_AT", "0"))

    def counted(*arguments: Any, **options: Any) -> Any:
        with turn:
            calls.append(f"{name} {arguments[-1]}")
            result = original(*arguments, **options)
            if len(calls) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

    setattr(os, name, counted)


def stage(home_path: str, paths: list[str]) -> None:
    """The part of a load before the build."""
    from extract import load
    from extract.home import Home
    from extract.settings import settings
    from extract.warehouse.process import BuildProcess

    class NoBuild(BuildProcess):
        """This load builds nothing, so dbt need not be imported."""

        def start(self) -> None:
            return

    home = Home.at(home_path).make()
    plan = load.plan_load(home, paths)
    results = load.extract_all(home, plan, settings(), load.present_extractor(), NoBuild(), None)
    load.commit_load(home, plan, results)


if __name__ == "__main__":
    for function in ("rename", "replace", "link", "symlink"):
        watch(function)
    what, home_argument, *path_arguments = sys.argv[1:]
    try:
        if what == "stage":
            stage(home_argument, path_arguments)
        else:
            from extract.cli import main

            main(["load", *path_arguments, "--home", home_argument])
    finally:
        if "COUNT_INTO" in os.environ:
            Path(os.environ["COUNT_INTO"]).write_text("\n".join(calls), encoding="utf-8")
