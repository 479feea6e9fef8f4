"""What people write is shown as they wrote it and never becomes part of the page."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from huying.accounts import actions as accounts
from huying.cases.actions import answering, ending, handling, shielding, timing
from huying.cases.actions.ending import Verdict
from huying.core import outbox
from huying.core.actors import SYSTEM
from huying.enterprises import actions as enterprises
from huying.enterprises.actions import EnterpriseRow
from huying.estates import actions as estates
from huying.estates.actions import CompoundRow
from huying.rules.case_facts import CallBackBy, PauseReason
from huying.rules.roles import UnitKind
from tests.abuse.payloads import PAYLOADS
from tests.api.roads import dispatched
from tests.people import AT
from tests.rights.crawling import crawl
from tests.rights.neighbours import signed_in

if TYPE_CHECKING:
    from huying.cases.models import Case
    from tests.people import City

EVERYTHING = "\n".join(PAYLOADS)
FORBIDDEN = {"iframe", "object", "embed", "base", "math", "video", "animate", "noscript", "style", "scr\u200bipt"}
OWN_SCRIPTS = ("/static/huying/", "/static/django_htmx/", "/static/ninja/")
ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "hx-get", "hx-post", "srcdoc", "data"}


class Page(HTMLParser):
    """What of a page could run or lead away."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        given = {name: value or "" for name, value in attrs}
        if tag in FORBIDDEN or (tag == "script" and not given.get("src", "").startswith(OWN_SCRIPTS)):
            self.faults.append(f"<{tag} {given}>")
        if tag == "meta" and "http-equiv" in given:
            self.faults.append(f"<meta {given}>")
        for name, value in given.items():
            is_away = name in ADDRESSES and not value.startswith(("/", "#", "?", "data:image/svg+xml")) and value
            if name.startswith(("on", "hx-on", "data-hx")) or name == "style" or (is_away and "tel:" not in value):
                self.faults.append(f"<{tag} {name}={value!r}>")


def test_the_detector_sees_them() -> None:
    seen = [
        payload for payload in PAYLOADS if Page(f"<p>{payload}</p>").faults or Page(f'<p title="{payload}">').faults
    ]
    assert len(seen) > len(PAYLOADS) // 2


def _filled(city: City) -> list[Case]:
    """Put every payload into every field somebody can fill."""
    firm, clerk = city["firm_staff"], city["district_clerk"]
    cases = [city.receive(title=payload, text=EVERYTHING, address=payload, name=payload[:40]) for payload in PAYLOADS]
    handled = dispatched(city)
    handling.sign(handled.pk, actor=firm, at=AT)
    handling.contact(handled.pk, note=EVERYTHING[:1900], actor=firm, at=AT)
    handling.act(handled.pk, note=EVERYTHING[-1900:], actor=firm, at=AT)
    timing.pause(handled.pk, reason=PauseReason.EXPERT_OPINION, note=EVERYTHING[:1900], actor=firm, at=AT)
    timing.resume(handled.pk, note=EVERYTHING[-1900:], actor=firm, at=AT)
    shielding.release_brief(handled.pk, brief=EVERYTHING[:990], actor=clerk, at=AT)
    answering.draft(handled.pk, text=EVERYTHING, actor=firm, at=AT)
    answering.check_draft(handled.pk, is_approved=True, remark=EVERYTHING[:1900], actor=city["firm_manager"], at=AT)
    answering.issue(handled.pk, actor=firm, at=AT)
    verdict = Verdict(is_contacted=True, is_solved=False, is_satisfied=False, remark=EVERYTHING[:490])
    ending.call_back(handled.pk, verdict, by=CallBackBy.CALLER, actor=city["caller"], at=AT)
    return [*cases, handled]


def _named() -> None:
    """Give registers names that try the same."""
    for turn, payload in enumerate(PAYLOADS):
        if len(payload) > 38 or not payload.isprintable():
            continue
        accounts.create_unit(name=f"{turn}{payload}", kind=UnitKind.STREET, place_code="371002", actor=SYSTEM, at=AT)
        accounts.create_person(username=f"person{turn}", name=payload, password="correct horse", actor=SYSTEM, at=AT)
        row = CompoundRow(code=f"371002003001-{9000 + turn}", name=payload, address=payload)
        estates.create_compound(row=row, actor=SYSTEM, at=AT)
    firm = EnterpriseRow(name=PAYLOADS[0], credit_code="91371003MA3C000027", place_code="371002")
    enterprises.create_enterprise(row=firm, actor=SYSTEM, at=AT)


def _addresses(cases: list[Case]) -> list[str]:
    return [
        *("/", "/report", "/track", "/desk/", "/desk/cases/", "/desk/cases/triage", "/desk/registers/compounds/"),
        *("/desk/registers/enterprises/", "/desk/registers/people/", "/desk/registers/places/", "/desk/city/"),
        *(f"/desk/cases/{case.number}" for case in cases[-6:]),
        *(f"/desk/cases/{case.number}/dispatch" for case in cases[-6:-1]),
    ]


def test_no_page_is_changed_by_what_somebody_wrote(city: City, subtests: Any) -> None:
    cases = _filled(city)
    _named()
    outbox.drain()
    for name in ("district_clerk", "firm_staff"):
        told = crawl(signed_in(city, name), _addresses(cases), raw=True, most=30)
        assert len(told) > 10
        for address, text in told.items():
            with subtests.test(name=name, address=address):
                assert Page(text).faults == []


def test_what_is_typed_and_shown_again_stays_words(city: City, subtests: Any) -> None:
    browsers = {name: signed_in(city, name) for name in ("district_clerk", "")}
    for payload in PAYLOADS:
        asked = [
            browsers["district_clerk"].get("/desk/cases/", {"q": payload, "place": payload, "topic": payload}),
            browsers["district_clerk"].post("/desk/cases/new", {"text": payload, "title": payload, "name": payload}),
            browsers["district_clerk"].get("/desk/registers/compounds/", {"q": payload}),
            browsers["district_clerk"].post("/desk/cases/filters", {"name": payload[:40], "query": "state=closed"}),
            browsers[""].post("/report", {"text": payload, "place": payload, "contact": payload, "kept": payload}),
            browsers[""].post("/track", {"code": payload[:20], "digits": payload}),
            browsers[""].get("/compounds", {"place": payload}),
            browsers[""].get("/track", {"code": payload}),
            browsers[""].post("/account/sign-in/", {"username": payload, "password": payload, "next": payload}),
        ]
        for response in asked:
            with subtests.test(payload=payload, path=response.request["PATH_INFO"]):
                assert response.status_code < 500
                assert Page(response.content.decode()).faults == []


def test_no_cell_of_an_export_is_a_formula(city: City) -> None:
    _filled(city)
    response = signed_in(city, "district_clerk").get("/desk/cases/export.csv")
    text = b"".join(response).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r＝＋－＠")] == []
    assert any(cell.startswith("'=cmd") for cell in cells)
