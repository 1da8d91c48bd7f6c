"""Binary Word files of generated reports, packed with gzip, and the recipe that made them.

LibreOffice 7.4 wrote them once from DOCX: `python -m tests.readers.legacy` makes them anew where it is installed.
In `narrow.doc` a person turned the text into one byte a character, as Word writes it where nothing is Chinese and
LibreOffice does not: "plain", a row with "785" (78 is hidden) and "b", "end".
LibreOffice wrote `styled.doc` from a DOCX with a table of nine rows, in whose second cells styles hide text: 780 with a
hidden 0 by a style of characters, and by one based on it; 7, 80 and 8 with the paragraph 80 hidden by its style, and by
one based on it; 50 and 60 in a hidden paragraph, of which the 5 is shown by itself and the 6 by a second style that
hides; 78, of which the 8 is shown by a style based on one that hides; 10 with a 0 hidden by itself; 40.
It wrote `raised.doc` from an ODT with a table of 13 rows, whose second cells are: 12 with a raised, a lowered, a struck
and a doubly struck 1; 12 with a 1 that a style raises, that one based on it raises, and that a third strikes doubly;
a 1 raised by the style of its paragraph, with a 2 that is not; 12, of which the 2 is level within a style that raises;
12 struck as a whole; 12 behind a raised 3; 12 with a bold raised 1; 40. What the sixth is based on, a person put in.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random

from tests.generator.documents import PrintedDocument, print_document
from tests.generator.documents.doc import write_docs
from tests.generator.documents.office import unmerge_rows

FOLDER = Path(__file__).parent
EDITIONS = {1: "2021", 2: "2019", 3: "2021", 4: "2019", 5: "2021", 6: "2019", 7: "2021", 8: "2021"}  # by seed


def printed(seed: int) -> PrintedDocument:
    """What stands in the file of that seed."""
    document = print_document(f"legacy-{seed}", edition=EDITIONS[seed])
    return unmerge_rows(document) if seed % 4 == 0 else document


def read_fixture(name: int | str, suffix: str) -> bytes:
    """The file of that seed or name."""
    stem = f"{name:02d}" if isinstance(name, int) else name
    return gzip.decompress((FOLDER / f"{stem}.{suffix}.gz").read_bytes())


def make_fixtures() -> None:
    """Write all files anew."""
    for suffix in ("doc", "rtf"):
        written = write_docs([printed(seed) for seed in EDITIONS], [Random(seed) for seed in EDITIONS], suffix)
        if written is None:
            raise SystemExit("LibreOffice is not installed.")
        for seed, content in zip(EDITIONS, written, strict=True):
            packed = gzip.compress(content, mtime=0)
            (FOLDER / f"{seed:02d}.{suffix}.gz").write_bytes(packed)
