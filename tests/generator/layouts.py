"""How flattened text lays a table out. Each layout turns a table into text, one string per table."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .grid import H, Table, V

PADDINGS = (H, V)
FEWEST_VALUES_ALONE = 7  # on a line of their own between the pieces of a label
SPACES = (" ", " ", "  ", "\u3000", "\u00a0")


def _printed(grid: list[str]) -> list[str]:
    """The cells that exist in their own right (blank ones too), covered places left out."""
    return [text for text in grid if text not in PADDINGS]


def compact(table: Table, rng: Random) -> str:
    """One cell per line; blank cells leave no trace."""
    return "\n".join(text for line in table.lines for text in _printed(line.grid) if text) + "\n"


def spaced(table: Table, rng: Random) -> str:
    """One cell per line with an empty line between; a blank cell is one more empty line."""
    cells = [text for line in table.lines for text in _printed(line.grid)]
    return "".join(text + "\n\n" if text else "\n" for text in cells)


def tabbed_lines(table: Table, rng: Random) -> str:
    """One cell per line behind a tab, rows parted by an empty line; a block covered from above is an empty cell."""
    rows = [
        "".join("\t" + ("" if text is V else text) + "\n" for text in line.grid if text is not H)
        for line in table.lines
    ]
    return "\n".join(rows) + "\n\n"


def tab_rows(table: Table, rng: Random) -> str:
    """One row per line, every column kept."""
    rows = ["\t".join("" if text in PADDINGS else text for text in line.grid) for line in table.lines]
    return "\n".join(rows) + "\n"


def ragged_tab_rows(table: Table, rng: Random) -> str:
    """One row per line; covered places to the right are dropped, and some rows padded at the end."""
    rows = []
    for line in table.lines:
        kept = ["" if text is V else text for text in line.grid if text is not H]
        dropped = len(line.grid) - len(kept)
        rows.append("\t".join(kept) + "\t" * (dropped if rng.random() < 0.7 else 0))
    return "\n".join(rows) + "\n"


def _piped(grid: list[str]) -> str:
    """Cells with pipes between; a blank cell leaves one space."""
    return " | ".join(_printed(grid)).replace("  ", " ")


def pipe_rows(table: Table, rng: Random) -> str:
    """`a | b |`, covered places dropped."""
    return "".join(_piped(line.grid) + " |\n" for line in table.lines)


def _padding(grid: list[str], extra: int) -> str:
    pipes = sum(text in PADDINGS for text in grid) + extra
    return " " + "|" * pipes if pipes else ""


def padded_pipe_rows(table: Table, rng: Random) -> str:
    """`a | b | |||`: as many pipes at the end as places were covered."""
    extra = rng.randint(0, 1)
    rows = [_piped(line.grid) + " |" + _padding(line.grid, extra) for line in table.lines]
    return "\n".join(rows) + "\n"


def led_pipe_rows(table: Table, rng: Random) -> str:
    """`| a | b |||`: a pipe in front too."""
    rows = ["| " + _piped(line.grid) + " |" + _padding(line.grid, 0).lstrip() for line in table.lines]
    return "\n".join(rows) + "\n"


def boxed_pipes(table: Table, rng: Random) -> str:
    """A pipe on a line of its own before each row, then one cell and a pipe per line, a last pipe behind the row."""
    rows = []
    for line in table.lines:
        cells = " |\n".join(_printed(line.grid))
        rows.append("|\n" + cells + " |" + _padding(line.grid, 1))
    return "\n".join(rows) + "\n"


def trailing_pipes(table: Table, rng: Random) -> str:
    """One cell and a pipe per line; the row ends with its padding on a line of its own."""
    rows = []
    for line in table.lines:
        cells = "".join(text + " |\n" for text in _printed(line.grid))
        rows.append(cells + _padding(line.grid, 1).strip() + "\n")
    return "".join(rows)


def leading_pipes(table: Table, rng: Random) -> str:
    """Cells joined by a pipe that stands sometimes on the same line, sometimes at the head of the next."""
    rows = []
    for line in table.lines:
        first, *rest = _printed(line.grid)
        joined = first + "".join((" | " if rng.random() < 0.6 else "\n| ") + text for text in rest)
        end = " |" if rng.random() < 0.6 else "\n|"
        rows.append(joined + end + _padding(line.grid, 0))
    return "\n".join(rows) + "\n"


def joined(table: Table, rng: Random) -> str:
    """No separator at all."""
    return "\n".join("".join(_printed(line.grid)) for line in table.lines) + "\n"


def _words(grid: list[str]) -> list[str]:
    return [word for text in _printed(grid) for word in text.split()]


def space_rows(table: Table, rng: Random) -> str:
    """One row per line, its cells parted by a space; a blank cell leaves no trace."""
    space = rng.choice(SPACES)
    return "".join(space.join(_words(line.grid)) + "\n" for line in table.lines)


def wrapped_space_rows(table: Table, rng: Random) -> str:
    """The same out of narrow columns: long labels on several lines, with the numbers of the row behind any of them."""
    rows = []
    for line in table.lines:
        end = line.first if line.items else len(line.grid)
        rows += _wrapped_row(_words(line.grid[:end]), " ".join(_words(line.grid[end:])), rng)
    return "\n".join(rows) + "\n"


def _wrapped_row(labels: list[str], values: str, rng: Random) -> list[str]:
    """The lines of one row: the last label in pieces of a random width."""
    if not values or not labels:
        return [" ".join(labels) + values]
    width = rng.randint(6, 24)
    pieces = [labels[-1][start : start + width] for start in range(0, len(labels[-1]), width)]
    place = rng.randrange(len(pieces))
    if place and rng.random() < 0.3 and len(values.split()) >= FEWEST_VALUES_ALONE:
        pieces.insert(place, values)
    else:
        pieces[place] += " " + values
    return [" ".join([*labels[:-1], pieces[0]]), *pieces[1:]]


Layout = Callable[[Table, Random], str]
LAYOUTS: dict[str, tuple[Layout, int]] = {  # name → function, weight
    "compact": (compact, 14),
    "spaced": (spaced, 22),
    "tabbed_lines": (tabbed_lines, 20),
    "tab_rows": (tab_rows, 5),
    "ragged_tab_rows": (ragged_tab_rows, 4),
    "pipe_rows": (pipe_rows, 8),
    "padded_pipe_rows": (padded_pipe_rows, 12),
    "led_pipe_rows": (led_pipe_rows, 6),
    "boxed_pipes": (boxed_pipes, 2),
    "trailing_pipes": (trailing_pipes, 2),
    "leading_pipes": (leading_pipes, 3),
    "joined": (joined, 2),
    # Without a share in the mixture: asked for by name.
    "space_rows": (space_rows, 0),
    "wrapped_space_rows": (wrapped_space_rows, 0),
}
SPREAD = ("boxed_pipes", "trailing_pipes", "leading_pipes")
PIPES = ("pipe_rows", "padded_pipe_rows", "led_pipe_rows", *SPREAD)
SPACED = ("space_rows", "wrapped_space_rows")  # a blank cell is seen by the row's number of values alone
KEEPS_BLANKS = ("tabbed_lines", "tab_rows", "spaced")  # every blank cell can be seen wherever it stands
