"""Absence and the duty rota 请假与值班."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from huying.accounts import policies
from huying.accounts.models import Absence, DutyShift
from huying.accounts.queries import posts_of
from huying.core import audit
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import Role
from huying.rules.sign_in import are_apart

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.accounts.models import Person, Unit
    from huying.core.actors import Actor


def _check_order(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise RuleBrokenError("account.ends_before_start", valid_from=starts_at, valid_to=ends_at)


@transaction.atomic
def note_absence(
    *, person: Person, deputy: Person, starts_at: datetime, ends_at: datetime, actor: Actor, at: datetime
) -> Absence:
    """Note that somebody is away and who stands in meanwhile 请假代理."""
    policies.NOTE_ABSENCE.check(actor, person)
    _check_order(starts_at, ends_at)
    if deputy.pk == person.pk:
        raise RuleBrokenError("account.deputy_self")
    if not deputy.is_active:
        raise RuleBrokenError("account.inactive")
    _check_apart(person, deputy, on=timezone.localdate(starts_at))
    away = Absence.objects.select_for_update().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    if away.filter(person=deputy).exists():
        raise RuleBrokenError("account.deputy_away")
    if away.filter(person=person).exists():
        raise RuleBrokenError("account.absent_already")
    absence = Absence.objects.create(person=person, deputy=deputy, starts_at=starts_at, ends_at=ends_at)
    span = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    audit.record("absence.noted", absence, actor=actor, at=at, person=person.pk, deputy=deputy.pk, **span)
    return absence


def _check_apart(person: Person, deputy: Person, *, on: date) -> None:
    """Keep an administrator from standing in for one of another kind."""
    own = {Role(post.role) for post in posts_of(deputy, on=on)}
    stood_for = [Role(post.role) for post in posts_of(person, on=on)]
    if not all(are_apart(held, wanted) for held in own for wanted in stood_for):
        raise RuleBrokenError("account.admins_apart")


@transaction.atomic
def set_duty_shift(
    *,
    unit: Unit,
    person: Person,
    starts_at: datetime,
    ends_at: datetime,
    order: int = 1,
    actor: Actor,
    at: datetime,
) -> DutyShift:
    """Put somebody on a unit's duty rota; `order` is the place in the call tree 值班."""
    policies.SET_DUTY.check(actor, unit)
    _check_order(starts_at, ends_at)
    if not person.is_active:
        raise RuleBrokenError("account.inactive")
    clash = DutyShift.objects.select_for_update().filter(
        unit=unit, order=order, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if clash.exists():
        raise RuleBrokenError("account.shift_taken", order=order)
    shift = DutyShift.objects.create(unit=unit, person=person, starts_at=starts_at, ends_at=ends_at, order=order)
    audit.record("duty.set", shift, actor=actor, at=at, unit=unit.pk, person=person.pk, order=order)
    return shift


@transaction.atomic
def drop_duty_shift(*, shift_id: int, actor: Actor, at: datetime) -> None:
    """Take a shift off the rota that has not ended yet; one that has is history."""
    shift = DutyShift.objects.select_for_update().select_related("unit").filter(pk=shift_id).first()
    if shift is None:
        raise RuleBrokenError("account.no_shift")
    policies.SET_DUTY.check(actor, shift.unit)
    if shift.ends_at <= at:
        raise RuleBrokenError("account.shift_over")
    audit.record("duty.dropped", shift, actor=actor, at=at, unit=shift.unit_id, person=shift.person_id)
    shift.delete()
