from __future__ import annotations

from dataclasses import replace

from huying.rules.errors import RuleBrokenError
from huying.sheets.reading import open_rows
from huying.sheets.rows import read_rows, row_error
from tests.sheets.builders import CASES, GOOD, HEADINGS, csv_of, row


def test_a_row_error_names_sheet_row_column_value_and_reason() -> None:
    content = csv_of(["某市热线"], HEADINGS, GOOD, row(number="A2", received_at="2021-02-30"))
    first, second = read_rows(CASES, open_rows(content, name="三月.csv"))
    assert not first.is_refused
    assert second.is_refused
    assert second.errors[0].as_json() == {
        "sheet": "三月",
        "row": 4,
        "column": "留言时间",
        "value": "2021-02-30",
        "code": "cell.impossible_date",
        "reason_zh": "没有这一天或这一时刻，或年份不在 1900 至 2100 年之间",
        "reason_en": "There is no such day or time, or the year is not between 1900 and 2100",
    }
    assert second.given[0] == "A2"
    assert "received_at" not in second.values


def test_all_errors_of_a_row_are_told_at_once() -> None:
    content = csv_of(HEADINGS, row(number="", received_at="x", households="y"))
    (found,) = read_rows(CASES, open_rows(content))
    assert [error.column for error in found.errors] == ["留言编号", "留言时间", "涉及户数"]


def test_blank_rows_and_repeated_headers_are_no_data() -> None:
    content = csv_of(HEADINGS, GOOD, [""] * 9, HEADINGS, row(number="A2"))
    assert [found.number for found in read_rows(CASES, open_rows(content))] == [2, 5]


def test_columns_nobody_asked_for_are_told_not_read() -> None:
    reader = read_rows(CASES, [["备注", *HEADINGS], ["x", *GOOD]], sheet="手工")
    assert reader.matching.unknown == ("备注",)
    (found,) = reader
    assert set(found.values) == {column.name for column in CASES.columns}


def test_a_key_may_come_again_where_the_spec_says_so() -> None:
    rows = list(read_rows(replace(CASES, repeats=True), [HEADINGS, GOOD, GOOD]))
    assert not any(found.errors for found in rows)


def test_long_values_are_shown_short_and_numbers_as_typed() -> None:
    (found,) = read_rows(CASES, [HEADINGS, row(title="长" * 500, households=12.0, urgency=7.0)])
    shown = {error.column: error.value for error in found.errors}
    assert shown["留言主题"] == "长" * 79 + "…"
    assert shown["紧急程度"] == "7"


def test_an_app_adds_errors_in_its_own_words() -> None:
    refusal = RuleBrokenError("place.unknown", code="379999")
    words = ("区划代码不存在", "No such place")
    error = row_error(sheet="一", row=3, column="区划", value="379999", refusal=refusal, words=words)
    assert (error.code, error.reason_zh, error.reason_en) == ("place.unknown", *words)
    bare = row_error(sheet="一", row=3, column="区划", value=None, refusal=refusal)
    assert bare.reason_en == "Refused (place.unknown)"
