"""Passwords and tokens 口令与令牌."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction

from huying.accounts import policies
from huying.accounts.models import AccessToken, Holding, Person, Post
from huying.accounts.queries import token_digest
from huying.core import audit, crypto
from huying.core.clock import system_now
from huying.rules import sign_in as rules
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

    from huying.core.actors import Actor


def checked_password(password: str, *, person: Person) -> str:
    """Return a password that meets the rules, or refuse with the reasons."""
    rules.check_password(password, username=person.username, by=rules.profile(settings.HUYING_SIGN_IN_PROFILE))
    try:
        password_validation.validate_password(password, user=person)
    except ValidationError as error:
        reasons = sorted(each.code or "" for each in error.error_list)
        raise RuleBrokenError("account.password_weak", reasons=reasons) from error
    return password


@transaction.atomic
def set_password(*, person_id: int, password: str, actor: Actor, at: datetime) -> Person:
    """Set a new password; every open session of the person ends by it."""
    person = Person.objects.select_for_update().get(pk=person_id)
    policies.SET_PASSWORD.check(actor, person)
    if actor.person_id == person.pk and person.check_password(password):
        raise RuleBrokenError("account.password_same")
    person.set_password(checked_password(password, person=person))
    person.password_set_at = system_now()
    person.is_password_initial = actor.person_id not in {None, person.pk}
    person.version += 1
    person.save(update_fields=["password", "password_set_at", "is_password_initial", "version"])
    audit.record("person.password_set", person, actor=actor, at=at)
    return person


@transaction.atomic
def set_same_password(*, person_ids: Collection[int], password: str, actor: Actor, at: datetime) -> None:
    """Give several people the same password, hashed once; for training and demonstration only."""
    policies.MANAGE_PEOPLE.check(actor)
    people = list(Person.objects.select_for_update().filter(pk__in=person_ids).order_by("pk"))
    for person in people:
        checked_password(password, person=person)
        person.version += 1
    digest = make_password(password)
    for person in people:
        person.password, person.password_set_at = digest, system_now()
    Person.objects.bulk_update(people, ["password", "password_set_at", "version"], batch_size=500)
    audit.write(audit.entry("person.password_set", person, actor=actor, at=at) for person in people)


@transaction.atomic
def issue_token(
    *,
    person: Person,
    post: Post | None = None,
    lasts: timedelta | None = None,
    actor: Actor,
    at: datetime,
) -> tuple[AccessToken, str]:
    """Return a new bearer token and its secret, which is shown this once; it ends by the real clock."""
    policies.GRANT_POSTS.check(actor)
    if not person.is_active:
        raise RuleBrokenError("account.inactive")
    if post is not None and not Holding.objects.filter(person=person, post=post).exists():
        raise RuleBrokenError("account.post_not_held", post=post.pk)
    secret, now = crypto.new_token(), system_now()
    token = AccessToken.objects.create(
        person=person,
        post=post,
        digest=token_digest(secret),
        created_at=now,
        expires_at=None if lasts is None else now + lasts,
    )
    audit.record("token.issued", token, actor=actor, at=at, person=person.pk, post_held=post and post.pk)
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, actor: Actor, at: datetime) -> AccessToken:
    """End a bearer token at once."""
    token = AccessToken.objects.select_for_update().get(pk=token_id)
    policies.GRANT_POSTS.check(actor)
    if token.revoked_at is not None:
        raise RuleBrokenError("account.token_revoked", revoked_at=token.revoked_at)
    token.revoked_at = system_now()
    token.save(update_fields=["revoked_at"])
    audit.record("token.revoked", token, actor=actor, at=at)
    return token
