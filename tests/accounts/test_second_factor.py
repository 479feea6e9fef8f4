"""The second factor at its bounds, and the gate before every page of whoever owes a code or a new password."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from django.conf import settings
from django.test import Client

from huying.accounts import actions
from huying.accounts.models import Person, RecoveryCode, SecondFactor
from huying.config import serving
from huying.core import clock
from huying.core.actors import SYSTEM
from huying.core.clock import system_now
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from tests.people import AT, PASSWORD

if TYPE_CHECKING:
    from datetime import datetime

    from tests.people import City

CODE, FACTOR, DESK = "/account/code/", "/account/second-factor/", "/desk/notices/"
ADMIN, CLERK = "security_admin", "district_clerk"


@pytest.fixture(params=["admins"])
def asked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Ask a second factor of administrators."""
    monkeypatch.setattr(settings, "HUYING_SECOND_FACTOR", request.param)
    return str(request.param)


@pytest.fixture
def of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask a second factor of everybody."""
    monkeypatch.setattr(settings, "HUYING_SECOND_FACTOR", "all")


def enrolled(person: Person, *, at: datetime | None = None) -> tuple[pyotp.TOTP, list[str]]:
    """Take a phone into use; returns what it shows and the recovery codes."""
    at = at or system_now() - timedelta(minutes=2)
    phone = pyotp.TOTP(actions.begin_factor(person=person))
    return phone, actions.confirm_factor(person=person, code=phone.at(at), at=AT, real_at=at)


def signed_in(name: str) -> Client:
    """Type name and password."""
    client = Client()
    assert client.post("/account/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def led_to(client: Client, address: str = DESK) -> str:
    """Return where a page leads, itself where it opens."""
    answer = client.get(address)
    return address if answer.status_code == 200 else answer.headers["Location"].partition("?")[0]


def passed(person: Person, code: str, *, at: datetime) -> bool:
    return actions.pass_factor(person=person, code=code, at=AT, real_at=at)


def refused(person: Person, code: str, *, at: datetime) -> str:
    with pytest.raises(RuleBrokenError) as told:
        passed(person, code, at=at)
    return told.value.code


@pytest.mark.usefixtures("asked")
def test_an_administrator_goes_by_code_and_nobody_else(city: City) -> None:
    assert led_to(signed_in(CLERK)) == DESK
    client = signed_in(ADMIN)
    assert led_to(client) == CODE
    assert led_to(client, CODE) == FACTOR
    page = client.get(FACTOR).content.decode()
    secret = re.search(r'class="code">([A-Z2-7 ]+)<', page)
    assert secret is not None
    assert "data:image/svg+xml" in page
    assert client.post(FACTOR, {"code": "000000"}).status_code == 403
    assert led_to(client) == CODE
    answer = client.post(FACTOR, {"code": pyotp.TOTP(secret[1].replace(" ", "")).now()})
    assert answer.status_code == 200
    assert len(re.findall(r"<code class=\"code\">[0-9A-Z-]{29}</code>", answer.content.decode())) == 8
    assert led_to(client) == DESK
    assert city.people[ADMIN].pk == SecondFactor.objects.get().person_id


@pytest.mark.usefixtures("of_all")
def test_by_profile_everybody_goes_by_code(city: City) -> None:
    assert led_to(signed_in(CLERK)) == CODE
    phone, _codes = enrolled(city.people[CLERK])
    client = signed_in(CLERK)
    for address in (DESK, "/desk/", "/account/post/", "/desk/cases/export.csv"):
        assert led_to(client, address) == CODE, address
    assert client.post("/desk/notices/read", {}).status_code in {302, 404, 405}
    assert client.post(CODE, {"code": phone.now(), "next": DESK}).headers["Location"] == DESK
    assert led_to(client) == DESK


@pytest.mark.usefixtures("asked")
def test_who_chose_a_phone_is_asked_for_it_in_any_post(city: City) -> None:
    enrolled(city.people[CLERK])
    assert led_to(signed_in(CLERK)) == CODE


@pytest.mark.usefixtures("asked")
def test_the_code_makes_a_new_session_and_signing_out_is_open_before_it(city: City) -> None:
    phone, _codes = enrolled(city.people[ADMIN])
    client = signed_in(ADMIN)
    before = client.session.session_key
    assert client.post(CODE, {"code": phone.now()}).status_code == 302
    assert client.session.session_key != before
    other = signed_in(ADMIN)
    assert other.post("/account/sign-out/").status_code == 302
    assert led_to(other) == "/account/sign-in/"


def test_a_code_works_once_and_for_a_minute_and_a_half_at_most(city: City) -> None:
    person, now = city.people[CLERK], system_now()
    phone, _codes = enrolled(person, at=now - timedelta(hours=1))
    for seconds in (-61, 61):
        assert refused(person, phone.at(now + timedelta(seconds=seconds)), at=now) == "factor.wrong"
    assert passed(person, phone.at(now - timedelta(seconds=30)), at=now) is False
    assert passed(person, phone.at(now), at=now) is False
    assert refused(person, phone.at(now), at=now) == "factor.wrong"
    assert refused(person, phone.at(now - timedelta(seconds=30)), at=now) == "factor.wrong"
    assert refused(person, "", at=now) == "factor.wrong"


def test_five_wrong_codes_lock_even_the_right_one_until_the_window_ends(city: City) -> None:
    person = city.people[CLERK]
    now = system_now().replace(minute=0, second=5) + timedelta(hours=1)
    phone, _codes = enrolled(person, at=now - timedelta(hours=2))
    for _ in range(5):
        assert refused(person, "000000", at=now) == "factor.wrong"
    assert refused(person, phone.at(now), at=now) == "throttle.too_many"
    later = now + timedelta(minutes=15)
    assert passed(person, phone.at(later), at=later) is False
    assert AuditRecord.objects.filter(verb="factor.failed", object_id=person.pk).count() == 5


def test_a_patient_guesser_has_thirty_tries_a_day(city: City) -> None:
    person = city.people[CLERK]
    day = system_now().replace(hour=0, minute=0, second=5) + timedelta(days=1)
    enrolled(person, at=day - timedelta(days=1))
    told = [refused(person, "000000", at=day + timedelta(minutes=15 * turn)) for turn in range(31)]
    assert told == ["factor.wrong"] * 30 + ["throttle.too_many"]


def test_a_recovery_code_works_once_and_is_kept_as_a_hash(city: City) -> None:
    person, now = city.people[CLERK], system_now()
    _phone, codes = enrolled(person)
    assert len(set(codes)) == 8
    kept = str(list(RecoveryCode.objects.values())) + str(list(SecondFactor.objects.values()))
    assert not any(each.replace("-", "") in kept for each in codes)
    assert passed(person, codes[0].lower().replace("-", " "), at=now) is True
    assert refused(person, codes[0], at=now) == "factor.wrong"
    stranger = city.people["city_clerk"]
    enrolled(stranger)
    assert refused(stranger, codes[1], at=now) == "factor.wrong"


def test_new_codes_and_another_phone_need_a_code_again(city: City) -> None:
    person = city.people[CLERK]
    phone, old = enrolled(person)
    client = signed_in(CLERK)
    client.post(CODE, {"code": old[0]})
    assert "7" in client.get(FACTOR).content.decode()
    assert client.post("/account/recovery-codes/", {"code": "000000"}).status_code == 403
    assert client.post("/account/another-phone/", {"code": "000000"}).status_code == 403
    assert client.post("/account/recovery-codes/", {"code": phone.now()}).status_code == 200
    assert refused(person, old[1], at=system_now()) == "factor.wrong"
    elsewhere = Client()
    elsewhere.force_login(Person.objects.get(pk=person.pk))
    assert led_to(elsewhere, "/account/post/") == "/account/post/"
    later = pyotp.TOTP(phone.secret).at(system_now() + timedelta(seconds=30))
    assert client.post("/account/another-phone/", {"code": later}).status_code == 302
    assert led_to(client, FACTOR) == FACTOR
    assert not RecoveryCode.objects.filter(person=person).exists()
    assert led_to(elsewhere, "/account/post/") == "/account/sign-in/"


def test_only_the_security_administrator_resets_and_never_the_own_one(city: City) -> None:
    person = city.people[CLERK]
    enrolled(person)
    elsewhere = Client()
    elsewhere.force_login(person)
    for name in ("system_admin", "audit_admin", CLERK, "city_leader"):
        with pytest.raises(NotAllowedError):
            actions.reset_factor(person_id=person.pk, actor=city[name], at=AT)
    enrolled(city.people[ADMIN])
    with pytest.raises(NotAllowedError):
        actions.reset_factor(person_id=city.people[ADMIN].pk, actor=city[ADMIN], at=AT)
    assert led_to(elsewhere, "/account/post/") == "/account/post/"
    actions.reset_factor(person_id=person.pk, actor=city[ADMIN], at=AT)
    assert led_to(elsewhere, "/account/post/") == "/account/sign-in/"
    assert AuditRecord.objects.filter(verb="factor.removed", actor_id=city.people[ADMIN].pk).count() == 1


def test_a_password_somebody_else_chose_is_changed_first(city: City) -> None:
    person = city.people[CLERK]
    actions.set_password(person_id=person.pk, password="a fresh start 2", actor=city["system_admin"], at=AT)
    client = Client()
    client.post("/account/sign-in/", {"username": CLERK, "password": "a fresh start 2"})
    assert led_to(client) == "/account/password/"
    form = {"current": "a fresh start 2", "new": "a fresh start 2", "again": "a fresh start 2"}
    assert client.post("/account/password/", form).status_code == 403
    form |= {"new": PASSWORD, "again": PASSWORD}
    assert client.post("/account/password/", form).status_code == 302
    assert led_to(client) == DESK


@pytest.mark.parametrize(("profile", "where"), [("mlps3", "/account/password/"), ("asvs", DESK)])
def test_an_old_password_is_changed_where_the_profile_says_so(
    profile: str, where: str, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HUYING_SIGN_IN_PROFILE", profile)
    client = signed_in(CLERK)
    people = Person.objects.filter(pk=city.people[CLERK].pk)
    people.update(password_set_at=system_now() - timedelta(days=90) + timedelta(minutes=1))
    assert led_to(client) == DESK
    people.update(password_set_at=system_now() - timedelta(days=90, minutes=1))
    assert led_to(client) == where


@pytest.mark.parametrize(("idle", "where"), [(29, DESK), (31, "/account/sign-in/")])
@pytest.mark.usefixtures("city")
def test_a_session_rests_half_an_hour_at_most(idle: int, where: str) -> None:
    client = signed_in(CLERK)
    session = client.session
    session["seen"] -= idle * 60
    session.save()
    assert led_to(client) == where


@pytest.mark.parametrize(("hours", "where"), [(11, DESK), (13, "/account/sign-in/")])
@pytest.mark.usefixtures("city")
def test_a_session_lasts_twelve_hours_at_most(hours: int, where: str) -> None:
    client = signed_in(CLERK)
    session = client.session
    session["began"] -= hours * 3600
    session.save()
    assert led_to(client) == where


@pytest.mark.usefixtures("of_all")
def test_a_session_ends_with_the_holding_even_after_the_code(city: City) -> None:
    person = city.people[CLERK]
    phone, _codes = enrolled(person)
    client = signed_in(CLERK)
    client.post(CODE, {"code": phone.now()})
    assert led_to(client) == DESK
    holding = person.holdings.get()
    actions.end_holding(holding_id=holding.pk, on=clock.now().date(), actor=SYSTEM, at=clock.now())
    assert led_to(client) == "/account/sign-in/"


@pytest.mark.parametrize(
    ("settings_", "code"),
    [
        ({"HUYING_SECOND_FACTOR": "none"}, "serve.no_second_factor"),
        ({"HUYING_SECOND_FACTOR": "some"}, "serve.second_factor_unknown"),
        ({"HUYING_SIGN_IN_PROFILE": "lax", "HUYING_SECOND_FACTOR": "all"}, "sign_in.profile_unknown"),
    ],
)
def test_production_is_not_served_without(
    settings_: dict[str, Any], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HUYING_PRODUCTION", True)
    for name, value in settings_.items():
        monkeypatch.setattr(settings, name, value)
    with pytest.raises(RuleBrokenError) as told:
        serving.check("127.0.0.1")
    assert told.value.code == code
