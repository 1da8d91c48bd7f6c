"""Starts Airflow's components and notices when one of them ends."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
from pathlib import Path

from dags.serving.messages import ServeError

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Processes:
    """Airflow's components, each in a session of its own with a log file of its own."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self.environment = environment
        self.logs = logs
        self.components: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start one `airflow …` command; it gets SIGTERM from the kernel should we be killed outright."""
        with (self.logs / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "airflow", *arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - we have one thread
            )
        self.components[name] = process
        return process

    def run(self, name: str, *arguments: str) -> None:
        """Run one `airflow …` command to its end; raise where it fails."""
        if self.start(name, *arguments).wait():
            self.check()
        del self.components[name]

    def pid(self, name: str) -> int | None:
        """The process id of a component; None before it was started."""
        return self.components[name].pid if name in self.components else None

    def check(self) -> None:
        """Raise where a component has ended."""
        for name, process in self.components.items():
            if process.poll() is not None:
                log = self.logs / f"{name}.log"
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
                raise ServeError("component_ended", name=name, code=process.returncode, log=log, tail=tail)


def _die_with_parent() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
