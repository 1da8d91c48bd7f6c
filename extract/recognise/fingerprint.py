"""A fingerprint of everything that decides what extraction makes of a content."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_EXTRACT = Path(__file__).parent.parent
_FOLDERS = ("form", "readers", "recognise")
_OF_SCANS = ("cv2", "onnxruntime", "PIL", "rapidocr")
_BINARY = (".npz", ".onnx")
_SUFFIXES = (".py", ".csv", *_BINARY)


@cache
def fingerprint() -> str:
    """First 16 hex digits of the hash over the contract, the form, the readers and the recognition.

    Whether scans can be read counts too, so that they are read again as soon as they can be.
    """
    files = [_EXTRACT / "contract.py"]
    for folder in _FOLDERS:
        files += [path for path in (_EXTRACT / folder).rglob("*") if path.suffix in _SUFFIXES]
    digest = hashlib.sha256(b"ocr" if all(map(find_spec, _OF_SCANS)) else b"")
    for path in sorted(files, key=lambda path: path.relative_to(_EXTRACT).as_posix()):
        digest.update(path.relative_to(_EXTRACT).as_posix().encode() + b"\0")
        content = path.read_bytes()
        digest.update((content if path.suffix in _BINARY else content.replace(b"\r\n", b"\n")) + b"\0")
    return digest.hexdigest()[:16]
