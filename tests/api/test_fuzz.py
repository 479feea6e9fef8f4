"""Whatever a program sends, the API answers as its own description says: never a failure, never another shape.

The cases are drawn from the OpenAPI document, sound ones and broken ones, and sent as people of every role, to cases
that exist and to numbers that do not. Short: 25 of each operation and kind by senders in turn. Full, in slices:

    HUYING_FUZZ=500 ./huying test tests/api/test_fuzz.py -k district_clerk

so many of each operation and kind, by each sender alone; without `-k` by all, one after the other.
"""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from huying.cases.models import Case as Stored
from huying.config.wsgi import application
from tests.api import roads
from tests.api.callers import caller
from tests.held import connection_held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis import Case

    from tests.people import City

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
ROLES = ("district_clerk", "street_officer", "firm_staff", "caller", "department_officer", "auditor", "system_admin")
STRANGERS: dict[str, dict[str, str]] = {"nobody": {}, "wrong_token": {"Authorization": "Bearer x"}}
EXAMPLES = int(os.environ.get("HUYING_FUZZ", "0"))
SENDERS = [*ROLES, *STRANGERS] if EXAMPLES else ["everybody"]
OPERATIONS = {
    "GET /api/v1/cases",
    "POST /api/v1/cases",
    "GET /api/v1/cases/{number}",
    "POST /api/v1/cases/{number}/steps",
}
FUZZ = settings(
    max_examples=EXAMPLES or 25,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def schema(db: None) -> Iterator[Any]:  # noqa: ARG001 - serving a request looks at the database
    """Return the description; the requests leave the connection of the test open, as those of Django's client do."""
    with connection_held():
        yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def test_the_description_has_the_operations_that_are_asked(schema: Any) -> None:
    assert {each.ok().label for each in schema.get_all_operations()} == OPERATIONS


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("label", sorted(OPERATIONS))
@pytest.mark.parametrize("who", SENDERS)
def test_every_answer_is_as_described(morning: City, schema: Any, label: str, mode: GenerationMode, who: str) -> None:
    method, path = label.split(" ")
    numbers = [road(morning).number for road in roads.TO.values()]
    known = {name: caller(morning, name).headers for name in ROLES} | STRANGERS
    senders = [known[who]] if who in known else [*known.values()]
    met: set[int] = set()

    @seed(zlib.crc32(f"{who} {label} {mode}".encode()))
    @FUZZ
    @given(
        case=schema[path][method].as_strategy(generation_mode=mode),
        number=st.sampled_from([*numbers, None]),
        sender=st.sampled_from(senders),
        is_fresh=st.booleans(),
    )
    def asked(case: Case[Any], number: str | None, sender: dict[str, str], *, is_fresh: bool) -> None:
        _aim(case, number, is_fresh=is_fresh)
        response = case.call(headers=sender)
        met.add(response.status_code)
        case.validate_response(response, checks=CHECKS, headers=sender)

    asked()
    sound = {200, 201, 409} if mode is GenerationMode.POSITIVE else {400, 404, 422}
    assert met & (sound | ({401, 403, 404, 429} if who in known else set())), met  # some see no case at all


def _aim(case: Case[Any], number: str | None, *, is_fresh: bool) -> None:
    """Point a drawn case at one that exists, and give it the version that is not stale."""
    if number is None or "number" not in case.path_parameters:
        return
    case.path_parameters["number"] = number
    if is_fresh and isinstance(case.body, dict) and "version" in case.body:
        case.body["version"] = Stored.objects.get(pk=int(number.rpartition("-")[2])).version
