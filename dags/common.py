"""What both DAGs share: the assets between them, retries, time limits, the failure callbacks."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset

from dags.notify import keep_reason, report_failure

STAGED = Asset(name="gongkai_staged", uri="gongkai://home/staging")
WAREHOUSE = Asset(name="gongkai_warehouse", uri="gongkai://home/warehouse")

# Every step is safe to repeat, so a task is tried again: a passing fault (a full disk that is cleared, a share
# that comes back) heals before the morning without anybody.
TASK_DEFAULTS: dict[str, Any] = {
    "owner": "gongkai",
    "retries": int(os.environ.get("GONGKAI_TASK_RETRIES") or 2),
    "retry_delay": timedelta(minutes=2),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=30),
    "on_failure_callback": keep_reason,
}

# What both DAGs are made with. One run at a time: a night that takes longer than a day must not be overtaken.
DAG_DEFAULTS: dict[str, Any] = {
    "catchup": False,
    "max_active_runs": 1,
    "default_args": TASK_DEFAULTS,
    "on_failure_callback": report_failure,
}
