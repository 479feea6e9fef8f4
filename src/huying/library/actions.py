"""Doors of the register of policy documents 文库动作."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from huying.accounts.models import Unit
from huying.core import lives
from huying.core.lives import Life, Taking
from huying.library import policies
from huying.library.models import DocumentStepTaken, Duty, PolicyDocument, Tie
from huying.library.queries import carriers
from huying.rules.errors import RuleBrokenError
from huying.rules.policy_documents import Area, DocumentState, DocumentStep, TieKind, TieState, after, check_span

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.core.actors import Actor
    from huying.rules.sources import NormLevel

DOCUMENT = Life(
    name="document",
    model=PolicyDocument,
    timeline=DocumentStepTaken,
    state=DocumentState,
    steps=DocumentStep,
    after=after,
)
MOST_NUMBER, MOST_TITLE, MOST_BODY, MOST_ARTICLE, MOST_CODE = 60, 120, 80, 40, 120


def _said(written: str, *, code: str, most: int = lives.MOST_WORDS) -> str:
    """Return public words as they are written: numbers of documents are no telephone numbers."""
    words = " ".join(written.split()) if most < lives.MOST_WORDS else written.strip()
    if not words:
        raise RuleBrokenError(code)
    if len(words) > most:
        raise RuleBrokenError("document.too_long", length=len(words), most=most)
    return words


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """What a document says of itself; a new edition of `replaces` takes over its duties with their ties."""

    number: str
    title: str
    issuer: str
    level: NormLevel
    area: Area
    valid_from: date
    valid_to: date | None = None
    replaces: PolicyDocument | None = None
    is_synthetic: bool = False


def enter(new: NewDocument, *, actor: Actor, at: datetime) -> PolicyDocument:
    """Enter a document as a draft of one's own office."""
    policies.KEEP_POLICIES.check(actor)
    check_span(valid_from=new.valid_from, valid_to=new.valid_to)
    unit = Unit.objects.get(pk=actor.unit_id or 0)
    before = new.replaces
    if before is not None:
        _check_replaceable(before, new, actor=actor)
    number = _said(new.number, code="document.number_missing", most=MOST_NUMBER)
    edition = before.edition + 1 if before is not None and before.number == number else 1
    with transaction.atomic():
        if PolicyDocument.objects.filter(number=number, edition=edition).exists():
            raise RuleBrokenError("document.entered_already")
        row = PolicyDocument(
            number=number,
            title=_said(new.title, code="document.title_missing", most=MOST_TITLE),
            issuer=_said(new.issuer, code="document.issuer_missing", most=MOST_BODY),
            level=new.level.value,
            area=new.area.value,
            unit=unit,
            place=unit.place,
            valid_from=new.valid_from,
            valid_to=new.valid_to,
            edition=edition,
            replaces=before,
            state=DocumentState.DRAFTED.value,
            is_synthetic=new.is_synthetic,
        )
        row.save(force_insert=True)
        copied = _take_over(before, row) if before is not None else 0
        return DOCUMENT.begin(row, DocumentStep.ENTER, actor=actor, at=at, copied=copied)


def _check_replaceable(before: PolicyDocument, new: NewDocument, *, actor: Actor) -> None:
    policies.KEEP_POLICIES.check(actor, before)
    if PolicyDocument.objects.filter(replaces=before).exists():
        raise RuleBrokenError("document.replaced_already")
    if before.state != DocumentState.RELEASED.value or new.valid_from <= before.valid_from:
        raise RuleBrokenError("document.not_replaceable")


def _take_over(before: PolicyDocument, row: PolicyDocument) -> int:
    duties = list(Duty.objects.filter(document=before).prefetch_related("ties").order_by("pk"))
    for duty in duties:
        copy = Duty(document=row, article=duty.article, bearer=duty.bearer, words=duty.words)
        copy.save(force_insert=True)
        Tie.objects.bulk_create(Tie(duty=copy, kind=tie.kind, code=tie.code) for tie in duty.ties.all())
    return len(duties)


