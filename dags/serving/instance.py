"""One Airflow on this machine: its folder, its port, its environment, its password."""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from dags.serving.messages import ServeError

HOST = "127.0.0.1"
DEFAULT_PORT = 8080
USER = "admin"
AUTH_MANAGER = "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"


@dataclass(frozen=True)
class Instance:
    """An Airflow bound to the loopback address, with a folder for its database, its logs and its password."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def logs(self) -> Path:
        return self.folder / "logs" / "server"

    @property
    def password_file(self) -> Path:
        return self.folder / "passwords.json"

    def environment(self, home: Path, inbox: list[str]) -> dict[str, str]:
        """The environment of every Airflow process: what it needs wins, what is a matter of taste yields."""
        given = dict(os.environ)
        tunable = {
            "AIRFLOW__CORE__PARALLELISM": str(max(2, os.cpu_count() or 2)),
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "DO_NOT_TRACK": "1",
        }
        needed = {
            "AIRFLOW_HOME": str(self.folder),
            "AIRFLOW__CORE__DAGS_FOLDER": str(Path(__file__).resolve().parents[1]),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__AUTH_MANAGER": AUTH_MANAGER,
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.password_file),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.address}/execution/",
            "AIRFLOW__API__HOST": HOST,
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__API__BASE_URL": self.address,
            "AIRFLOW__API__WORKERS": "1",
            # Tasks talk to the API on this machine; a proxy in the environment must not come between.
            "NO_PROXY": ",".join(filter(None, (given.get("NO_PROXY"), HOST))),
            "no_proxy": ",".join(filter(None, (given.get("no_proxy"), HOST))),
            "GONGKAI_HOME": str(home),
            "GONGKAI_INBOX": ":".join(inbox),
        }
        return {**tunable, **given, **needed}

    def password(self) -> str:
        """The password in the file that only its owner can read; made at random the first time."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(self.password_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            self.password_file.chmod(0o600)
            return json.loads(self.password_file.read_text())[USER]
        with os.fdopen(descriptor, "w") as file:
            password = secrets.token_urlsafe(15)
            json.dump({USER: password}, file)
        return password


def choose_port(wanted: int | None) -> int:
    """The port asked for, which must be free; else the default one or, where that is taken, any free one."""
    if wanted is not None:
        if not is_free(wanted):
            raise ServeError("port_taken", port=wanted)
        return wanted
    if is_free(DEFAULT_PORT):
        return DEFAULT_PORT
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    """Whether a server could listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
