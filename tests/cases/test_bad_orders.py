"""Wrong rows of a hotline's sheet: each is refused by sheet, row, column, value and reason, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from huying.cases.models import Case
from tests.cases.sheets import CENTRE, come_in, numbers, order, written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("city")
HEAD = (*CENTRE, "区划代码", "小区代码", "主题代码", "催办时间", "诉求标题")

BAD: Mapping[str, tuple[dict[str, object], str, str]] = {
    "no time of receipt": ({"来电时间": ""}, "来电时间", "cell.required"),
    "a word for a time": ({"来电时间": "上周"}, "来电时间", "cell.not_a_date"),
    "a day that never was": ({"来电时间": "2021-02-29 10:00"}, "来电时间", "cell.impossible_date"),
    "American order": ({"来电时间": "5/31/2021"}, "来电时间", "cell.unclear_date"),
    "a date lost to Excel": ({"来电时间": "4.43E+04"}, "来电时间", "cell.damaged_date"),
    "a column too narrow": ({"来电时间": "########"}, "来电时间", "cell.damaged_date"),
    "received next year": ({"来电时间": "2022-05-31 09:00"}, "来电时间", "case.received_in_future"),
    "received before the calendar": ({"来电时间": "2003-12-31 09:00"}, "来电时间", "calendar.no_data"),
    "the year nought": ({"来电时间": "0001-01-01"}, "来电时间", "cell.impossible_date"),
    "no matter": ({"诉求内容": ""}, "诉求内容", "cell.required"),
    "a matter of blanks": ({"诉求内容": "\u3000\u200b "}, "诉求内容", "cell.required"),
    "a matter of a book": ({"诉求内容": "长" * 20_001}, "诉求内容", "cell.too_long"),
    "an error for a matter": ({"诉求内容": "#REF!"}, "诉求内容", "cell.error_value"),
    "a number lost to Excel": ({"工单编号": "3.70502E+17"}, "工单编号", "cell.damaged_number"),
    "a formula for a number": ({"工单编号": "=A1&B1"}, "工单编号", "cell.formula"),
    "a number of a hundred signs": ({"工单编号": "9" * 100}, "工单编号", "cell.too_long"),
    "an error for a number": ({"工单编号": "#N/A"}, "工单编号", "cell.error_value"),
    "an unknown kind": ({"诉求类型": "其它类别"}, "诉求类型", "cell.not_a_choice"),
    "an unknown topic": ({"主题代码": "ZZZ"}, "主题代码", "cell.not_a_choice"),
    "a place that is not there": ({"区划代码": "371099"}, "区划代码", "place.unknown"),
    "a place of eleven digits": ({"区划代码": "37100200300"}, "区划代码", "place.code_shape"),
    "words for a place code": ({"区划代码": "竹岛街道"}, "区划代码", "place.code_shape"),
    "a place code lost to Excel": ({"区划代码": "3.71002E+11"}, "区划代码", "cell.damaged_number"),
    "a compound that is not there": ({"小区代码": "371002003001-9999"}, "小区代码", "compound.unknown"),
    "a compound's name for its code": ({"小区代码": "海悦花园"}, "小区代码", "compound.unknown"),
    "letters for a telephone": ({"联系电话": "微信abc"}, "联系电话", "case.phone_shape"),
    "a telephone lost to Excel": ({"联系电话": "1.38123E+10"}, "联系电话", "cell.damaged_number"),
    "three digits for a telephone": ({"联系电话": "123"}, "联系电话", "case.phone_shape"),
    "a telephone of a line": ({"联系电话": "1" * 61}, "联系电话", "cell.too_long"),
    "a name of a paragraph": ({"诉求人": "王" * 61}, "诉求人", "cell.too_long"),
    "a title of a page": ({"诉求标题": "题" * 501}, "诉求标题", "cell.too_long"),
    "a district of a line": ({"区县": "区" * 61}, "区县", "cell.too_long"),
    "a handler of a page": ({"承办单位": "办" * 121}, "承办单位", "cell.too_long"),
    "a word for a dispatch": ({"派单时间": "已派"}, "派单时间", "cell.not_a_date"),
    "a limit without unit": ({"办理时限": "5"}, "办理时限", "cell.term_without_unit"),
    "a limit of ten years": ({"办理时限": "3650天"}, "办理时限", "cell.term_too_long"),
    "a word for a limit": ({"办理时限": "尽快办理"}, "办理时限", "cell.not_a_date"),
    "a formula for a limit": ({"办理时限": "=NOW()"}, "办理时限", "cell.formula"),
    "perhaps private": ({"是否保密": "看情况"}, "是否保密", "cell.not_yes_no"),
    "half solved": ({"是否解决": "差不多"}, "是否解决", "cell.not_yes_no"),
    "stars for satisfied": ({"是否满意": "五星"}, "是否满意", "cell.not_yes_no"),
    "a word for urging": ({"催办时间": "两次"}, "催办时间", "cell.not_a_date"),
    "a word for the end": ({"办结时间": "未办结"}, "办结时间", "cell.not_a_date"),
}
COLUMNS_OF_PLACE = {"区县", "街道", "社区", "小区"}


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_cell_is_named(tmp_path: Path, name: str) -> None:
    changes, column, code = BAD[name]
    bad = [*order(**changes), *(changes.get(heading, "") for heading in HEAD[len(CENTRE) :])]
    good = [*order(工单编号="W2"), "", "", "", "", ""]
    found = come_in(written(tmp_path / "热线.csv", HEAD, good, bad))
    assert [(error.sheet, error.row, error.column, error.code) for error in found.errors] == [("热线", 3, column, code)]
    error = found.errors[0]
    shown = error.value.strip("\u200b")
    assert shown == " ".join(str(changes[column]).split()).strip("\u200b ") or shown.endswith("…")
    for words in (error.reason_zh, error.reason_en):
        assert words
        assert "%(" not in words
        assert code not in words
    assert any("\u4e00" <= sign <= "\u9fff" for sign in error.reason_zh)
    assert numbers(found) == (2, 0, 0, 0, 1, 0)
    assert not Case.objects.exists()


@pytest.mark.parametrize("place", sorted(COLUMNS_OF_PLACE))
def test_place_words_are_never_refused(tmp_path: Path, place: str) -> None:
    found = come_in(written(tmp_path / "热线.csv", CENTRE, order(**{place: "查无此地·火星区"})))
    assert found.errors == []
    assert "查无此地·火星区" in Case.objects.get().address
