"""The matrix: every address by every person of the cast, on what is theirs and what is not.

What is expected follows from the policy that opens the address and from a small model of sight written here anew:
out of sight is 404, seen but not allowed 403, without sign-in the way leads to sign-in.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import pytest

from huying.cases import policies
from huying.cases.actions import shielding
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.core.actors import RESIDENT, SYSTEM
from huying.core.policies import REGISTRY
from huying.estates import actions as estates
from huying.estates.actions import CompoundRow
from huying.regions import actions as regions
from huying.rules.case_facts import Kind, Nature
from huying.rules.case_flow import CaseState
from huying.rules.roles import OFFICIAL, Role
from tests import people
from tests.api.callers import CASES, Caller, caller
from tests.people import AT
from tests.rights import neighbours
from tests.rights.crawling import drained
from tests.rights.neighbours import signed_in
from tests.rights.routes import Page, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest import Subtests  # noqa: PT013 - a type only

    from huying.cases.models import Case
    from tests.people import City

Cases: TypeAlias = "dict[str, tuple[Case, str]]"
"""Cases by what they are to the firm, each with the code of its place."""
LET_IN = {200, 302, 400, 404, 409, 422}
"""What somebody who may open an address meets there, by what was asked; never 401, 403 or a failure."""
OBJECT_POLICIES = {
    "cases:dispatch": policies.DISPATCH_CASE,
    "cases:open_identity": policies.OPEN_IDENTITY,
    "cases:merge": policies.MERGE_CASES,
    "cases:unmerge": policies.MERGE_CASES,
    "cases:look_over": policies.HANDLE_CASE,
}
"""Pages that ask once more, now about the case."""
BODIES = {"cases:open_identity": {"purpose": "handling_call"}}
SAMPLES = defaultdict(
    lambda: "1",
    {
        "code": "371002003001-0001",
        "credit_code": "91371002MA3C00001M",
        "digest": "0" * 64,
        "kind": "csv",
        "step": "sign",
    },
)
"""What stands for the parts of an address."""
NEVER_CALLED = {"accounts:sign_out"}
"""Would end the session the matrix works with; it has a test of its own."""


def address_of(page: Page, case: Case) -> str:
    """Return an address of a page, of a case where it is about one."""
    return page.at(SAMPLES | {"number": case.number} if page.is_of_a_case else SAMPLES)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a person of the cast works, as the cast tells it."""

    unit: str
    role: Role
    area: str


def _cast() -> dict[str, Place]:
    rows = people.POSTS | people._firm_posts() | neighbours.POSTS
    return {name: Place(unit=unit, role=role, area=area) for name, (unit, role, area) in rows.items()}


CAST = _cast()


def sees(city: City, name: str, case: Case, place: str) -> bool:
    """Tell whether somebody sees a case that lies in a place: the model, without a query of ours."""
    who = CAST[name]
    unit = city.units[who.unit].pk
    holds, is_near = case.holder_unit_id == unit, place.startswith(who.area)
    if who.role in {Role.ENTERPRISE_STAFF, Role.COMMITTEE_MEMBER}:
        return holds or (case.about_unit_id == unit and case.brief_released_at is not None)
    if who.role in {Role.DEPARTMENT_LEADER, Role.DEPARTMENT_OFFICER}:
        return holds
    if who.role is Role.CALLER:
        return is_near and case.state in {CaseState.ANSWERED.value, CaseState.CLOSED.value}
    return who.role in OFFICIAL | {Role.AUDITOR} and (holds or is_near)


@pytest.fixture
def cases(town: City) -> Cases:
    """Return one case each that the firm holds, that is about the firm, the same released, and one elsewhere."""
    regions.create_regions(names={"371003001001": "别处社区"}, is_synthetic=True, actor=SYSTEM, at=AT)
    far = estates.create_compound(row=CompoundRow(code="371003001001-0001", name="远方家园"), actor=SYSTEM, at=AT)
    held = town.receive()
    confirmed = Confirmed(topic="LFT", place=town.served.key, compound=town.served.key)
    held = dispatch(held.pk, confirmed, actor=town["district_clerk"], at=AT)
    about, released = (town.receive(nature=Nature.COMPLAINT, kind=Kind.COMPLAINT) for _turn in range(2))
    released = shielding.release_brief(released.pk, brief="反映态度", actor=town["street_officer"], at=AT)
    elsewhere = town.receive(place=far.key, compound=far.key)
    near = town.served.code
    return {"held": (held, near), "about": (about, near), "released": (released, near), "far": (elsewhere, far.code)}


