"""Running dbt on a staging area, and reading the warehouse it made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb

PROJECT = Path(__file__).parents[2] / "dbt_project"
Rows = list[tuple[object, ...]]


def run_dbt(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run dbt on the inputs below a folder, in a process of its own (an in-process dbt keeps the file's lock)."""
    environment = os.environ | {
        "GONGKAI_STAGING": str(root / "staging"),
        "GONGKAI_LOG": str(root / "log"),
        "GONGKAI_DUCKDB": str(root / "warehouse.duckdb"),
        "GONGKAI_BUILD_ID": "build-1",
        "DO_NOT_TRACK": "1",
    }
    places = ["--target-path", str(root / "target"), "--log-path", str(root / "logs")]
    project = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--no-use-colors"]
    command = [sys.executable, "-m", "dbt.cli.main", *arguments, *project, *places]
    return subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=False)


def build(root: Path, *arguments: str) -> None:
    """`dbt build`, which must succeed; unit tests have a run of their own."""
    done = run_dbt(root, "build", "--exclude-resource-type", "unit_test", *arguments)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def build_in_full(root: Path, database: str) -> None:
    """Build the same inputs from nothing into another file; the warehouse itself stays."""
    warehouse, aside = root / "warehouse.duckdb", root / "aside.duckdb"
    warehouse.rename(aside)
    build(root)
    warehouse.rename(root / database)
    aside.rename(warehouse)


def query(root: Path, sql: str, database: str = "warehouse.duckdb") -> Rows:
    """Rows of a query on the warehouse."""
    with duckdb.connect(str(root / database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def contents(root: Path, database: str = "warehouse.duckdb") -> dict[str, Rows]:
    """All rows of all marts in a fixed order, without what differs from build to build."""
    with duckdb.connect(str(root / database), read_only=True) as connection:
        names = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' and table_name <> 'dim_builds'"
        ).fetchall()
        return {name: connection.execute(f"select * from marts.{name} order by all").fetchall() for (name,) in names}
