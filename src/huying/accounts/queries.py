"""Questions put to people and posts 人员与岗位查询."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone

from huying.accounts.models import DutyShift, Holding, Person, Post, RecoveryCode, ScopeRange, SecondFactor, Unit
from huying.core.actors import Actor
from huying.core.clock import system_now
from huying.core.compiled import Compiled
from huying.rules.errors import RuleBrokenError
from huying.rules.places import KeyRange
from huying.rules.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

RANGE = ("low", "high", "is_exclusion")


def _with_ranges(rows: QuerySet[Holding]) -> QuerySet[Holding, tuple[Any, ...]]:
    """Return holdings as rows of who, post, unit and role, one for each range of the post."""
    ordered = rows.order_by(*rows.query.order_by, "post__ranges__low", "post__ranges__high")
    return ordered.values_list(
        "person_id", "post_id", "post__unit_id", "post__role", *(f"post__ranges__{name}" for name in RANGE)
    )


def valid_on(day: date) -> Q:
    """Return the condition that a dated row is valid on a day; the last day is not included."""
    return (Q(valid_to=None) | Q(valid_to__gt=day)) & Q(valid_from__lte=day)


def posts_of(person: Person | int, *, on: date) -> list[Post]:
    """Return the posts a person holds on a day, the longest held first."""
    rows = Holding.objects.filter(valid_on(on), person=person, person__is_active=True)
    rows = rows.select_related("post__unit").order_by("valid_from", "id")
    return list({row.post_id: row.post for row in rows}.values())


def _open_holdings(person: Person | int, *, day: date, at: datetime) -> QuerySet[Holding]:
    """Return the holdings a person may act in: own ones and those of people deputised for 代理."""
    own = Q(person=person)
    absent = Q(person__absences__deputy=person, person__absences__starts_at__lte=at, person__absences__ends_at__gt=at)
    rows = Holding.objects.filter(own | absent, valid_on(day), post__unit__is_active=True, person__is_active=True)
    return rows.order_by("valid_from", "id")


_held = Compiled(
    lambda *, person, day, at: _with_ranges(_open_holdings(person, day=day, at=at)), person=int, day=date, at=datetime
)


def open_posts(person: Person | int, *, at: datetime) -> list[Post]:
    """Return the posts a person may act in: own ones first, then those of people deputised for."""
    rows = _open_holdings(person, day=timezone.localdate(at), at=at).select_related("post__unit")
    pk = person if isinstance(person, int) else person.pk
    ordered = sorted(rows, key=lambda row: row.person_id != pk)
    return list({row.post_id: row.post for row in ordered}.values())


def actor_for(person: Person, *, at: datetime, post_id: int | None = None) -> Actor:
    """Return the person acting in a post held (or stood in for) at an instant; one query.

    Without a choice it is the first post; without any post the actor has no role and covers nothing.
    """
    if not person.is_active:
        raise RuleBrokenError("account.inactive")
    rows = _held.rows(person=person.pk, day=timezone.localdate(at), at=at)
    rows.sort(key=lambda row: row[0] != person.pk)
    if post_id is not None:
        rows = [row for row in rows if row[1] == post_id]
        if not rows:
            raise RuleBrokenError("account.post_not_held", post=post_id)
    return _actor_of_rows(rows, person_id=person.pk) if rows else Actor(person_id=person.pk)


def actor_of_post(post: Post, *, person: Person | int | None = None) -> Actor:
    """Return somebody acting in a post, whoever holds it; for programs that act for a unit."""
    return _actor(post, person_id=person.pk if isinstance(person, Person) else person)


def _actor(post: Post, *, person_id: int | None) -> Actor:
    include, exclude = _split(ScopeRange.objects.filter(post=post).order_by("low", "high"))
    return Actor(
        person_id=person_id,
        post_id=post.pk,
        unit_id=post.unit_id,
        role=Role(post.role),
        include=include,
        exclude=exclude,
    )


def _split(rows: Iterable[ScopeRange]) -> tuple[tuple[KeyRange, ...], tuple[KeyRange, ...]]:
    spans = [(KeyRange(row.low, row.high), row.is_exclusion) for row in rows]
    include = tuple(span for span, is_exclusion in spans if not is_exclusion)
    return include, tuple(span for span, is_exclusion in spans if is_exclusion)


def within(actor: Actor, *, column: str) -> Q:
    """Return the condition that a column of place keys lies in the actor's ranges; none: nothing."""
    condition = Q(pk__in=[])
    for span in actor.include:
        condition |= Q(**{f"{column}__gte": span.low, f"{column}__lt": span.high}) & _not_carved(actor, span, column)
    return condition