def add_duty(
    document_id: int,
    *,
    article: str,
    bearer: str,
    words: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> PolicyDocument:
    """Write down a duty the document lays on a kind of body."""
    with DOCUMENT.step(
        DocumentStep.ADD_DUTY, document_id, policy=policies.KEEP_POLICIES, actor=actor, at=at, version=version
    ) as taking:
        duty = Duty(
            document=taking.row,
            article=_said(article, code="document.article_missing", most=MOST_ARTICLE),
            bearer=_said(bearer, code="document.bearer_missing", most=MOST_BODY),
            words=_said(words, code="document.words_missing"),
        )
        duty.save(force_insert=True)
        taking.facts["duty"] = duty.pk
    return taking.row


def _duty(taking: Taking[PolicyDocument], duty_id: int) -> Duty:
    found = Duty.objects.filter(document=taking.row, pk=duty_id).first()
    if found is None:
        raise RuleBrokenError("document.duty_unknown")
    return found


def strike_duty(
    document_id: int, *, duty_id: int, actor: Actor, at: datetime, version: int | None = None
) -> PolicyDocument:
    """Take a duty out while the document is a draft."""
    with DOCUMENT.step(
        DocumentStep.STRIKE_DUTY, document_id, policy=policies.KEEP_POLICIES, actor=actor, at=at, version=version
    ) as taking:
        duty = _duty(taking, duty_id)
        taking.note, taking.facts["duty"] = duty.words, duty.pk
        duty.delete()
    return taking.row


def tie(
    document_id: int,
    *,
    duty_id: int,
    kind: TieKind,
    code: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> PolicyDocument:
    """Tie a duty to what carries it out; what is not there is refused."""
    with DOCUMENT.step(
        DocumentStep.TIE, document_id, policy=policies.KEEP_POLICIES, actor=actor, at=at, version=version
    ) as taking:
        row = Tie(
            duty=_duty(taking, duty_id),
            kind=kind.value,
            code=_said(code, code="document.code_missing", most=MOST_CODE),
        )
        if carriers(on=timezone.localdate(at)).state(row) is TieState.BROKEN:
            raise RuleBrokenError("document.carrier_unknown", code=row.code)
        if Tie.objects.filter(duty=row.duty, kind=row.kind, code=row.code).exists():
            raise RuleBrokenError("document.tied_already")
        row.save(force_insert=True)
        taking.note = row.code
        taking.facts |= {"duty": duty_id, "kind": row.kind, "code": row.code}
    return taking.row


def untie(document_id: int, *, tie_id: int, actor: Actor, at: datetime, version: int | None = None) -> PolicyDocument:
    """Take a tie away; the duty may then be carried out by nothing, and is shown so."""
    with DOCUMENT.step(
        DocumentStep.UNTIE, document_id, policy=policies.KEEP_POLICIES, actor=actor, at=at, version=version
    ) as taking:
        row = Tie.objects.filter(duty__document=taking.row, pk=tie_id).first()
        if row is None:
            raise RuleBrokenError("document.tie_unknown")
        taking.note = row.code
        taking.facts |= {"duty": row.duty_id, "kind": row.kind, "code": row.code}
        row.delete()
    return taking.row


def release(document_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> PolicyDocument:
    """Release a document; the edition it replaces ends on the day this one begins."""
    with DOCUMENT.step(
        DocumentStep.RELEASE, document_id, policy=policies.KEEP_POLICIES, actor=actor, at=at, version=version
    ) as taking:
        row = taking.row
        if row.replaces_id is not None:
            _replaced(row.replaces_id, by=row, actor=actor, at=at)
    return taking.row


def _replaced(document_id: int, *, by: PolicyDocument, actor: Actor, at: datetime) -> None:
    with DOCUMENT.step(DocumentStep.REPLACE, document_id, policy=policies.KEEP_POLICIES, actor=actor, at=at) as taking:
        before = taking.row
        if before.valid_to is None or before.valid_to > by.valid_from:
            before.valid_to = by.valid_from
        taking.note = by.title
        taking.facts |= {"by": by.pk, "valid_to": before.valid_to.isoformat()}


def end(
    document_id: int, *, valid_to: date, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> PolicyDocument:
    """Say from which day a document applies no longer, and why."""
    with DOCUMENT.step(
        DocumentStep.END, document_id, policy=policies.KEEP_POLICIES, actor=actor, at=at, version=version
    ) as taking:
        check_span(valid_from=taking.row.valid_from, valid_to=valid_to)
        taking.note = _said(reason, code="document.reason_missing")
        taking.row.valid_to = valid_to
        taking.facts["valid_to"] = valid_to.isoformat()
    return taking.row
