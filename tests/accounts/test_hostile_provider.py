"""Hostile answers of a provider, of somebody between, or of a browser: nobody is let in by any of them."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from huying.accounts import provider_views
from huying.core import clock, oidc
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, KEY, STRANGERS_KEY, Provider, signed
from tests.accounts.test_provider import BACK, BEGIN, begun, came_back, is_in, provider
from tests.accounts.test_second_factor import DESK

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["provider"]
pytestmark = pytest.mark.usefixtures("city")
NOW = int(time.time())
DOCUMENT, TOKEN, KEYS = "/staff/.well-known/openid-configuration", "/staff/token", "/staff/keys"
JSON = {"Content-Type": "application/json"}


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _unsigned(header: dict[str, str]) -> Callable[[Provider, dict[str, Any]], str]:
    return lambda _provider, claims: f"{_part(header)}.{_part(claims)}."


def _with_public_key_as_secret(_provider: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256", "kid": "k1"}, claims, OctKey.import_key(KEY.as_pem(private=False)))


def _changed_afterwards(provider: Provider, claims: dict[str, Any]) -> str:
    head, _body, tail = signed(provider, claims | {"sub": "street_officer"}).split(".")
    return f"{head}.{_part(claims)}.{tail}"


def _brings_its_key(provider: Provider, claims: dict[str, Any]) -> str:
    header = {"alg": "RS256", "jwk": STRANGERS_KEY.as_dict(private=False), "jku": f"{provider.issuer}/other"}
    return jwt.encode(header, claims, STRANGERS_KEY)


SIGNATURES: dict[str, Callable[[Provider, dict[str, Any]], str]] = {
    "alg none": _unsigned({"alg": "none"}),
    "alg None": _unsigned({"alg": "None", "kid": "k1"}),
    "no alg": _unsigned({"kid": "k1"}),
    "signature left out": _unsigned({"alg": "RS256", "kid": "k1"}),
    "secret of the client": lambda _provider, claims: jwt.encode(
        {"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET)
    ),
    "public key as secret": _with_public_key_as_secret,
    "key of a stranger under the same name": lambda _provider, claims: jwt.encode(
        {"alg": "RS256", "kid": "k1"}, claims, STRANGERS_KEY
    ),
    "key unknown": lambda provider, claims: signed(provider, claims, kid="k9"),
    "key of another kind": lambda _provider, claims: jwt.encode(
        {"alg": "ES256", "kid": "k1"}, claims, ECKey.generate_key("P-256")
    ),
    "key brought along": _brings_its_key,
    "changed after signing": _changed_afterwards,
    "not a token": lambda _provider, _claims: "a.b.c",
    "empty": lambda _provider, _claims: "",
    "claims are a list": lambda _provider, _claims: f"{_part({'alg': 'RS256', 'kid': 'k1'})}.{_part([1])}.AAAA",
}
CLAIMS: dict[str, dict[str, Any]] = {
    "nonce of another": {"nonce": "n" * 43},
    "nonce empty": {"nonce": ""},
    "nonce missing": {"nonce": None},
    "issuer other": {"iss": "http://accounts.test/other"},
    "issuer missing": {"iss": None},
    "audience other": {"aud": "another client"},
    "audience missing": {"aud": None},
    "audience a list of others": {"aud": ["another client"]},
    "audience of two": {"aud": [CLIENT_ID, "another client"]},
    "meant for another party": {"azp": "another client"},
    "expired": {"exp": NOW - 120},
    "expiry missing": {"exp": None},
    "expiry a word": {"exp": "tomorrow"},
    "issued in the future": {"iat": NOW + 3600},
    "issue missing": {"iat": None},
    "not before later": {"nbf": NOW + 3600},
    "subject missing": {"sub": None},
    "subject empty": {"sub": ""},
    "subject a number": {"sub": 7},
    "subject a list": {"sub": ["district_clerk"]},
}
ANSWERS: dict[str, tuple[str, int, bytes, dict[str, str]]] = {
    "token refused": (TOKEN, 400, b'{"error": "invalid_grant"}', JSON),
    "token sends elsewhere": (TOKEN, 302, b"", {"Location": "http://169.254.169.254/"}),
    "token without identity": (TOKEN, 200, b'{"access_token": "x"}', JSON),
    "identity is a number": (TOKEN, 200, b'{"id_token": 7}', JSON),
    "token is a page": (TOKEN, 200, b"<html></html>", {}),
    "token is a list": (TOKEN, 200, b"[]", JSON),
    "token fails": (TOKEN, 500, b"", {}),
    "keys empty": (KEYS, 200, b'{"keys": []}', JSON),
    "keys no list": (KEYS, 200, b'{"keys": {"k1": 1}}', JSON),
    "keys are words": (KEYS, 200, b'{"keys": ["k1"]}', JSON),
    "keys broken": (KEYS, 200, b'{"keys": [{"kty": "RSA", "kid": "k1"}]}', JSON),
    "keys for hiding": (KEYS, 200, json.dumps({"keys": [KEY.as_dict(private=False) | {"use": "enc"}]}).encode(), JSON),
    "keys missing": (KEYS, 404, b"", {}),
}
DOCUMENTS: dict[str, tuple[int, bytes | dict[str, Any], dict[str, str]]] = {
    "of another issuer": (200, {"issuer": "http://accounts.test/other"}, JSON),
    "without keys": (200, {"jwks_uri": None}, JSON),
    "sign-in on a host not listed": (200, {"authorization_endpoint": "https://evil.test/authorize"}, JSON),
    "sign-in by script": (200, {"authorization_endpoint": "javascript:alert(1)"}, JSON),
    "sends elsewhere": (301, b"", {"Location": "http://127.0.0.1/"}),
    "a page": (200, b"<html></html>", {}),
    "nothing": (404, b"", {}),
    "too long": (200, b'{"issuer": "' + b"x" * 100_000 + b'"}', JSON),
}


def refused(client: Client, provider: Provider) -> None:
    answer = came_back(client, provider)
    assert answer.status_code in {403, 503}, answer.status_code
    assert not is_in(client)
    assert client.get(DESK).status_code == 302
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("sign", SIGNATURES.values(), ids=SIGNATURES)
def test_no_signature_but_the_providers_is_believed(
    client: Client, provider: Provider, sign: Callable[[Provider, dict[str, Any]], str]
) -> None:
    provider.sign = sign
    refused(client, provider)


@pytest.mark.parametrize("change", CLAIMS.values(), ids=CLAIMS)
def test_no_claim_may_be_missing_or_anothers(client: Client, provider: Provider, change: dict[str, Any]) -> None:
    def changed(claims: dict[str, Any]) -> None:
        claims.update(change)
        for name in [name for name, value in change.items() if value is None]:
            del claims[name]

    provider.change = changed
    refused(client, provider)


@pytest.mark.parametrize(("path", "status", "body", "headers"), ANSWERS.values(), ids=ANSWERS)
def test_no_answer_that_is_not_whole_lets_anybody_in(
    *, client: Client, provider: Provider, path: str, status: int, body: bytes, headers: dict[str, str]
) -> None:
    provider.lies[path] = status, body, headers
    refused(client, provider)


@pytest.mark.parametrize(("status", "told", "headers"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_nobody_is_led_away_by_a_document_that_is_not_the_providers(
    *, client: Client, provider: Provider, status: int, told: bytes | dict[str, Any], headers: dict[str, str]
) -> None:
    if isinstance(told, dict):
        provider.told = told
    else:
        provider.lies[DOCUMENT] = status, told, headers
    answer = client.post(BEGIN)
    assert answer.status_code in {403, 422, 503}
    assert 'http-equiv="refresh"' not in answer.content.decode()


def test_two_audiences_are_believed_where_this_one_was_meant(client: Client, provider: Provider) -> None:
    provider.more = {"aud": [CLIENT_ID, "another client"], "azp": CLIENT_ID}
    assert came_back(client, provider).status_code == 302


def test_what_a_browser_brings_back_counts_once_and_only_in_that_browser(client: Client, provider: Provider) -> None:
    mine, other = provider.authorize(begun(client)), Client()
    theirs = provider.authorize(begun(other))
    wrong: list[dict[str, str]] = [
        {"code": mine["code"]},
        {"code": mine["code"], "state": ""},
        {"code": mine["code"], "state": "s" * 43},
        theirs,
    ]
    for given in wrong:
        provider.authorize(begun(client))
        assert client.get(BACK, given).status_code == 403
        assert not is_in(client)
    assert provider.asked[TOKEN] == 0
    assert other.get(BACK, theirs).status_code == 302
    assert other.post("/account/sign-out/").status_code == 302
    assert other.get(BACK, theirs).status_code == 403
    assert not is_in(other)


def test_a_code_of_another_attempt_is_refused_by_the_provider(client: Client, provider: Provider) -> None:
    stolen = provider.authorize(begun(Client()))
    own = provider.authorize(begun(client))
    assert client.get(BACK, {"code": stolen["code"], "state": own["state"]}).status_code == 403
    assert not is_in(client)


def test_a_code_that_was_used_is_refused(client: Client, provider: Provider) -> None:
    used = provider.authorize(begun(client))
    assert client.get(BACK, used).status_code == 302
    again = Client()
    state = provider.authorize(begun(again))["state"]
    assert again.get(BACK, {"code": used["code"], "state": state}).status_code == 403
    assert not is_in(again)


@pytest.mark.parametrize(
    "more",
    [
        {"error": "access_denied", "code": ""},
        {"code": ""},
        {"iss": "http://accounts.test/other"},
    ],
    ids=str,
)
def test_what_comes_back_without_a_code_or_from_another_issuer_is_refused(
    client: Client, provider: Provider, more: dict[str, str]
) -> None:
    assert client.get(BACK, provider.authorize(begun(client)) | more).status_code == 403
    assert provider.asked[TOKEN] == 0


def test_an_attempt_ends_after_ten_minutes(client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    given, now = provider.authorize(begun(client)), clock.system_now()
    late = now + provider_views.LASTS + provider_views.LASTS / 600 * 2
    monkeypatch.setattr(clock, "system_now", lambda: late)
    assert client.get(BACK, given).status_code == 403
    assert provider.asked[TOKEN] == 0


@pytest.mark.parametrize("goal", ["https://evil.test/", "//evil.test", "javascript:alert(1)", "http:evil.test", ""])
def test_nobody_is_sent_on_to_another_site(client: Client, provider: Provider, goal: str) -> None:
    given = provider.authorize(begun(client, next=goal))
    answer = client.get(BACK, given | {"next": "https://evil.test/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/")


def test_the_button_asks_for_the_token_of_the_form(provider: Provider) -> None:
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403
    assert provider.asked.total() == 0


def test_the_way_back_is_ours_and_the_challenge_hides_the_verifier(client: Client, provider: Provider) -> None:
    address = begun(client)
    assert address.startswith(provider.issuer)
    asked = parse_qs(urlsplit(address).query)
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    kept = client.session[provider_views.KEPT_AS]
    assert len(kept["verifier"]) >= 43
    assert kept["verifier"] not in str(asked)
    assert oidc.ALGORITHMS == ("RS256", "PS256", "ES256")
