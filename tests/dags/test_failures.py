"""A night that fails says so, once, by each way that is configured, and keeps on failing when it cannot say so.

`dag.test()` runs the callbacks, but outside of a task's or a DAG processor's surroundings, where the DAG's callback
cannot read what the task left behind; that it can is tested where Airflow is served (test_serve.py).
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_string
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.dags.conftest import RunDag
from tests.dags.receivers import receive_mails, receive_posts

pytestmark = pytest.mark.slow

FACTS = {"dag_id", "run_id", "state", "task_id", "reason", "log_url", "text"}


@pytest.fixture
def broken_home(tmp_path: Path) -> Path:
    """A home that cannot be made, because a file lies in its place."""
    home = tmp_path / "home"
    home.write_text("not a folder")
    return home


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A webhook's address, and what was posted to it."""
    with receive_posts() as received:
        yield received


@pytest.fixture
def mail_server() -> Iterator[tuple[int, list[str]]]:
    """A mail server's port, and the mails it got."""
    with receive_mails() as received:
        yield received


def test_failed_take_in_is_posted_once_with_its_reason(
    run_dag: RunDag, webhook: tuple[str, list[dict[str, Any]]], broken_home: Path, inbox: Path
) -> None:
    url, posted = webhook
    run = run_dag("ingest_reports", GONGKAI_HOME=broken_home, GONGKAI_INBOX=inbox, GONGKAI_WEBHOOK_URL=url)

    assert run["state"] == "failed"
    assert len(posted) == 1
    message = posted[0]
    assert set(message) == FACTS
    assert (message["dag_id"], message["run_id"]) == ("ingest_reports", run["run_id"])
    assert message["task_id"] == "plan"
    assert str(broken_home) in run["xcoms"]["plan[-1].failure_reason"]
    assert "夜间任务失败" in message["text"]


def test_failed_batch_is_posted_once_however_many_failed(
    run_dag: RunDag, webhook: tuple[str, list[dict[str, Any]]], samples: list[Path], inbox: Path, tmp_path: Path
) -> None:
    url, posted = webhook
    for sample in samples[:2]:
        (inbox / sample.name).write_bytes(sample.read_bytes())
    home = tmp_path / "home"
    (home / "raw").mkdir(parents=True)
    (home / "raw" / "packs").symlink_to("/proc")  # where nobody can write a file, so that no batch can be archived
    run = run_dag(
        "ingest_reports",
        GONGKAI_HOME=home,
        GONGKAI_INBOX=inbox,
        GONGKAI_BATCH_FILES=1,
        GONGKAI_WEBHOOK_URL=url,
    )
    assert run["state"] == "failed"
    assert [batch["state"] for batch in run["tasks"]["extract"]] == ["failed", "failed"]
    assert run["tasks"]["commit"][0]["state"] == "upstream_failed"
    assert len(posted) == 1
    assert posted[0]["task_id"] in {"extract", "commit"}


def test_failed_build_is_mailed(run_dag: RunDag, mail_server: tuple[int, list[str]], broken_home: Path) -> None:
    port, mails = mail_server
    run = run_dag(
        "build_warehouse",
        GONGKAI_HOME=broken_home,
        GONGKAI_MAIL_TO="ops@example.org, desk@example.org",
        GONGKAI_MAIL_FROM="warehouse@example.org",
        GONGKAI_SMTP_HOST="127.0.0.1",
        GONGKAI_SMTP_PORT=port,
    )
    assert run["state"] == "failed"
    assert len(mails) == 1
    mail = message_from_string(mails[0], policy=default)
    assert mail["To"] == "ops@example.org, desk@example.org"
    assert mail["From"] == "warehouse@example.org"
    assert "build_warehouse" in mail["Subject"]
    text = mail.get_content()
    assert run["run_id"] in text
    assert "task build_and_publish" in text
    assert "夜间任务失败" in text


def test_failure_is_mailed_also_when_the_webhook_is_down(
    run_dag: RunDag, mail_server: tuple[int, list[str]], broken_home: Path
) -> None:
    port, mails = mail_server
    with socket.socket() as closed:  # a port on which nobody listens
        closed.bind(("127.0.0.1", 0))
        run = run_dag(
            "build_warehouse",
            GONGKAI_HOME=broken_home,
            GONGKAI_WEBHOOK_URL=f"http://127.0.0.1:{closed.getsockname()[1]}/",
            GONGKAI_MAIL_TO="ops@example.org",
            GONGKAI_SMTP_HOST="127.0.0.1",
            GONGKAI_SMTP_PORT=port,
        )
    assert run["state"] == "failed"
    assert len(mails) == 1


def test_failed_run_stays_a_failed_run_when_nothing_is_configured(run_dag: RunDag, broken_home: Path) -> None:
    assert run_dag("build_warehouse", GONGKAI_HOME=broken_home)["state"] == "failed"


def test_nothing_is_sent_after_a_good_night(
    run_dag: RunDag, webhook: tuple[str, list[dict[str, Any]]], inbox: Path, tmp_path: Path
) -> None:
    url, posted = webhook
    run = run_dag("ingest_reports", GONGKAI_HOME=tmp_path / "home", GONGKAI_INBOX=inbox, GONGKAI_WEBHOOK_URL=url)
    assert run["state"] == "success"
    assert posted == []
