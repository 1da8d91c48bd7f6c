"""Run by .venv-compare: `python others.py READER FILE …` prints the median processor time of another reader, in ms."""

import io
import json
import sys
import time
from pathlib import Path
from statistics import median

WARM_UP = 3


def read_with_pandas(content: bytes, _: str) -> object:
    import pandas

    return pandas.read_html(io.BytesIO(content))


def read_with_pdfplumber(content: bytes, _: str) -> object:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as document:
        return [page.extract_tables() for page in document.pages]


def read_with_markitdown(content: bytes, ending: str) -> object:
    return _markitdown().convert_stream(io.BytesIO(content), file_extension=ending)


_MADE: list = []


def _markitdown():  # type: ignore[no-untyped-def]
    from markitdown import MarkItDown

    if not _MADE:
        _MADE.append(MarkItDown())
    return _MADE[0]


READERS = {"pandas": read_with_pandas, "pdfplumber": read_with_pdfplumber, "markitdown": read_with_markitdown}


def main() -> None:
    """Read every file once, after a few to warm up."""
    read, paths = READERS[sys.argv[1]], [Path(name) for name in sys.argv[2:]]
    failed, seconds = 0, []
    for number, path in enumerate([*paths[:WARM_UP], *paths]):
        content = path.read_bytes()
        start = time.process_time()
        try:
            read(content, path.suffix)
        except Exception:
            failed += 1
        if number >= min(WARM_UP, len(paths)):
            seconds.append(time.process_time() - start)
    print(json.dumps({"milliseconds": 1_000 * median(seconds), "failed": failed}))


if __name__ == "__main__":
    main()
