"""LibreOffice as a fallback: what it is given, what it leaves behind, and what comes out where it is installed."""

from __future__ import annotations

import os
import shutil
import stat
import time
from pathlib import Path

import pytest

from extract.readers.blocks import CannotRead
from extract.readers.documents import read_document
from extract.readers.word.docx import read_docx
from extract.readers.word.libreoffice import convert_to_docx

from .legacy import printed, read_fixture
from .office import lines_of, printed_lines, printed_tables, tables_of

INSTALLED = shutil.which("soffice") or shutil.which("libreoffice")


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program of that name on the path, and nothing else but the shell's own."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.skipif(INSTALLED is None, reason="LibreOffice is not installed")
def test_converted_document_has_every_cell_and_no_column_that_was_not_printed() -> None:
    converted = convert_to_docx(read_fixture(6, "doc"))
    assert converted is not None
    reading = read_docx(converted)
    assert tables_of(reading) == printed_tables(printed(6))
    assert lines_of(reading) == printed_lines(printed(6))


def test_nothing_is_given_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert convert_to_docx(b"") is None


def test_program_gets_a_profile_of_its_own_and_no_name_of_the_document(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(
        tmp_path, monkeypatch, 'echo "$@" > document.docx; env >> document.docx; cat profile/user/* >> document.docx'
    )
    monkeypatch.setenv("SECRET", "1")
    seen = (convert_to_docx(b"content") or b"").decode()
    assert "-env:UserInstallation=file:///" in seen and "--headless --norestore" in seen
    assert "document.bin" in seen and "SECRET" not in seen
    assert "<value>true</value>" in seen  # macros are off


def test_document_that_only_it_can_read_is_converted_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(tmp_path, monkeypatch, f"echo run >> {tmp_path}/runs")
    with pytest.raises(CannotRead, match="undecodable"):
        read_document(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00") + b"\xec\xa5\xc1\x00".ljust(2_000, b"\x00")
        )
    assert (tmp_path / "runs").read_text().split() == ["run"]


def test_nothing_of_it_outlives_the_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(tmp_path, monkeypatch, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    started = time.monotonic()
    assert convert_to_docx(b"", seconds=1) is None
    assert time.monotonic() - started < 20
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not _runs(child):
            return
        time.sleep(0.05)
    pytest.fail("the child of the program still runs")


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
