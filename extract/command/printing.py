"""How the command line prints: a console, and tables of a label, a number and a sentence."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

_WIDE = 200


def make_console(stderr: bool = False) -> Console:
    """A console that breaks no path where the output goes into a file or another program."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else _WIDE, highlight=False, markup=False)


def make_table() -> Table:
    """A table without lines; a path or a sentence that is too long is folded and never cut."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    return table
