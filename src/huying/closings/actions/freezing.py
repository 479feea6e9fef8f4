"""Freezing a period 冻结: its rows are written once, by itself, when its contact limits are decided."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from huying.cases.models import Case
from huying.cases.queries.limits import day_of
from huying.closings.actions.signing import note_signs
from huying.closings.actions.stepping import CLOSING
from huying.closings.models import Closing, CountedCase
from huying.closings.queries import gathering
from huying.closings.queries.rules import rules_on
from huying.core.actors import SYSTEM
from huying.regions import queries as regions
from huying.rules.closings import ClosingState, ClosingStep, check_until, freeze_from, last_over, period_of
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.core.actors import Actor


def freeze(place: int, month: date, *, actor: Actor, at: datetime) -> Closing:
    """Freeze the period of a month for a city; refused before its limits are decided, and a second time."""
    if not actor.is_system:
        raise RuleBrokenError("closing.by_itself")
    today = day_of(at)
    rules = rules_on(today)
    begin, end = period_of(month, rules=rules)
    calendar = rulesets.calendar()
    first = freeze_from(gathering.instant(end), rules=rules, calendar=calendar)
    if at <= first:
        raise RuleBrokenError("closing.too_early", first=first)
    with transaction.atomic():
        closing = Closing(
            place=place,
            month=month.replace(day=1),
            begins_on=begin,
            ends_before=end,
            rules_version=rules.number,
            state=ClosingState.CHECKING.value,
            frozen_at=at,
            check_until=check_until(at, rules=rules, calendar=calendar),
        )
        _enter(closing)
        count = 0
        for rows in gathering.gathered(closing):
            CountedCase.objects.bulk_create(rows)
            count += len(rows)
        closing.digest = digest_of(closing)
        closing.is_synthetic = Case.objects.filter(counted_rows__closing=closing, is_synthetic=True).exists()
        closing.save(update_fields=["digest", "is_synthetic"])
        found = note_signs(closing, rules=rules)
        facts = {"rows": count, "digest": closing.digest, "signs": found, "rules": rules.number}
        return CLOSING.begin(closing, ClosingStep.FREEZE, actor=actor, at=at, **facts)


def _enter(closing: Closing) -> None:
    try:
        with transaction.atomic():
            closing.save(force_insert=True)
    except IntegrityError:
        raise RuleBrokenError("closing.twice", month=f"{closing.month:%Y-%m}") from None


def digest_of(closing: Closing) -> str:
    """Return the hash of what the rows of a period say, in order of their cases."""
    found = hashlib.sha256()
    names = (
        *("case_id", "district", "street", "unit_id", "about_id", "ground"),
        *("is_contacted", "is_on_time", "is_solved", "is_satisfied"),
    )
    rows = CountedCase.objects.filter(closing=closing).order_by("case_id").values_list(*names)
    for row in rows.iterator(chunk_size=gathering.CHUNK):
        found.update("|".join("" if each is None else str(each) for each in row).encode() + b"\n")
    return found.hexdigest()


def freeze_due(*, at: datetime) -> int:
    """Freeze the last period of each city that is over and decided; the worker asks this hourly."""
    today = day_of(at)
    try:
        rules = rules_on(today)
    except RuleBrokenError:
        return 0  # no rules in force: nothing to close by
    month = last_over(today, rules=rules)
    begin, end = period_of(month, rules=rules)
    if at <= freeze_from(gathering.instant(end), rules=rules, calendar=rulesets.calendar()):
        return 0
    cities = regions.place_book().of_level(PlaceLevel.CITY)
    return sum(_freeze_city(each.key, month, begin=begin, end=end, at=at) for each in cities)


def _freeze_city(place: int, month: date, *, begin: date, end: date, at: datetime) -> int:
    if Closing.objects.filter(place=place, month=month).exists():
        return 0
    rows = Case.objects.filter(
        regions.in_place(str(place // 10**12), on=begin),
        received_at__gte=gathering.instant(begin),
        received_at__lt=gathering.instant(end),
    )
    if not rows.exists():
        return 0
    try:
        freeze(place, month, actor=SYSTEM, at=at)
    except RuleBrokenError:
        return 0  # another worker froze it in this very moment
    return 1
