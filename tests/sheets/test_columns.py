from __future__ import annotations

import pytest

from huying.rules.errors import RuleBrokenError
from huying.sheets.columns import IGNORED, Column, SheetSpec, match_headings, plain_heading
from tests.sheets.builders import CASES, GOOD, HEADINGS

FIRST_FOUR = {"number": 0, "title": 1, "received_at": 2, "body": 3}
TIMES = SheetSpec(
    name="times",
    title="时间",
    columns=(
        Column(name="number", headings=("编号",), required=True),
        Column(name="received_at", headings=("受理时间", "时间")),
        Column(name="answered_at", headings=("答复时间",)),
    ),
)


@pytest.mark.parametrize(
    "headings",
    [
        pytest.param(["留言编号", "留言主题", "留言时间", "留言详情"], id="as our template has them"),
        pytest.param(["留言编号*", "留言主题 *", " 留 言 时 间", "留言详情："], id="stars, blanks and colons"),
        pytest.param(["留言编号（必填）", "留言主题(20字内)", "留言时间【必填】", "留言详情"], id="with remarks"),
        pytest.param(["工单编号", "标题", "受理时间", "诉求内容"], id="other words"),
        pytest.param(["Message_ID", "TITLE", "Received At", "ｂｏｄｙ"], id="English, full width"),
        pytest.param(["number", "title", "received_at", "body"], id="column names"),
        pytest.param(["\ufeff留言编号", "留言\n主题", "留言时间", "留言详情"], id="byte order mark and line end"),
    ],
)
def test_headings_are_recognised(headings: list[str]) -> None:
    matching = match_headings([headings, GOOD], CASES)
    assert matching.mapping == FIRST_FOUR
    assert (matching.header_row_index, matching.missing, matching.unknown) == (0, (), ())


def test_titles_above_the_header_are_passed_over() -> None:
    rows = [["某市12345热线工单", "", ""], [], ["导出时间", "2021-03-05"], HEADINGS, GOOD]
    matching = match_headings(rows, CASES)
    assert matching.header_row_index == 3
    assert matching.first_row_index == 4


@pytest.mark.parametrize(
    ("upper", "lower", "mapping"),
    [
        pytest.param(
            ["编号", "受理", "答复"],
            ["", "时间", "时间"],
            {"number": 0, "received_at": 1, "answered_at": 2},
            id="one column each",
        ),
        pytest.param(
            ["编号", "答复", "", "受理"],
            ["", "人员", "时间", "时间"],
            {"number": 0, "answered_at": 2, "received_at": 3},
            id="a group over two columns",
        ),
        pytest.param(
            ["编号", "受理", "答复"],
            ["编号", "受理时间", "答复时间"],
            {"number": 0, "received_at": 1, "answered_at": 2},
            id="merged downwards, filled in",
        ),
    ],
)
def test_two_row_headers_are_joined(upper: list[str], lower: list[str], mapping: dict[str, int]) -> None:
    matching = match_headings([upper, lower, ["1", "2021-3-5", "2021-3-6"]], TIMES)
    assert matching.mapping == mapping
    assert matching.header_row_index == 1


def test_what_a_sender_calls_it_is_remembered() -> None:
    headings = ["流水号", "留言主题", "留言时间", "经办"]
    first = match_headings([headings], CASES)
    assert first.unknown == ("流水号", "经办")
    assert first.missing == ("留言编号",)
    again = match_headings([headings], CASES, {"流水号": "number", "经办": IGNORED, "旧列": "gone"})
    assert again.mapping["number"] == 0
    assert (again.unknown, again.missing) == ((), ())
    assert again.to_remember == {"流水号": "number", "留言主题": "title", "留言时间": "received_at"}
    assert again.heading_of("number") == "流水号"
    assert again.heading_of("area") is None


def test_a_remembered_heading_goes_before_our_own() -> None:
    matching = match_headings([["编号", "留言编号", "标题"]], CASES, {"编号": "number"})
    assert matching.mapping["number"] == 0
    assert matching.unknown == ("留言编号",)


def test_the_better_name_wins_where_two_columns_claim_it() -> None:
    matching = match_headings([["编号", "留言编号", "标题"]], CASES)
    assert matching.mapping["number"] == 1
    assert matching.unknown == ("编号",)


def test_the_same_heading_twice_is_refused() -> None:
    with pytest.raises(RuleBrokenError, match=r"sheet\.double_heading"):
        match_headings([["留言编号", "留言编号 *", "标题"]], CASES)


def test_one_word_in_common_is_no_header() -> None:
    with pytest.raises(RuleBrokenError, match=r"sheet\.no_header") as refusal:
        match_headings([["编号", "姓名"], ["1", "王一"]], CASES)
    assert refusal.value.facts["found"] == ["编号", "姓名"]


def test_a_long_text_is_no_heading() -> None:
    assert plain_heading(" 留言 编号＊") == "留言编号"
    with pytest.raises(RuleBrokenError, match=r"sheet\.no_header"):
        match_headings([["编号" + "长" * 80, "标题" + "长" * 80]], CASES)
