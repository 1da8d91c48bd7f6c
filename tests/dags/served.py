"""Starting the server as a user does, and counting every process that it started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil


@dataclass
class Server:
    """A served Airflow: its process, the folder it was started in, its port."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int

    @property
    def printed(self) -> str:
        """What it printed so far."""
        return (self.folder / "printed").read_text()

    @property
    def home(self) -> Path:
        """The warehouse's home."""
        return self.folder / "home"

    @property
    def airflow_home(self) -> Path:
        """Where Airflow's own files lie."""
        return self.folder / ".airflow"

    def wait_for_print(self, words: str, seconds: float) -> None:
        """Wait until it has printed some words; fail when it ends before."""
        wait_until(lambda: words in self.printed or self.process.poll() is not None, seconds, lambda: self.printed)
        assert words in self.printed, self.printed

    def stop(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def processes(self) -> list[psutil.Process]:
        """Every process that works in the folder, wherever it hangs in the tree of processes: children inherit it."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.cwd() == str(self.folder):
                    found.append(process)
        return found


def start_server(folder: Path, **settings: object) -> Server:
    """Start the server in a folder, on a free port, without what the shell says of Airflow and of the project."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "GONGKAI_"))}
    environment |= {"GONGKAI_LANG": "en", "PYTHONUNBUFFERED": "1"}
    environment |= {name: str(value) for name, value in settings.items()}
    with (folder / "printed").open("wb") as printed:
        command = [sys.executable, "-m", "dags.serve", "--port", str(port), "--home", "home"]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=printed, stderr=printed)
    return Server(process, folder.resolve(), port)


def free_port() -> int:
    """A port on which nobody listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], Any], seconds: float, explain: Callable[[], object]) -> Any:
    """What `is_so` gives as soon as that is true."""
    deadline = time.monotonic() + seconds
    while not (answer := is_so()):
        assert time.monotonic() < deadline, explain()
        time.sleep(0.3)
    return answer
