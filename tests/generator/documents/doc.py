"""Printed reports as binary Word files, by LibreOffice, so only where that is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

from .docx import Looks, write_docx
from .printed import PrintedDocument

_SECONDS = 300


def write_docs(documents: Sequence[PrintedDocument], rngs: Sequence[Random], suffix: str = "doc") -> list[bytes] | None:
    """The documents as DOC, or as another format of Word that LibreOffice writes; None where it is not installed.

    What LibreOffice writes differently than Word (content controls, numbers of headings, text boxes) is not used.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [folder / f"{number:04d}.docx" for number in range(len(documents))]
        for source, document, rng in zip(sources, documents, rngs, strict=True):
            looks = Looks(cut_share=rng.choice([0, 0.1, 0.5]), change_share=rng.choice([0, 0.02, 0.1]))
            source.write_bytes(write_docx(document, rng, looks))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        arguments = ["--headless", "--norestore", "--convert-to", suffix, "--outdir", name, *map(str, sources)]
        subprocess.run([program, profile, *arguments], check=True, capture_output=True, timeout=_SECONDS)
        return [source.with_suffix(f".{suffix}").read_bytes() for source in sources]
