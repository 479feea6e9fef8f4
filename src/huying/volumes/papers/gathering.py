"""Gathering a volume 组卷: reads everything about a case once and puts its papers in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation

from huying.accounts.models import Unit
from huying.accounts.queries import post_title
from huying.cases import telling
from huying.cases.models import Attachment
from huying.cases.queries.hiding import hider_of
from huying.core.models import AuditRecord
from huying.core.sealing.selecting import pick
from huying.estates import queries as estates
from huying.transfers.models import Transfer
from huying.volumes.papers import answering, clocks, handling, proof, receipt, story, together
from huying.volumes.papers.told import Teller, instant, posts_in
from huying.volumes.pieces import Content, Photo
from huying.whistles.models import Whistle

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.shielding import Identity
    from huying.cases.models import Case, CaseStep
    from huying.core.actors import Actor
    from huying.core.sealing.selecting import Picked
    from huying.rules.volumes import VolumePurpose
    from huying.volumes.pieces import Paper

PURPOSES = {
    "archive": "归档",
    "supervision": "监督检查",
    "petition": "信访复查复核",
    "handover": "移送",
    "court": "诉讼",
    "review": "行政复议",
    "request": "依法调取",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A volume's content, and the events that prove it."""

    content: Content
    picked: list[Picked]


def gather(case: Case, *, identity: Identity | None, purpose: VolumePurpose, actor: Actor, at: datetime) -> Gathered:
    """Return what a volume holds; with an identity it is a full one."""
    records = _records(case)
    picked = pick(row.pk for row in records)
    tell = Teller(
        case=case,
        at=at,
        is_full=identity is not None,
        hider=hider_of(case),
        numbers=identity.numbers if identity is not None else (),
        posts=posts_in(records),
    )
    with translation.override("zh-hans"):
        steps = telling.steps_of(case)
        photos = list(Attachment.objects.filter(case=case).order_by("pk"))
        papers = _papers(tell, steps, photos, identity=identity)
        papers.append(proof.proof(tell, picked))
        content = Content(
            title="诉求办理卷宗" if tell.is_full else "诉求办理卷宗（隐名版）",
            number=case.number + ("（演示数据，不代表真实情况）" if case.is_synthetic else ""),
            cover=_cover(tell, purpose, actor=actor),
            papers=papers,
            photos=[Photo(name=f"photos/{row.digest}.jpg", digest=row.digest) for row in photos]
            if tell.is_full
            else [],
        )
    return Gathered(content=content, picked=picked)


def _records(case: Case) -> list[AuditRecord]:
    """Return the audit records of a case, its whistles and transfers, in the order of the log."""
    whistles = Whistle.objects.filter(case=case).values_list("pk", flat=True)
    found = list(AuditRecord.objects.filter(object_type=case._meta.label_lower, object_id=case.pk))
    found += AuditRecord.objects.filter(object_type=Whistle._meta.label_lower, object_id__in=list(whistles))
    sent = Transfer.objects.filter(case=case).values_list("pk", flat=True)
    found += AuditRecord.objects.filter(object_type=Transfer._meta.label_lower, object_id__in=list(sent))
    return sorted(found, key=lambda row: row.pk)


def _papers(tell: Teller, steps: list[CaseStep], photos: list[Attachment], *, identity: Identity | None) -> list[Paper]:
    names = telling.names_in(steps)
    key = tell.case.compound_key or 0
    compound = estates.compounds_by_key({key}).get(key)
    return [
        receipt.receipt(tell, compound=compound.name if compound else "", identity=identity),
        *receipt.sheets(tell, steps, names),
        *handling.returns(tell),
        *handling.extensions(tell),
        *handling.parts(tell),
        *handling.standings(tell),
        *together.whistles(tell),
        *together.conferences(tell),
        *together.transfers(tell),
        *answering.answers(tell, steps),
        *answering.call_backs(tell),
        *receipt.orders(tell),
        story.story(tell, steps, names),
        clocks.account(tell),
        story.photos(tell, photos),
        story.openings(tell),
    ]


def _cover(tell: Teller, purpose: VolumePurpose, *, actor: Actor) -> list[tuple[str, str]]:
    case = tell.case
    maker = Unit.objects.filter(pk=actor.unit_id or 0).first()
    return [
        ("案卷编号", case.number),
        ("版本", "全本" if tell.is_full else "隐名版：不含诉求人姓名、电话、门牌"),
        ("题名", tell.said(case.title)),
        ("承办单位", case.holder_unit.name),
        ("收到时间", instant(case.received_at)),
        ("办结时间", instant(case.closed_at)),
        ("用途", PURPOSES[purpose.value]),
        ("组卷单位和岗位", " ".join(filter(None, (maker.name if maker else "", post_title(actor.post_id)))) or "—"),
        ("组卷时间", instant(tell.at)),
    ]
