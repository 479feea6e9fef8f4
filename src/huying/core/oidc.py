"""Signing in at a provider 统一身份认证: OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636, 9207, 9700).

What a provider says is believed only as a signed identity token of the issuer that was configured, for this client,
not expired, with the nonce of this browser's own attempt. Its addresses are asked through `core.outgoing` alone. What
it publishes is kept for an hour in each process; after a silence nobody waits for it again for half a minute.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from huying.core import outgoing
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping

ALGORITHMS = ("RS256", "PS256", "ES256")
DOCUMENT = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SECONDS, LEEWAY = 4, 60
KEPT, SILENCE, AGAIN = timedelta(hours=1), timedelta(seconds=30), timedelta(minutes=1)
ENOUGH = 60
UNANSWERED = frozenset({"outgoing.failed", "outgoing.unknown_host"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Where people may sign in, and what of it is believed."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    scopes: str
    trusted_acr: frozenset[str]
    trusted_amr: frozenset[str]
    allowed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One browser's attempt: where it goes, and what it must bring back."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a provider says it was, and whether by a second factor that is trusted."""

    name: str
    has_second_factor: bool


@dataclass(slots=True)
class _Memory:
    """What providers published, each for a while, and who was silent."""

    read: dict[str, tuple[datetime, dict[str, Any]]] = field(default_factory=dict)
    silent: dict[str, datetime] = field(default_factory=dict)


_memory = _Memory()


def forget() -> None:
    """Forget what providers published, so that it is read again."""
    _memory.read.clear()
    _memory.silent.clear()


def provider_of(values: Mapping[str, str | bool], *, allowed: str) -> Provider | None:
    """Return the provider that the settings name, None where none is."""
    if not values["issuer"]:
        return None
    return Provider(
        issuer=str(values["issuer"]),
        client_id=str(values["client_id"]),
        client_secret=str(values["client_secret"]),
        claim=str(values["claim"]),
        scopes=str(values["scopes"]),
        trusted_acr=_listed(values["trusted_acr"]),
        trusted_amr=_listed(values["trusted_amr"]),
        allowed=allowed,
    )


def _listed(value: str | bool) -> frozenset[str]:  # noqa: FBT001 - as the settings give it
    return frozenset(each.strip() for each in str(value).split(",") if each.strip())


def check(provider: Provider, *, only_tls: bool) -> None:
    """Refuse settings that are not whole or not safe, without asking anybody."""
    if not (provider.client_id and provider.claim and "openid" in provider.scopes.split()):
        raise RuleBrokenError("oidc.not_whole")
    goal = outgoing.check(provider.issuer, allowed=provider.allowed)
    if only_tls and goal.scheme != "https":
        raise RuleBrokenError("oidc.not_encrypted")


def begin(provider: Provider, *, back: str, at: datetime) -> Attempt:
    """Return where a browser goes to sign in; what it must bring back is drawn anew each time."""
    published = _published(provider, at=at)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": provider.scopes,
        "state": state,
        "nonce": nonce,
        "code_challenge": _unpadded(hashlib.sha256(verifier.encode()).digest()),
        "code_challenge_method": "S256",
    }
    if provider.trusted_acr:
        asked["acr_values"] = " ".join(sorted(provider.trusted_acr))
    address = _with_query(published["authorization_endpoint"], asked)
    return Attempt(address=address, state=state, nonce=nonce, verifier=verifier)


def sign_out_address(provider: Provider, *, back: str, at: datetime) -> str | None:
    """Return where the session at the provider ends, None where it has no such address or is silent."""
    try:
        ending = _published(provider, at=at).get("end_session_endpoint")
        outgoing.check(str(ending), allowed=provider.allowed)
    except RuleBrokenError:
        return None
    return _with_query(str(ending), {"client_id": provider.client_id, "post_logout_redirect_uri": back})


def finish(provider: Provider, *, code: str, verifier: str, nonce: str, back: str, at: datetime) -> Identity:
    """Return who signed in, by the code a browser brought back, or refuse."""
    published = _published(provider, at=at)
    token = _token(provider, published, code=code, verifier=verifier, back=back, at=at)
    claims = _claims(provider, published["jwks_uri"], token, nonce=nonce, at=at)
    name = claims.get(provider.claim)
    if not isinstance(name, str) or not 0 < len(name) <= ENOUGH:
        raise RuleBrokenError("oidc.no_account")
    amr = claims.get("amr")
    methods = {each for each in amr if isinstance(each, str)} if isinstance(amr, list) else set()
    is_trusted = str(claims.get("acr", "")) in provider.trusted_acr or bool(methods & provider.trusted_amr)
    return Identity(name=name, has_second_factor=is_trusted)


