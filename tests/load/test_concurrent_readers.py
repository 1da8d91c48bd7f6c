"""Readers that keep reopening the warehouse while it is published see the old or the new one, never half."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

# Reads the database and the marts again and again; prints what did not fit together.
READER = """
import json, os, sys
import duckdb
home, stop = sys.argv[1:]
seen, wrong, reads = [], [], 0
while not os.path.exists(stop):
    try:
        with duckdb.connect(home + "/warehouse.duckdb", read_only=True) as connection:
            ((build_id, loads),) = connection.execute(
                "select build_id, (select count(*) from marts.fct_loads) from marts.dim_builds").fetchall()
            ((again,),) = connection.execute("select build_id from marts.dim_builds").fetchall()
            marts = os.path.realpath(home + "/marts")
            stamps = connection.execute(
                f"select distinct decode(value) from parquet_kv_metadata('{marts}/*/*.parquet') "
                "where decode(key) = 'build_id'").fetchall()
            ((mart_loads,),) = connection.execute(f"select count(*) from '{marts}/fct_loads/*.parquet'").fetchall()
        if again != build_id or len(stamps) != 1:
            wrong.append([build_id, again, stamps])
        if not seen or seen[-1] != [build_id, loads]:
            seen.append([build_id, loads])
        reads += 1
    except Exception as error:
        wrong.append(repr(error))
print(json.dumps({"seen": seen, "wrong": wrong, "reads": reads}))
"""


@pytest.mark.slow
def test_readers_see_old_or_new_when_published_again_and_again(
    home: Path, samples: list[Path], tmp_path: Path, gongkai: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen([sys.executable, "-c", READER, str(home), str(stop)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        for _ in range(4):
            done = gongkai("load", samples[0], "--home", home)
            assert done.returncode == 0, done.stderr
    finally:
        stop.touch()
        answers = [json.loads(reader.communicate()[0]) for reader in readers]
    for answer in answers:
        assert answer["wrong"] == []
        assert answer["reads"] > 5
        loads = [count for _, count in answer["seen"]]
        assert loads == sorted(loads) and len(set(loads)) == len(loads)  # from old to new, each build once


def test_open_reader_keeps_its_build_when_another_is_published(
    home: Path, samples: list[Path], gongkai: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    descriptor = os.open(home / "warehouse.duckdb", os.O_RDONLY)
    before = os.fstat(descriptor)
    assert gongkai("load", samples[0], "--home", home).returncode == 0
    assert os.stat(home / "warehouse.duckdb").st_ino != before.st_ino
    assert os.fstat(descriptor).st_size == before.st_size
    os.close(descriptor)
