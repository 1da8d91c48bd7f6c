"""The shape of the dbt project: who reads whom, what is described, and that it agrees with extract/contract.py."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from extract.contract import STAGING_TABLES
from tests.dbt.staged import FILES, LOADS
from tests.dbt.warehouse import PROJECT, query

# What the models of a layer may read.
MAY_READ = {
    "staging": {"source", "seed"},
    "intermediate": {"staging", "intermediate"},
    "marts": {"staging", "intermediate", "marts"},
}
PREFIXES = {"staging": ("stg_",), "intermediate": ("int_",), "marts": ("dim_", "fct_")}


@pytest.fixture(scope="module")
def manifest(built: Path) -> dict[str, dict[str, dict]]:
    return json.loads((built / "target" / "manifest.json").read_text(encoding="utf-8"))


def models(manifest: dict) -> list[dict]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def layer(manifest: dict, unique_id: str) -> str:
    """The layer of a model; `source` or `seed` of others."""
    kind = unique_id.split(".", maxsplit=1)[0]
    return manifest["nodes"][unique_id]["fqn"][1] if kind == "model" else kind


def test_layers_read_only_what_stands_before_them(manifest: dict) -> None:
    wrong = [
        f"{model['name']} reads {parent}"
        for model in models(manifest)
        for parent in model["depends_on"]["nodes"]
        if layer(manifest, parent) not in MAY_READ[layer(manifest, model["unique_id"])]
    ]
    assert wrong == []


def test_models_are_named_by_their_layer(manifest: dict) -> None:
    named = {model["name"]: PREFIXES[layer(manifest, model["unique_id"])] for model in models(manifest)}
    assert [name for name, prefixes in named.items() if not name.startswith(prefixes)] == []


def test_every_model_says_its_grain_last(manifest: dict) -> None:
    without = [
        model["name"] for model in models(manifest) if not re.search(r"One row per [^.]+\.$", model["description"])
    ]
    assert without == []


def test_every_column_is_described_and_described_once(manifest: dict) -> None:
    tables = [*models(manifest), *manifest["sources"].values()]
    texts: dict[str, set[str]] = {}
    for table in tables:
        for column in table["columns"].values():
            texts.setdefault(column["name"], set()).add(column["description"])
    assert [name for name, said in texts.items() if len(said) > 1 or not min(said)] == []


def test_every_built_column_is_described(built: Path, manifest: dict) -> None:
    described = {model["name"]: set(model["columns"]) for model in models(manifest)}
    columns = "select table_name, column_name from duckdb_columns() where schema_name in ('intermediate', 'marts')"
    built_columns: dict[str, set[str]] = {}
    for table, column in query(built, columns):
        built_columns.setdefault(str(table), set()).add(str(column))
    assert built_columns == {name: described[name] for name in built_columns}


def test_marts_have_enforced_contracts(manifest: dict) -> None:
    marts = [model for model in models(manifest) if layer(manifest, model["unique_id"]) == "marts"]
    assert len(marts) >= 13
    assert [model["name"] for model in marts if not model["config"]["contract"]["enforced"]] == []


def test_sources_have_the_columns_that_are_staged(manifest: dict) -> None:
    sources = {source["name"]: list(source["columns"]) for source in manifest["sources"].values()}
    for table in STAGING_TABLES:
        assert sources[table.name] == list(table.columns)
    assert sources["loads"] == list(LOADS)
    assert sources["files"] == list(FILES)


def test_no_model_uses_an_engine_s_own_functions() -> None:
    """What only DuckDB knows stands in dispatched macros (duckdb__…), so that the models run on Spark too."""
    own = re.compile(r"read_parquet|regexp_matches|list_|struct_|\bfilter \(|::|group by all|order by all|\bqualify\b")
    found = [path.name for path in (PROJECT / "models").rglob("*.sql") if own.search(path.read_text(encoding="utf-8"))]
    assert found == []
