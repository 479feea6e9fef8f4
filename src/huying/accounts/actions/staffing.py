"""Many people at once 人员批量登记: people, units, posts and holdings from the rows of a sheet.

Each row gets what the single doors give it. A sheet adds and corrects; nobody is removed because a sheet does
not name them. It takes the rights of two administrators, so only the command line can do it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from huying.accounts import policies
from huying.accounts.actions.posts import TITLE
from huying.accounts.actions.registers import (
    PERSON_NAME,
    checked_phone,
    checked_username,
    cleaned,
    new_unit,
)
from huying.accounts.actions.scopes import refresh_many
from huying.accounts.models import Holding, Person, Post, Unit
from huying.accounts.queries import valid_on
from huying.core import audit
from huying.regions.queries import place_book, plain_code, resolve_cover
from huying.regions.upsert import Saved, put
from huying.rules.errors import RuleBrokenError
from huying.rules.places import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from django.db.models import Model

    from huying.core.actors import Actor
    from huying.core.models import AuditRecord
    from huying.rules.roles import Role, UnitKind

    UnitKey = tuple[str, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody with a post as a sheet gives it; the place of the post is the unit's unless said."""

    username: str
    name: str
    phone: str = ""
    unit_name: str
    unit_kind: UnitKind
    unit_place: str
    subject: str = ""
    title: str
    role: Role
    post_place: str = ""
    valid_from: date
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    person: Person
    unit: Unit
    title: str
    role: str
    place_code: str
    valid_from: date

    @property
    def unit_key(self) -> UnitKey:
        return self.unit.kind, self.unit.place, self.unit.name


@dataclass(slots=True)
class _Writing:
    """What the rows touched, for counts and audit."""

    actor: Actor
    at: datetime
    keep: Collection[str] = ()
    entries: list[AuditRecord] = field(default_factory=list)
    created: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)
    saved: Saved = field(default_factory=Saved)

    def note(self, verb: str, subject: Model, /, **facts: object) -> None:
        """Keep an audit entry until everything is written."""
        self.entries.append(audit.entry(verb, subject, actor=self.actor, at=self.at, **facts))


def checked(row: PersonRow) -> _Line:
    """Return the rows a line asks for, not yet written, or refuse."""
    place = place_book().get(key_of(plain_code(row.unit_place)))
    if place is None:
        raise RuleBrokenError("place.unknown", code=row.unit_place[:20])
    unit = new_unit(name=row.unit_name, kind=row.unit_kind, place=place.key, subject=row.subject.strip())
    unit.is_synthetic = row.is_synthetic
    person = Person(
        username=checked_username(row.username),
        name=cleaned(row.name, most=PERSON_NAME),
        phone=checked_phone(row.phone),
        is_synthetic=row.is_synthetic,
    )
    return _Line(
        person=person,
        unit=unit,
        title=cleaned(row.title, most=TITLE),
        role=row.role.value,
        place_code=resolve_known(row.post_place) if row.post_place.strip() else place.code,
        valid_from=row.valid_from,
    )


def resolve_known(code: str) -> str:
    """Return the code of a place a post may cover, or refuse."""
    place = place_book().get(key_of(plain_code(code)))
    return place.code if place else resolve_cover(code)


@transaction.atomic
def save_people(*, rows: Sequence[PersonRow], keep: Collection[str] = (), actor: Actor, at: datetime) -> Saved:
    """Add and correct people, their units, posts and holdings, but for the fields in `keep`.

    Nobody has a password until one is set. Counts are of rows.
    """
    policies.MANAGE_PEOPLE.check(actor)
    policies.GRANT_POSTS.check(actor)
    lines = [checked(row) for row in rows]
    writing = _Writing(actor=actor, at=at, keep=keep)
    people = _save_persons(lines, writing)
    units = _save_units(lines, writing)
    posts = _save_posts(lines, units, writing)
    _save_holdings(lines, people, units, posts, writing)
    audit.write(writing.entries)
    saved, names = writing.saved, [line.person.username for line in lines]
    saved.created = sum(name in writing.created for name in names)
    saved.updated = sum(name in writing.updated - writing.created for name in names)
    saved.unchanged = len(names) - saved.created - saved.updated
    return saved


