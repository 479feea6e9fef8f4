"""Every residents' page in every state it can be in: empty, with errors, full, over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from huying.cases.actions import ending, pressing, shielding, timing
from huying.core.actors import RESIDENT, SYSTEM
from huying.core.clock import now, system_now
from huying.core.sealing import sealing
from huying.portal import links
from huying.rules.case_facts import CallBackBy, Kind, Nature, PauseReason, Purpose
from tests.people import AT
from tests.portal import lives
from tests.portal.lives import DIGITS, HOUR
from tests.verifier.making import Made

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.people import City

SEND = "main form button.wide[type=submit]"


@dataclass(frozen=True, kw_only=True)
class State:
    """A page in a state, and how one gets there; `script` where only script leads to it."""

    name: str
    reach: Callable[[Page, City], None]
    script: bool = False


def _at(path: str) -> Callable[[Page, City], None]:
    def reach(page: Page, city: City) -> None:
        page.goto(path.format(compound=city.served.code, unserved=city.unserved.code))

    return reach


def _report(page: Page, city: City, **given: str) -> None:
    page.goto("/report" if "place" in given else f"/c/{city.served.code}")
    for name, value in given.items():
        page.fill(f"main [name={name}]", value)
    page.locator(SEND).click()
    page.wait_for_load_state()


def _found(page: Page, _city: City) -> None:
    page.goto("/report")
    page.locator("#id_place").press_sequentially("hyhy")
    page.locator(".found-row").first.wait_for()


def _look(page: Page, code: str, digits: str = DIGITS) -> None:
    page.goto(f"/track?code={code}")
    page.fill("#id_digits", digits)
    page.locator(SEND).click()
    page.wait_for_load_state()


def _closed_code(page: Page, _city: City) -> None:
    for _try in range(6):
        _look(page, "ABCDE23456", "9999")


def _opened_identity(page: Page, city: City) -> None:
    receipt = lives.received(city, nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, place=None, compound=None)
    shielding.open_identity(receipt.case.pk, purpose=Purpose.CALL_BACK, actor=city["city_clerk"], at=now())
    _look(page, receipt.code)


def _paused(page: Page, city: City) -> None:
    receipt = lives.handled(city)
    reason = PauseReason.EXPERT_OPINION
    timing.pause(receipt.case.pk, reason=reason, note="x", actor=city["firm_staff"], at=AT + 4 * HOUR)
    _look(page, receipt.code)


def _closed(page: Page, city: City) -> None:
    receipt = lives.answered(city, at=now() - timedelta(days=1))
    verdict = ending.Verdict(is_contacted=True, is_solved=True, is_satisfied=True)
    ending.call_back(receipt.case.pk, verdict, by=CallBackBy.CALLER, actor=city["caller"], at=now())
    _look(page, receipt.code)


def _pressed_twice(page: Page, city: City) -> None:
    receipt = lives.handled(city)
    pressing.press(receipt.case.pk, word="", actor=RESIDENT, at=now() - HOUR)
    _look(page, receipt.code)
    page.locator(".more-to-do summary").first.click()
    page.locator(".more-to-do button").first.click()
    page.wait_for_load_state()


def _all_unfolded(page: Page, city: City) -> None:
    _look(page, lives.answered(city, at=now() - timedelta(days=1)).code)
    for summary in page.locator("main details > summary").all():
        summary.click()


def link_of(city: City) -> str:
    """Return the address of a one-time link to an answer of yesterday."""
    case = lives.answered(city, at=now() - timedelta(days=1)).case
    made = links.make_link(case.pk, actor=SYSTEM, at=now(), real_at=system_now())
    assert made is not None
    return f"/a/{made[0]}"


def _by_link(page: Page, city: City) -> None:
    page.goto(link_of(city))


def _rated_by_link(page: Page, city: City) -> None:
    page.goto(link_of(city))
    page.locator("button.press").last.click()
    page.wait_for_load_state()


def _verified(page: Page, _city: City, data: bytes | None = b"") -> None:
    sealing.seal_waiting(at=system_now())
    page.goto("/verify")
    if data:
        page.set_input_files("#id_bundle", {"name": "b.jsonl", "mimeType": "application/json", "buffer": data})
    if data != b"":
        page.locator(SEND).click()
        page.wait_for_load_state()


def _spoiled() -> bytes:
    return Made().batch(4).data().replace(b'"case":14', b'"case":15')


STATES = [
    State(name="home", reach=_at("/")),
    State(name="report", reach=_at("/report")),
    State(name="report from the board", reach=_at("/c/{compound}/3号楼")),
    State(name="report from a damaged code", reach=_at("/c/371002003001-9999")),
    State(name="report with errors", reach=lambda page, city: _report(page, city, text="", place="", contact="12ab")),
    State(name="report with compounds found", reach=_found, script=True),
    State(name="which compound", reach=lambda page, city: _report(page, city, text="灯坏了", place="海悦")),
    State(name="receipt", reach=lambda page, city: _report(page, city, text="灯坏了", contact="4821")),
    State(name="receipt of danger", reach=lambda page, city: _report(page, city, text="电梯困人，快来")),
    State(name="privacy", reach=_at("/privacy")),
    State(name="verify", reach=_verified),
    State(name="verify, valid", reach=lambda page, city: _verified(page, city, Made().batch(4).data())),
    State(name="verify, not valid", reach=lambda page, city: _verified(page, city, _spoiled())),
    State(name="verify, nothing chosen", reach=lambda page, city: _verified(page, city, None)),
    State(name="track", reach=_at("/track")),
    State(name="track, not found", reach=lambda page, _city: _look(page, "ABCDE23456", "9999")),
    State(name="track, nothing typed", reach=lambda page, _city: _look(page, "", "")),
    State(name="track, closed code", reach=_closed_code),
    State(name="case received", reach=lambda page, city: _look(page, lives.received(city).code)),
    State(name="case handled, overdue", reach=lambda page, city: _look(page, lives.handled(city).code)),
    State(name="case paused", reach=_paused),
    State(name="case with identity opened", reach=_opened_identity),
    State(name="case answered", reach=lambda page, city: _look(page, lives.answered(city).code)),
    State(name="case answered, all unfolded", reach=_all_unfolded),
    State(name="case closed", reach=_closed),
    State(name="case pressed twice", reach=_pressed_twice),
    State(name="answer by link", reach=_by_link),
    State(name="answer by link, rated", reach=_rated_by_link),
    State(name="link over", reach=_at("/a/nothing-of-ours")),
    State(name="compounds", reach=_at("/compounds")),
    State(name="compounds found", reach=_at("/compounds?place=hyhy")),
    State(name="compounds, none found", reach=_at("/compounds?place=zzz")),
    State(name="compound", reach=_at("/compound/{compound}")),
    State(name="compound nobody serves", reach=_at("/compound/{unserved}")),
    State(name="compound not found", reach=_at("/compound/371002003001-9999")),
    State(name="poster", reach=_at("/compound/{compound}/poster")),
]
