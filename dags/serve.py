"""Serve the nightly schedule on this machine: `python -m dags.serve`, or `make airflow`. Ctrl-C stops it.

Starts Airflow's API server, scheduler and DAG processor on the loopback address, with a login; makes the pool that the
build needs; unpauses both DAGs; and, when it is stopped, leaves no process behind. No triggerer, because nothing here
is deferrable, and no log servers, because the logs lie on this machine.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import typer
from filelock import FileLock, Timeout

from dags.names import BUILD_DAG, INGEST_DAG
from dags.serving.api import Api
from dags.serving.instance import DEFAULT_PORT, USER, Instance, choose_port
from dags.serving.messages import ServeError, say
from dags.serving.processes import Processes
from dags.serving.stopping import StopAsked, StopSignals, adopt_orphans, end_all
from extract.settings import settings

API_SERVER = "api-server"
READY_SECONDS = 180.0


def main(
    port: int | None = typer.Option(None, help=f"Port on the loopback address. Default: {DEFAULT_PORT} or a free one."),
    home: Path | None = typer.Option(None, help="The warehouse's home. Default: $GONGKAI_HOME, else ./warehouse."),
) -> None:
    """Start Airflow with the nightly schedule and keep it running until Ctrl-C."""
    folder = Path(os.environ.get("AIRFLOW_HOME") or ".airflow").absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileLock(folder / "serve.lock", timeout=0):
            serve(folder, port, home)
    except Timeout:
        fail(say("lock_held", folder=folder))
    except ServeError as error:
        fail(str(error))


def serve(folder: Path, port: int | None, home: Path | None) -> None:
    """Run Airflow until a signal asks to stop or a component ends, then end all of it."""
    here = settings(home=home.absolute() if home else None)
    instance = Instance(folder, choose_port(port))
    if port is None and instance.port != DEFAULT_PORT:
        typer.echo(say("port_chosen", wanted=DEFAULT_PORT, port=instance.port))
    inbox = [os.path.abspath(path) for path in here.inbox_folders()]
    processes = Processes(instance.environment(here.home.absolute(), inbox), instance.logs)
    adopt_orphans()
    signals = StopSignals()
    try:
        start(instance, processes)
        announce(instance, here.home.absolute(), inbox)
        while True:
            time.sleep(1)
            processes.check()
    except StopAsked:
        typer.echo(say("stopping"))
    finally:
        killed, left = end_all(signals, last=processes.pid(API_SERVER))
    if killed:
        typer.echo(say("killed", processes="; ".join(killed)))
    if left:
        raise ServeError("still_running", processes="; ".join(left))
    typer.echo(say("stopped"))


def start(instance: Instance, processes: Processes) -> None:
    """Start the components, wait until they are healthy and know both DAGs, and let these run."""
    password = instance.password()
    typer.echo(say("migrating"))
    processes.run("migrate", "db", "migrate")
    typer.echo(say("starting"))
    processes.start(API_SERVER, "api-server")
    processes.start("scheduler", "scheduler", "--skip-serve-logs")
    processes.start("dag-processor", "dag-processor")
    api = Api(instance.address)
    wait_for(processes, api.missing)
    api.log_in(USER, password)
    api.make_pool()
    wait_for(processes, lambda: [dag for dag in (INGEST_DAG, BUILD_DAG) if not api.is_parsed(dag)])
    for dag in (INGEST_DAG, BUILD_DAG):
        api.unpause(dag)


def wait_for(processes: Processes, missing: Callable[[], list[str]]) -> None:
    """Wait until nothing is missing; raise where a component ends or it takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while names := missing():
        processes.check()
        if time.monotonic() > deadline:
            raise ServeError(
                "not_healthy", seconds=round(READY_SECONDS), missing=", ".join(names), folder=processes.logs
            )
        time.sleep(0.5)


def announce(instance: Instance, home: Path, inbox: list[str]) -> None:
    """Print where Airflow is and how to log in."""
    values = {"address": instance.address, "user": USER, "password": instance.password()}
    places = {"password_file": instance.password_file, "home": home, "inbox": ", ".join(inbox), "logs": instance.logs}
    typer.echo(say("ready", **values, **places))


def fail(sentence: str) -> NoReturn:
    """Say what is wrong and leave with exit code 1."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
