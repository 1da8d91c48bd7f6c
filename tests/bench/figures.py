"""The figures of a run, each with its aim."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure; `is_met` is null where no aim was set."""

    name: str
    value: float
    unit: str
    aim: str = ""
    is_met: bool | None = None
    note: str = ""

    def as_row(self) -> dict[str, object]:
        """The figure for JSON."""
        return asdict(self)


def at_least(name: str, value: float, unit: str, aim: float, note: str = "") -> Figure:
    """A figure that should reach its aim."""
    return Figure(name, value, unit, f"≥ {aim:,g}", value >= aim, note)


def at_most(name: str, value: float, unit: str, aim: float, note: str = "") -> Figure:
    """A figure that should stay at or below its aim."""
    return Figure(name, value, unit, f"≤ {aim:,g}", value <= aim, note)
