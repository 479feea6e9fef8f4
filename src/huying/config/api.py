"""The API under `/api/v1/` 接口: bearer tokens, problem answers (RFC 9457), OpenAPI with local assets."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from huying import __version__
from huying.accounts import queries as accounts
from huying.cases.api import router as cases
from huying.core.actors import RESIDENT
from huying.core.clock import now
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from huying.core.actors import Actor


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return who the token acts for, or nothing: 401."""
        actor = accounts.actor_by_token(token, at=now())
        if actor is not None:
            request.api_actor = actor  # type: ignore[attr-defined]  # read by the operations
        return actor


def anonymous(request: HttpRequest) -> Actor | None:
    """Let somebody without a token report a case."""
    if "Authorization" in request.headers or not (request.method == "POST" and request.path.endswith("/cases")):
        return None
    request.api_actor = RESIDENT  # type: ignore[attr-defined]  # read by the operations
    return RESIDENT


api = NinjaAPI(title="Huying 呼应", version=__version__, urls_namespace="api", auth=[Bearer(), anonymous])
api.add_router("", cases)


def problem(status: int, code: str, detail: str, **facts: Any) -> HttpResponse:
    """Return a problem answer: what, in words, with its code and facts."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "facts": facts,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


@api.exception_handler(RuleBrokenError)
def _refused(request: HttpRequest, error: RuleBrokenError) -> HttpResponse:
    return problem(refusals.status(error), error.code, refusals.words(error), **error.facts)


@api.exception_handler(NotAllowedError)
def _not_allowed(request: HttpRequest, error: NotAllowedError) -> HttpResponse:
    return problem(403, "not_allowed", str(error), policy=error.policy)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [
        {"field": ".".join(str(part) for part in entry["loc"]), "message": str(entry["msg"])} for entry in error.errors
    ]
    return problem(
        422, "request.invalid", "; ".join(f"{row['field']}: {row['message']}" for row in fields), fields=fields
    )


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = {401: "not_signed_in", 400: "request.unreadable"}.get(error.status_code, "http")
    return problem(error.status_code, code, str(error))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "not_found", "Not found")
