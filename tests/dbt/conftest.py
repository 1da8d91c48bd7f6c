"""One warehouse from hand-made reports, each named by what is special about it; the tests here only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dbt.staged import Report, Staging, litigation_table, requests_table
from tests.dbt.warehouse import run_dbt

REPORTS = [
    Report(
        "sound",
        "寻乌县人民政府办公室",
        proactive_disclosure={
            ("regulations", "issued"): 2,
            ("regulations", "repealed"): "blank",
            ("regulations", "in_force"): -1,
            ("administrative_fees", "amount_wan_yuan"): 0.37,
        },
        requests=requests_table(3),
        litigation=litigation_table(1),
    ),
    Report("leaf-blank", "甲镇人民政府", requests=requests_table(3, granted__other_org="blank")),
    Report("row-broken", "乙镇人民政府", requests=requests_table(3, granted__total=4, concluded_total__total="blank")),
    Report("total-column-broken", "丙镇人民政府", requests=requests_table(3, carried_in__total=1)),
    Report("total-blank", "丁镇人民政府", requests=requests_table(3, concluded_total__natural_person="blank")),
    Report(
        "subtotal-printed",
        "戊镇人民政府",
        requests=requests_table(3) | {("denied_subtotal", "natural_person"): 1, ("denied_subtotal", "total"): 0},
    ),
    Report("edition-open", "己镇人民政府", requests=requests_table(3), requests_edition="2019_or_2021"),
    Report("litigation-broken", "庚镇人民政府", litigation=litigation_table(1, reconsideration__total=2)),
    Report("litigation-total-blank", "辛镇人民政府", litigation=litigation_table(1, reconsideration__total="nil_mark")),
    Report("old", "会宁县财政局", path="/inbox/a.txt", requests=requests_table(5)),
    Report("new", "会宁县财政局", path="/inbox/b.txt", load=2, requests=requests_table(6)),
    Report("not-a-report", reason_code="not_a_report", issues=("not_a_report",)),
]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse that `dbt build` made, with all of its tests, the unit tests among them."""
    root = tmp_path_factory.mktemp("built")
    Staging(root, {"set-1": REPORTS[:6], "set-2": REPORTS[6:]}).write()
    done = run_dbt(root, "build")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return root
