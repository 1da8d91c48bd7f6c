"""Runs DAGs in a process of its own: a line of JSON in, a line of JSON out (on the file descriptor given).

In: `dag_id`, and `environment` for this run only. Out: the run's state and, by task, its instances.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG
from sqlalchemy import select


def main() -> None:
    """Serve until standard input ends."""
    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    with os.fdopen(int(sys.argv[1]), "w", buffering=1) as answers:
        for line in sys.stdin:
            wish = json.loads(line)
            before = dict(os.environ)
            os.environ.update(wish["environment"])
            try:
                answers.write(json.dumps(run(bag.dags[wish["dag_id"]])) + "\n")
            finally:
                os.environ.clear()
                os.environ.update(before)


def run(dag: DAG) -> dict[str, Any]:
    """Run a DAG once; its state and its tasks' instances."""
    from airflow.models.asset import AssetEvent, AssetModel
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    dag_run = dag.test()
    tasks: dict[str, list[dict[str, Any]]] = {}
    with create_session() as session:
        for instance in dag_run.get_task_instances(session=session):
            found = {
                "state": str(instance.state),
                "map_index": instance.map_index,
                "label": instance.rendered_map_index,
            }
            tasks.setdefault(instance.task_id, []).append(found)
        query = select(XComModel).where(XComModel.dag_id == dag.dag_id, XComModel.run_id == dag_run.run_id)
        results = {
            f"{xcom.task_id}[{xcom.map_index}].{xcom.key}": XComModel.deserialize_value(xcom)
            for xcom in session.scalars(query)
        }
        events = select(AssetModel.name, AssetEvent.extra).join(AssetModel, AssetModel.id == AssetEvent.asset_id)
        told = dict(session.execute(events.where(AssetEvent.source_run_id == dag_run.run_id)).tuples().all())
    for instances in tasks.values():
        instances.sort(key=lambda found: found["map_index"])
    return {"state": str(dag_run.state), "run_id": dag_run.run_id, "tasks": tasks, "xcoms": results, "events": told}


if __name__ == "__main__":
    main()
