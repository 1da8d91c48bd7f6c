"""What pool and worker say to each other: length and bytes; contents there, outcomes back.

Outcomes are JSON, because unpickling what a process sends that has read a hostile file could run anything here.
"""

from __future__ import annotations

import json
import socket
from typing import NamedTuple

from extract.readers.blocks import Block, Cell, Line, Reading, Table

HELLO = b""  # a worker says that it is ready
MOST_ANSWER_BYTES = 64 << 20
_LENGTH_BYTES = 4


class Refusal(NamedTuple):
    """Why a document was not read: a reason_code and, if more is known, an issue_code."""

    reason_code: str
    issue_code: str | None = None


Outcome = Reading | Refusal


def send(connection: socket.socket, message: bytes) -> None:
    """Send one message."""
    length = len(message).to_bytes(_LENGTH_BYTES, "big")
    if len(message) < 65_536:
        connection.sendall(length + message)
    else:
        connection.sendall(length)
        connection.sendall(message)


def receive(connection: socket.socket, most_bytes: int | None = None) -> bytes | None:
    """The next message; null where the other side is gone, or says more than `most_bytes`."""
    head = _receive_exactly(connection, _LENGTH_BYTES)
    length = int.from_bytes(head or b"", "big")
    if head is None or (most_bytes is not None and length > most_bytes):
        return None
    return _receive_exactly(connection, length)


def _receive_exactly(connection: socket.socket, length: int) -> bytes | None:
    message = bytearray(length)
    view, filled = memoryview(message), 0
    while filled < length:
        count = connection.recv_into(view[filled:])
        if count == 0:
            return None
        filled += count
    return bytes(message)


def pack_outcome(outcome: Outcome) -> bytes:
    """An outcome as bytes; of a reading, its lines and tables."""
    if isinstance(outcome, Refusal):
        return json.dumps(outcome).encode()
    blocks = [
        [block.text, block.place] if isinstance(block, Line) else block.cells
        for block in outcome.blocks
        if isinstance(block, (Line, Table))
    ]
    told = {
        "blocks": blocks,
        "is_table": [isinstance(block, Table) for block in outcome.blocks if isinstance(block, (Line, Table))],
        "encoding_code": outcome.encoding_code,
        "has_damaged_bytes": outcome.has_damaged_bytes,
        "issue_codes": outcome.issue_codes,
    }
    text = json.dumps(told, ensure_ascii=False)
    try:
        message = text.encode()
    except UnicodeEncodeError:  # half of a character that UTF-16 writes as two: no text can hold it
        message = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    return message if len(message) <= MOST_ANSWER_BYTES else json.dumps(Refusal("too_large", "reader_limit")).encode()


def unpack_outcome(message: bytes) -> Outcome:
    """The outcome; ValueError, KeyError or TypeError where a worker out of its mind has sent anything else."""
    told = json.loads(message)
    if isinstance(told, list):
        return Refusal(*told)
    blocks: list[Block] = [
        Table(list(map(Cell._make, block))) if is_table else Line(*block)
        for block, is_table in zip(told["blocks"], told["is_table"], strict=True)
    ]
    return Reading(blocks, told["encoding_code"], told["has_damaged_bytes"], told["issue_codes"])
