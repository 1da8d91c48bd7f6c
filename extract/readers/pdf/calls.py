"""Calls of PDFium with plain addresses as arguments, which cost a third of those with objects of ctypes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any


def by_address(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same function of the library, taking and giving integers for everything that it points to."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.CFUNCTYPE(result, *arguments)(address)
