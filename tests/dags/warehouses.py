"""What a published warehouse holds, for comparing two of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

# What may differ between two loads of the same files: which load it was, and when.
OF_THE_LOAD = {
    "load_id",
    "first_load_id",
    "loaded_at",
    "first_loaded_at",
    "started_at",
    "finished_at",
    "build_id",
    "built_at",
}


def marts_of(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of the schema `marts`, sorted, without the columns that tell of the load alone."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'marts' order by table_name, ordinal_position"
        ).fetchall()
        kept: dict[str, list[str]] = {}
        for table, column in columns:
            kept.setdefault(table, []).extend([column] if column not in OF_THE_LOAD else [])
        return {
            table: sorted(connection.execute(f"select {', '.join(names)} from marts.{table}").fetchall(), key=repr)
            for table, names in kept.items()
            if names
        }
