"""Signing in at a provider: who is let in, in which post, by which second factor, and how it ends."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from joserfc import jwt

from huying.accounts import actions
from huying.accounts.models import Holding, Person, Post
from huying.config import serving
from huying.core import clock, oidc, outgoing
from huying.core.actors import SYSTEM
from huying.core.models import AuditRecord, TryCount
from huying.rules.errors import RuleBrokenError
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, KEY, NEXT_KEY, Provider
from tests.accounts.test_second_factor import CODE, DESK, enrolled, led_to
from tests.people import AT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.people import City

BEGIN, BACK, SIGN_IN = "/account/provider/", "/account/provider/back/", "/account/sign-in/"
CLERK = "district_clerk"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Serve a provider and name it in the settings."""
    found = Provider()
    found.begin()
    set_oidc(monkeypatch, found)
    monkeypatch.setattr(settings, "HUYING_OUTGOING_HOSTS", found.allowed)
    oidc.forget()
    yield found
    oidc.forget()
    found.end()


def set_oidc(monkeypatch: pytest.MonkeyPatch, provider: Provider, **more: str | bool) -> None:
    given = {"issuer": provider.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    monkeypatch.setattr(settings, "HUYING_OIDC", {**settings.HUYING_OIDC, **given, **more})


def begun(client: Client, **more: str) -> str:
    """Press the button; returns where the browser is led."""
    answer = client.post(BEGIN, more)
    assert answer.status_code == 200, answer.content.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.content.decode())
    assert found is not None
    return html.unescape(found[1])


def came_back(client: Client, provider: Provider, **more: str) -> Any:
    """Go to the provider and come back."""
    return client.get(BACK, provider.authorize(begun(client, **more)))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_without_a_provider_there_is_nothing_to_press_or_to_come_back_to(client: Client, city: City) -> None:
    assert city.people[CLERK].is_active
    assert BEGIN not in client.get(SIGN_IN).content.decode()
    assert client.post(BEGIN).status_code == 404
    assert client.get(BACK, {"code": "x", "state": "y"}).status_code == 404


