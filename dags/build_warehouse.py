"""### Build, test and publish the warehouse

Started by the asset `gongkai_staged`, which the DAG `ingest_reports` updates. The one task runs one `dbt build`
(models and tests) into a new file and publishes it by rename. Readers see the old warehouse or the new one, never
half; when the build or a test fails, yesterday's warehouse stays in place. Where everything staged is published
already, nothing is done.

The task takes the only slot of the pool `gongkai_build`, because DuckDB has one writer, and the home's lock, so
that a `gongkai load` at the same time waits. It is safe to repeat.

Settings: `GONGKAI_HOME`, `GONGKAI_DUCKDB_MEMORY`. What to do after a failure: `dags/README.md`.

**中文摘要** 由 `ingest_reports` 提交后自动触发：运行一次 `dbt build`（建表并做勾稽检验），全部通过后一次性替换对外
发布的数据库；若失败，仍保留前一天的数据库。任务可安全重跑，失败处理见 `dags/README.md`。
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from datetime import timedelta
from typing import TYPE_CHECKING

from airflow.sdk import Metadata, dag, task

from dags.common import DAG_DEFAULTS, STAGED, WAREHOUSE
from dags.names import BUILD_DAG, BUILD_POOL

if TYPE_CHECKING:
    from extract.warehouse.builds import BuildSummary

log = logging.getLogger(__name__)


@dag(
    dag_id=BUILD_DAG,
    dag_display_name="Build the warehouse · 构建数据仓库",
    description="After each take-in: dbt build → tests → publish. 构建、检验并发布数据仓库。",
    doc_md=__doc__,
    schedule=[STAGED],
    dagrun_timeout=timedelta(hours=12),
    tags=["gongkai", "build", "nightly"],
    **DAG_DEFAULTS,
)
def build_warehouse() -> None:
    """One task; dbt sees to the order of the models itself."""

    @task(task_id="build_and_publish", execution_timeout=timedelta(hours=4), pool=BUILD_POOL, outlets=[WAREHOUSE])
    def build() -> Generator[Metadata, None, BuildSummary]:
        """Build and publish; tell the asset what was built."""
        from extract.load import build_and_publish
        from extract.settings import settings

        summary = build_and_publish(str(settings().home))
        log.info("Published: %s", summary)
        yield Metadata(WAREHOUSE, extra=dict(summary))
        return summary

    build()


build_warehouse()
