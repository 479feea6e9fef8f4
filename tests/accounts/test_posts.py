from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.accounts import actions, queries
from huying.accounts.models import Person, ScopeRange
from huying.core.actors import SYSTEM, Actor
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.regions import actions as regions
from huying.regions.models import Region
from huying.rules.errors import RuleBrokenError
from huying.rules.places import key_of
from huying.rules.roles import Role, UnitKind
from tests.accounts import cast

pytestmark = pytest.mark.usefixtures("weihai")


def test_an_actor_is_found_in_one_query(at: datetime) -> None:
    officer = cast.person()
    seat = cast.post(cast.unit())
    cast.hold(officer, seat)
    with CaptureQueriesContext(connection) as seen:
        actor = queries.actor_for(officer, at=at)
    assert len(seen) == 1
    assert (actor.role, actor.unit_id, actor.post_id) == (Role.STREET_OFFICER, seat.unit_id, seat.pk)
    assert actor.covers(key_of("371002003001-0042"))
    assert not actor.covers(key_of("371002002"))


def test_a_holding_counts_by_the_day_in_china() -> None:
    officer, seat = cast.person(), cast.post(cast.unit())
    cast.hold(officer, seat, since=date(2021, 6, 1), until=date(2021, 7, 1))
    eve = datetime(2021, 5, 31, 15, 59, tzinfo=UTC)
    assert queries.actor_for(officer, at=eve).role is None
    assert queries.actor_for(officer, at=eve + timedelta(minutes=1)).role is Role.STREET_OFFICER
    last = datetime(2021, 6, 30, 15, 59, tzinfo=UTC)
    assert queries.actor_for(officer, at=last).role is Role.STREET_OFFICER
    assert queries.actor_for(officer, at=last + timedelta(minutes=1)).role is None


def test_a_post_not_held_is_refused(at: datetime) -> None:
    officer, seat = cast.person(), cast.post(cast.unit())
    with pytest.raises(RuleBrokenError, match=r"account\.post_not_held"):
        queries.actor_for(officer, at=at, post_id=seat.pk)
    assert queries.actor_for(officer, at=at) == Actor(person_id=officer.pk)


def test_a_deputy_may_act_in_the_post_of_the_absent_only_meanwhile(at: datetime) -> None:
    office = cast.unit()
    leader, deputy = cast.person("li.na", name="李娜"), cast.person("wang.fang", name="王芳")
    lead = cast.post(office, title="主任", role=Role.STREET_LEADER)
    cast.hold(leader, lead)
    cast.hold(deputy, cast.post(office))
    actions.note_absence(
        person=leader, deputy=deputy, starts_at=at, ends_at=at + timedelta(days=2), actor=SYSTEM, at=at
    )
    assert queries.actor_for(deputy, at=at).role is Role.STREET_OFFICER
    assert queries.actor_for(deputy, at=at, post_id=lead.pk).role is Role.STREET_LEADER
    assert queries.deputy_of(leader, at=at) == deputy
    with pytest.raises(RuleBrokenError):
        queries.actor_for(deputy, at=at + timedelta(days=2), post_id=lead.pk)
    assert queries.deputy_of(leader, at=at + timedelta(days=2)) is None


def test_an_absence_needs_a_deputy_who_is_there(at: datetime) -> None:
    away, other, third = cast.person("aaa"), cast.person("bbb"), cast.person("ccc")
    until = at + timedelta(days=1)
    with pytest.raises(RuleBrokenError, match=r"account\.deputy_self"):
        actions.note_absence(person=away, deputy=away, starts_at=at, ends_at=until, actor=SYSTEM, at=at)
    actions.note_absence(person=away, deputy=other, starts_at=at, ends_at=until, actor=SYSTEM, at=at)
    with pytest.raises(RuleBrokenError, match=r"account\.deputy_away"):
        actions.note_absence(person=third, deputy=away, starts_at=at, ends_at=until, actor=SYSTEM, at=at)
    with pytest.raises(RuleBrokenError, match=r"account\.absent_already"):
        actions.note_absence(person=away, deputy=third, starts_at=at, ends_at=until, actor=SYSTEM, at=at)
    with pytest.raises(NotAllowedError):
        actions.note_absence(
            person=away, deputy=third, starts_at=at, ends_at=until, actor=Actor(person_id=third.pk), at=at
        )


