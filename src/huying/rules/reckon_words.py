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
    "area.negative": "面积不能为负数：{value} / an area cannot be negative: {value}",
    "area.unknown": "登记、实测、合同面积都没有 / neither a registered nor a surveyed nor a contract area is known",
    "vote.empty_roll": "名册中没有业主或没有面积 / the roll has no owner or no area",
    "vote.item_unknown": "民法典第278条没有第 {item} 项 / art. 278 has no item {item}",
    "vote.more_cast_than_roll": "参与表决的多于名册 / more took part than stand on the roll",
    "vote.more_in_favour_than_cast": "同意的多于参与表决的 / more are in favour than took part",
    "vote.part_twice": "专有部分 {part} 重复 / the part {part} stands twice",
    "vote.part_without_owner": "专有部分 {part} 没有业主 / the part {part} has no owner",
    "vote.roll_changed": "名册与冻结时不一致，不予计票 / the roll is not the one that was frozen: no count",
    "vote.not_on_agenda": "未列入会议公告的事项：{items} / not announced for this meeting: {items}",
    "election.needs_lot": "需抽签决定：{names} / a lot must decide between {names}",
    "share.no_area": "没有可供分配的面积 / there is no area to share by",
    "share.loss": "成本大于收入，没有可分配的收益 / cost is above income: nothing to share",
    "catalogue.code_unknown": "期限目录中没有 {code} / the catalogue has no {code}",
    "catalogue.variant_unknown": "{code} 没有名为 {variant} 的情形，可用：{known} / "
    "{code} has no variant {variant}; it has: {known}",
    "draw.pool_empty": "抽取名录为空 / the list to draw from is empty",
    "draw.pool_twice": "抽取名录中有重复编号 / an id stands twice in the list",
    "draw.pool_unreadable": "抽取名录中有空编号或含换行的编号 / an id of the list is empty or holds a line break",
    "draw.take_above_eligible": "抽取 {take} 项多于可抽取的 {eligible} 项 / {take} to take, only {eligible} eligible",
    "profile.value_unknown": "规则未设定 {name} / no rule sets {name}",
    "scoring.not_aligned": "权重 {weights} 项与得分 {scores} 项不对应 / {weights} weights, {scores} scores",
    "scoring.weights_sum": "权重之和应为100，现为 {sum} / the weights must sum to 100, not {sum}",
    "credit.no_blacklist": "该城市没有物业服务企业黑名单 / this city keeps no blacklist of enterprises",
    "calendar.no_data": "{date} 早于工作日历的首年 {first_year} / {date} is before the calendar begins in {first_year}",
}


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def message_for(code: str, facts: Mapping[str, object]) -> str:
    """Return the sentence for a code, the code itself where none was written."""
    return MESSAGES.get(code, code).format_map(_Blank(facts))
