"""Questions put to enterprises and services 企业与服务方式查询."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from huying.accounts import queries as accounts
from huying.accounts.models import Holding, Unit
from huying.enterprises.models import Enterprise, Service
from huying.estates import queries as estates
from huying.estates.models import Compound
from huying.regions.queries import place_book
from huying.rules.errors import RuleBrokenError
from huying.rules.places import KeyRange, range_of
from huying.rules.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from huying.core.actors import Actor

LONGEST_SEARCH = 60


def valid_on(day: date, *, prefix: str = "") -> Q:
    """Return the condition that a service is valid on a day; the last day is not included."""
    ends = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
    return ends & Q(**{f"{prefix}valid_from__lte": day})


def services_on(keys: Iterable[int], day: date) -> dict[int, Service]:
    """Return how each of the compounds is served on a day, with the enterprise; one query."""
    rows = Service.objects.filter(valid_on(day), compound__in=list(keys)).order_by("valid_from")
    return {row.compound_id: row for row in rows.select_related("enterprise__unit")}


def service_on(compound_key: int, day: date) -> Service | None:
    """Return how a compound is served on a day; None: nothing is registered for that day."""
    return services_on([compound_key], day).get(compound_key)


def services_of(compound_key: int) -> list[Service]:
    """Return how a compound was and is served, the latest first, with the enterprises; one query."""
    rows = Service.objects.filter(compound=compound_key).select_related("enterprise__unit")
    return list(rows.order_by("-valid_from"))


def span_of(key: int) -> KeyRange:
    """Return the range of a place key; a key that is no region's is a compound's."""
    place = place_book().places.get(key)
    return range_of(place.code) if place else KeyRange(key, key + 1)


def enterprise_units(key: int, day: date) -> list[Unit]:
    """Return the units of the enterprises that serve a compound, or any compound in a place, on a day."""
    span = span_of(key)
    rows = Service.objects.filter(
        valid_on(day), compound__gte=span.low, compound__lt=span.high, enterprise__isnull=False
    )
    return list(Unit.objects.filter(enterprise__in=rows.values("enterprise_id")).order_by("id"))


def compounds_served(enterprise: Enterprise | int, day: date) -> list[Service]:
    """Return the services an enterprise does on a day, with their compounds, by place."""
    rows = Service.objects.filter(valid_on(day), enterprise=enterprise)
    return list(rows.select_related("compound").order_by("compound_id"))


def compound_keys_of_unit(unit: Unit | int, day: date) -> list[int]:
    """Return the keys of the compounds that an enterprise's unit serves on a day."""
    rows = Service.objects.filter(valid_on(day), enterprise__unit=unit)
    return list(rows.order_by("compound_id").values_list("compound_id", flat=True))


def served_counts(enterprises: Iterable[int], *, on: date) -> dict[int, int]:
    """Return how many compounds each enterprise serves on a day; one query."""
    rows = Service.objects.filter(valid_on(on), enterprise__in=list(enterprises))
    counted = rows.values("enterprise_id").annotate(count=Count("compound_id", distinct=True))
    return dict(counted.values_list("enterprise_id", "count"))


def enterprise_by_credit_code(code: str) -> Enterprise:
    """Return the enterprise of a unified social credit code, or refuse."""
    found = Enterprise.objects.select_related("unit").filter(credit_code=code.strip().upper()).first()
    if found is None:
        raise RuleBrokenError("enterprise.unknown", code=code[:20])
    return found


def visible_to(actor: Actor) -> QuerySet[Enterprise]:
    """Return the enterprises the actor may read of: all for whoever holds a post, else none."""
    rows = Enterprise.objects.select_related("unit")
    return rows if actor.is_system or actor.role is not None else rows.none()


def matching(text: str) -> Q:
    """Return the condition that an enterprise's name, code or pinyin initials match what somebody typed."""
    typed = " ".join(text.split())[:LONGEST_SEARCH]
    condition = Q(unit__name__icontains=typed) | Q(credit_code__startswith=typed.upper())
    if typed.isascii():
        condition |= Q(unit__initials__startswith=typed.lower())
    return condition


def search_enterprises(text: str, *, most: int = 20) -> list[Enterprise]:
    """Return enterprises by name, code or pinyin initials."""
    if not text.strip():
        return []
    return list(Enterprise.objects.select_related("unit").filter(matching(text)).order_by("unit__name")[:most])


def compounds_visible_to(actor: Actor, *, on: date) -> QuerySet[Compound]:
    """Return the compounds an actor may open: in the post's ranges; for a firm's staff those it serves."""
    if actor.role is Role.ENTERPRISE_STAFF:
        served = Service.objects.filter(valid_on(on), enterprise__unit=actor.unit_id)
        return Compound.objects.filter(key__in=served.values("compound_id"))
    return estates.visible_to(actor)


def staff_visible_to(actor: Actor, *, on: date) -> QuerySet[Holding]:
    """Return who holds which post, of one's own unit and of units in the post's ranges."""
    rows = Holding.objects.filter(accounts.valid_on(on), person__is_active=True)
    rows = rows.select_related("person", "post__unit")
    if actor.is_system:
        return rows
    return rows.filter(accounts.within(actor, column="post__unit__place") | Q(post__unit=actor.unit_id))


def people_matching(text: str) -> Q:
    """Return the condition that a person's name, post or unit matches what somebody typed."""
    typed = " ".join(text.split())[:LONGEST_SEARCH]
    named = Q(person__name__icontains=typed) | Q(post__unit__name__icontains=typed)
    return named | Q(post__title__icontains=typed) | Q(person__username=typed.lower())
