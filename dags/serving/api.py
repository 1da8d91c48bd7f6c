"""What the server asks of Airflow over its REST API."""

from __future__ import annotations

from typing import Any

import httpx

from dags.names import BUILD_POOL, BUILD_POOL_SLOTS, BUILD_POOL_TEXT
from dags.serving.messages import ServeError

COMPONENTS = ("metadatabase", "scheduler", "dag_processor")


class Api:
    """A client of one Airflow; log in before anything but `missing`."""

    def __init__(self, address: str) -> None:
        # Never through a proxy: the address is this machine's.
        self.client = httpx.Client(base_url=address, timeout=10, trust_env=False)

    def missing(self) -> list[str]:
        """The components that are not healthy yet."""
        try:
            health = self.client.get("/api/v2/monitor/health").json()
        except (httpx.HTTPError, ValueError):
            return ["api-server", *COMPONENTS]
        return [name for name in COMPONENTS if (health.get(name) or {}).get("status") != "healthy"]

    def log_in(self, user: str, password: str) -> None:
        """Get a token for all that follows."""
        answer = self.ask("POST", "/auth/token", json={"username": user, "password": password})
        self.client.headers["Authorization"] = f"Bearer {answer['access_token']}"

    def make_pool(self) -> None:
        """Make the pool of the build, or give it back its one slot. Without it the build would never be scheduled."""
        slots = {"slots": BUILD_POOL_SLOTS, "include_deferred": False}
        pool = {"name": BUILD_POOL, "description": BUILD_POOL_TEXT, **slots}
        if self.ask("POST", "/api/v2/pools", accept=(409,), json=pool) is None:
            self.ask("PATCH", f"/api/v2/pools/{BUILD_POOL}", json=pool)

    def is_parsed(self, dag_id: str) -> bool:
        """Whether Airflow knows the DAG already; raises where its file cannot be imported."""
        if self.ask("GET", f"/api/v2/dags/{dag_id}", accept=(404,)):
            return True
        for broken in self.ask("GET", "/api/v2/importErrors")["import_errors"]:
            raise ServeError("dag_broken", file=broken["filename"], error=broken["stack_trace"])
        return False

    def unpause(self, dag_id: str) -> None:
        """Let the DAG run; Airflow adds new DAGs paused."""
        self.ask("PATCH", f"/api/v2/dags/{dag_id}", json={"is_paused": False})

    def ask(self, method: str, path: str, accept: tuple[int, ...] = (), **arguments: Any) -> Any:
        """The answer's JSON; None for a status in `accept`; any other failure raises."""
        answer = self.client.request(method, path, **arguments)
        if answer.status_code in accept:
            return None
        if answer.is_error:
            status, text = answer.status_code, answer.text[:500]
            raise ServeError("api_refused", request=f"{method} {path}", status=status, text=text)
        return answer.json()
