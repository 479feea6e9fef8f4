"""The demo city is built once, found again, and never where something else stands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from huying.accounts.models import Absence, Person, Unit
from huying.accounts.queries import actor_by_token, on_duty
from huying.cases.models import Case, CaseStep, HotlineTotal
from huying.cases.models.cases import CHINA
from huying.conferences.models import Conference
from huying.config import checkup, cli, working
from huying.core import clock
from huying.core.invariants import judge
from huying.demo import causes, city, leftovers, seasonal, together
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import Role
from huying.seasons.models import Roster, Surge, Watch
from huying.whistles.models import Whistle
from tests.demo.conftest import SEED, TINY

if TYPE_CHECKING:
    from pathlib import Path


LIVELY = replace(TINY, share_at_end=0.15)
"""Enough open cases at the end that some are told by many."""


@pytest.mark.usefixtures("reference_loaded")
def test_a_city_has_its_size_and_a_login_for_each_role() -> None:
    found = city.build(LIVELY, seed=SEED, progress=lambda _count: None)
    size = {"districts": 7, "streets": 73, "synthetic_streets": 1, "communities": 258, "enterprises": 353}
    assert {name: found["counts"][name] for name in size} == size
    assert found["counts"]["compounds"] == 3000
    assert found["counts"]["cases"] == Case.objects.count() > 100
    assert found["counts"]["whistles"] == Whistle.objects.filter(is_synthetic=True).count() == together.STREETS
    assert {row.state for row in Whistle.objects.all()} == {"waiting", "blown", "decided", "closed"}
    assert found["counts"]["conferences"] == Conference.objects.filter(is_synthetic=True).count() == 5
    assert {row.state for row in Conference.objects.all()} == {"planned", "called", "held", "issued"}
    assert found["counts"]["supervision_orders"] == together.ORDERS
    assert found["counts"]["problems"] == together.PROBLEMS
    assert {row.state for row in Watch.objects.all()} == {"handed", "taken"}
    event = Surge.objects.get(state="running")
    assert event.people == event.links.filter(state="joined").count() >= seasonal.PEOPLE - 1
    assert event.links.filter(state="proposed").count() == seasonal.LATER
    assert {(str(row.first_on), row.name) for row in Roster.objects.all()} == {("2022-01-01", "元旦")}
    broken = [each.invariant.name for each in judge(checkup.all_invariants()) if each.count]
    assert set(broken) <= {"worker.silent"}
    assert {login["role"] for login in found["logins"]} == {role.value for role in Role}
    colleague = Person.objects.get(username=found["colleague"])
    staff = next(login["username"] for login in found["logins"] if login["role"] == "enterprise_staff")
    assert colleague.check_password(city.PASSWORD)
    assert colleague.username != staff
    units = {Unit.objects.get(posts__holdings__person__username=name).pk for name in (staff, colleague.username)}
    assert len(units) == 1
    ends = datetime.combine(causes.LAST_DAY, datetime.min.time(), CHINA) + city.ENDS_AT
    assert abs(clock.now() - ends) < timedelta(minutes=1)
    for login in found["logins"]:
        actor = actor_by_token(login["token"], at=clock.now())
        assert actor is not None
        assert actor.role == Role(login["role"])
    assert HotlineTotal.objects.filter(is_synthetic=False).count() == 0
    assert not Person.objects.filter(is_synthetic=False).exists()
    assert on_duty(Unit.objects.get(kind="hotline"), at=ends + timedelta(hours=12))
    assert Absence.objects.filter(starts_at__lte=ends, ends_at__gt=ends).exists()
    assert city.standing() == json.loads(json.dumps(found))
    with pytest.raises(RuleBrokenError, match=r"demo\.database_not_empty"):
        city.build(LIVELY, seed=SEED, progress=lambda _count: None)


@pytest.mark.usefixtures("reference_loaded")
def test_it_goes_on_from_where_it_stands() -> None:
    built = city.build(TINY, seed=SEED, progress=lambda _count: None)
    still_open = list(Case.objects.exclude(state="closed").values_list("pk", flat=True))
    since = datetime.fromisoformat(built["until"])
    until = since + timedelta(days=20)
    found = city.carry_on(until, progress=lambda _count: None)
    assert found["until"] == until.isoformat()
    assert found["logins"] == built["logins"]
    assert found["counts"]["cases"] > built["counts"]["cases"]
    assert Case.objects.filter(pk__in=still_open, state="closed", closed_at__gt=since).exists()
    assert not CaseStep.objects.filter(case__in=still_open, at__gt=until).exists()
    assert Case.objects.filter(received_at__gt=since, is_synthetic=True).exists()
    assert HotlineTotal.objects.filter(month=until.date().replace(day=1)).count() == 7
    assert abs(clock.now() - until) < timedelta(minutes=1)
    again = city.carry_on(until - timedelta(days=3), progress=lambda _count: None)
    assert again["until"] == until.isoformat()


@pytest.mark.usefixtures("db")
def test_nothing_goes_on_without_a_city() -> None:
    with pytest.raises(RuleBrokenError, match=r"demo\.no_city"):
        city.carry_on(clock.now(), progress=lambda _count: None)


@pytest.mark.usefixtures("city")
def test_no_city_beside_a_real_one() -> None:
    with pytest.raises(RuleBrokenError, match=r"demo\.database_not_empty"):
        city.check_empty()


@pytest.mark.usefixtures("db")
def test_an_unfinished_city_elsewhere_is_refused() -> None:
    leftovers.begin()
    with pytest.raises(RuleBrokenError, match=r"demo\.unfinished"):
        leftovers.clear()
    leftovers.end()
    leftovers.clear()


def test_the_rate_falls_as_published() -> None:
    assert causes.rate(causes.FIRST_DAY) == pytest.approx(0.072)
    assert causes.rate(causes.LAST_DAY) == pytest.approx(0.004, abs=0.0005)
    rates = [causes.rate(causes.FIRST_DAY + timedelta(days=number)) for number in range(0, 1096, 7)]
    assert rates == sorted(rates, reverse=True)


@override_settings(HUYING_DEMO=True, HUYING_PRODUCTION=True)
def test_no_worker_for_a_demo_in_production() -> None:
    for refused in (working.Worker, working.turn):
        with pytest.raises(RuleBrokenError, match=r"serve\.demo_in_production"):
            refused()


def test_production_refuses_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_PRODUCTION", "1")
    with pytest.raises(SystemExit, match="for trying only"):
        cli.main(["demo", "--data-dir", str(tmp_path / "new"), "--no-serve"])
    assert not (tmp_path / "new").exists()
