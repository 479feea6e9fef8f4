"""Checking and publishing 核对与发布: objections, rulings, the notice, and corrections beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.closings import policies
from huying.closings.actions.freezing import digest_of
from huying.closings.actions.stepping import CLOSING, change, counted_of, fact_of, said
from huying.closings.models import Closing, Correction, Objection
from huying.closings.queries.figures import published
from huying.closings.queries.rules import rules_of
from huying.rules.closings import ClosingStep, Fact, check_objection, check_publish
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor


def object_to(
    closing_id: int,
    *,
    counted_id: int,
    ground: str = "",
    fact: Fact | None = None,
    proof: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Closing:
    """Object to how a case of one's own unit is counted: leave it out on a ground, or a fact is not so."""
    with CLOSING.step(ClosingStep.OBJECT, closing_id, policy=None, actor=actor, at=at, version=version) as taking:
        row = counted_of(taking, counted_id)
        policies.OBJECT_TO_CLOSING.check(actor, row)
        rules = rules_of(taking.row)
        is_now = fact_of(row, fact) if fact else None
        check_objection(ground=ground, fact=fact, is_now=is_now, until=taking.row.check_until, at=at, rules=rules)
        if row.ground:
            raise RuleBrokenError("closing.left_out_already")
        name = fact.value if fact else ""
        if Objection.objects.filter(counted=row, ground=ground, fact=name).exists():
            raise RuleBrokenError("closing.objected_already")
        objection = Objection.objects.create(
            closing=taking.row,
            counted=row,
            unit_id=actor.unit_id or 0,
            asked_by_id=actor.person_id or 0,
            asked_at=at,
            ground=ground,
            fact=name,
            proof=said(proof, code="closing.proof_missing"),
        )
        taking.note = objection.proof
        taking.facts |= {"objection": objection.pk, "case": row.case_id, "ground": ground, "fact": name}
    return taking.row


def rule(
    closing_id: int,
    *,
    objection_id: int,
    is_upheld: bool,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Closing:
    """Rule on an objection, as somebody else than who objected; upheld, the row changes before anything is public."""
    with CLOSING.step(ClosingStep.RULE, closing_id, policy=None, actor=actor, at=at, version=version) as taking:
        rows = Objection.objects.select_for_update(of=("self",)).filter(closing=taking.row, pk=objection_id)
        objection = rows.first()
        if objection is None:
            raise RuleBrokenError("closing.objection_unknown")
        policies.RULE_ON_CLOSING.check(actor, objection)
        if objection.ruled_at is not None:
            raise RuleBrokenError("closing.ruled_already")
        objection.is_upheld, objection.ruled_at, objection.ruled_by_id = is_upheld, at, actor.person_id
        objection.ruling = said(reason, code="case.reason_missing")
        objection.save(update_fields=["is_upheld", "ruled_at", "ruled_by", "ruling"])
        taking.note = objection.ruling
        taking.facts |= {"objection": objection.pk, "upheld": is_upheld}
        if is_upheld:
            row = counted_of(taking, objection.counted_id)
            fact = objection_fact(objection)
            taking.facts |= change(row, ground=objection.ground, fact=fact)
    return taking.row


def objection_fact(objection: Objection | Correction) -> Fact | None:
    """Return the fact an objection or a correction is about, None where the case is left out."""
    return Fact(objection.fact) if objection.fact else None


def publish(closing_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Closing:
    """Publish a period as a numbered notice, once the time to object is over and every objection is ruled on."""
    with CLOSING.step(
        ClosingStep.PUBLISH, closing_id, policy=policies.PUBLISH_CLOSING, actor=actor, at=at, version=version
    ) as taking:
        closing = taking.row
        open_ones = Objection.objects.filter(closing=closing, ruled_at=None).count()
        check_publish(open_objections=open_ones, until=closing.check_until, at=at)
        closing.year = closing.month.year
        closing.sequence = 1 + len(_numbered(closing))
        closing.published_at, closing.published_by_id = at, actor.person_id
        closing.figures = published(closing, rules_of(closing))
        closing.digest = digest_of(closing)
        taking.facts |= {"sequence": closing.sequence, "year": closing.year, "digest": closing.digest}
    return taking.row


def _numbered(closing: Closing) -> list[int]:
    """Return the numbers given in the year, locked so that none is given twice."""
    rows = Closing.objects.select_for_update().filter(place=closing.place).order_by("pk")
    return [row.sequence for row in rows if row.year == closing.year and row.sequence is not None]


def correct(
    closing_id: int,
    *,
    counted_id: int,
    ground: str = "",
    fact: Fact | None = None,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Closing:
    """Correct a row of a published period: the notice stays as it was, the correction stands beside it."""
    with CLOSING.step(
        ClosingStep.CORRECT, closing_id, policy=policies.PUBLISH_CLOSING, actor=actor, at=at, version=version
    ) as taking:
        row = counted_of(taking, counted_id)
        is_now = fact_of(row, fact) if fact else None
        check_objection(ground=ground, fact=fact, is_now=is_now, until=at, at=at, rules=rules_of(taking.row))
        correction = Correction.objects.create(
            closing=taking.row,
            counted=row,
            number=1 + Correction.objects.filter(closing=taking.row).count(),
            ground=ground,
            fact=fact.value if fact else "",
            reason=said(reason, code="case.reason_missing"),
            at=at,
        )
        taking.note = correction.reason
        taking.facts |= {"correction": correction.number, "case": row.case_id}
        taking.facts |= change(row, ground=ground, fact=fact)
    return taking.row
