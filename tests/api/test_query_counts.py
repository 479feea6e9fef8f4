"""How many statements an operation costs: the same for one case as for many, and at most twelve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api import roads
from tests.api.callers import CASES, caller
from tests.api.test_creating import BODY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from tests.people import City

MOST = 12
CHANGE = MOST + 1
"""A change costs one more than any other request: it marks the counts of its month (ADR 0031)."""
NOW_AND_THEN = 'FROM "core_setting"'
"""The offset of the clock and the stamps of the rule sets are looked at every few seconds, not by each request."""
ENDS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
"""The tests run inside a transaction; what would be its begin and end are savepoints here."""


def counted(work: Callable[[], HttpResponse], *, status: int = 200, most: int = MOST) -> HttpResponse:
    """Return the answer to a request that costs at most so many statements, its transaction's begin and end aside."""
    response, _count = _counted(work, status=status, most=most)
    return response


def statements(work: Callable[[], HttpResponse], *, status: int = 200, most: int = MOST) -> int:
    """Return how many statements a request costs."""
    return _counted(work, status=status, most=most)[1]


def _counted(work: Callable[[], HttpResponse], *, status: int, most: int) -> tuple[HttpResponse, int]:
    with CaptureQueriesContext(connection) as seen:
        response = work()
    assert response.status_code == status, response.content.decode()
    told = [row["sql"] for row in seen.captured_queries if not row["sql"].startswith(ENDS)]
    found = [sql for sql in told if NOW_AND_THEN not in sql]
    assert len(found) <= most, "\n".join(found)
    return response, len(found)


def test_creating(morning: City) -> None:
    program = caller(morning, "district_clerk")
    program.report(**BODY)  # the rule sets of the day are read once
    first = statements(lambda: program.report(**BODY), status=201, most=CHANGE)
    for _turn in range(20):
        morning.receive()
    assert statements(lambda: program.report(**BODY), status=201, most=CHANGE) == first


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"place": "371002", "status": "received", "overdue": "true"},
        {"topic": "LFT", "received_from": "2021-05-01", "received_to": "2021-06-30"},
        {"q": "电梯", "limit": 25},
    ],
)
@pytest.mark.parametrize("name", ["district_clerk", "firm_staff"])
def test_a_list(morning: City, name: str, query: dict[str, Any]) -> None:
    program = caller(morning, name)
    roads.dispatched(morning)
    program.get(CASES, **query)  # who governs which place is read once and kept
    few = statements(lambda: program.get(CASES, **query))
    for _turn in range(30):
        roads.dispatched(morning)
    assert statements(lambda: program.get(CASES, **query)) == few <= 4


def test_a_case(morning: City) -> None:
    case, program = roads.closed(morning), caller(morning, "district_clerk")
    assert statements(lambda: program.get(f"{CASES}/{case.number}")) <= 4
