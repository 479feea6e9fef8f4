"""Returns and rulings, extensions, parts and standing 退单、延期、协办、挂账."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import labels
from huying.cases.models import CasePart, Extension, Milestone, SendBack, Standing
from huying.rules.case_facts import ReturnGround
from huying.volumes.papers.told import NONE, day, instant
from huying.volumes.pieces import Facts, Head, Paper, Table, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huying.volumes.papers.told import Teller


def returns(tell: Teller) -> Iterator[Paper]:
    """Yield each return with its ruling."""
    rows = SendBack.objects.filter(case=tell.case).select_related("unit", "ruler", "to_unit").order_by("pk")
    for place, row in enumerate(rows, 1):
        ruled = {True: "退单成立", False: "退单不成立", None: "未裁定"}[row.is_upheld]
        yield Paper(
            title="退单申请与裁定",
            number=f"{tell.case.number}-退{place}",
            day=day(row.asked_at),
            blocks=[
                Facts(
                    [
                        ("退单单位", row.unit.name),
                        ("退单时间", instant(row.asked_at)),
                        ("依据", labels.label(ReturnGround(row.ground))),
                        ("裁定单位", row.ruler.name),
                        ("裁定", ruled),
                        ("裁定时间", instant(row.ruled_at)),
                        ("改派单位", row.to_unit.name if row.to_unit else NONE),
                    ]
                ),
                Head("退单理由"),
                Text(tell.said(row.reason)),
                *tell.headed("裁定理由", row.ruling),
            ],
        )


def extensions(tell: Teller) -> Iterator[Paper]:
    """Yield each request for more time with its decision."""
    rows = Extension.objects.filter(case=tell.case).select_related("asked_by", "ruler").order_by("pk")
    for place, row in enumerate(rows, 1):
        decided = {True: "同意", False: "不同意", None: "未决定"}[row.is_granted]
        yield Paper(
            title="延期申请与决定",
            number=f"{tell.case.number}-延{place}",
            day=day(row.asked_at),
            blocks=[
                Facts(
                    [
                        ("申请单位", row.asked_by.name),
                        ("申请时间", instant(row.asked_at)),
                        ("申请延长", f"{row.days}个工作日"),
                        ("决定单位", row.ruler.name),
                        ("决定", decided),
                        ("决定时间", instant(row.decided_at)),
                    ]
                ),
                Head("理由"),
                Text(tell.said(row.reason)),
            ],
        )


def parts(tell: Teller) -> Iterator[Paper]:
    """Yield what other units were asked, and answered."""
    rows = CasePart.objects.filter(case=tell.case).select_related("unit", "asked_by", "answered_by").order_by("pk")
    for place, row in enumerate(rows, 1):
        yield Paper(
            title="协办单",
            number=f"{tell.case.number}-协{place}",
            day=day(row.asked_at),
            blocks=[
                Facts(
                    [
                        ("协办单位", row.unit.name),
                        ("交办时间（送达）", instant(row.asked_at)),
                        ("交办人", tell.who(None, row.asked_by, row.asked_at)),
                        ("答复时间", instant(row.answered_at)),
                        ("答复人", tell.who(row.unit, row.answered_by, row.answered_at) if row.answered_at else NONE),
                        ("收回时间", instant(row.ended_at)),
                    ]
                ),
                Head("协办内容"),
                Text(tell.said(row.task)),
                *tell.headed("协办答复", row.answer),
                *tell.headed("收回理由", row.end_reason),
            ],
        )


def standings(tell: Teller) -> Iterator[Paper]:
    """Yield each long-term standing with its milestones."""
    rows = Standing.objects.filter(case=tell.case).select_related("asked_by", "decided_by").order_by("pk")
    for place, row in enumerate(rows, 1):
        decided = {True: "同意", False: "不同意", None: "未决定"}[row.is_granted]
        stones = Milestone.objects.filter(standing=row).order_by("due_on", "pk")
        yield Paper(
            title="长期挂账审批",
            number=f"{tell.case.number}-挂{place}",
            day=day(row.asked_at),
            blocks=[
                Facts(
                    [
                        ("申请单位", row.asked_by.name),
                        ("申请时间", instant(row.asked_at)),
                        ("审批单位", row.decided_by.name if row.decided_by else NONE),
                        ("审批", decided),
                        ("审批时间", instant(row.decided_at)),
                        ("结束时间", instant(row.ended_at)),
                    ]
                ),
                Head("理由"),
                Text(tell.said(row.reason)),
                Head("节点"),
                Table(
                    ("内容", "期限", "完成"),
                    [(tell.said(stone.words), str(stone.due_on), instant(stone.done_at)) for stone in stones],
                    (96, 26, 34),
                ),
            ],
        )
