"""Generated reports in every format as a folder of files, with the truth about them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from random import Random

import polars as pl

from ..corpus import REPORT_SCHEMA, cells_frame, report_row
from ..truth import Truth
from .printed import FITTING_VARIANTS, PrintedDocument, print_document

# format → the file name's ending; the function write_<format> lies in the module of that name, unless named.
ENDINGS = {
    "html": "html", "mhtml": "mht", "docx": "docx", "doc": "doc", "rtf": "rtf", "odt": "odt",
    "xlsx": "xlsx", "xls": "xls", "ods": "ods", "pdf": "pdf", "ofd": "ofd", "scan": "pdf",
}  # fmt: skip
FORMATS = tuple(ENDINGS)
_CONVERTED_AT_ONCE = 50
EDITIONS = ("2021", "2019", None)


def print_documents(count: int, seed: int) -> list[PrintedDocument]:
    """The same documents for every format: each variant in turn, both editions, then as in real life."""
    documents = []
    for number in range(count):
        turn = number // 2
        variants = [FITTING_VARIANTS[turn % len(FITTING_VARIANTS)]] if number % 2 else None
        documents.append(print_document(f"{seed}-{number}", variants, EDITIONS[number % len(EDITIONS)]))
    return documents


def write_format(format_code: str, documents: Sequence[PrintedDocument], seed: int) -> list[bytes] | None:
    """The documents in one format; null where this machine cannot make it (DOC needs LibreOffice)."""
    rngs = [Random(f"{format_code}-{seed}-{number}") for number in range(len(documents))]
    if format_code == "doc":
        return _convert(documents, rngs)
    return [_writer(format_code)(document, rng) for document, rng in zip(documents, rngs, strict=True)]


def _convert(documents: Sequence[PrintedDocument], rngs: Sequence[Random]) -> list[bytes] | None:
    """DOC, some at a time: LibreOffice may stop in a long row of conversions."""
    write_docs = import_module(".doc", __package__).write_docs
    contents: list[bytes] = []
    for start in range(0, len(documents), _CONVERTED_AT_ONCE):
        part = slice(start, start + _CONVERTED_AT_ONCE)
        written = write_docs(documents[part], rngs[part])
        if written is None:
            return None
        contents += written
    return contents


def _writer(format_code: str) -> Callable[[PrintedDocument, Random], bytes]:
    name = {"scan": "write_scan_pdf"}.get(format_code, f"write_{format_code}")
    return getattr(import_module(f".{format_code}", __package__), name)


def write_documents(folder: Path, format_code: str, count: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Write `count` reports to folder/<format>/; their truth as (reports, cells), as write_corpus gives it."""
    documents = print_documents(count, seed)
    contents = write_format(format_code, documents, seed)
    if contents is None:
        return None
    (folder / format_code).mkdir(parents=True)
    rows, names, hashes, truths = [], [], [], list[Truth]()
    for number, (document, content) in enumerate(zip(documents, contents, strict=True)):
        name = f"{format_code}_{number:05d}.{ENDINGS[format_code]}"
        (folder / format_code / name).write_bytes(content)
        sha = hashlib.sha256(content).hexdigest()
        rows.append(report_row(name, sha, document.truth) | {"layout": format_code})
        names.append(name)
        hashes.append(sha)
        truths.append(document.truth)
    return pl.DataFrame(rows, schema=REPORT_SCHEMA), cells_frame(names, hashes, truths)