def _asked(browser: Client, page: Page, address: str, method: str) -> int:
    response = browser.get(address) if method == "GET" else browser.post(address, BODIES.get(page.name, {}))
    drained(response)
    return int(response.status_code)


def _opens(city: City, name: str, page: Page) -> set[int] | None:
    """Return what somebody must meet at the door, None where the door is open."""
    actor = city[name] if name else RESIDENT
    if page.policy is REGISTRY["visit_public_pages"]:
        return None
    if not name:
        return {302}
    return None if page.policy.may(actor) else {403}


def _without_object() -> list[Page]:
    return [page for page in pages() if not page.is_of_a_case and page.name not in NEVER_CALLED]


def _with_case() -> list[Page]:
    return [page for page in pages() if page.is_of_a_case]


def _called(page: Page) -> Iterator[str]:
    yield from (method for method in ("GET", "POST") if method in page.methods)


def test_the_cast_has_every_role() -> None:
    assert {who.role for who in CAST.values()} == set(Role)


EVERYBODY = (*CAST, "")


def test_pages_that_are_about_no_case(town: City, subtests: Subtests) -> None:
    one_of_each_role = {CAST[name].role: name for name in reversed(CAST)}.values()
    for name in (*one_of_each_role, ""):
        with subtests.test(name=name):
            assert list(_wrong_without_object(town, name)) == []


def _wrong_without_object(city: City, name: str) -> Iterator[tuple[str, str, int, set[int]]]:
    browser = signed_in(city, name)
    for page in _without_object():
        for method in _called(page):
            status = _asked(browser, page, page.at(SAMPLES), method)
            expected = _opens(city, name, page) or _let_in(page)
            if status not in expected:
                yield page.name, method, status, expected


def _let_in(page: Page) -> set[int]:
    """Return what is met behind an open door; what only the receipt's code opens asks for it with 403."""
    asks_again = page.parameters or page.name.startswith("portal:")
    return LET_IN | ({403} if asks_again else set())


def test_pages_of_a_case(town: City, cases: Cases, subtests: Subtests) -> None:
    for name in EVERYBODY:
        with subtests.test(name=name):
            assert list(_wrong_with_case(town, cases, name)) == []


def _wrong_with_case(city: City, cases: Cases, name: str) -> Iterator[tuple[str, str, str, int, set[int]]]:
    browser = signed_in(city, name)
    for page in _with_case():
        for which, (case, place) in cases.items():
            for method in _called(page):
                status = _asked(browser, page, address_of(page, case), method)
                expected = _opens(city, name, page) or _met(city, name, page, case=case, place=place)
                if status not in expected:
                    yield page.name, method, which, status, expected


def _met(city: City, name: str, page: Page, *, case: Case, place: str) -> set[int]:
    if not sees(city, name, case, place):
        return {404}
    asked = OBJECT_POLICIES.get(page.name)
    if asked is not None and not asked.may(city[name], type(case).objects.get(pk=case.pk)):
        return {403}
    return LET_IN - ({404} if page.parameters == ("number",) else set())


def test_operations_of_the_api(town: City, cases: Cases, subtests: Subtests) -> None:
    for name in EVERYBODY:
        with subtests.test(name=name):
            _asks_the_api(town, cases, name)


def _asks_the_api(city: City, cases: Cases, name: str) -> None:
    program = caller(city, name) if name else Caller()
    may = bool(name) and policies.SEE_CASES.may(city[name])
    refused = 403 if name else 401
    listed = program.get(CASES, limit=100)
    assert listed.status_code == (200 if may else refused)
    seen = {row["number"] for row in json.loads(listed.content)["items"]} if may else set()
    for which, (case, place) in cases.items():
        expected = sees(city, name, case, place) if may else False
        assert (case.number in seen) is expected, which
        assert program.get(f"{CASES}/{case.number}").status_code == ((200 if expected else 404) if may else refused)
        status = program.step(case.number, "urge", case.version + 7).status_code
        assert status == ((409 if expected else 404) if may else refused), which
    assert program.report().status_code == 201


def test_out_of_sight_answers_like_what_does_not_exist(town: City, cases: Cases) -> None:
    browser = signed_in(town, "other_street_officer")
    hidden = browser.get(f"/desk/cases/{cases['held'][0].number}")
    missing = browser.get("/desk/cases/20210601-999999")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    told = [
        response.content.decode().replace(number, "N")
        for response, number in ((hidden, cases["held"][0].number), (missing, "20210601-999999"))
    ]
    assert [_plain(each) for each in told] == [_plain(told[0])] * 2


def _plain(page: str) -> str:
    """Return a page without what differs each time: tokens against forgery and the number of the request."""
    return re.sub(r"[0-9A-Za-z_-]{16,}", "·", page)