def _published(provider: Provider, *, at: datetime) -> dict[str, Any]:
    told = _read(provider, provider.issuer.rstrip("/") + DOCUMENT, at=at, keep=KEPT)
    if told.get("issuer") != provider.issuer or not all(isinstance(told.get(each), str) for each in ENDPOINTS):
        raise RuleBrokenError("oidc.not_believed", what="issuer")
    outgoing.check(told["authorization_endpoint"], allowed=provider.allowed)
    return told


def _token(
    provider: Provider, published: Mapping[str, Any], *, code: str, verifier: str, back: str, at: datetime
) -> str:
    """Give the code for an identity token."""
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    ways = published.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if provider.client_secret and "client_secret_basic" in ways:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        asked["client_id"] = provider.client_id
        if provider.client_secret:
            asked["client_secret"] = provider.client_secret
    told = _asked(provider, published["token_endpoint"], urlencode(asked).encode(), headers=headers, at=at)
    token = told.get("id_token")
    if not isinstance(token, str):
        raise RuleBrokenError("oidc.not_believed", what="id_token")
    return token


def _claims(provider: Provider, keys_at: str, token: str, *, nonce: str, at: datetime) -> dict[str, Any]:
    """Return what a token says, once its signature, issuer, audience, times and nonce were found right."""
    wanted = JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        claims: dict[str, Any] = _decoded(provider, keys_at, token, at=at).claims
        wanted.validate(claims)
    except (JoseError, ValueError, TypeError) as error:
        raise RuleBrokenError("oidc.not_believed", what=type(error).__name__) from error
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", provider.client_id if len(audiences) == 1 else "") != provider.client_id:
        raise RuleBrokenError("oidc.not_believed", what="azp")
    return claims


def _decoded(provider: Provider, keys_at: str, token: str, *, at: datetime) -> jwt.Token:
    """Check a signature by the published keys; for a key that is not among them they are read once more."""
    try:
        return jwt.decode(token, _keys(provider, keys_at, at=at, keep=KEPT), algorithms=ALGORITHMS)
    except InvalidKeyIdError:
        return jwt.decode(token, _keys(provider, keys_at, at=at, keep=AGAIN), algorithms=ALGORITHMS)


def _keys(provider: Provider, keys_at: str, *, at: datetime, keep: timedelta) -> KeySet:
    told = _read(provider, keys_at, at=at, keep=keep)
    return KeySet.import_key_set({"keys": told["keys"]} if isinstance(told.get("keys"), list) else {"keys": []})


def _read(provider: Provider, address: str, *, at: datetime, keep: timedelta) -> dict[str, Any]:
    when, told = _memory.read.get(address, (None, {}))
    if when is None or not when <= at < when + keep:
        told = _asked(provider, address, None, headers={}, at=at)
        _memory.read[address] = at, told
    return told


def _asked(
    provider: Provider, address: str, body: bytes | None, *, headers: Mapping[str, str], at: datetime
) -> dict[str, Any]:
    """Ask the provider; a refusal of it is one of ours, a silence is remembered."""
    if at < _memory.silent.get(provider.issuer, at):
        raise RuleBrokenError("oidc.silent")
    try:
        goal = outgoing.target(address, allowed=provider.allowed)
        told = json.loads(outgoing.ask(goal, body, headers={**headers, "Accept": "application/json"}, seconds=SECONDS))
    except RuleBrokenError as error:
        if error.code not in UNANSWERED:
            raise
        if isinstance(error.facts.get("told"), int):
            raise RuleBrokenError("oidc.not_believed", what=str(error.facts["told"])) from error
        _memory.silent[provider.issuer] = at + SILENCE
        raise RuleBrokenError("oidc.silent") from error
    except ValueError as error:
        raise RuleBrokenError("oidc.not_believed", what="json") from error
    if not isinstance(told, dict):
        raise RuleBrokenError("oidc.not_believed", what="json")
    return told


def _unpadded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _with_query(address: str, values: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(values)}"
