"""A worker whose reader does what a document says: for seeing what a pool makes of it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time

from extract.readers.blocks import CannotRead, Line, Reading
from extract.readers.processes import worker

_read_before = 0


def read_document(content: bytes) -> Reading:
    """Misbehave as told; else a reading with the content, how many were read before it, and the modules there are."""
    global _read_before  # noqa: PLW0603
    _read_before += 1
    order = content.decode()
    if order == "hang":
        ctypes.CDLL(None).sleep(3600)  # native code that holds on to Python's lock
        ctypes.PyDLL(None).sleep(3600)
    elif order == "sleep":
        time.sleep(3600)
    elif order == "dawdle":
        time.sleep(10)  # long enough for an interruption on a busy machine
    elif order == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif order == "abort":
        os.abort()
    elif order == "segfault":
        ctypes.string_at(0)
    elif order == "exit":
        os._exit(0)
    elif order == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif order == "allocate":
        bytearray(8 << 30)
    elif order == "raise":
        raise ZeroDivisionError
    elif order == "refuse":
        raise CannotRead("undecodable", "file_damaged")
    elif order == "garble":
        os.write(0, b"\x00\x00\x00\x02{]")
    elif order == "used" and _read_before > 1:
        os.abort()
    elif order.startswith("write "):
        with open(order.removeprefix("write "), "wb") as file:
            file.write(b"x" * (2 << 20))
    elif order == "program":  # as LibreOffice is run
        subprocess.run(["sleep", "3600"], start_new_session=True, check=False)
    elif order == "child":
        child = os.spawnlp(os.P_NOWAIT, "sleep", "sleep", "3600")
        return Reading([Line(str(child))])
    return Reading([Line(order), Line(str(_read_before)), Line(",".join(sys.modules)), Line(str(os.getpid()))])


if __name__ == "__main__":
    worker.read_document = read_document
    worker.main(int(sys.argv[1]), float(sys.argv[2]))
