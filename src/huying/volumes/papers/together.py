"""What was done with others 吹哨报到、联席会议、移送: whistles, resolutions, letters to bodies outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from huying.conferences import labels as conference_labels
from huying.conferences.models import AgendaItem, Minutes, Resolution
from huying.conferences.queries.reading import words_of
from huying.rules.conferences import ConferenceKind, ResolutionKind, ResolutionState
from huying.rules.transfers import Outcome, TransferState
from huying.rules.whistles import Cause, Pace, WhistleState
from huying.transfers import labels as transfer_labels
from huying.transfers.letters import number_of
from huying.transfers.models import Transfer
from huying.volumes.papers.told import NONE, day, instant
from huying.volumes.pieces import Facts, Head, Paper, Table, Text
from huying.whistles import labels as whistle_labels
from huying.whistles.models import Whistle
from huying.whistles.queries import reading
from huying.whistles.queries.rules import list_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huying.conferences.models import Conference
    from huying.volumes.papers.told import Teller
    from huying.volumes.pieces import Block
    from huying.whistles.models import WhistleCall


def whistles(tell: Teller) -> Iterator[Paper]:
    """Yield each whistle blown about the case: whistle, arrivals, tasks and closing."""
    for row in Whistle.objects.filter(case=tell.case).select_related("unit").order_by("pk"):
        yield Paper(
            title="吹哨单、报到回执、销号单",
            number=row.number,
            day=day(row.blown_at or row.asked_at),
            blocks=[
                _call(row),
                *tell.headed("事项", row.matter),
                *tell.headed("已做工作", row.tries),
                *_arrivals(tell, row),
                *tell.headed("查明情况", row.finding),
                *_tasks(tell, row),
                *tell.headed("结果", row.result),
            ],
        )


def _call(row: Whistle) -> Facts:
    rules = list_of(row)
    return Facts(
        [
            ("吹哨单位", row.unit.name),
            ("事由", whistle_labels.label(Cause(row.cause))),
            ("清单条目", f"{whistle_labels.item_name(rules, row.item)}（第{row.list_version}版）"),
            ("响应等级", whistle_labels.label(Pace(row.pace))),
            ("吹哨时间", instant(row.blown_at)),
            ("到场时限", instant(row.arrive_by)),
            ("状态", whistle_labels.label(WhistleState(row.state))),
            ("销号时间", instant(row.closed_at)),
        ]
    )


def _arrivals(tell: Teller, row: Whistle) -> list[Block]:
    rows = [
        (each.unit.name, instant(each.acknowledged_at), instant(each.arrived_at), _came(tell, each))
        for each in reading.calls_of(row)
    ]
    return [Head("报到"), Table(("单位", "应哨（送达）", "报到", "裁定与说明"), rows, (42, 34, 34, 46))]


def _tasks(tell: Teller, row: Whistle) -> list[Block]:
    rows = [
        (
            each.unit.name,
            tell.said(each.words),
            str(each.due_on),
            f"{instant(each.done_at)} {tell.said(each.evidence) if each.evidence else ''}",
        )
        for each in reading.tasks_of(row)
    ]
    return [Head("会商任务"), Table(("单位", "任务", "期限", "完成"), rows, (36, 50, 26, 44))]


def _came(tell: Teller, call: WhistleCall) -> str:
    if call.refused_at is not None:
        ruled = {True: "裁定不必到场", False: "裁定应当到场", None: "未裁定"}[call.is_excused]
        return f"拒绝（{instant(call.refused_at)}）：{tell.said(call.refusal)}；{ruled} {tell.said(call.ruling)}"
    return "逾期" if call.late_at is not None else NONE


def transfers(tell: Teller) -> Iterator[Paper]:
    """Yield each letter that was sent to a body outside, with its receipt and decision."""
    rows = Transfer.objects.filter(case=tell.case, sent_at__isnull=False).select_related("unit").order_by("pk")
    for row in rows:
        evidence = [(str(each["words"]), str(each["sha256"])) for each in row.evidence]
        yield Paper(
            title="移送函",
            number=number_of(row),
            day=day(row.sent_at),
            blocks=[
                Facts(
                    [
                        ("移送单位", row.unit.name),
                        ("接收机关", row.addressee),
                        ("移送时间", instant(row.sent_at)),
                        ("签收期限", instant(row.receipt_due_at)),
                        ("签收（送达）", f"{instant(row.received_at)} {row.receipt_number}".strip()),
                        ("决定期限", instant(row.result_due_at)),
                        ("决定时间", f"{instant(row.decided_at)} {row.decision_number}".strip()),
                        ("结果", transfer_labels.label(Outcome(row.outcome)) if row.outcome else NONE),
                        ("状态", transfer_labels.label(TransferState(row.state))),
                    ]
                ),
                *tell.headed("移送事项", row.matter),
                *tell.headed("移送依据", row.ground),
                Head("证据清单"),
                Table(("名称", "SHA-256"), evidence, (76, 80)),
                *tell.headed("接收机关的决定", row.decision),
            ],
        )


def conferences(tell: Teller) -> Iterator[Paper]:
    """Yield an extract of the issued minutes of each conference that spoke of the case or of its whistle."""
    about = Q(case=tell.case) | Q(whistle__case=tell.case)
    items = (
        AgendaItem.objects.filter(about, conference__minutes__issued_at__isnull=False)
        .select_related("conference__host")
        .distinct()
        .order_by("conference_id", "pk")
    )
    by_conference: dict[int, list[AgendaItem]] = {}
    for item in items:
        by_conference.setdefault(item.conference_id or 0, []).append(item)
    for found in by_conference.values():
        conference = found[0].conference
        if conference is not None:
            yield _extract(tell, conference, found)


def _extract(tell: Teller, conference: Conference, items: list[AgendaItem]) -> Paper:
    minutes = (
        Minutes.objects.filter(conference=conference, issued_at__isnull=False)
        .select_related("host")
        .order_by("-number")
        .first()
    )
    rows = Resolution.objects.filter(item__in=items, issued_in__isnull=False).select_related("lead").order_by("pk")
    return Paper(
        title="联席会议纪要（摘录）",
        number=words_of(minutes) if minutes else conference.number,
        day=day(minutes.issued_at if minutes else None),
        blocks=[
            Facts(
                [
                    ("会议", f"{conference_labels.label(ConferenceKind(conference.kind))} {conference.number}"),
                    ("召集单位", conference.host.name),
                    ("会议时间", instant(conference.held_at)),
                    ("签发时间", instant(minutes.issued_at if minutes else None)),
                ]
            ),
            Head("议题与讨论"),
            *(Text(tell.said(f"{item.words}\n{item.summary}")) for item in items),
            Head("议定事项"),
            Table(
                ("形式", "内容", "承办", "期限", "办理"),
                [
                    (
                        conference_labels.label(ResolutionKind(row.kind)),
                        tell.said(row.words),
                        row.lead.name,
                        str(row.due_on),
                        f"{conference_labels.label(ResolutionState(row.state))} {instant(row.ended_at)}",
                    )
                    for row in rows
                ],
                (22, 54, 34, 24, 22),
            ),
        ],
    )
