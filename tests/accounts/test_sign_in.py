from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from huying.accounts import actions
from huying.accounts.actions import sign_in as door
from huying.accounts.models import Person, Post, SignInTry
from huying.core import clock
from huying.core.actors import SYSTEM
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import Role
from tests.accounts import cast

pytestmark = pytest.mark.usefixtures("weihai")


@pytest.fixture
def seat(weihai: None) -> Post:  # noqa: ARG001 - the places must stand first
    return cast.post(cast.unit())


@pytest.fixture
def officer(seat: Post) -> Person:
    who = cast.person()
    cast.hold(who, seat)
    return who


def _try(username: str, password: str, *, at: datetime, address: str = "192.0.2.1") -> Person:
    return door.sign_in(username=username, password=password, address=address, at=at, real_at=at)


def _post(client: Client, password: str = cast.PASSWORD, **more: str) -> int:
    answer = client.post(reverse("accounts:sign_in"), {"username": "zhang.wei", "password": password, **more})
    return answer.status_code


@pytest.mark.usefixtures("officer")
def test_the_answer_is_the_same_for_a_wrong_name_and_a_wrong_password(at: datetime) -> None:
    for name in ("zhang.wei", "nobody"):
        with pytest.raises(RuleBrokenError, match=r"^account\.sign_in_failed$"):
            _try(name, "wrong", at=at)


@pytest.mark.parametrize("name", ["zhang.wei", "nobody"])
@pytest.mark.usefixtures("officer")
def test_five_failures_lock_for_a_quarter_of_an_hour(name: str, at: datetime) -> None:
    for _ in range(5):
        with pytest.raises(RuleBrokenError, match="failed"):
            _try(name, "wrong", at=at)
    for _ in range(20):
        with pytest.raises(RuleBrokenError, match=r"account\.locked"):
            _try(name, cast.PASSWORD, at=at + timedelta(minutes=14, seconds=59))
    if name == "zhang.wei":
        assert _try(name, cast.PASSWORD, at=at + timedelta(minutes=15)).username == name


def test_strangers_do_not_lock_the_owner_out(officer: Person, at: datetime) -> None:
    for _ in range(5):
        with pytest.raises(RuleBrokenError):
            _try("zhang.wei", "wrong", at=at, address="203.0.113.9")
    assert _try("Zhang.Wei ", cast.PASSWORD, at=at) == officer


@pytest.mark.usefixtures("officer")
def test_an_address_that_sprays_names_is_locked(at: datetime) -> None:
    for number in range(door.ADDRESS_TRIES):
        with pytest.raises(RuleBrokenError, match="failed"):
            _try(f"name{number}", "wrong", at=at)
    with pytest.raises(RuleBrokenError, match="locked"):
        _try("zhang.wei", cast.PASSWORD, at=at)


@pytest.mark.usefixtures("officer")
def test_success_clears_the_count_and_tries_keep_no_names(at: datetime) -> None:
    for _ in range(4):
        with pytest.raises(RuleBrokenError):
            _try("zhang.wei", "wrong", at=at)
    assert "zhang" not in str(list(SignInTry.objects.values()))
    _try("zhang.wei", cast.PASSWORD, at=at)
    assert not SignInTry.objects.exists()


def test_the_page_signs_in_and_out(client: Client, officer: Person) -> None:
    assert client.get(reverse("accounts:sign_in")).status_code == 200
    assert _post(client, "wrong") == 403
    assert _post(client) == 302
    assert client.get("/account/post/").status_code == 200
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    assert client.post(reverse("accounts:sign_out")).status_code == 302
    assert client.get("/account/post/").status_code == 302
    officer.refresh_from_db()


@pytest.mark.usefixtures("officer")
def test_sign_in_changes_the_session_and_stays_on_the_site(client: Client) -> None:
    client.get(reverse("accounts:sign_in"))
    before = client.session.session_key
    answer = client.post(
        reverse("accounts:sign_in"),
        {"username": "zhang.wei", "password": cast.PASSWORD, "next": "https://example.org/"},
    )
    assert answer.headers["Location"] == "/desk/"
    assert client.session.session_key != before


@pytest.mark.usefixtures("officer")
def test_forms_need_a_token() -> None:
    assert _post(Client(enforce_csrf_checks=True)) == 403


def test_somebody_without_a_post_is_told_so(client: Client) -> None:
    cast.person()
    answer = client.post(reverse("accounts:sign_in"), {"username": "zhang.wei", "password": cast.PASSWORD})
    assert answer.status_code == 403
    assert "sessionid" not in answer.cookies


def test_a_session_ends_with_the_holding(client: Client, officer: Person) -> None:
    assert _post(client) == 302
    holding = officer.holdings.get()
    today = clock.now().date()
    actions.end_holding(holding_id=holding.pk, on=today, actor=SYSTEM, at=clock.now())
    assert client.get("/account/post/").status_code == 302


def test_a_session_ends_with_the_person(client: Client, officer: Person) -> None:
    assert _post(client) == 302
    actions.deactivate_person(person_id=officer.pk, actor=SYSTEM, at=clock.now())
    assert client.get("/account/post/").status_code == 302
    assert _post(client) == 403


def test_an_idle_session_ends(client: Client, officer: Person) -> None:
    assert _post(client) == 302
    session = client.session
    session["seen"] -= 2 * 3600 + 1
    session.save()
    assert client.get("/account/post/").status_code == 302
    officer.refresh_from_db()


def test_a_post_is_chosen_among_those_held(client: Client, officer: Person, seat: Post) -> None:
    other = cast.post(seat.unit, title="主任", role=Role.STREET_LEADER)
    cast.hold(officer, other, since=date(2021, 1, 1))
    foreign = cast.post(seat.unit, title="别人的岗", role=Role.STREET_LEADER)
    assert _post(client) == 302
    assert client.session["post"] == seat.pk
    assert client.post(reverse("accounts:choose_post"), {"post": foreign.pk}).status_code == 403
    assert client.post(reverse("accounts:choose_post"), {"post": "x"}).status_code == 403
    assert client.post(reverse("accounts:choose_post"), {"post": other.pk}).status_code == 302
    assert client.session["post"] == other.pk


def test_a_password_is_changed_and_other_sessions_end(client: Client, officer: Person) -> None:
    elsewhere = Client()
    assert _post(client) == _post(elsewhere) == 302
    form = {"current": cast.PASSWORD, "new": "another long secret", "again": "another long secret"}
    url = reverse("accounts:change_password")
    assert client.post(url, form | {"current": "wrong"}).status_code == 403
    assert client.post(url, form | {"new": "short", "again": "short"}).status_code == 403
    assert client.post(url, form | {"again": "different"}).status_code == 200
    assert client.post(url, form).status_code == 302
    assert client.get("/account/post/").status_code == 200
    assert elsewhere.get("/account/post/").status_code == 302
    officer.refresh_from_db()
    assert officer.check_password("another long secret")
