"""The process that reads documents: one after another from its standard input, a socket, until that closes.

It imports a reader with the first document of its format and never what the rest of the project works with. A reader
that hangs or dies takes this process with it; `extract.readers.processes.pool` sees that and starts another.
"""

from __future__ import annotations

import socket
import sys

from extract.readers.blocks import CannotRead
from extract.readers.documents import read_document
from extract.readers.processes.limits import limit_process, start_clock, stop_clock
from extract.readers.processes.wire import HELLO, Outcome, Refusal, pack_outcome, receive, send


def main(memory_bytes: int, seconds: float) -> None:
    """Read documents until nobody sends any more; after one that was too large for the memory, end."""
    limit_process(memory_bytes)
    with socket.socket(fileno=0) as connection:
        send(connection, HELLO)
        while (content := receive(connection)) is not None:
            start_clock(seconds)
            outcome = read_safely(content)
            message = pack_outcome(outcome)
            stop_clock()
            send(connection, message)
            if outcome == Refusal("reader_failed", "reader_memory"):
                return


def read_safely(content: bytes) -> Outcome:
    """Read one document; that it cannot be read is an outcome, too."""
    try:
        return read_document(content)
    except CannotRead as refusal:
        return Refusal(refusal.reason_code, refusal.issue_code)
    except MemoryError:
        return Refusal("reader_failed", "reader_memory")
    except Exception:
        return Refusal("reader_failed", "reader_crashed")


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
