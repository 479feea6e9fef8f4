"""What must always hold of people, units and posts 人员与岗位不变式."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from huying.accounts.models import DutyShift, Holding, Post, ScopeRange, Unit
from huying.core.invariants import Invariant, Level
from huying.rules.roles import ADMINS, UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model, QuerySet

CHUNK = 2000


def _named(rows: QuerySet[Model]) -> Iterator[str]:
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        yield f"{row.pk} {row}"


def _without_range() -> Iterator[str]:
    return _named(Post.objects.filter(~Exists(ScopeRange.objects.filter(post=OuterRef("pk")))))


def _held_twice() -> Iterator[str]:
    same = Holding.objects.filter(person=OuterRef("person"), post=OuterRef("post"), pk__lt=OuterRef("pk"))
    meets = same.filter(Q(valid_to=None) | Q(valid_to__gt=OuterRef("valid_from")))
    return _named(Holding.objects.filter(Exists(meets.filter(valid_from__lte=OuterRef("valid_from")))))


def _on_duty_twice() -> Iterator[str]:
    same = DutyShift.objects.filter(unit=OuterRef("unit"), order=OuterRef("order"), pk__lt=OuterRef("pk"))
    meets = same.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    return _named(DutyShift.objects.filter(Exists(meets)))


def _ended_early() -> Iterator[str]:
    return _named(Holding.objects.filter(valid_to__lt=F("valid_from")))


def _no_city_office() -> Iterator[str]:
    working = Unit.objects.filter(is_active=True)
    if not working.filter(kind=UnitKind.CITY_OFFICE.value).exists():
        yield UnitKind.CITY_OFFICE.value


def _same_name() -> Iterator[str]:
    rows = Unit.objects.filter(is_active=True).values("kind", "subject", "place").annotate(n=Count("pk"))
    offices = [UnitKind.STREET.value, UnitKind.COMMUNITY.value, UnitKind.DISTRICT_OFFICE.value]
    for row in rows.filter(n__gt=1, kind__in=offices).order_by().iterator(chunk_size=CHUNK):
        yield f"{row['kind']} {row['place']}"


def _two_administrators() -> Iterator[str]:
    kinds = [role.value for role in ADMINS]
    other = Holding.objects.filter(person=OuterRef("person"), post__role__in=kinds, pk__lt=OuterRef("pk"))
    meets = other.filter(Q(valid_to=None) | Q(valid_to__gt=OuterRef("valid_from"))).exclude(
        post__role=OuterRef("post__role")
    )
    rows = Holding.objects.filter(Exists(meets), post__role__in=kinds)
    return _named(rows.filter(Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))))


def invariants() -> Iterator[Invariant]:
    """Yield the rules of people and units."""
    yield Invariant(
        name="admins.apart", meaning=_("nobody is administrator of two kinds"), breaches=_two_administrators
    )
    yield Invariant(name="post.range", meaning=_("every post covers a place"), breaches=_without_range)
    yield Invariant(
        name="post.held_twice",
        meaning=_("nobody holds one post twice at a time"),
        breaches=_held_twice,
    )
    yield Invariant(name="post.days", meaning=_("no holding ends before it begins"), breaches=_ended_early)
    yield Invariant(
        name="duty.twice",
        meaning=_("one place of the call tree is held by one person at a time"),
        breaches=_on_duty_twice,
    )
    yield Invariant(
        name="unit.city", meaning=_("there is a city office, where cases end up at last"), breaches=_no_city_office
    )
    yield Invariant(
        name="unit.twice",
        meaning=_("a place has one street office, one community and one district office"),
        breaches=_same_name,
        level=Level.NOTICE,
    )
