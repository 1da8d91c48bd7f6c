"""One Airflow home for the whole session, and a process in which DAGs are run through Airflow itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
RunDag = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def airflow_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an Airflow with a new SQLite database, free of settings of who runs the tests."""
    folder = tmp_path_factory.mktemp("airflow")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "GONGKAI_"))}
    environment |= {
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "GONGKAI_TASK_RETRIES": "0",  # a retry waits for minutes, and is what the same night again would be
        "no_proxy": "127.0.0.1",
    }
    command = [sys.executable, "-m", "airflow", "db", "migrate"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return environment


@pytest.fixture(scope="session")
def run_dag(airflow_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunDag]:
    """Run a DAG with `dag.test()` under some settings; gives its state, its tasks' states, labels and results.

    The runs share one process, because importing Airflow takes longer than a small night.
    """
    folder = tmp_path_factory.mktemp("runner")
    answers_read, answers_write = os.pipe()
    with (folder / "runner.log").open("wb") as log:
        runner = subprocess.Popen(
            [sys.executable, "-m", "tests.dags.runner", str(answers_write)],
            env=airflow_environment,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[answers_write],
            text=True,
        )
    os.close(answers_write)
    assert runner.stdin is not None

    def run(dag_id: str, **environment: object) -> dict[str, Any]:
        assert runner.stdin is not None
        settings = {name: str(value) for name, value in environment.items()}
        runner.stdin.write(json.dumps({"dag_id": dag_id, "environment": settings}) + "\n")
        runner.stdin.flush()
        answer = answers.readline()
        assert answer, (folder / "runner.log").read_text()[-5000:]
        return json.loads(answer)

    with os.fdopen(answers_read) as answers:
        yield run
        runner.stdin.close()
        assert runner.wait(timeout=30) == 0


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty folder to put report files into."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder
