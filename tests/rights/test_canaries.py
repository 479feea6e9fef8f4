"""Nobody of the complained-about side ever learns who complained, by any page, list, export, search, file or log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection

from huying.cases.actions import answering, dispatching, ending, handling, returning, shielding, timing, urging
from huying.cases.actions.ending import Verdict
from huying.cases.models import Attachment, Case
from huying.cases.queries import visible
from huying.core import outbox
from huying.core.models import AuditRecord, OutboxMessage
from huying.rules.case_facts import CallBackBy, Kind, Nature, PauseReason, Purpose, ReturnGround
from huying.rules.case_flow import CaseState, Ending
from tests.api.callers import CASES, caller
from tests.people import AT
from tests.rights import canaries
from tests.rights.canaries import COMPLAINT, DOOR, EVERYTHING, IDENTIFYING, NAME, PHONE, REPAIR, SECRET, Told
from tests.rights.crawling import crawl, read
from tests.rights.neighbours import FIRM_SIDE, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

STARTS = (
    "/",
    "/desk/",
    "/desk/cases/",
    "/desk/registers/places/",
    "/desk/city/",
    "/account/post/",
    "/report",
    "/track",
)
SAID = f"已联系{NAME}（{PHONE}，{DOOR}），{SECRET}"
"""What an officer may carelessly write down: never read by the firm."""


def _complaints(city: City, folder: Path) -> list[Told]:
    said = {"text": COMPLAINT, "kind": "complaint", "nature": "complaint"}
    return [
        canaries.by_portal(city, nature="complaint", text=COMPLAINT),
        canaries.by_api(city, token="", **said),
        canaries.by_api(city, token="hotline_desk", **said, channel="phone", privacy="open"),
        canaries.by_desk(city),
        canaries.by_sheet(folder),
    ]


def _confirmed(city: City, **given: Any) -> dispatching.Confirmed:
    facts: dict[str, Any] = {"topic": "SVC", "place": city.served.key, "compound": city.served.key}
    facts |= {"kind": Kind.COMPLAINT, "nature": Nature.COMPLAINT, "reason": SAID}
    return dispatching.Confirmed(**(facts | given))


def _walk(city: City, told: Told) -> Case:
    """Take a complaint through its steps; whoever writes, writes too much."""
    key, street = told.case.pk, city["street_officer"]
    if told.case.state == CaseState.TRIAGE.value:
        dispatching.dispatch(key, _confirmed(city), actor=city["city_clerk"], at=AT)
    shielding.release_brief(key, brief="反映秩序维护人员态度", actor=city["district_clerk"], at=AT)
    urging.urge(key, note=SAID, actor=city["district_leader"], at=AT)
    handling.sign(key, actor=street, at=AT)
    shielding.open_identity(key, purpose=Purpose.HANDLING_CALL, actor=street, at=AT)
    handling.contact(key, note=SAID, actor=street, at=AT)
    handling.act(key, note=SAID, actor=street, at=AT)
    timing.pause(key, reason=PauseReason.EXPERT_OPINION, note=SAID, actor=street, at=AT)
    timing.resume(key, note=SAID, actor=street, at=AT)
    timing.extend(key, days=2, reason=SAID, actor=street, at=AT)
    ruler = next(name for name in ("district_clerk", "hotline_desk") if _rules(city, key, name))
    timing.decide_extension(key, is_granted=True, reason=SAID, actor=city[ruler], at=AT)
    answering.draft(key, text=SAID, actor=street, at=AT)
    answering.check_draft(key, is_approved=False, remark=SAID, actor=city["street_leader"], at=AT)
    answering.draft(key, text=SAID, actor=street, at=AT)
    answering.check_draft(key, is_approved=True, remark=SAID, actor=city["street_leader"], at=AT)
    answering.issue(key, actor=street, at=AT)
    verdict = Verdict(is_contacted=True, is_solved=False, is_satisfied=False, remark=SAID)
    ending.call_back(key, verdict, by=CallBackBy.CALLER, actor=city["caller"], at=AT)
    returning.send_back(key, ground=ReturnGround.NOT_OUR_DUTY, reason=SAID, actor=street, at=AT)
    returning.rule_return(key, is_upheld=False, reason=SAID, actor=city[ruler], at=AT)
    answering.draft(key, text=SAID, actor=street, at=AT)
    answering.check_draft(key, is_approved=True, remark=SAID, actor=city["street_leader"], at=AT)
    return answering.issue(key, actor=street, at=AT)


def _rules(city: City, key: int, name: str) -> bool:
    return Case.objects.get(pk=key).extensions.filter(ruler_id=city[name].unit_id).exists()


def _found_in(told: dict[str, str], words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(address, word) for address, text in told.items() for word in words if word in text]


def _all_addresses(cases: list[Case]) -> list[str]:
    pages = [f"/desk/cases/{case.number}" for case in cases]
    photos = [f"/desk/cases/{row.case.number}/photos/{row.digest}" for row in Attachment.objects.select_related("case")]
    lists = [f"/desk/cases/?{query}" for query in ("state=answered", "order=due", "nature=complaint", "ending=solved")]
    exports = [f"/desk/cases/export.{kind}" for kind in ("csv", "xlsx")]
    return [*STARTS, *pages, *photos, *lists, *exports]


@pytest.fixture
def complaints(town: City, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> list[Case]:
    caplog.set_level(logging.INFO)
    cases = [_walk(town, told) for told in _complaints(town, tmp_path)]
    outbox.drain()
    ending.close(cases[1].pk, ending=Ending.EXPLAINED, reason=SAID, actor=town["district_clerk"], at=AT)
    ending.rework(cases[3].pk, reason=SAID, actor=town["district_clerk"], at=AT)
    return cases


def test_no_page_list_export_or_answer_of_the_api_names_who_complained(
    town: City, complaints: list[Case], caplog: pytest.LogCaptureFixture
) -> None:
    addresses = _all_addresses(complaints)
    for name in (*FIRM_SIDE, ""):
        told = crawl(signed_in(town, name), addresses)
        assert _found_in(told, EVERYTHING) == [], name
        assert len(told) > len(STARTS)
    assert visible.visible_to(town["firm_staff"]).count() == len(complaints), "the firm reads the released briefs"
    for name in FIRM_SIDE:
        program = caller(town, name)
        answers = [program.get(CASES), program.get(CASES, q="秩序"), program.get(CASES, overdue="true")]
        answers += [program.get(f"{CASES}/{case.number}") for case in complaints]
        answers += [program.step(case.number, "urge", case.version, note="") for case in complaints]
        assert _found_in({str(turn): read(each) for turn, each in enumerate(answers)}, EVERYTHING) == [], name
    assert _found_in({"log": caplog.text}, EVERYTHING) == []


def test_no_search_or_filter_of_the_firm_depends_on_what_it_may_not_read(town: City, complaints: list[Case]) -> None:
    program, browser = caller(town, "firm_staff"), signed_in(town, "firm_staff")
    guesses = [SECRET, NAME, PHONE, DOOR, "保安推搡老人", "欧阳", "0432", "已联系", PHONE[-4:]]
    for guess in guesses:
        assert program.get(CASES, q=guess).content == program.get(CASES, q="绝无此词").content, guess
        listed = read(browser.get("/desk/cases/", {"q": guess})).replace(guess, "")
        assert not any(case.number in listed for case in complaints), guess
        exported = read(browser.get("/desk/cases/export.csv", {"q": guess}))
        assert not any(case.number in exported for case in complaints), guess


def test_before_a_brief_is_released_the_firm_sees_no_complaint_at_all(town: City) -> None:
    told = canaries.by_desk(town)
    browser, program = signed_in(town, "firm_staff"), caller(town, "firm_staff")
    for address in (f"/desk/cases/{told.case.number}", f"/desk/cases/{told.case.number}/dispatch"):
        assert browser.get(address).status_code in {403, 404}
    assert program.get(f"{CASES}/{told.case.number}").status_code == 404
    assert _found_in(crawl(browser, STARTS), (told.case.number, *EVERYTHING)) == []


def test_a_repairer_reads_the_matter_but_not_who_asked_unless_told_so(town: City) -> None:
    told = [
        canaries.by_portal(town, nature="service", text=REPAIR),
        canaries.by_api(town, token="", text=REPAIR, address="", kind="help"),
    ]
    confirmed = _confirmed(town, topic="LFT", kind=Kind.HELP, nature=Nature.SERVICE, reason="")
    for each in told:
        dispatching.dispatch(each.case.pk, confirmed, actor=town["district_clerk"], at=AT)
        handling.sign(each.case.pk, actor=town["firm_staff"], at=AT)
    outbox.drain()
    cases = [each.case for each in told]
    browser, program = signed_in(town, "firm_staff"), caller(town, "firm_staff")
    seen = crawl(browser, _all_addresses(cases))
    assert "电梯停运" in seen[f"/desk/cases/{cases[0].number}"]
    assert _found_in(seen, IDENTIFYING) == []
    answers = {case.number: read(program.get(f"{CASES}/{case.number}")) for case in cases}
    assert _found_in(answers, IDENTIFYING) == []
    opened = browser.post(f"/desk/cases/{cases[0].number}/identity", {"purpose": "handling_call"})
    assert opened.status_code == 403
    shared = canaries.by_api(town, token="", text=REPAIR, kind="help", may_share=True).case
    dispatching.dispatch(shared.pk, confirmed, actor=town["district_clerk"], at=AT)
    opened = browser.post(f"/desk/cases/{shared.number}/identity", {"purpose": "handling_call"})
    assert (opened.status_code, PHONE in opened.content.decode(), DOOR in opened.content.decode()) == (200, True, True)
    stranger = signed_in(town, "other_firm_staff").post(f"/desk/cases/{shared.number}/identity", {"purpose": "x"})
    assert stranger.status_code == 404


def test_a_complaint_is_never_held_by_whom_it_is_about(town: City, complaints: list[Case]) -> None:
    for case in complaints:
        row = Case.objects.get(pk=case.pk)
        assert row.about_unit_id == town.units["firm"].pk
        assert row.holder_unit_id != row.about_unit_id


WRITTEN_BY_OFFICERS = {
    ("cases_answer", "text"),
    ("cases_callback", "remark"),
    ("cases_casestep", "note"),
    ("cases_extension", "reason"),
    ("cases_sendback", "reason"),
    ("cases_sendback", "ruling"),
}
SAID_BY_REPORTERS = {("cases_case", "text"), ("cases_case", "title"), ("cases_case", "address")}
"""The reporter's own words, in which only telephone and identity numbers are replaced; officials read them."""