def test_who_has_an_account_is_let_in_where_they_wanted_to_go(client: Client, city: City, provider: Provider) -> None:
    page = client.get(SIGN_IN, {"next": DESK}).content.decode()
    assert f'action="{BEGIN}"' in page
    before = AuditRecord.objects.count()
    away = begun(client, next=DESK)
    anonymous = client.session.session_key
    answer = client.get(BACK, provider.authorize(away))
    assert (answer.status_code, answer.headers["Location"]) == (302, DESK)
    assert client.session.session_key != anonymous
    assert client.get(DESK).status_code == 200
    told = AuditRecord.objects.order_by("id")[before]
    assert (told.verb, told.actor_id, told.facts) == (
        "person.signed_in",
        city.people[CLERK].pk,
        {"way": "provider"},
    )
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_claim_is_the_operators_choice(
    client: Client, city: City, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_oidc(monkeypatch, provider, claim="employee")
    provider.more = {"employee": "street_officer"}
    came_back(client, provider)
    assert client.session["_auth_user_id"] == str(city.people["street_officer"].pk)


@pytest.mark.parametrize("subject", ["nobody.here", "District_Clerk", " district_clerk", "x" * 61])
def test_nobody_is_made_or_found_by_likeness(client: Client, city: City, provider: Provider, subject: str) -> None:
    provider.subject = subject
    rows = [Person.objects.count(), Post.objects.count(), Holding.objects.count()]
    answer = came_back(client, provider)
    assert answer.status_code == 403
    assert "没有同名" in answer.content.decode()
    assert not is_in(client)
    assert [Person.objects.count(), Post.objects.count(), Holding.objects.count()] == rows
    told = AuditRecord.objects.latest("id")
    assert (told.verb, told.facts) == ("sign_in.failed", {"way": "provider", "code": "oidc.no_account"})
    assert city.people[CLERK].username not in str(told.facts)


def test_who_left_is_not_let_in_and_who_leaves_is_out_at_once(client: Client, city: City, provider: Provider) -> None:
    came_back(client, provider)
    assert client.get(DESK).status_code == 200
    actions.deactivate_person(person_id=city.people[CLERK].pk, actor=city["system_admin"], at=clock.now())
    assert client.get(DESK).headers["Location"].startswith(SIGN_IN)
    assert came_back(client, provider).status_code == 403
    assert led_to(client) == SIGN_IN


def test_who_holds_no_post_is_not_let_in(client: Client, city: City, provider: Provider) -> None:
    Holding.objects.filter(person=city.people[CLERK]).delete()
    answer = came_back(client, provider)
    assert answer.status_code == 403
    assert not is_in(client)
    assert AuditRecord.objects.latest("id").facts["code"] == "account.no_post"


@pytest.mark.parametrize(
    ("claims", "is_trusted"),
    [
        ({"acr": "urn:strong"}, True),
        ({"amr": ["pwd", "otp"]}, True),
        ({}, False),
        ({"acr": "urn:weak", "amr": ["pwd"]}, False),
        ({"acr": ["urn:strong"]}, False),
        ({"amr": "otp"}, False),
        ({"amr": [["otp"], None, 1]}, False),
        ({"acr": "", "amr": [""]}, False),
    ],
)
@pytest.mark.parametrize("has_phone", [True, False])
@pytest.mark.usefixtures("city")
def test_a_second_factor_of_the_provider_counts_only_where_it_is_trusted(
    *,
    client: Client,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
    claims: dict[str, Any],
    is_trusted: bool,
    has_phone: bool,
) -> None:
    monkeypatch.setattr(settings, "HUYING_SECOND_FACTOR", "all")
    set_oidc(monkeypatch, provider, trusted_acr="urn:strong, urn:stronger", trusted_amr="otp,hwk")
    if has_phone:
        enrolled(Person.objects.get(username=CLERK))
    provider.more = claims
    assert "acr_values=urn%3Astrong+urn%3Astronger" in begun(client)
    came_back(client, provider)
    assert led_to(client) == (DESK if is_trusted else CODE)


@pytest.mark.usefixtures("city")
def test_nothing_is_trusted_unless_the_operator_says_so(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HUYING_SECOND_FACTOR", "all")
    provider.more = {"acr": "urn:strong", "amr": ["otp", "hwk", "mfa"]}
    came_back(client, provider)
    assert led_to(client) == CODE


def test_the_provider_keeps_the_password_so_none_is_to_be_changed_here(
    client: Client, city: City, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HUYING_SIGN_IN_PROFILE", "mlps3")
    person = city.people[CLERK]
    Person.objects.filter(pk=person.pk).update(
        is_password_initial=True, password_set_at=clock.system_now() - timedelta(days=400)
    )
    came_back(client, provider)
    assert led_to(client) == DESK


@pytest.mark.usefixtures("city")
def test_a_new_key_of_the_provider_is_read_when_it_is_met(client: Client, provider: Provider) -> None:
    came_back(client, provider)
    provider.key, provider.published = NEXT_KEY, [KEY, NEXT_KEY]
    provider.sign = lambda known, claims: jwt.encode({"alg": "RS256", "kid": "k2"}, claims, known.key)
    assert came_back(client, provider).status_code == 403  # the keys were read within the minute
    assert provider.asked["/staff/keys"] == 1
    when, told = oidc._memory.read[f"{provider.issuer}/keys"]
    oidc._memory.read[f"{provider.issuer}/keys"] = when - oidc.AGAIN, told
    assert came_back(client, provider).status_code == 302
    assert provider.asked["/staff/keys"] == 2
    assert provider.asked["/staff/.well-known/openid-configuration"] == 1


@pytest.mark.usefixtures("city")
def test_a_silent_provider_is_waited_for_once_and_the_password_still_works(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def silent(goal: outgoing.Target, *_given: Any, seconds: float, **_more: Any) -> bytes:
        calls.append(goal.path)
        assert seconds <= 5
        raise RuleBrokenError("outgoing.failed", host=goal.host, told="TimeoutError")

    monkeypatch.setattr(outgoing, "ask", silent)
    for _turn in range(3):
        answer = client.post(BEGIN)
        assert answer.status_code == 503
        assert 'name="password"' in answer.content.decode()
    assert len(calls) == 1
    oidc._memory.silent[provider.issuer] = clock.system_now() - timedelta(seconds=1)
    client.post(BEGIN)
    assert len(calls) == 2


@pytest.mark.usefixtures("city")
def test_attempts_are_counted_by_address(client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    assert provider.issuer
    monkeypatch.setattr("huying.accounts.provider_views.MOST_AN_HOUR", 2)
    for _turn in range(2):
        begun(client)
    assert client.post(BEGIN).status_code == 429
    assert TryCount.objects.get().count == 3


@pytest.mark.usefixtures("city")
def test_signing_out_ends_the_session_there_too_where_it_is_wanted(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    came_back(client, provider)
    assert client.post("/account/sign-out/").headers["Location"] == SIGN_IN
    set_oidc(monkeypatch, provider, sign_out=True)
    came_back(client, provider)
    answer = client.post("/account/sign-out/").content.decode()
    assert html.unescape(answer).count(f"{provider.issuer}/end?client_id=huying+desk&post_logout_redirect_uri=") == 2
    assert not is_in(client)
    provider.told = {"end_session_endpoint": "https://elsewhere.test/end"}
    oidc.forget()
    came_back(client, provider)
    assert client.post("/account/sign-out/").headers["Location"] == SIGN_IN


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_id": ""}, "oidc.not_whole"),
        ({"claim": ""}, "oidc.not_whole"),
        ({"scopes": "profile"}, "oidc.not_whole"),
        ({"issuer": "https://elsewhere.test"}, "outgoing.not_listed"),
        ({"issuer": "ftp://accounts.test"}, "outgoing.address"),
    ],
)
def test_a_provider_by_halves_does_not_start(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], code: str
) -> None:
    serving.check_sign_in()
    set_oidc(monkeypatch, provider, **change)
    with pytest.raises(RuleBrokenError, match=code):
        serving.check_sign_in()


def test_a_provider_without_tls_does_not_start_in_production(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert provider.issuer.startswith("http:")
    monkeypatch.setattr(settings, "HUYING_PRODUCTION", True)
    monkeypatch.setattr(settings, "HUYING_SECOND_FACTOR", "all")
    with pytest.raises(RuleBrokenError, match=r"oidc\.not_encrypted"):
        serving.check_sign_in()


def test_a_public_client_and_one_that_posts_its_secret_name_themselves_in_the_body(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies: list[bytes] = []

    def told(_goal: outgoing.Target, body: bytes, **_more: Any) -> bytes:
        bodies.append(body)
        return b"{}"

    monkeypatch.setattr(outgoing, "ask", told)
    for secret, ways in (("", ["none"]), ("word", ["client_secret_post"])):
        known = oidc.provider_of(
            {**settings.HUYING_OIDC, "client_secret": secret}, allowed=settings.HUYING_OUTGOING_HOSTS
        )
        assert known is not None
        published = {"token_endpoint": f"{provider.issuer}/token", "token_endpoint_auth_methods_supported": ways}
        with pytest.raises(RuleBrokenError, match=r"oidc\.not_believed"):
            oidc._token(known, published, code="c", verifier="v", back="b", at=AT)
    assert b"client_id=huying+desk" in bodies[0]
    assert b"client_secret" not in bodies[0]
    assert b"client_secret=word" in bodies[1]


def test_no_records_are_kept_of_who_begins_nothing(client: Client, city: City, provider: Provider) -> None:
    before = AuditRecord.objects.count()
    for _turn in range(3):
        assert client.get(BACK, {"code": "x", "state": "y"}).status_code == 403
    assert AuditRecord.objects.count() == before
    assert provider.asked.total() == 0
    assert city["system_admin"] != SYSTEM
