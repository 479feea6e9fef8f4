"""The paths of ux/paths.yaml cost no more than their goals; they are walked here, in the test's city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ux.walking import SIZES, Walk, paths, walk

from huying.cases.actions import handling
from huying.cases.suggesting import suggestion_for
from huying.core import clock
from tests.cases.desk import HOUR, sent
from tests.desk.reaching import TEXT, signed_in
from tests.people import AT
from tests.portal import lives
from tests.portal.browsing import opened
from tests.portal.states import link_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.people import City

pytestmark = pytest.mark.browser
SOUGHT = {"name": "海悦花园", "initials": "hyhy"}


@pytest.mark.parametrize("path", paths("resident"), ids=lambda path: path.name)
def test_a_resident_walks_it_within_its_goal(started: Browser, city: City, path: Walk) -> None:
    given = SOUGHT | {
        "compound": city.served.code,
        "code": lives.handled(city).code,
        "digits": lives.DIGITS,
        "link": link_of(city),
    }
    size = SIZES[path.device]
    with opened(started, size=(size["width"], size["height"]), script=path.script) as page:
        cost = walk(page, path, base="", given=given)
    assert cost.over == []


@pytest.mark.parametrize("path", paths("clerk"), ids=lambda path: path.name)
def test_a_clerk_walks_it_within_its_goal(started: Browser, city: City, path: Walk) -> None:
    for turn in range(4):
        city.receive(text=TEXT, suggestion=suggestion_for(TEXT), at=AT + turn * HOUR)
    clock.start_at(AT + 6 * HOUR)
    assert _walked(started, city, path, by="district_clerk") == []


@pytest.mark.parametrize("path", paths("enterprise"), ids=lambda path: path.name)
def test_an_enterprise_walks_it_within_its_goal(started: Browser, city: City, path: Walk) -> None:
    sent(city)
    case = handling.sign(sent(city).pk, actor=city["firm_staff"], at=AT + HOUR)
    clock.start_at(AT + 2 * HOUR)
    assert _walked(started, city, path, by="firm_staff", case=case.number) == []


def _walked(started: Browser, city: City, path: Walk, *, by: str, **given: str) -> list[str]:
    size = SIZES[path.device]
    cookies = signed_in(city, by)
    with opened(started, size=(size["width"], size["height"]), script=path.script, cookies=cookies) as page:
        return walk(page, path, base="", given=SOUGHT | given).over


def test_every_path_names_who_walks_it_and_what_it_may_cost() -> None:
    known = paths()
    assert len({path.name for path in known}) == len(known)
    assert all({"fields", "screens", "taps", "seconds"} <= set(path.most) for path in known)
    assert {path.who for path in known} == {"resident", "clerk", "enterprise"}
    assert all("keys" in path.most for path in known if path.who != "resident")