def _not_carved(actor: Actor, span: KeyRange, column: str) -> Q:
    condition = Q()
    for carved in actor.exclude:
        if span.covers(carved):
            condition &= ~Q(**{f"{column}__gte": carved.low, f"{column}__lt": carved.high})
    return condition


def unit_of(actor: Actor, *, missing: str) -> Unit:
    """Return the unit of who acts, or refuse who acts for none with the code given."""
    found = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if found is None:
        raise RuleBrokenError(missing)
    return found


def post_title(post_id: int | None) -> str:
    """Return what a post is called, empty where nobody acts in one."""
    post = Post.objects.filter(pk=post_id).first() if post_id is not None else None
    return post.title if post else ""


def has_second_factor(person: Person) -> bool:
    """Tell whether a phone is in use as second factor."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).exists()


def recovery_codes_left(person: Person) -> int:
    """Return how many recovery codes were not used yet."""
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def people_in(unit: Unit | int, *, on: date, role: Role | None = None) -> list[Person]:
    """Return who holds a post in a unit on a day, of one role when asked, by id."""
    holdings = Holding.objects.filter(valid_on(on), post__unit=unit)
    if role is not None:
        holdings = holdings.filter(post__role=role.value)
    return list(Person.objects.filter(pk__in=holdings.values("person_id"), is_active=True).order_by("id"))


def people_with(unit_id: int, roles: Iterable[Role], *, on: date) -> list[int]:
    """Return the keys of who holds a post of one of these roles in a unit on a day."""
    rows = Holding.objects.filter(valid_on(on), post__unit=unit_id, post__role__in=[role.value for role in roles])
    return sorted(set(rows.filter(person__is_active=True).values_list("person_id", flat=True)))


def people_of(roles: Iterable[Role], *, on: date) -> list[int]:
    """Return the keys of who holds a post of one of these roles in any unit on a day."""
    rows = Holding.objects.filter(valid_on(on), post__role__in=[role.value for role in roles], person__is_active=True)
    return sorted(set(rows.values_list("person_id", flat=True)))


def on_duty(unit: Unit | int, *, at: datetime) -> list[Person]:
    """Return who is on duty for a unit at an instant, in the order in which they are called 值班."""
    rows = DutyShift.objects.filter(unit=unit, starts_at__lte=at, ends_at__gt=at, person__is_active=True)
    ordered = rows.select_related("person").order_by("order", "starts_at", "id")
    return list({row.person_id: row.person for row in ordered}.values())


def deputy_of(person: Person | int, *, at: datetime) -> Person | None:
    """Return who stands in for a person at an instant, None when the person is there."""
    rows = Person.objects.filter(
        deputised__person=person, deputised__starts_at__lte=at, deputised__ends_at__gt=at, is_active=True
    )
    return rows.order_by("-deputised__starts_at").first()


def token_digest(token: str) -> str:
    """Return what is kept of a bearer token; the token is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _holdings_of_token(*, digest: str, day: date, now: datetime) -> QuerySet[Holding]:
    return Holding.objects.filter(
        Q(person__tokens__post=None) | Q(person__tokens__post=F("post")),
        Q(person__tokens__expires_at=None) | Q(person__tokens__expires_at__gt=now),
        valid_on(day),
        person__tokens__digest=digest,
        person__tokens__revoked_at=None,
        person__is_active=True,
        post__unit__is_active=True,
    ).order_by("valid_from", "id")


_by_token = Compiled(lambda **asked: _with_ranges(_holdings_of_token(**asked)), digest=str, day=date, now=datetime)


def actor_by_token(token: str, *, at: datetime) -> Actor | None:
    """Return who a bearer token acts for, None when unknown, ended or without a post; one query.

    Tokens end by the real clock; the post must be held at the domain instant `at`.
    """
    rows = _by_token.rows(digest=token_digest(token), day=timezone.localdate(at), now=system_now())
    return _actor_of_rows(rows, person_id=rows[0][0]) if rows else None


def _actor_of_rows(rows: list[tuple[Any, ...]], *, person_id: int) -> Actor:
    """Return a person acting in the post of the first row; a post has a row for each range, one where it has none."""
    holder, post_id, unit_id, role = rows[0][:4]
    own = [row[4:] for row in rows if row[:2] == (holder, post_id)]
    spans = dict.fromkeys((KeyRange(low, high), is_exclusion) for low, high, is_exclusion in own if low is not None)
    return Actor(
        person_id=person_id,
        post_id=post_id,
        unit_id=unit_id,
        role=Role(role),
        include=tuple(span for span, is_exclusion in spans if not is_exclusion),
        exclude=tuple(span for span, is_exclusion in spans if is_exclusion),
    )
