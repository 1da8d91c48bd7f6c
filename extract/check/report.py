"""How findings are printed for people: one block per report, worst first, each with its line and its cells."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from extract.check.places import say_place
from extract.command.messages import say
from extract.command.printing import make_console

_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
_MOST_CELLS = 12


def print_report(result: dict[str, Any], lang: str) -> None:
    """Print the result of one file."""
    console = make_console()
    console.print(Text(result["file"], style="bold"))
    if result["reason_code"]:
        console.print(Text(f"  {result['message']}", style="bold red"))
        return
    for report in result["reports"]:
        console.print(f"  {_headline(report, lang)}")
        for finding in report["findings"]:
            for line in _lines(finding, lang):
                console.print(Text(f"  {line}", style=_STYLES[finding["severity_code"]]), soft_wrap=True)
        console.print(f"  {_summary(report['findings'], lang)}")


def _headline(report: dict[str, Any], lang: str) -> str:
    name = report["publisher_name"] or say("check_no_publisher", lang)
    year = report["report_year"] or say("check_no_year", lang)
    return say("check_headline", lang, name=name, year=year)


def _lines(finding: dict[str, Any], lang: str) -> list[str]:
    severity = say(f"severity_{finding['severity_code']}", lang)
    table = say(f"table_{finding['table_code']}", lang) if finding["table_code"] else ""
    place = say_place(finding["source_locator"], lang)
    text = f"“{finding['raw_text']}”" if finding["raw_text"] else ""
    head = " ".join(part for part in (f"[{severity}]", place, table, finding["message"], text) if part)
    if finding["left_value"] is not None and finding["right_value"] is not None:
        head += say(
            "check_sides",
            lang,
            left=finding["left_value"],
            right=finding["right_value"],
            difference=finding["difference"],
        )
    return [head, *(f"    {line}" for line in _cells(finding["cells"], lang))]


def _cells(cells: list[dict[str, Any]], lang: str) -> list[str]:
    """The cells of a finding; of a sum, its zeros are only counted, so that the others can be seen."""
    told = [cell for cell in cells if cell["side_code"] != "left" or cell["raw_text"] != "0"]
    named = [_cell(cell, lang) for cell in told[:_MOST_CELLS]]
    if len(told) > _MOST_CELLS:
        named.append(say("check_more_cells", lang, count=len(told) - _MOST_CELLS))
    if len(told) < len(cells):
        named.append(say("check_zero_cells", lang, count=len(cells) - len(told)))
    return named


def _cell(cell: dict[str, Any], lang: str) -> str:
    side = say(f"side_{cell['side_code']}", lang) + " " if cell["side_code"] else ""
    if not cell["column_code"]:
        return f"{side}{cell['label']}"
    shown = cell["raw_text"] if cell["raw_text"] else say("check_nothing_printed", lang)
    return f"{side}{cell['label']}: {shown} {say_place(cell['source_locator'], lang)}".rstrip()


def _summary(findings: list[dict[str, Any]], lang: str) -> str:
    counts = {code: sum(finding["severity_code"] == code for finding in findings) for code in _STYLES}
    return say("check_summary", lang, **counts)
