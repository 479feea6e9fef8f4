"""The clock account 时限账: each clock with its rule version, start, due, pauses, and the steps it came about by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import labels
from huying.cases.models import Clock, Pause
from huying.rules.case_clocks import ClockKind, LimitUnit
from huying.rules.case_facts import PauseReason
from huying.rules.explanations import Step, explain
from huying.volumes.papers.told import day, instant
from huying.volumes.pieces import Facts, Head, Paper, Table, Text

if TYPE_CHECKING:
    from huying.volumes.papers.told import Teller
    from huying.volumes.pieces import Block

UNITS = {
    LimitUnit.MINUTES: "分钟",
    LimitUnit.HOURS: "小时",
    LimitUnit.WORKING_HOURS: "个工作小时",
    LimitUnit.WORKING_DAYS: "个工作日",
    LimitUnit.NATURAL_DAYS: "日",
}


def account(tell: Teller) -> Paper:
    """Return the account of all clocks, pauses and extensions of the case."""
    clocks = Clock.objects.filter(case=tell.case).select_related("unit").order_by("pk")
    blocks: list[Block] = [
        Text("每个时限自到达承办单位起算，签收不移动起点；下列各步由规则程序逐项写下，并注明所依条文。")
    ]
    for place, clock in enumerate(clocks, 1):
        blocks += _clock(place, clock)
    pauses = Pause.objects.filter(case=tell.case).order_by("pk")
    blocks += [
        Head("暂停"),
        Table(
            ("事由", "自", "至"),
            [
                (labels.label(PauseReason(each.reason)), instant(each.from_at), instant(each.until_at))
                for each in pauses
            ],
            (80, 38, 38),
        ),
    ]
    return Paper(title="时限账", number=tell.case.number, day=day(tell.at), blocks=blocks)


def _clock(place: int, clock: Clock) -> list[Block]:
    limit = f"{clock.amount}{UNITS[LimitUnit(clock.limit_unit)]}"
    return [
        Head(f"{place}．{labels.label(ClockKind(clock.kind))}（第{clock.round}轮）"),
        Facts(
            [
                ("承办单位", clock.unit.name if clock.unit else "—"),
                ("限期", f"{limit}；规则第{clock.rule_version}版"),
                ("起算", instant(clock.started_at)),
                ("到期", instant(clock.due_at) + ("（暂定，当年放假通知未发布）" if clock.is_provisional else "")),
                ("停止", instant(clock.stopped_at)),
                ("结果", _fate(clock)),
                ("黄牌、红牌", f"{instant(clock.yellow_at)}、{instant(clock.red_at)}"),
            ]
        ),
        Table(
            ("推算步骤", "依据"),
            [(each["zh"], each["article_zh"]) for each in explain(Step(code, facts) for code, facts in clock.steps)],
            (106, 50),
        ),
    ]


def _fate(clock: Clock) -> str:
    if clock.is_cancelled:
        return "随移转终止"
    if clock.stopped_at is None:
        return "暂停中" if clock.is_paused else "进行中"
    return "逾期" if clock.stopped_at > clock.due_at else "按期"