def _save_persons(lines: Sequence[_Line], writing: _Writing) -> dict[str, Person]:
    wanted = {line.person.username: line.person for line in lines}
    known = {row.username: row for row in Person.objects.select_for_update().filter(username__in=wanted)}
    fresh, changed = [], []
    for username, person in wanted.items():
        standing = known.get(username)
        if standing is None:
            person.set_unusable_password()
            fresh.append(person)
        elif changes := put(standing, {"name": person.name, "phone": person.phone}, label=username, keep=writing.keep):
            standing.version += 1
            changed.append(standing)
            writing.saved.changes += changes
    Person.objects.bulk_create(fresh, batch_size=1000)
    Person.objects.bulk_update(changed, ["name", "phone", "version"], batch_size=500)
    for person in fresh:
        writing.created.add(person.username)
        writing.note("person.created", person, has_password=False)
    for person in changed:
        writing.updated.add(person.username)
        writing.note("person.edited", person)
    return known | {person.username: person for person in fresh}


def _save_units(lines: Sequence[_Line], writing: _Writing) -> dict[UnitKey, Unit]:
    names = {line.unit.name for line in lines}
    known = {(row.kind, row.place, row.name): row for row in Unit.objects.filter(name__in=names)}
    fresh = {line.unit_key: line.unit for line in lines if line.unit_key not in known}
    Unit.objects.bulk_create(fresh.values(), batch_size=1000)
    for unit in fresh.values():
        writing.note("unit.created", unit, kind=unit.kind, place=unit.place, subject=unit.subject)
    return known | fresh


def _save_posts(lines: Sequence[_Line], units: dict[UnitKey, Unit], writing: _Writing) -> dict[tuple[int, str], Post]:
    ids = {unit.pk for unit in units.values()}
    known = {(row.unit_id, row.title): row for row in Post.objects.select_for_update().filter(unit__in=ids)}
    fresh: dict[tuple[int, str], Post] = {}
    changed: dict[int, Post] = {}
    for line in lines:
        unit = units[line.unit_key]
        key, values = (unit.pk, line.title), {"role": line.role, "place_code": line.place_code}
        post = known.get(key) or fresh.get(key)
        if post is None:
            fresh[key] = Post(unit=unit, title=line.title, **values)
        elif changes := put(post, values, label=line.person.username):
            if key in fresh:
                raise RuleBrokenError("account.post_twice", title=line.title)
            changed[post.pk] = post
            writing.updated.add(line.person.username)
            writing.saved.changes += changes
    Post.objects.bulk_create(fresh.values(), batch_size=1000)
    Post.objects.bulk_update(changed.values(), ["role", "place_code"], batch_size=500)
    for post in fresh.values():
        writing.note("post.created", post, unit=post.unit_id, role=post.role, place_code=post.place_code)
    for post in changed.values():
        writing.note("post.edited", post, role=post.role, place_code=post.place_code)
    refresh_many([*fresh.values(), *changed.values()], on=timezone.localdate(writing.at))
    return known | fresh


def _save_holdings(
    lines: Sequence[_Line],
    people: dict[str, Person],
    units: dict[UnitKey, Unit],
    posts: dict[tuple[int, str], Post],
    writing: _Writing,
) -> None:
    is_standing = valid_on(timezone.localdate(writing.at)) | Q(valid_to=None)
    standing = Holding.objects.filter(is_standing, person__in=[person.pk for person in people.values()])
    known = set(standing.values_list("person_id", "post_id"))
    fresh: dict[tuple[int, int], Holding] = {}
    for line in lines:
        person, post = people[line.person.username], posts[units[line.unit_key].pk, line.title]
        if (person.pk, post.pk) not in known and (person.pk, post.pk) not in fresh:
            fresh[person.pk, post.pk] = Holding(person=person, post=post, valid_from=line.valid_from)
            writing.updated.add(person.username)
    Holding.objects.bulk_create(fresh.values(), batch_size=1000)
    for holding in fresh.values():
        days = {"valid_from": str(holding.valid_from), "valid_to": ""}
        writing.note("post.held", holding, person=holding.person_id, post_held=holding.post_id, **days)
