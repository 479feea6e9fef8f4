"""Answers with who drafted, checked and issued them, and call-backs 答复书、回访记录."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import labels
from huying.cases.models import Answer, CallBack
from huying.rules.case_facts import CallBackBy
from huying.rules.case_flow import Step
from huying.volumes.papers.told import NONE, day, instant
from huying.volumes.pieces import Facts, Head, Paper, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huying.cases.models import CaseStep
    from huying.volumes.papers.told import Teller

SAID = {True: "是", False: "否", None: NONE}


def answers(tell: Teller, steps: list[CaseStep]) -> Iterator[Paper]:
    """Yield each issued answer; drafts that were not issued stand in the story of the case alone."""
    rows = Answer.objects.filter(case=tell.case, issued_at__isnull=False).select_related("unit", "drafted_by")
    for place, row in enumerate(rows.order_by("pk"), 1):
        checks = [each for each in steps if each.facts.get("answer") == row.pk and each.facts.get("approved")]
        issued = [each for each in steps if each.step == Step.ISSUE.value and each.at == row.issued_at]
        late = [each for each in steps if each.step == Step.APPROVE_LATE.value and each.facts.get("answer") == row.pk]
        yield Paper(
            title="答复书",
            number=f"{tell.case.number}-答{place}",
            day=day(row.issued_at),
            blocks=[
                Facts(
                    [
                        ("答复单位", row.unit.name if row.unit else NONE),
                        ("拟稿", f"{tell.who(row.unit, row.drafted_by, row.drafted_at)} {instant(row.drafted_at)}"),
                        ("审核", _acts(tell, [*checks, *late])),
                        ("签发", _acts(tell, issued)),
                        ("签发时间（诉求人可查询）", instant(row.issued_at)),
                        ("交回热线平台", instant(row.handed_back_at)),
                        ("备注", "先签发后审批" if row.is_issued_before_approval else NONE),
                    ]
                ),
                Head("答复内容"),
                Text(tell.said(row.text)),
            ],
        )


def _acts(tell: Teller, steps: list[CaseStep]) -> str:
    return "；".join(f"{tell.who(row.unit, row.person, row.at)} {instant(row.at)}" for row in steps) or NONE


def call_backs(tell: Teller) -> Iterator[Paper]:
    """Yield each call-back."""
    for place, row in enumerate(CallBack.objects.filter(case=tell.case).select_related("person").order_by("pk"), 1):
        yield Paper(
            title="回访记录",
            number=f"{tell.case.number}-访{place}",
            day=day(row.at),
            blocks=[
                Facts(
                    [
                        ("回访人", labels.label(CallBackBy(row.by))),
                        ("经办", tell.who(None, row.person, row.at)),
                        ("时间", instant(row.at)),
                        ("轮次", str(row.round)),
                        ("是否接通", SAID[row.is_reached]),
                        ("是否联系过", SAID[row.is_contacted]),
                        ("是否解决", SAID[row.is_solved]),
                        ("是否满意", SAID[row.is_satisfied]),
                    ]
                ),
                *tell.headed("诉求人意见", row.remark),
            ],
        )
