"""Pages made to stop a reader: refused, or read, within seconds."""

from __future__ import annotations

import time
from random import Random

import pytest

from extract.readers.blocks import CannotRead
from extract.readers.html.document import read_html
from tests.generator.documents import print_document
from tests.generator.documents.html import write_html

_SECONDS = 5.0


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<div>" * 200_000, id="nested elements"),
        pytest.param("<div></b>" * 20_000, id="nested elements with ends that end nothing"),
        pytest.param("<table><tr><td>" * 20_000, id="nested tables"),
        pytest.param("<table>" + ("<tr>" + "<td rowspan=65534>1" * 600) + "<tr>" * 399, id="spans"),
        pytest.param(("<table><tr>" + "<td>1" * 21_000 + "</table>") * 10, id="cells"),
        pytest.param("<br>" * 600_000, id="tags"),
        pytest.param("<p " + " ".join(f"a{number}" for number in range(200_000)) + ">", id="attributes"),
        pytest.param("a" * 20_000_001, id="bytes"),
        pytest.param(
            "<style>.x{display:none}*{display:none}</style>" + "<p>" * 200_000, id="elements that a rule hides"
        ),
    ],
)
def test_page_beyond_limits_is_refused_at_once(page: str) -> None:
    start = time.process_time()
    with pytest.raises(CannotRead) as refused:
        read_html(page.encode())
    assert (refused.value.reason_code, refused.value.issue_code) == ("too_large", "reader_limit")
    assert time.process_time() - start < _SECONDS


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<div>" * 4_900, id="nested elements"),
        pytest.param("<table><tr><td>" * 4_900 + "x", id="nested tables"),
        pytest.param("<table>" + "<tr><td rowspan=65534 colspan=65534>1<td>2" * 300, id="spans"),
        pytest.param("<table><tr><td>1<td>2</table>" * 10_000, id="tables"),
        pytest.param("<!--" * 200_000, id="comments"),
        pytest.param("<td" * 200_000, id="open tags"),
        pytest.param("<tr>" * 200_000, id="rows without table"),
        pytest.param("</tr><!-- -->" * 100_000, id="row ends and comments"),
        pytest.param("<table>" + "<div>x</div>" * 30_000, id="text that belongs into no table"),
        pytest.param("<p>x\n" * 100_000, id="paragraphs"),
        pytest.param("<style>" + "a" * 400_000 + ".x{display:none}</style><p>x", id="selector"),
        pytest.param("<style>" + "@" * 400_000 + ".x{display:none}</style><p>x", id="media"),
        pytest.param("<style>" + "@a{b{" * 90_000 + "display:none}</style><p>x", id="rules in rules"),
        pytest.param(
            "<style>" + "div b{display:none}" * 10_000 + "</style>" + "<div>" * 4_900 + "<b>x" * 50, id="rules"
        ),
    ],
)
def test_odd_page_within_limits_is_read_in_time(page: str) -> None:
    start = time.process_time()
    read_html(page.encode())
    assert time.process_time() - start < _SECONDS


def test_changed_bytes_are_read_or_refused() -> None:
    rng = Random(3)
    for seed in range(40):
        page = bytearray(write_html(print_document(seed % 6), rng))
        for _ in range(rng.randint(1, 40)):
            place = rng.randrange(len(page))
            page[place : place + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3))
        try:
            read_html(bytes(page[: rng.randrange(len(page))]))
        except CannotRead as refused:
            assert refused.reason_code in {"empty", "undecodable", "too_large"}
