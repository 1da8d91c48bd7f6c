"""Tells people of a failed run, by webhook or mail, where one is configured (`GONGKAI_WEBHOOK_URL`, `GONGKAI_MAIL_TO`).

One failed run is one message, however many tasks failed in it and also when none could run: `report_failure` hangs on
the DAG. What it could not know itself, the sentence of the error, `keep_reason` leaves behind when a task fails.
Neither ever raises: a mail server that is down must not hide the failure that was to be reported.
"""

from __future__ import annotations

import json
import logging
import smtplib
import urllib.request
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.settings import Settings

log = logging.getLogger(__name__)

REASON_KEY = "failure_reason"
TIMEOUT_SECONDS = 10


def keep_reason(context: Any) -> None:
    """Leave the error's sentence with the failed task, for `report_failure` and for whoever looks at its XComs."""
    try:
        error = context.get("exception")
        context["ti"].xcom_push(key=REASON_KEY, value=f"{type(error).__name__}: {error}"[:2_000])
    except Exception:
        log.exception("The reason of the failure could not be kept")


def report_failure(context: Any) -> None:
    """Send one message about a failed run by each way that is configured."""
    try:
        from extract.settings import settings

        here = settings()
        facts = describe(context)
    except Exception:
        log.exception("The failure could not be described")
        return
    for wanted, send in ((here.webhook_url, post), (here.mail_to, mail)):
        if wanted:
            try:
                send(here, facts)
                log.info("Reported the failed run by %s", send.__name__)
            except Exception:
                log.exception("The failed run could not be reported by %s", send.__name__)


def describe(context: Any) -> dict[str, str]:
    """What the message says: the run, the task that failed last, why, and where to look."""
    facts = {
        "dag_id": context["dag"].dag_id,
        "run_id": context["run_id"],
        "state": str(context.get("reason") or "failed"),
        "task_id": "",
        "reason": "",
        "log_url": "",
    }
    if ti := context.get("ti"):
        facts |= {"task_id": ti.task_id, "reason": kept_reason(ti), "log_url": str(getattr(ti, "log_url", "") or "")}
    facts["text"] = (
        f"{facts['dag_id']}: the run {facts['run_id']} failed ({facts['state']}"
        + (f", task {facts['task_id']}" if facts["task_id"] else "")
        + "). "
        + (f"{facts['reason']} " if facts["reason"] else "")
        + "The warehouse published before stays in place. What to do: dags/README.md.\n"
        + "夜间任务失败，已发布的数据仓库保持不变。处理办法见 dags/README.md。"
        + (f"\n{facts['log_url']}" if facts["log_url"] else "")
    )
    return facts


def kept_reason(ti: Any) -> str:
    """The sentence that the failed task left behind; empty when it died before it could."""
    try:
        return ti.xcom_pull(task_ids=ti.task_id, key=REASON_KEY, map_indexes=ti.map_index) or ""
    except Exception:
        log.exception("The reason of the failure could not be read")
        return ""


def post(here: Settings, facts: dict[str, str]) -> None:
    """POST the facts as JSON; `text` alone is what most chat webhooks show."""
    request = urllib.request.Request(
        str(here.webhook_url),
        data=json.dumps(facts, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
        pass


def mail(here: Settings, facts: dict[str, str]) -> None:
    """Mail the text, over TLS where the server offers it; several recipients are separated by commas."""
    message = EmailMessage()
    message["Subject"] = f"[gongkai] {facts['dag_id']} failed · 夜间任务失败"
    message["From"] = here.mail_from or str(here.mail_to).split(",")[0].strip()
    message["To"] = str(here.mail_to)
    message.set_content(facts["text"])
    with smtplib.SMTP(here.smtp_host, here.smtp_port, timeout=TIMEOUT_SECONDS) as server:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls()
        if here.smtp_user:
            server.login(here.smtp_user, here.smtp_password or "")
        server.send_message(message)
