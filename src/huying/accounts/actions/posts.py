"""Posts and who holds them 岗位与任职."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from huying.accounts import policies
from huying.accounts.actions.registers import PERSON_LEFT, cleaned
from huying.accounts.actions.scopes import refresh_ranges
from huying.accounts.models import Holding, Post
from huying.core import audit, outbox
from huying.regions.queries import resolve_cover
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import Role
from huying.rules.sign_in import are_apart

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.accounts.models import Person, Unit
    from huying.core.actors import Actor

TITLE = 60


@transaction.atomic
def create_post(*, unit: Unit, title: str, role: Role, place_code: str, actor: Actor, at: datetime) -> Post:
    """Create a post that covers a place and all in it 设岗."""
    policies.GRANT_POSTS.check(actor)
    label = cleaned(title, most=TITLE)
    if Post.objects.filter(unit=unit, title=label).exists():
        raise RuleBrokenError("account.post_taken", unit=unit.pk)
    code = resolve_cover(place_code)
    post = Post.objects.create(unit=unit, title=label, role=role.value, place_code=code)
    refresh_ranges(post, on=timezone.localdate(at))
    audit.record("post.created", post, actor=actor, at=at, unit=unit.pk, role=role.value, place_code=code)
    return post


@transaction.atomic
def hold_post(
    *,
    person: Person,
    post: Post,
    valid_from: date,
    valid_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> Holding:
    """Say that a person holds a post from a day on 任职; the last day is not included."""
    policies.GRANT_POSTS.check(actor)
    if valid_to is not None and valid_to <= valid_from:
        raise RuleBrokenError("account.ends_before_start", valid_from=valid_from, valid_to=valid_to)
    _check_apart(person, post, valid_from=valid_from, valid_to=valid_to, actor=actor)
    rows = Holding.objects.select_for_update().filter(person=person, post=post)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from))
    if valid_to is not None:
        rows = rows.filter(valid_from__lt=valid_to)
    if rows.exists():
        raise RuleBrokenError("account.held_already", post=post.pk)
    holding = Holding.objects.create(person=person, post=post, valid_from=valid_from, valid_to=valid_to)
    days = {"valid_from": str(valid_from), "valid_to": str(valid_to or "")}
    audit.record("post.held", holding, actor=actor, at=at, person=person.pk, post_held=post.pk, **days)
    return holding


def _check_apart(person: Person, post: Post, *, valid_from: date, valid_to: date | None, actor: Actor) -> None:
    """Keep the three administrators apart 三员分立: nobody is two of them, and nobody gives posts to themselves."""
    if actor.person_id == person.pk:
        raise RuleBrokenError("account.own_post")
    rows = Holding.objects.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from), person=person)
    if valid_to is not None:
        rows = rows.filter(valid_from__lt=valid_to)
    held = {Role(role) for role in rows.values_list("post__role", flat=True)}
    if not all(are_apart(each, Role(post.role)) for each in held):
        raise RuleBrokenError("account.admins_apart")


@transaction.atomic
def end_holding(*, holding_id: int, on: date, actor: Actor, at: datetime) -> Holding:
    """End a holding on a day 离任; from that day on sessions and tokens in the post stop."""
    holding = Holding.objects.select_for_update().get(pk=holding_id)
    policies.GRANT_POSTS.check(actor)
    if holding.valid_to is not None and holding.valid_to <= on:
        raise RuleBrokenError("account.ended_already", valid_to=holding.valid_to)
    if on < holding.valid_from:
        raise RuleBrokenError("account.ends_before_start", valid_from=holding.valid_from, valid_to=on)
    holding.valid_to = on
    holding.save(update_fields=["valid_to"])
    outbox.publish(PERSON_LEFT, [holding.person_id])
    audit.record("post.left", holding, actor=actor, at=at, person=holding.person_id, valid_to=str(on))
    return holding
