"""A provider of accounts for the tests: a small server that keeps the rules of OpenID Connect, or lies when told."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT_ID, CLIENT_SECRET = "huying desk", "a secret: of both + sides"
KEY, NEXT_KEY, STRANGERS_KEY = (RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}) for kid in ("k1", "k2", "k1"))


@dataclass
class Provider:
    """What the provider knows and how it answers; `lies` change an answer by the path it is given at."""

    subject: str = "district_clerk"
    more: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    published: list[RSAKey] = field(default_factory=lambda: [KEY])
    change: Callable[[dict[str, Any]], None] = field(default=lambda _claims: None)
    sign: Callable[[Provider, dict[str, Any]], str] | None = None
    lies: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    issuer: str = ""
    server: ThreadingHTTPServer | None = None

    def begin(self) -> None:
        """Serve on a free port."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://accounts.test:{self.server.server_port}/staff"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self) -> None:
        """Serve no more."""
        assert self.server is not None
        self.server.shutdown()
        self.server.server_close()

    @property
    def allowed(self) -> str:
        """Return the entry of the operator's list that lets it be called."""
        host = urlsplit(self.issuer)
        return f"{host.hostname}:{host.port}=127.0.0.1"

    def authorize(self, address: str) -> dict[str, str]:
        """Let the browser's person in; returns what the browser brings back."""
        parts = urlsplit(address)
        assert address.startswith(self.issuer + "/authorize?"), address
        asked = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def answer(self, method: str, path: str, body: bytes, authorization: str) -> tuple[int, bytes, dict[str, str]]:
        """Answer a request."""
        self.asked[path] += 1
        if path in self.lies:
            return self.lies[path]
        told: dict[str, Any]
        if path == "/staff/.well-known/openid-configuration":
            told = self._document() | self.told
        elif path == "/staff/keys":
            told = {"keys": [key.as_dict(private=False) for key in self.published]}
        elif path == "/staff/token" and method == "POST":
            token = self._token(body, authorization)
            if token is None:
                return 400, b'{"error": "invalid_grant"}', {}
            told = {"access_token": "unused", "token_type": "Bearer", "id_token": token}
        else:
            return 404, b"", {}
        return 200, json.dumps(told).encode(), {"Content-Type": "application/json"}

    def _document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
        }

    def _token(self, body: bytes, authorization: str) -> str | None:
        """Give an identity token for a code, once, to whom it was meant for."""
        asked = {name: values[0] for name, values in parse_qs(body.decode(), strict_parsing=True).items()}
        begun = self.codes.pop(asked["code"], None)
        pair = f"{quote(CLIENT_ID)}:{quote(CLIENT_SECRET)}"
        challenge = hashlib.sha256(asked["code_verifier"].encode()).digest()
        if (
            begun is None
            or authorization != "Basic " + base64.b64encode(pair.encode()).decode()
            or asked["grant_type"] != "authorization_code"
            or asked["redirect_uri"] != begun["redirect_uri"]
            or base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != begun["code_challenge"]
        ):
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "nonce": begun["nonce"],
            "iat": now,
            "exp": now + 300,
        } | self.more
        self.change(claims)
        return self.sign(self, claims) if self.sign else signed(self, claims)


def signed(provider: Provider, claims: dict[str, Any], **header: Any) -> str:
    """Sign as the provider does."""
    return jwt.encode({"alg": "RS256", "kid": "k1"} | header, claims, header.pop("with_key", provider.key))


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, told, headers = provider.answer(
                self.command, self.path, body, self.headers.get("Authorization", "")
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = _answer  # noqa: N815 - the names the library calls

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    return Handler
