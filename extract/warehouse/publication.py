"""Finish a build and let it take the place of the published one at once: the database first, then the marts."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from extract.files import remove, sync, temporary_beside, write_text
from extract.home import Home
from extract.settings import Settings
from extract.warehouse.inputs import link_or_copy
from extract.warehouse.records import BuildRecord, published_folder

LOG_MARTS = ("fct_loads", "fct_load_files")
_KEPT_BUILDS = 2
_LOG_PLACE = "{GONGKAI_LOG}"
_BREAKS = """
select checks.identity_code, count(*)
from marts.fct_identity_checks as checks
inner join marts.dim_reports as reports on checks.report_id = reports.report_id
where checks.check_result_code = 'broken' and reports.is_current
group by checks.identity_code
order by checks.identity_code
"""
_RENAME_BUILD = """
update marts.dim_builds
set build_id = ?, built_at = cast(cast(? as timestamptz) at time zone 'UTC' as timestamp)
"""


def finish(home: Home, folder: Path, wanted: BuildRecord, kind: str, settings: Settings) -> BuildRecord:
    """Export the marts of a database that dbt has built, and drop what only the building needed."""
    with _open(folder / "warehouse.duckdb", settings) as connection:
        for mart in _marts(connection):
            _export(connection, mart, folder / "marts", wanted.build_id)
        breaks = dict(connection.execute(_BREAKS).fetchall())
        (report_count,) = connection.execute("select count(*) from marts.dim_reports").fetchone()
    _keep_log_models(home, folder)
    for name in ("staging", "changed", "spill", "dbt/compiled", "dbt/run"):
        remove(folder / name)
    return replace(wanted, kind=kind, breaks_by_identity=breaks, report_count=report_count)


def refresh_log(home: Home, folder: Path, previous: BuildRecord, wanted: BuildRecord) -> BuildRecord:
    """A build that differs from the published one only in the load log: a copy, in which two marts are made anew.

    Their SQL is what dbt compiled for the published build, so a night without news needs no dbt.
    """
    published = published_folder(home)
    assert published
    shutil.copyfile(home.warehouse, folder / home.warehouse.name)
    shutil.copytree(published / "log_models", folder / "log_models")
    shutil.copytree(published / "dbt", folder / "dbt", copy_function=link_or_copy)
    for path in (published / "marts").glob("*/*.parquet"):
        if path.parent.name not in {*LOG_MARTS, "dim_builds"}:
            _restamp(path, folder / "marts" / path.parent.name / path.name, previous.build_id, wanted.build_id)
    with _open(folder / home.warehouse.name, None) as connection:
        connection.execute(_RENAME_BUILD, [wanted.build_id, wanted.built_at])
        _remake_log_marts(home, connection, folder / "log_models")
        for mart in (*LOG_MARTS, "dim_builds"):
            _export(connection, mart, folder / "marts", wanted.build_id)
    return replace(
        wanted, kind="log_only", breaks_by_identity=previous.breaks_by_identity, report_count=previous.report_count
    )


def publish(home: Home, folder: Path, build_id: str) -> None:
    """Let a finished build take the place of the published one; a reader sees the old or the new, never half."""
    write_text(folder / "marts" / "build_id", build_id + "\n")
    for path in folder.rglob("*.parquet"):
        sync(path)
    sync(folder / home.warehouse.name)
    target = home.builds / build_id
    os.rename(folder, target)
    sync(home.builds)
    temporary = temporary_beside(home.warehouse)
    link_or_copy(target / home.warehouse.name, temporary)
    os.replace(temporary, home.warehouse)
    _point_marts(home, target)
    sync(home.root)
    remove_old(home)


def mend(home: Home) -> None:
    """Finish what a killed build or publication left: the marts follow the database, unfinished builds go."""
    published = published_folder(home)
    if published and home.marts.resolve() != (published / "marts").resolve():
        _point_marts(home, published)
    for leftover in [*home.builds.glob(".building-*"), *home.root.glob(".tmp-*")]:
        remove(leftover)
    remove_old(home)


def remove_old(home: Home) -> None:
    """Keep the published build and the newest of the others."""
    published = published_folder(home)
    others = sorted((path for path in home.builds.iterdir() if path != published and path.is_dir()), reverse=True)
    for folder in others[_KEPT_BUILDS - 1 :] if published else others[_KEPT_BUILDS:]:
        remove(folder)


def _point_marts(home: Home, build: Path) -> None:
    temporary = temporary_beside(home.marts)
    os.symlink(os.path.relpath(build / "marts", home.root), temporary)
    os.replace(temporary, home.marts)


def _open(database: Path, settings: Settings | None) -> Any:
    """The database for writing; other libraries' DuckDB is only imported where it is needed."""
    import duckdb

    config: dict[str, Any] = (
        {"memory_limit": settings.duckdb_memory, "threads": settings.duckdb_threads} if settings else {}
    )
    return duckdb.connect(str(database), config=config)


def _marts(connection: Any) -> list[str]:
    rows = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts' order by table_name"
    ).fetchall()
    return [name for (name,) in rows]


def _export(connection: Any, mart: str, marts: Path, build_id: str) -> None:
    """A mart as Parquet, with the build's id in the file's own metadata."""
    (marts / mart).mkdir(parents=True)
    path = _quoted(marts / mart / "part-0.parquet")
    connection.execute(
        f"copy (from marts.{mart}) to '{path}' "
        f"(format parquet, compression zstd, kv_metadata {{build_id: '{build_id}'}})"
    )


def _restamp(source: Path, target: Path, old_id: str, new_id: str) -> None:
    """Copy a Parquet file under another build's id. Ids have one length, so the footer's offsets stay right."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    with target.open("r+b") as file:
        file.seek(-8, os.SEEK_END)
        footer_size = int.from_bytes(file.read(4), "little")
        file.seek(-8 - footer_size, os.SEEK_END)
        footer = file.read(footer_size)
        assert footer.count(old_id.encode()) == 1 and len(old_id) == len(new_id)
        file.seek(-8 - footer_size, os.SEEK_END)
        file.write(footer.replace(old_id.encode(), new_id.encode()))


def _keep_log_models(home: Home, folder: Path) -> None:
    """Keep what dbt compiled for the two marts, and for the views that they read (which go when dbt has ended).

    The place of the log is left open, so that a home can be moved.
    """
    (folder / "log_models").mkdir(exist_ok=True)
    for pattern in ("stg_log__*.sql", *(f"{mart}.sql" for mart in LOG_MARTS)):
        for compiled in (folder / "dbt" / "compiled").rglob(pattern):
            if compiled.parent.suffix != ".yml":  # tests lie in folders named after their YAML file
                query = compiled.read_text(encoding="utf-8").replace(_quoted(home.log), _LOG_PLACE)
                (folder / "log_models" / compiled.name).write_text(query, encoding="utf-8")


def _remake_log_marts(home: Home, connection: Any, models: Path) -> None:
    def read(path: Path) -> str:
        return path.read_text(encoding="utf-8").replace(_LOG_PLACE, _quoted(home.log))

    connection.execute("create schema if not exists staging")
    for view in sorted(models.glob("stg_log__*.sql")):
        connection.execute(f"create or replace view staging.{view.stem} as {read(view)}")
    for mart in LOG_MARTS:
        connection.execute(f"delete from marts.{mart}")
        connection.execute(f"insert into marts.{mart} by name {read(models / f'{mart}.sql')}")
    connection.execute("drop schema staging cascade")


def _quoted(path: Path) -> str:
    """A path as it stands between the quotes of an SQL string."""
    return str(path).replace("'", "''")