def test_ranges_follow_who_governs(at: datetime) -> None:
    zone = cast.post(
        cast.unit(name="高区物业办", kind=UnitKind.DISTRICT_OFFICE, place="371071"),
        role=Role.DISTRICT_CLERK,
        place="371071",
    )
    district = cast.post(
        cast.unit(name="环翠区物业办", kind=UnitKind.DISTRICT_OFFICE, place="371002"),
        role=Role.DISTRICT_CLERK,
        place="371002",
    )
    street = key_of("371002003001")
    assert queries.actor_of_post(district).covers(street)
    regions.set_administration(code="371002003", by="371071", valid_from=date(2021, 6, 2), actor=SYSTEM, at=at)
    assert actions.refresh_all_ranges(date(2021, 6, 1)) == 0
    assert actions.refresh_all_ranges(date(2021, 6, 2)) == 2
    assert queries.actor_of_post(zone).covers(street)
    assert not queries.actor_of_post(district).covers(street)
    assert queries.actor_of_post(district).covers(key_of("371002002"))
    assert actions.refresh_all_ranges(date(2021, 6, 2)) == 0


def test_within_says_the_same_as_covers(at: datetime) -> None:
    regions.set_administration(code="371002003", by="371071", valid_from=cast.SINCE, actor=SYSTEM, at=at)
    regions.create_region(code="371002001001", name="环翠社区", actor=SYSTEM, at=at)
    seat = cast.post(cast.unit(place="371002"), place="371002")
    ScopeRange.objects.create(post=seat, low=key_of("371002003002"), high=key_of("371002003002") + 10_000)
    actor = queries.actor_of_post(seat)
    codes = ["371002", "371002001001", "371002003", "371002003001", "371002003002", "371003"]
    for code in codes:
        regions_seen = Region.objects.filter(queries.within(actor, column="key"), code=code)
        assert regions_seen.exists() is actor.covers(key_of(code)), code
    assert not Region.objects.filter(queries.within(Actor(), column="key")).exists()


def test_people_and_duty_of_a_unit(at: datetime) -> None:
    office = cast.unit()
    first, second = cast.person("first"), cast.person("second")
    cast.hold(first, cast.post(office))
    cast.hold(second, cast.post(office, title="主任", role=Role.STREET_LEADER))
    on = date(2021, 6, 1)
    assert queries.people_in(office, on=on) == [first, second]
    assert queries.people_in(office, on=on, role=Role.STREET_LEADER) == [second]
    shift: dict[str, Any] = {
        "unit": office,
        "starts_at": at,
        "ends_at": at + timedelta(hours=12),
        "actor": SYSTEM,
        "at": at,
    }
    actions.set_duty_shift(person=second, order=1, **shift)
    actions.set_duty_shift(person=first, order=2, **shift)
    assert queries.on_duty(office, at=at) == [second, first]
    assert queries.on_duty(office, at=at + timedelta(hours=12)) == []
    with pytest.raises(RuleBrokenError, match=r"account\.shift_taken"):
        actions.set_duty_shift(person=first, order=1, **shift)
    outsider = Actor(person_id=first.pk, unit_id=office.pk + 1, role=Role.STREET_LEADER)
    with pytest.raises(NotAllowedError):
        actions.set_duty_shift(person=first, order=3, **shift | {"actor": outsider})


def test_a_post_is_held_once_at_a_time_and_can_be_left(at: datetime) -> None:
    officer, seat = cast.person(), cast.post(cast.unit())
    holding = cast.hold(officer, seat)
    with pytest.raises(RuleBrokenError, match=r"account\.held_already"):
        cast.hold(officer, seat, since=date(2021, 1, 1))
    actions.end_holding(holding_id=holding.pk, on=date(2021, 6, 1), actor=SYSTEM, at=at)
    assert queries.posts_of(officer, on=date(2021, 5, 31)) == [seat]
    assert queries.posts_of(officer, on=date(2021, 6, 1)) == []
    with pytest.raises(RuleBrokenError, match=r"account\.ended_already"):
        actions.end_holding(holding_id=holding.pk, on=date(2021, 6, 1), actor=SYSTEM, at=at)
    cast.hold(officer, seat, since=date(2021, 6, 1))