def _columns_with(words: tuple[str, ...]) -> set[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = set()
    for model in apps.get_models():
        table, names = model._meta.db_table, [str(each.column) for each in model._meta.concrete_fields]
        for row in model._base_manager.values_list(*(each.attname for each in model._meta.concrete_fields)):
            for name, value in zip(names, row, strict=True):
                text = value.tobytes().decode("utf-8", "replace") if isinstance(value, memoryview) else str(value)
                found |= {(table, name, word) for word in words if word in text}
    return found


@pytest.mark.usefixtures("complaints")
def test_who_complained_is_written_nowhere_but_sealed() -> None:
    found = _columns_with(EVERYTHING)
    numbers = {(table, name) for table, name, word in found if word in {PHONE, canaries.IDENTITY, canaries.MAKER}}
    assert numbers <= WRITTEN_BY_OFFICERS
    assert {(table, name) for table, name, _word in found} <= WRITTEN_BY_OFFICERS | SAID_BY_REPORTERS
    facts = "".join(str(row) for row in AuditRecord.objects.values_list("facts", flat=True))
    messages = "".join(str(row) for row in OutboxMessage.objects.values_list("name", "ids", "failure"))
    assert _found_in({"audit": facts, "outbox": messages}, EVERYTHING) == []


def test_the_bytes_of_the_database_hold_no_number_of_the_reporter(town: City, tmp_path: Path) -> None:
    _complaints(town, tmp_path)
    outbox.drain()
    held = _bytes_of_the_database()
    assert "竹岛街道办事处".encode() in held, "the dump is one"
    for word in (PHONE, canaries.IDENTITY, canaries.MAKER):
        assert word.encode() not in held
    for model in apps.get_models():
        for each in model._meta.concrete_fields:
            if each.name.endswith("_sealed") or each.name == "sealed":
                values = [bytes(value) for value in model._base_manager.values_list(each.name, flat=True) if value]
                assert all(value[:1] == b"\x01" for value in values), each
                assert not any(word.encode() in value for value in values for word in EVERYTHING), each


def _bytes_of_the_database() -> bytes:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return bytes(connection.connection.serialize())
    with connection.cursor() as cursor:
        parts = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select t::text from "{table}" as t')  # noqa: S608 - names of our own tables
            parts += [str(row[0]) for row in cursor.fetchall()]
    return "\n".join(parts).encode()


def test_photographs_are_kept_without_their_hidden_data_and_not_shown_to_the_firm(town: City) -> None:
    told = canaries.by_portal(town, nature="complaint", text=COMPLAINT)
    row = Attachment.objects.get()
    address = f"/desk/cases/{told.case.number}/photos/{row.digest}"
    kept = signed_in(town, "district_clerk").get(address)
    assert kept.status_code == 200
    for hidden in (canaries.MAKER.encode(), NAME.encode("utf-16-le"), PHONE.encode(), b"Exif"):
        assert hidden not in kept.content
    shielding.release_brief(told.case.pk, brief="反映态度", actor=town["district_clerk"], at=AT)
    assert signed_in(town, "firm_staff").get(address).status_code == 404
    assert signed_in(town, "").get(address).status_code == 302
