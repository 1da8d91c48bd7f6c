"""The process that runs dbt: imports it at once, waits for one order on its standard input, answers in JSON lines.

A process of its own, because importing dbt takes seconds (so it starts while reports are being extracted), and
because dbt keeps the database open until the process ends. It ends with its parent, even when that is killed.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import IO, Any


def main() -> None:
    """Wait for an order {"arguments": […], "environment": {…}, "output": path}, run it, print the result."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    from dbt.cli.main import dbtRunner

    order = json.loads(sys.stdin.readline() or "null")
    if order is None:
        return
    os.environ.update(order["environment"])
    _redirect_output(order["output"])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    outcome = dbtRunner(callbacks=[lambda event: _report_progress(event, answers)]).invoke(order["arguments"])
    print(json.dumps(_describe(outcome)), file=answers)


def _redirect_output(path: str) -> None:
    """What dbt and its libraries print goes into a file; the pipe is for our lines only."""
    output = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(output, 1)
    os.dup2(output, 2)


def _end_with_parent() -> None:
    """The parent never writes a second line: what ends the reading is its end."""
    sys.stdin.read()
    os._exit(1)


def _report_progress(event: Any, answers: IO[str]) -> None:
    if event.info.name in {"LogModelResult", "LogSeedResult", "LogTestResult"}:
        total = event.data.num_models if event.info.name == "LogTestResult" else event.data.total
        print(json.dumps({"done": event.data.index, "total": total}), file=answers)


def _describe(outcome: Any) -> dict[str, Any]:
    """Whether all went well, and what did not: one entry per failed node."""
    failures = []
    for node in getattr(outcome.result, "results", None) or ():
        if str(node.status) in {"error", "fail", "runtime error"}:
            failures.append({"name": node.node.name, "status": str(node.status), "message": node.message or ""})
    return {"success": bool(outcome.success), "failures": failures, "exception": str(outcome.exception or "")}


if __name__ == "__main__":
    main()
