"""Programs that call the API, each with the token of somebody of the cast."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from django.test import Client

from huying.accounts import actions as accounts
from huying.core.actors import SYSTEM
from tests.people import AT

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.people import City

CASES = "/api/v1/cases"


class Caller:
    """A program with or without a token."""

    def __init__(self, token: str = "", **environ: str) -> None:
        self.client = Client(raise_request_exception=False, **environ)  # type: ignore[arg-type]
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str = CASES, **query: Any) -> HttpResponse:
        """Read."""
        return self.client.get(path, query, headers=self.headers)  # type: ignore[return-value]

    def post(self, path: str, body: Any, *, key: str | None = None) -> HttpResponse:
        """Write; the body may be given as bytes that are no JSON."""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        data = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post(path, data, content_type="application/json", headers=headers)  # type: ignore[return-value]

    def report(self, *, key: str | None = None, **given: Any) -> HttpResponse:
        """Report a case with a key of its own."""
        return self.post(CASES, {"text": "3号楼电梯停运"} | given, key=key or uuid.uuid4().hex)

    def step(self, number: str, step: str, version: int, **given: Any) -> HttpResponse:
        """Take a step."""
        return self.post(f"{CASES}/{number}/steps", {"step": step, "version": version} | given)


def caller(city: City, name: str) -> Caller:
    """Return a program that acts for somebody of the cast."""
    _row, secret = accounts.issue_token(person=city.people[name], actor=SYSTEM, at=AT)
    return Caller(secret)


def told(response: HttpResponse | Any) -> tuple[int, str]:
    """Return status and code of a problem answer."""
    assert response["Content-Type"] == "application/problem+json", response.content[:200]
    body = json.loads(response.content)
    assert set(body) == {"type", "title", "status", "code", "detail", "facts"}
    assert body["status"] == response.status_code
    return response.status_code, str(body["code"])
