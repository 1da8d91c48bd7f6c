"""Both DAG files import at once and say all that Airflow and a person need to know of them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

# Airflow's own imports come first, so that only ours are timed and listed.
PROBE = """
import json, os, sys, time
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import Asset, Metadata, dag, task
before, start = set(sys.modules), time.perf_counter()
bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
seconds, new = time.perf_counter() - start, sorted(set(sys.modules) - before)
def facts(dag):
    return {
        "doc": dag.doc_md, "tags": sorted(dag.tags), "catchup": dag.catchup, "max_active_runs": dag.max_active_runs,
        "timeout": dag.dagrun_timeout is not None, "reports_failure": dag.on_failure_callback is not None,
        "timetable": repr(dag.timetable), "file": os.path.basename(dag.fileloc),
        "tasks": {task.task_id: {
            "retries": task.retries, "backoff": bool(task.retry_exponential_backoff),
            "owner": task.owner, "pool": task.pool,
            "timeout": task.execution_timeout is not None, "keeps_reason": bool(task.on_failure_callback),
            "outlets": [asset.name for asset in task.outlets],
        } for task in dag.tasks},
    }
print("FACTS" + json.dumps({
    "seconds": seconds, "new": new, "errors": bag.import_errors,
    "dags": {name: facts(dag) for name, dag in bag.dags.items()},
}))
"""


@pytest.fixture(scope="module")
def facts(airflow_environment: dict[str, str]) -> dict[str, Any]:
    """What a fresh process finds when it imports the DAGs."""
    environment = {name: value for name, value in airflow_environment.items() if not name.startswith("GONGKAI_")}
    done = subprocess.run([sys.executable, "-c", PROBE], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.rpartition("FACTS")[2])


def test_import_finds_both_dags_and_no_errors(facts: dict[str, Any]) -> None:
    assert facts["errors"] == {}
    assert sorted(facts["dags"]) == ["build_warehouse", "ingest_reports"]


def test_import_takes_less_than_two_seconds_over_airflow_itself(facts: dict[str, Any]) -> None:
    assert facts["seconds"] < 2


def test_import_loads_nothing_heavy(facts: dict[str, Any]) -> None:
    heavy = {"dbt", "duckdb", "polars", "pyarrow"}
    assert not heavy & {name.partition(".")[0] for name in facts["new"]}
    assert "extract.load" not in facts["new"]


def test_import_reads_only_the_files_that_hold_dags(facts: dict[str, Any]) -> None:
    read = [name for name in facts["new"] if name.startswith("unusual_prefix")]
    assert len(read) == len(facts["dags"])


@pytest.mark.parametrize("dag_id", ["ingest_reports", "build_warehouse"])
def test_dag_is_documented_and_guarded(facts: dict[str, Any], dag_id: str) -> None:
    dag = facts["dags"][dag_id]
    assert not dag["catchup"]
    assert dag["max_active_runs"] == 1
    assert dag["timeout"]
    assert dag["reports_failure"]
    assert "gongkai" in dag["tags"]
    assert "中文摘要" in dag["doc"]
    assert dag["file"] == f"{dag_id}.py"


@pytest.mark.parametrize("dag_id", ["ingest_reports", "build_warehouse"])
def test_every_task_retries_with_backoff_and_a_time_limit(facts: dict[str, Any], dag_id: str) -> None:
    for task in facts["dags"][dag_id]["tasks"].values():
        assert task["retries"] >= 1
        assert task["backoff"]
        assert task["timeout"]
        assert task["keeps_reason"]
        assert task["owner"] == "gongkai"


def test_ingest_runs_nightly_at_two_in_shanghai(facts: dict[str, Any]) -> None:
    timetable = facts["dags"]["ingest_reports"]["timetable"]
    assert "0 2 * * *" in timetable
    assert "Asia/Shanghai" in timetable


def test_commit_starts_the_build_which_takes_the_pool(facts: dict[str, Any]) -> None:
    ingest, build = facts["dags"]["ingest_reports"], facts["dags"]["build_warehouse"]
    assert ingest["tasks"]["commit"]["outlets"] == ["gongkai_staged"]
    assert "gongkai_staged" in build["timetable"]
    assert list(build["tasks"]) == ["build_and_publish"]
    assert build["tasks"]["build_and_publish"]["pool"] == "gongkai_build"
