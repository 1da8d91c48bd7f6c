"""LibreOffice, where it is installed, for old Word files that nothing else reads: one conversion in its own profile."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from extract.readers.processes.limits import allow_more_time, unlimited

SECONDS = 60.0
_PROGRAMS = ("soffice", "libreoffice")
_ARGUMENTS = ("--headless", "--norestore", "--nologo", "--nodefault", "--convert-to", "docx", "--outdir")
_MOST_BYTES = 64 << 20  # of what comes out
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel">
<value>3</value></prop><prop oor:name="DisableMacrosExecution"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
</oor:items>
"""


def convert_to_docx(content: bytes, seconds: float = SECONDS) -> bytes | None:
    """Convert a document that LibreOffice Writer knows to DOCX.

    Works in a folder of its own, which goes with the conversion; no macro runs and no link of the document is
    followed. Everything that it started ends with it.

    Returns:
        The DOCX, or None where LibreOffice is not installed, fails or takes longer than `seconds`.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="gongkai-") as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        source = folder / "document.bin"  # what it is, the program finds in the content
        allow_more_time(seconds + 5)
        with unlimited():
            source.write_bytes(content)
            command = [program, f"-env:UserInstallation={profile.as_uri()}", *_ARGUMENTS, name, str(source)]
            _run(command, folder, seconds)
        converted = folder / "document.docx"
        if not converted.is_file() or converted.stat().st_size > _MOST_BYTES:
            return None
        return converted.read_bytes()


def _run(command: list[str], folder: Path, seconds: float) -> None:
    """Run a program to its end or the limit; no process of its group outlives this."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
