"""What is true of a generated report: what a careful reader would take from its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from .figures import ONE
from .form import ITEMS, leaf_items


class TruthCell(NamedTuple):
    """One cell: the number printed (null unless reported), its unit, and its state."""

    value: Decimal | None
    unit_code: str
    status: str


@dataclass(slots=True)
class Truth:
    """The truth about one report. The cell lists run in parallel, one entry per cell of the tables found."""

    publisher_name: str | None
    report_year: int | None
    load_outcome_code: str = "loaded"
    reason_code: str | None = None
    layout: str = ""
    variants: tuple[str, ...] = ()
    editions: dict[str, str] = field(default_factory=dict)  # table_code → edition_code; absent tables are not in it
    items: list[int] = field(default_factory=list)  # positions in form.ITEMS
    values: list[int | None] = field(default_factory=list)  # ten-thousandths
    units: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)

    def cells(self) -> dict[tuple[str, str, str], TruthCell]:
        """The cells by (table_code, row_code, column_code)."""
        parallel = zip(self.items, self.values, self.units, self.statuses, strict=True)
        return {
            ITEMS[item]: TruthCell(None if value is None else Decimal(value) / ONE, unit, status)
            for item, value, unit, status in parallel
        }

    def add_missing(self, table: str) -> None:
        """Give every cell of the table's edition that is not printed the state `missing`."""
        printed = set(self.items)
        absent = [item for item in leaf_items(self.editions[table], table) if item not in printed]
        self.items += absent
        self.values += [None] * len(absent)
        self.units += [""] * len(absent)
        self.statuses += ["missing"] * len(absent)

    def has_row(self, codes: tuple[str, ...]) -> bool:
        """Whether a cell of one of these rows is printed."""
        return any(ITEMS[item][1] in codes for item in self.items)

    def forget_cells(self) -> None:
        """Drop all cells: nothing of the tables can be taken."""
        for cells in (self.items, self.values, self.units, self.statuses):
            cells.clear()
