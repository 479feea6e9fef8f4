"""Sentences for the refusals of the calculator 拒绝说明: Chinese first, English after the stroke."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES = {
    "line.not_json": "这一行不是JSON对象 / this line is not a JSON object",
    "rule.unknown": "没有名为 {rule} 的计算规则 / there is no rule named {rule}",
    "field.missing": "缺少字段 {field} / the field {field} is missing",
    "field.type": "字段 {field} 的值不合要求：{value} / the field {field} cannot be {value}",
    "date.impossible": "日期或时间不存在：{value} / no such date or time: {value}",
    "profile.unknown": "没有名为 {profile} 的城市规则 / there is no profile named {profile}",
    "ratio.above_one": "{field} 超过了总数 / {field} is more than its whole",
    "calendar.no_data": "{date} 早于工作日历的首年 {first_year} / {date} is before the calendar begins in {first_year}",
}


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def message_for(code: str, facts: Mapping[str, object]) -> str:
    """Return the sentence for a code, the code itself where none was written."""
    return MESSAGES.get(code, code).format_map(_Blank(facts))
