"""One load of documents in every format, as files and inside a bundle: each cell as printed, each with its place."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.bench.accuracy import compare_cells
from tests.conftest import clean_environment
from tests.generator.documents.corpus import ENDINGS, FORMATS, write_documents

pytestmark = pytest.mark.slow
SEED = 77
# DOC is written by LibreOffice only; its reader is tested on files of tests/readers/legacy.
WRITTEN = [name for name in FORMATS if name != "doc"]
PLACES = {
    "pdf": r"page \d+ box [\d,]+",
    "ofd": r"page \d+ box [\d,]+",
    "scan": r"page \d+ box [\d,]+",
    "xlsx": r"sheet .+ cell [A-Z]+\d+",
    "xls": r"sheet .+ cell [A-Z]+\d+",
    "ods": r"sheet .+ cell [A-Z]+\d+",
}
TABLE_PLACE = r"table \d+ row \d+ column \d+"
BUNDLED = "html"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports in every format, two of each; those of one format lie in a zip with a Chinese name."""
    place = tmp_path_factory.mktemp("documents")
    truths = []
    for name in WRITTEN:
        written = write_documents(place, name, 1 if name == "scan" else 2, SEED)
        assert written is not None
        truths.append(written[1].with_columns(format=pl.lit(name)))
    pl.concat(truths).write_parquet(place / "truth.parquet")
    with zipfile.ZipFile(place / "年报汇总.zip", "w") as bundle:
        for path in sorted((place / BUNDLED).iterdir()):
            info = zipfile.ZipInfo("各镇/" + path.name)
            info.filename = ("各镇/" + path.name).encode("gbk").decode("cp437")
            bundle.writestr(info, path.read_bytes())
            path.unlink()
        (place / BUNDLED).rmdir()
    (place / "damaged.docx").write_bytes((place / "docx" / "docx_00000.docx").read_bytes()[:3_000])
    return place


@pytest.fixture(scope="module")
def home(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `gongkai load` makes of it."""
    place = tmp_path_factory.mktemp("loaded") / "home"
    command = [sys.executable, "-m", "extract", "load", str(folder), "--home", str(place)]
    done = subprocess.run(command, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return place


def ask(home: Path, query: str) -> pl.DataFrame:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        return connection.sql(query).pl()


@pytest.fixture(scope="module")
def cells(folder: Path, home: Path) -> pl.DataFrame:
    """Every true cell with its verdict, its format, its place and how it was read."""
    truth = pl.read_parquet(folder / "truth.parquet")
    read = ask(home, "select * from marts.fct_reported_cells")
    key = ["report_id", "table_code", "row_code", "column_code"]
    verdicts = compare_cells(truth.drop("format"), read)
    formats = truth.select(pl.col("content_sha256").str.head(16).alias("report_id"), "format").unique()
    told = read.select(*key, "source_locator", "method_code", "confidence")
    return verdicts.join(formats, on="report_id").join(told, on=key, how="left")


@pytest.mark.parametrize("name", [name for name in WRITTEN if name != "scan"])
def test_every_cell_of_the_format_is_as_printed(cells: pl.DataFrame, name: str) -> None:
    own = cells.filter(format=name)
    assert own.height > 300
    assert own.filter(pl.col("verdict") != "right").is_empty()


def test_scan_gives_no_wrong_number_and_says_how_it_was_read(cells: pl.DataFrame) -> None:
    own = cells.filter(format="scan")
    assert own.height > 150
    assert own.filter(verdict="wrong").is_empty()
    assert own.filter(verdict="right").height >= own.height * 0.95
    printed = own.filter(pl.col("source_locator").is_not_null())
    assert printed["method_code"].unique().to_list() == ["ocr"]
    assert printed["confidence"].is_between(0, 1).all()


@pytest.mark.parametrize("name", WRITTEN)
def test_every_printed_cell_leads_back_to_its_place(cells: pl.DataFrame, name: str) -> None:
    places = cells.filter(pl.col("format") == name, pl.col("status_read") != "missing")["source_locator"]
    pattern = PLACES.get(name, TABLE_PLACE)
    assert all(re.search(rf"^(?:attachment \d+, )?{pattern}$", place) for place in places)


def test_formats_are_told_from_the_content(home: Path) -> None:
    formats = set(ask(home, "select distinct format_code from marts.dim_reports")["format_code"])
    assert formats == set(WRITTEN) - {"scan"}  # which is a PDF


def test_members_of_a_bundle_are_files_with_their_own_names(folder: Path, home: Path) -> None:
    seen = ask(home, "select file_path, content_sha256, load_outcome_code from marts.fct_load_files")
    members = seen.filter(pl.col("file_path").str.contains("年报汇总.zip!/", literal=True)).sort("file_path")
    endings = [f"年报汇总.zip!/各镇/{BUNDLED}_{number:05d}.{ENDINGS[BUNDLED]}" for number in range(2)]
    assert [path[-len(end) :] for path, end in zip(members["file_path"], endings, strict=True)] == endings
    assert set(members["load_outcome_code"]) == {"loaded"}
    with zipfile.ZipFile(folder / "年报汇总.zip") as bundle:
        hashes = {hashlib.sha256(bundle.read(name)).hexdigest() for name in bundle.namelist()}
    assert set(members["content_sha256"]) == hashes


def test_damaged_document_is_one_rejected_file_with_its_reason(home: Path) -> None:
    query = (
        "select files.reason_code, issues.issue_code from marts.fct_load_files as files"
        " inner join marts.fct_extraction_issues as issues using (report_id)"
        " where files.file_path like '%damaged.docx' order by issue_code"
    )
    assert ask(home, query).rows() == [("undecodable", "file_damaged"), ("undecodable", "undecodable")]
