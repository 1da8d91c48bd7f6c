"""### Nightly take-in of report files

Every night at 02:00 (Asia/Shanghai) the files below the inbox folders are taken in: what is new is archived,
read, recognised and staged; what is known is counted as unchanged or duplicate; what is no report is rejected
with a reason. Files in the inbox are only read.

| task | does | safe to repeat |
|---|---|---|
| `plan` | finds the files and deals them into batches | yes |
| `extract` (one per batch) | archives and stages its files; takes no lock | yes, files are named by their content |
| `commit` | lets all that was staged count, at once, and logs the night; takes the home's lock | yes |

`commit` updates the asset `gongkai_staged`, which starts the DAG `build_warehouse`. A missing or empty inbox is a
night without files: `extract` is skipped, `commit` logs a load of 0 files, and nothing fails.

Settings: `GONGKAI_HOME`, `GONGKAI_INBOX` (folders joined by `:`). What to do after a failure: `dags/README.md`.

**中文摘要** 每晚 02:00（北京时间）收取收件目录中的年报文件：新文件归档、读取、识别并暂存；已有文件记为“未变”或“重复”；
不是年报的文件拒收并写明原因。收件目录只读不改。目录不存在或为空时，当晚记为 0 个文件，不算失败。完成后自动触发
`build_warehouse`。各任务均可安全重跑，失败处理见 `dags/README.md`。
"""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Iterable
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

import pendulum
from airflow.sdk import Metadata, dag, get_current_context, task

from dags.common import DAG_DEFAULTS, STAGED
from dags.names import INGEST_DAG

if TYPE_CHECKING:
    from extract.intake.batch import BatchResult
    from extract.intake.plan import BatchPlan, LoadPlan
    from extract.staging.committing import LoadSummary

log = logging.getLogger(__name__)


@dag(
    dag_id=INGEST_DAG,
    dag_display_name="Take in reports · 收取年报",
    description="Nightly: inbox → plan → batches → commit. 每晚收取年报并暂存。",
    doc_md=__doc__,
    schedule="0 2 * * *",
    start_date=pendulum.datetime(2025, 1, 1, tz="Asia/Shanghai"),
    dagrun_timeout=timedelta(hours=12),
    tags=["gongkai", "ingest", "nightly"],
    **DAG_DEFAULTS,
)
def ingest_reports() -> None:
    """Wire plan → extract (mapped) → commit."""

    @task(execution_timeout=timedelta(hours=1))
    def plan() -> list[list[BatchPlan]]:
        """Find the files; the result is one list of batches per mapped task."""
        from airflow.sdk.configuration import conf

        from extract.load import plan_load
        from extract.settings import settings

        here = settings()
        load = plan_load(str(here.home), here.inbox_folders(), only_existing=True)
        get_current_context()["ti"].xcom_push(key="load", value=load)
        for folder in here.inbox_folders():
            if not os.path.exists(folder):
                log.warning("The inbox folder %s does not exist; this night goes on without it", folder)
        batches = load["batches"]
        log.info("%d files found below %s: %d batches", load["found_count"], here.inbox_folders(), len(batches))
        # Airflow refuses to map more tasks than this (1024); with more batches, a task gets several.
        most = conf.getint("core", "max_map_length")
        return [batches[first::most] for first in range(min(most, len(batches)))]

    @task(
        execution_timeout=timedelta(hours=2),
        map_index_template="{{ task.op_kwargs['batches'] | map(attribute='label') | join(' + ') | truncate(120) }}",
    )
    def extract(load: LoadPlan, batches: list[BatchPlan]) -> list[BatchResult]:
        """Archive and stage the files of some batches."""
        from extract.load import extract_files
        from extract.settings import settings

        return [extract_files(str(settings().home), load["load_id"], batch) for batch in batches]

    # A night without files skips `extract`; it is committed all the same, so that fct_loads knows of it.
    @task(execution_timeout=timedelta(hours=2), trigger_rule="none_failed", outlets=[STAGED])
    def commit(load: LoadPlan, results: Iterable[list[BatchResult]]) -> Generator[Metadata, None, LoadSummary]:
        """Let what was staged count; tell the asset what the night brought."""
        from extract.load import commit_load
        from extract.settings import settings

        summary = commit_load(str(settings().home), load, list(chain.from_iterable(results or [])))
        log.info("Committed: %s", summary)
        yield Metadata(STAGED, extra=dict(summary))
        return summary

    batches = plan()
    load = batches["load"]
    commit(load, extract.partial(load=load).expand(batches=batches))


ingest_reports()
