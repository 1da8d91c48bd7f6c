"""Number variants: other ways to print the same value, and cells that hold none."""

from __future__ import annotations

from collections.abc import Iterator

from ..draft import Draft
from ..figures import ONE
from ..grid import Line
from .registry import variant

FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
NIL_MARKS = ("/", "—", "－", "-", "无", "空", "不适用")
AMOUNT_VARIANTS = {"amount_in_wan_yuan", "amount_in_yuan", "four_decimals"}
AMOUNT_UNITS = ("wan_yuan", "unknown", "yuan")


def _cells(draft: Draft) -> Iterator[tuple[Line, int, int]]:
    """Each value cell with a number: its line, its number among the values, its place in the grid."""
    if draft.layout != "joined":
        for line in draft.data_lines():
            for number, status in enumerate(line.statuses):
                if status == "reported":
                    yield line, number, line.first + number


def _value(line: Line, number: int) -> int:
    return line.values[number] or 0


def _amounts(draft: Draft) -> list[tuple[Line, int, int]]:
    """Amounts that no other variant has reprinted."""
    if AMOUNT_VARIANTS.intersection(draft.variants):
        return []
    return [cell for cell in _cells(draft) if cell[0].units[cell[1]] in AMOUNT_UNITS]


def _changes(draft: Draft) -> list[tuple[Line, int, int]]:
    """Cells of 本年增/减: the second measure of the handling and fee rows of the 2019 edition."""
    rows = ("licences", "services", "penalties", "coercion", "fees")
    table = draft.table("proactive_disclosure")
    if table is None or table.edition != "2019":
        return []
    return [cell for cell in _cells(draft) if cell[1] == 1 and cell[0].code.endswith(rows)]


def _reprint(draft: Draft, old: str, share: float) -> bool:
    """Rewrite some numbers with a pattern that has {} for the number as printed so far."""
    hit = False
    for line, _, place in _cells(draft):
        if draft.rng.random() < share:
            line.grid[place] = old.format(line.grid[place])
            hit = True
    return hit


@variant
def full_width_digits(draft: Draft) -> bool:
    """０ to ９, in some cells or in all."""
    share = draft.rng.choice((0.2, 1.0))
    hit = False
    for line, _, place in _cells(draft):
        if draft.rng.random() < share:
            line.grid[place] = line.grid[place].translate(FULL_WIDTH)
            hit = True
    return hit


@variant
def no_break_spaces(draft: Draft) -> bool:
    """No-break spaces before or after numbers."""
    return _reprint(draft, draft.rng.choice(("\u00a0{}", "{}\u00a0")), 0.6)


@variant
def zero_width_spaces(draft: Draft) -> bool:
    """Zero-width spaces and marks around numbers."""
    return _reprint(draft, draft.rng.choice(("\u200b{}", "{}\u200b", "\ufeff{}")), 0.4)


@variant
def plain_spaces(draft: Draft) -> bool:
    """Ordinary and ideographic spaces around numbers."""
    return _reprint(draft, draft.rng.choice((" {}", "{} ", "  {}", "\u3000{}")), 0.6)


@variant
def counted_in_pieces(draft: Draft) -> bool:
    """12件: a counting word after the number."""
    hit = False
    for line, number, place in _cells(draft):
        if line.units[number] in ("case", "item") and draft.rng.random() < 0.3:
            line.grid[place] += "件"
            hit = True
    return hit


def _thousands(draft: Draft, separator: str) -> bool:
    hit = False
    for line, number, place in _cells(draft):
        text = line.grid[place]
        if (
            text.isascii()
            and text.replace("-", "").replace(".", "").isdigit()
            and abs(_value(line, number)) >= 1000 * ONE
        ):
            whole, dot, rest = text.partition(".")
            line.grid[place] = f"{int(whole):,}".replace(",", separator) + dot + rest
            hit = True
    return hit


@variant
def thousand_separators(draft: Draft) -> bool:
    """15,498"""
    return _thousands(draft, ",")


@variant
def thousand_separators_wide(draft: Draft) -> bool:
    """15，498"""
    return _thousands(draft, "，")


def _signed(draft: Draft, plus: str, minus: str) -> bool:
    hit = False
    for line, number, place in _changes(draft):
        value = _value(line, number)
        sign = minus if value < 0 else plus
        if sign and (value or sign == "+"):
            line.grid[place] = f"{sign}{abs(value) // ONE}"
            hit = True
    return hit


@variant
def plus_signs(draft: Draft) -> bool:
    """+19 in 本年增/减."""
    return _signed(draft, "+", "")


@variant
def signs_in_words(draft: Draft) -> bool:
    """增2 and 减3 in 本年增/减."""
    return _signed(draft, "增", "减")


@variant
def minus_signs_wide(draft: Draft) -> bool:
    """A full-width or mathematical minus."""
    return _signed(draft, "", draft.rng.choice(("－", "−")))


@variant
def amount_in_wan_yuan(draft: Draft) -> bool:
    """0.37万元: the cell says its own unit."""
    for line, number, place in _amounts(draft):
        line.grid[place] += "万元"
        line.units[number] = "wan_yuan"
    return bool(_amounts(draft))


@variant
def amount_in_yuan(draft: Draft) -> bool:
    """251000元 under whatever header; the value stays in yuan."""
    cells = [cell for cell in _amounts(draft) if _value(cell[0], cell[1])]
    for line, number, place in cells:
        yuan = _value(line, number)  # ten-thousandths of 万元 are yuan
        line.grid[place] = f"{yuan}元"
        line.values[number] = yuan * ONE
        line.units[number] = "yuan"
    return bool(cells)


@variant
def four_decimals(draft: Draft) -> bool:
    """94.0100 with trailing zeros."""
    for line, number, place in _amounts(draft):
        value = _value(line, number)
        line.grid[place] = f"{value // ONE}.{value % ONE:04d}"
    return bool(_amounts(draft))


@variant
def count_in_wan(draft: Draft) -> bool:
    """1.2万 decisions, multiplied out."""
    cells = [cell for cell in _cells(draft) if cell[0].code == "administrative_licences"][-1:]
    for line, number, place in cells:
        thousands = draft.rng.randint(11, 300)
        whole, part = divmod(thousands, 10)
        line.grid[place] = f"{whole}.{part}万" if part else f"{whole}万"
        line.values[number] = thousands * 1000 * ONE
    return bool(cells)


def _empty_cells(draft: Draft, text: str, status: str, share: float) -> bool:
    """Give some cells whose value is 0 another text and state."""
    hit = False
    for line, number, place in _cells(draft):
        if line.values[number] == 0 and draft.rng.random() < share:
            line.grid[place], line.statuses[number] = text, status
            hit = True
    return hit


@variant
def nil_marks(draft: Draft) -> bool:
    """A nil mark where a zero would stand; one mark per report."""
    return _empty_cells(draft, draft.rng.choice(NIL_MARKS), "nil_mark", draft.rng.choice((0.05, 0.3, 1.0)))


@variant
def two_values(draft: Draft) -> bool:
    """`0 0` or `0/0` in one cell: nobody can say which is meant."""
    return _empty_cells(draft, draft.rng.choice(("0 0", "0/0")), "unreadable", 0.02)


@variant
def torn_number(draft: Draft) -> bool:
    """Letters or a mark of damage inside a number."""
    cells = list(_cells(draft))
    for line, number, place in draft.rng.sample(cells, min(2, len(cells))):
        line.grid[place] = draft.rng.choice(("1O", "0\ufffd", "l", "?"))
        line.statuses[number] = "unreadable"
    return bool(cells)
