"""What must hold in every home that has finished a load, whatever happened before."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import polars as pl

from extract.home import Home
from extract.intake.archive import scan_packs
from extract.log.store import read_log
from extract.log.tables import FILES, LOADS
from extract.staging.commits import live_packs, live_sets, read_commits
from extract.staging.sets import scan_sets


def content_hashes(folder: Path) -> list[str]:
    """The distinct contents of the files below a folder."""
    return sorted({hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()})


def staged_reports(home_path: Path) -> pl.DataFrame:
    """The live report rows, sorted."""
    home = Home.at(home_path)
    return scan_sets(home, list(live_sets(read_commits(home)))).sort("report_id").collect()


def staged(home_path: Path, table: str) -> pl.DataFrame:
    """The live rows of a staging table, sorted by all columns."""
    home = Home.at(home_path)
    rows = scan_sets(home, list(live_sets(read_commits(home))), table).collect()
    return rows.sort(rows.columns, nulls_last=True)


def assert_nothing_lost_or_doubled(home_path: Path, contents: list[str]) -> None:
    """Each content is staged once, archived once, and has arrived once; each load counts what it found."""
    home = Home.at(home_path)
    commits = read_commits(home)
    reports = staged_reports(home_path)
    assert sorted(reports.filter(pl.col("set_number") == 1)["content_sha256"]) == contents
    archived = scan_packs(home, live_packs(commits)).select("content_sha256", "content").collect()
    assert sorted(archived["content_sha256"]) == contents
    for content_sha256, content in archived.iter_rows():
        assert hashlib.sha256(content).hexdigest() == content_sha256
    loads = [commit.load_id for commit in commits]
    files = read_log(home, FILES, loads).collect()
    arrived = files.filter(pl.col("load_outcome_code").is_in(["loaded", "rejected"]))
    assert sorted(arrived["content_sha256"].drop_nulls().unique()) == contents
    loaded = files.filter(pl.col("load_outcome_code") == "loaded")["content_sha256"]
    assert loaded.is_duplicated().sum() == 0
    counts = read_log(home, LOADS, loads).collect()
    outcomes = ("loaded_count", "unchanged_count", "duplicate_count", "rejected_count")
    assert counts["found_count"].to_list() == counts.select(pl.sum_horizontal(outcomes)).to_series().to_list()


def ask(warehouse: Path, query: str) -> list[tuple]:
    """The rows of a query on a warehouse."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def assert_published(home_path: Path) -> str:
    """The database and the marts are of one build, and no leftover of another is there; the build's id."""
    ((build_id,),) = ask(home_path / "warehouse.duckdb", "select build_id from marts.dim_builds")
    assert (home_path / "marts" / "build_id").read_text().strip() == build_id
    marts = f"select distinct decode(value) from parquet_kv_metadata('{home_path}/marts/*/*.parquet')"
    assert ask(home_path / "warehouse.duckdb", f"{marts} where decode(key) = 'build_id'") == [(build_id,)]
    assert not list((home_path / "builds").glob(".*"))
    assert not list(home_path.glob(".tmp-*"))
    assert len(list((home_path / "builds").iterdir())) <= 2
    return str(build_id)
