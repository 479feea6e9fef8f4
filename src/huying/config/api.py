"""The API under `/api/v1/` 接口: bearer tokens, problem answers, OpenAPI and its page with local assets."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from huying import __version__
from huying.accounts import queries as accounts
from huying.cases.api import router as cases
from huying.config.openapi import described
from huying.config.problems import Renderer, failure, problem
from huying.core.actors import RESIDENT
from huying.core.clock import now
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from huying.core.actors import Actor

NAMED_IN_REQUEST = frozenset({"place.unknown", "compound.unknown"})
"""What a page looks for at its address, a request of the API only names: a wrong field, not a missing thing."""
KEY_HEADER = ("header", "Idempotency-Key")


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


class Api(NinjaAPI):
    """The API with its description made whole: problem answers, and where a token may be left out."""

    def get_openapi_schema(self, **given: Any) -> Any:
        """Return the OpenAPI document."""
        return described(super().get_openapi_schema(**given))


api = Api(
    title="Huying 呼应",
    version=__version__,
    description="诉求接口：受理、查询与办理。错误一律为 application/problem+json，按 code 判断。",
    urls_namespace="api",
    auth=[Bearer(), anonymous],
    renderer=Renderer(),
)
api.add_router("", cases)


@api.exception_handler(RuleBrokenError)
def _refused(request: HttpRequest, error: RuleBrokenError) -> HttpResponse:
    status = 422 if error.code in NAMED_IN_REQUEST else refusals.status(error)
    seconds = int(str(error.facts.get("minutes", 1))) * 60 if status == HTTPStatus.TOO_MANY_REQUESTS else 0
    return problem(status, error.code, refusals.words(error), retry_after=seconds, facts=error.facts)


@api.exception_handler(NotAllowedError)
def _not_allowed(request: HttpRequest, error: NotAllowedError) -> HttpResponse:
    return problem(403, "not_allowed", facts={"policy": error.policy})


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    rows = [(entry["loc"], str(entry["type"]), str(entry["msg"])) for entry in error.errors]
    if any(tuple(loc) == KEY_HEADER for loc, _type, _message in rows):
        broken = RuleBrokenError("idempotency.key_missing")
        return problem(400, broken.code, refusals.words(broken))
    fields = [{"field": _field(loc), "code": kind, "message": message} for loc, kind, message in rows]
    return problem(422, "request.invalid", facts={"fields": fields})


def _field(loc: Any) -> str:
    """Return the path of a field as its sender wrote it, without the name of our own argument."""
    place, *rest = (str(part) for part in loc)
    return ".".join([place, *rest[1:]] if place == "body" else [place, *rest])


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code)


@api.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    """Refuse what Django takes for an attack: thousands of fields, a host that is not ours."""
    return problem(400)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    return failure(error)