@pytest.mark.parametrize("username", ["", "a", "张三", "a b", "a" * 61, "x'--", "x\x00y"])
def test_a_username_is_plain(username: str, at: datetime) -> None:
    with pytest.raises(RuleBrokenError, match=r"account\.username_shape"):
        actions.create_person(username=username, name="某人", actor=SYSTEM, at=at)


def test_a_weak_password_is_refused_with_reasons(at: datetime) -> None:
    for password, facts in (("short", {"least": 12}), ("q1w2e3r4t5y6", {"reasons": ["password_too_common"]})):
        with pytest.raises(RuleBrokenError) as refused:
            actions.create_person(username="somebody", name="某人", password=password, actor=SYSTEM, at=at)
        assert refused.value.facts == facts
    assert not Person.objects.exists()


def test_the_administrators_cannot_do_each_others_work(at: datetime) -> None:
    system, security = Actor(role=Role.SYSTEM_ADMIN), Actor(role=Role.SECURITY_ADMIN)
    office = actions.create_unit(name="某街道办", kind=UnitKind.STREET, place_code="371002003", actor=system, at=at)
    with pytest.raises(NotAllowedError):
        actions.create_person(username="someone", name="某人", actor=security, at=at)
    with pytest.raises(NotAllowedError):
        actions.create_post(
            unit=office, title="岗", role=Role.STREET_OFFICER, place_code="371002003", actor=system, at=at
        )


def test_a_token_acts_for_its_person_until_it_is_revoked(at: datetime) -> None:
    officer, seat = cast.person(), cast.post(cast.unit())
    cast.hold(officer, seat)
    token, secret = actions.issue_token(person=officer, post=seat, actor=SYSTEM, at=at)
    with CaptureQueriesContext(connection) as seen:
        actor = queries.actor_by_token(secret, at=at)
    assert len(seen) == 1
    assert actor == queries.actor_for(officer, at=at)
    assert secret not in str(token.digest)
    assert queries.actor_by_token("guess", at=at) is None
    actions.revoke_token(token_id=token.pk, actor=SYSTEM, at=at)
    assert queries.actor_by_token(secret, at=at) is None


def test_a_token_ends_by_itself_and_with_its_person(at: datetime) -> None:
    officer, seat = cast.person(), cast.post(cast.unit())
    cast.hold(officer, seat)
    _, over = actions.issue_token(person=officer, lasts=timedelta(seconds=-1), actor=SYSTEM, at=at)
    _, good = actions.issue_token(person=officer, lasts=timedelta(days=1), actor=SYSTEM, at=at)
    assert queries.actor_by_token(over, at=at) is None
    assert queries.actor_by_token(good, at=at) is not None
    actions.deactivate_person(person_id=officer.pk, actor=SYSTEM, at=at)
    assert queries.actor_by_token(good, at=at) is None


def test_audit_facts_name_nobody() -> None:
    officer, seat = cast.person(), cast.post(cast.unit())
    cast.hold(officer, seat)
    written = str(list(AuditRecord.objects.values_list("facts", flat=True)))
    assert "张伟" not in written
    assert "zhang.wei" not in written
    verbs = set(AuditRecord.objects.values_list("verb", flat=True))
    assert {"unit.created", "person.created", "post.created", "post.held"} <= verbs


def test_a_stale_form_is_refused(at: datetime) -> None:
    office = cast.unit()
    change: dict[str, Any] = {
        "unit_id": office.pk,
        "phone": "0631-5200000",
        "is_active": True,
        "actor": SYSTEM,
        "at": at,
    }
    actions.edit_unit(version=1, name="竹岛街道", **change)
    with pytest.raises(RuleBrokenError, match=r"form\.stale"):
        actions.edit_unit(version=1, name="别名", **change)


def test_system_actor_is_not_a_post() -> None:
    assert replace(SYSTEM, is_system=False) == Actor()
