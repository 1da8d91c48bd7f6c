"""Labels lead to codes of the form, and every row and column of the form has a label that leads to it."""

from __future__ import annotations

import re

import polars as pl
import pytest

from extract.form.tables import form_items, read_form
from extract.recognise.normalise import comparable, label_key
from extract.recognise.words import describe_words, label_codes, labels

# Labels that are no item of the form: read by their place, or for what they say about a table.
BY_PLACE = {"other", "total", "subtotal"}
MARKS = {"mark", "channel", "group", "ignored"}
VARIANTS_OF_COLUMNS = {"newly_cut", "decisions_this_year"}
# The label 其他 and 总计 stand for these, as their place tells.
KNOWN_BY_PLACE = {"other_remaining", "concluded_total", "total", "other_org"}


def codes(word_class: str) -> set[str]:
    return set(read_form("labels").filter(class_code=word_class)["code"])


def meaning(label: str) -> str | None:
    """The code that a printed label leads to."""
    word = describe_words(pl.DataFrame({"raw": [label], "separator": [0]}))
    code = word["code"][0]
    return None if code is None else label_codes()[code]


def test_labels_of_rows_and_columns_lead_to_items_of_the_form() -> None:
    items = form_items()
    assert codes("row") <= set(items["row_code"])
    assert codes("column") - VARIANTS_OF_COLUMNS <= set(items["column_code"])
    assert codes("channel") - {"litigation"} <= set(items["row_code"])
    assert codes("group") <= set(items["row_code"])


def test_classes_and_ways_of_matching_are_known_ones() -> None:
    frame = read_form("labels")
    assert set(frame["class_code"]) == {"row", "column", *BY_PLACE, *MARKS}
    assert set(frame["match_code"]) == {"exact", "phrase"}


def test_every_row_and_column_of_the_form_has_an_official_label() -> None:
    official = set(labels().filter("is_official", match_code="exact")["code"])
    items = form_items().filter(pl.col("table_code") != "litigation", pl.col("row_type_code") != "subtotal")
    assert set(items["row_code"]) - official - KNOWN_BY_PLACE == set()
    assert set(form_items()["column_code"]) - official - KNOWN_BY_PLACE == {"organisations_subtotal"}  # of no edition


def test_labels_printed_on_the_form_lead_to_their_own_rows() -> None:
    rows = form_items().filter(pl.col("row_type_code").is_in(["item", "outcome", "flow"]))
    for code, label in rows.select("row_code", "row_label_zh").unique().rows():
        if code not in KNOWN_BY_PLACE:
            own = label.split(" ")[-1]
            assert meaning(own) == code, label


def test_no_two_labels_of_different_meaning_have_one_key() -> None:
    exact = labels().filter(match_code="exact").select("key", "word_class", "label_code").unique()
    assert exact.filter(pl.col("key").is_duplicated()).rows() == []


def test_every_phrase_is_found_in_a_label_of_its_code_and_in_no_other_row() -> None:
    rows = form_items().select("row_code", "row_label_zh").unique()
    official = [(code, label.split(" ")[-1]) for code, label in rows.rows()]
    keys = pl.DataFrame({"label": [label for _, label in official]}).select(key=label_key(comparable(pl.col("label"))))
    keyed = list(zip([code for code, _ in official], keys["key"], strict=True))
    for pattern, code in (
        read_form("labels").filter(match_code="phrase", class_code="row").select("label_zh", "code").rows()
    ):
        found = {owner for owner, key in keyed if re.search(pattern, key)}
        assert found == {code}, pattern


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("结果维护", "upheld"),
        ("1.信访投诉举报类申请", "not_processed_petition"),
        ("（二）部分公开（区分处理的，只记这一情形，不记其他情形）", "partially_granted"),
        ("2重复申请", "not_processed_duplicate"),
        ("汉2.重复申请", "not_processed_duplicate"),
        ("4.无正当理由大量重复申请", None),
        ("合计", "total"),
        ("2.其他法律行政止公开", "denied_prohibited_by_law"),
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开", "other_overdue_correction"),
        ("本年发件", "issued"),
        ("现行有效件", "in_force"),
        ("本年新", "newly_cut"),
        ("本年增/", "item_change"),
        ("本年增/减（减用负值表示）", "item_change"),
        ("二十条第（五）项", "article"),
        ("规    章", "regulations"),
        ("规章（设区的市填写）", "regulations"),
        ("3.危及「三安全一稳定」", "denied_security_and_stability"),
        ('3.危及"三安全一稳定"', "denied_security_and_stability"),
        ("行政許可", "administrative_licences"),
        ("行政複議", "reconsideration"),
        ("行政覆議", "reconsideration"),
        ("複議後起訴", "suit_after_reconsideration"),
        ("四、结转下年度继续办理", "carried_out"),
        ("四、政府信息公开行政复议、行政诉讼情况", None),
        ("政府信息公开申请情况", None),
        ("全年办理行政许可事项1200件，均已公开。", None),
    ],
)
def test_a_printed_label_leads_to_its_code(label: str, code: str | None) -> None:
    assert meaning(label) == code
