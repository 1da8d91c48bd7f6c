"""Starting the process that runs dbt, giving it its order and hearing its answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

PACKAGE_PARENT = Path(__file__).resolve().parents[2]


class BuildProcess:
    """One run of dbt in a process of its own. `start` early, `run` once; leaving the context ends the process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> BuildProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, if it is not running yet; it imports dbt and waits."""
        if self._process is None:
            paths = [str(PACKAGE_PARENT), *filter(None, [os.environ.get("PYTHONPATH")])]
            self._process = subprocess.Popen(
                [sys.executable, "-m", "extract.warehouse.worker"],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )

    def run(
        self,
        arguments: list[str],
        environment: dict[str, str],
        output: Path,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> dict[str, Any]:
        """Run dbt and wait until the process has ended, so that the database is closed."""
        self.start()
        assert self._process and self._process.stdin and self._process.stdout
        order = {"arguments": arguments, "environment": environment, "output": str(output)}
        result: dict[str, Any] = {"success": False, "failures": [], "exception": ""}
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            for line in self._process.stdout:
                answer = json.loads(line)
                if "success" in answer:
                    result = answer
                elif on_progress:
                    on_progress(answer["done"], answer["total"])
        except BrokenPipeError:
            result["exception"] = "dbt ended before it began"
        finally:  # also where a time limit interrupts us: dbt must not go on alone
            self.close()
        return result

    def close(self) -> None:
        """End the process; one that waits for an order or hangs is told by the end of its input."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
