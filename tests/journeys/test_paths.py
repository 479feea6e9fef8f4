"""The paths of ux/paths.yaml cost no more than their goals; residents' ones are walked here, in the test's city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ux.walking import SIZES, Walk, paths, walk

from tests.portal import lives
from tests.portal.browsing import opened
from tests.portal.states import link_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.people import City

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", paths("resident"), ids=lambda path: path.name)
def test_a_resident_walks_it_within_its_goal(started: Browser, city: City, path: Walk) -> None:
    given = {
        "compound": city.served.code,
        "code": lives.handled(city).code,
        "digits": lives.DIGITS,
        "link": link_of(city),
    }
    size = SIZES[path.device]
    with opened(started, size=(size["width"], size["height"]), script=path.script) as page:
        cost = walk(page, path, base="", given=given)
    assert cost.over == []


def test_every_path_names_who_walks_it_and_what_it_may_cost() -> None:
    known = paths()
    assert len({path.name for path in known}) == len(known)
    assert all({"fields", "screens", "taps", "seconds"} <= set(path.most) for path in known)
