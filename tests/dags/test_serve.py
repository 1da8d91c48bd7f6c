"""`python -m dags.serve`: a login on the loopback address, a night that runs by itself, nothing left after Ctrl-C.

The tests of the served Airflow share one, in the order of this file; the last but one stops it.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from dags.serving.instance import DEFAULT_PORT, choose_port
from dags.serving.messages import ServeError
from tests.dags.receivers import receive_posts
from tests.dags.served import Server, start_server, wait_until
from tests.dags.warehouses import marts_of

pytestmark = pytest.mark.slow

SECONDS = 240
FINISHED = {"success", "failed"}


@pytest.fixture(scope="module")
def webhook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A webhook's address, and what was posted to it."""
    with receive_posts() as received:
        yield received


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, samples: list[Path], webhook: tuple[str, list[dict[str, Any]]]
) -> Iterator[Server]:
    """A served Airflow with one report in its inbox."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "home" / "inbox").mkdir(parents=True)
    shutil.copy(samples[0], folder / "home" / "inbox")
    served = start_server(folder, GONGKAI_WEBHOOK_URL=webhook[0], GONGKAI_TASK_RETRIES=0)
    try:
        served.wait_for_print("Ctrl-C stops it", SECONDS)
        yield served
    finally:
        if served.process.poll() is None:
            served.stop(signal.SIGTERM)


@pytest.fixture(scope="module")
def api(server: Server) -> Iterator[httpx.Client]:
    """A client that logs in with what the server printed."""
    user, password = re.search(r"user +(\S+)\n +password +(\S+)", server.printed).groups()
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False, timeout=60) as client:
        answer = client.post("/auth/token", json={"username": user, "password": password})
        assert answer.status_code == 201, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


def test_without_login_nothing_is_shown(server: Server) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        assert client.get("/api/v2/dags").status_code == 401
        wrong = client.post("/auth/token", json={"username": "admin", "password": "admin"})
        assert wrong.status_code == 401


def test_password_is_kept_where_only_its_owner_reads_it(server: Server) -> None:
    file = server.airflow_home / "passwords.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert server.airflow_home.stat().st_mode & 0o777 == 0o700
    assert json.loads(file.read_text())["admin"] in server.printed


def test_server_listens_on_the_loopback_address_only(server: Server) -> None:
    listening = {
        connection.laddr
        for process in server.processes()
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {("127.0.0.1", server.port)}


def test_both_dags_are_unpaused_and_the_pool_has_one_slot(api: httpx.Client) -> None:
    dags = {dag["dag_id"]: dag["is_paused"] for dag in ask(api, "/api/v2/dags")["dags"]}
    assert dags == {"ingest_reports": False, "build_warehouse": False}
    assert ask(api, "/api/v2/pools/gongkai_build")["slots"] == 1


def test_second_server_in_the_same_folder_is_refused(server: Server) -> None:
    with pytest.raises(AssertionError, match="running already"):
        start_server_again(server).wait_for_print("Ctrl-C stops it", SECONDS)


def test_triggered_take_in_starts_the_build_by_its_asset(server: Server, api: httpx.Client) -> None:
    ingest = trigger(api, "ingest_reports")
    assert finished(api, "ingest_reports", ingest)["state"] == "success"
    build = wait_until(lambda: started_by(api, ingest), SECONDS, lambda: "no build was started")
    assert finished(api, "build_warehouse", build)["state"] == "success"
    marts = marts_of(server.home)
    assert len(marts["dim_reports"]) == 1


def test_failed_night_is_reported_with_its_reason(
    server: Server, api: httpx.Client, webhook: tuple[str, list[dict[str, Any]]]
) -> None:
    _, posted = webhook
    pending = server.home / "staging" / "pending"
    shutil.rmtree(pending, ignore_errors=True)
    pending.write_text("not a folder, so that no load can be planned")
    run = trigger(api, "ingest_reports")
    assert finished(api, "ingest_reports", run)["state"] == "failed"
    wait_until(lambda: posted, 60, lambda: "nothing was posted")
    assert [message["run_id"] for message in posted] == [run]
    assert str(pending) in posted[0]["reason"]
    assert posted[0]["reason"] in posted[0]["text"]
    assert posted[0]["log_url"].startswith(f"http://127.0.0.1:{server.port}/")


def test_ctrl_c_leaves_no_process(server: Server) -> None:
    assert len(server.processes()) >= 4  # the server, the API server, the scheduler, the DAG processor
    assert server.stop(signal.SIGINT) == 0
    assert server.processes() == []
    assert "were killed" not in server.printed


def test_sigterm_while_starting_leaves_no_process(tmp_path: Path) -> None:
    server = start_server(tmp_path)
    server.wait_for_print("Preparing", SECONDS)
    wait_until(lambda: len(server.processes()) > 1, SECONDS, lambda: server.printed)
    assert server.stop(signal.SIGTERM) == 0
    assert server.processes() == []


def test_port_that_is_asked_for_must_be_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ServeError) as error:
            choose_port(taken.getsockname()[1])
    assert error.value.key == "port_taken"


def test_another_port_is_chosen_when_the_default_is_taken() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", DEFAULT_PORT))
            taken.listen()
        except OSError:
            pass  # somebody else has taken it, which serves as well
        assert choose_port(None) not in {DEFAULT_PORT, 0}


def test_usage_is_explained() -> None:
    command = [sys.executable, "-m", "dags.serve", "--help"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "--port" in said
    assert "--home" in said


def start_server_again(server: Server) -> Server:
    """A second server in the folder of the first; what it prints goes to a folder of its own."""
    other = server.folder / "other"
    other.mkdir()
    return start_server(other, AIRFLOW_HOME=server.airflow_home)


def trigger(api: httpx.Client, dag_id: str) -> str:
    """Start a run; its id. Asked again after an answer of 500, the server may have the run already (409)."""
    run_id = f"asked_{time.time_ns()}"

    def is_started() -> bool:
        answer = api.post(f"/api/v2/dags/{dag_id}/dagRuns", json={"logical_date": None, "dag_run_id": run_id})
        assert answer.status_code in {200, 409} or answer.status_code >= 500, answer.text
        return answer.status_code < 500

    wait_until(is_started, SECONDS, lambda: f"{dag_id} could not be started")
    return run_id


def ask(api: httpx.Client, path: str) -> dict[str, Any]:
    """What the API says. While a run writes, SQLite may refuse, and the server then answers 500: ask again."""

    def answer() -> dict[str, Any] | None:
        given = api.get(path)
        assert given.status_code == 200 or given.status_code >= 500, given.text
        return given.json() if given.status_code == 200 else None

    return wait_until(answer, SECONDS, lambda: f"{path}: no answer")


def finished(api: httpx.Client, dag_id: str, run_id: str) -> dict[str, Any]:
    """The run once it has finished."""

    def run() -> dict[str, Any]:
        return ask(api, f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")

    return wait_until(lambda: (now := run())["state"] in FINISHED and now, SECONDS, run)


def started_by(api: httpx.Client, ingest: str) -> str | None:
    """The build that an asset event of this take-in has started."""
    for run in ask(api, "/api/v2/dags/build_warehouse/dagRuns")["dag_runs"]:
        events = ask(api, f"/api/v2/dags/build_warehouse/dagRuns/{run['dag_run_id']}/upstreamAssetEvents")
        if ingest in {event["source_run_id"] for event in events["asset_events"]}:
            return str(run["dag_run_id"])
    return None
