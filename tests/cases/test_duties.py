"""The responsibility list: drafted by one, tried over past cases, released by another; nobody judges their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from huying.accounts.actions import create_unit
from huying.cases.actions import duties
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.trying import run_trial
from huying.cases.models import TrialChange
from huying.cases.queries.limits import LIST, duties_on
from huying.core import outbox
from huying.core.actors import SYSTEM
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.case_facts import Kind, Nature
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind
from huying.rules.routing import Lead, entry_body, read_list, route
from huying.rulesets import actions as rulesets
from huying.rulesets import queries as versions
from tests.people import AT, COMMUNITY, DISTRICT

if TYPE_CHECKING:
    from huying.accounts.models import Unit
    from huying.cases.models import Case
    from huying.rules.routing import Entry
    from huying.rulesets.models import RuleSet
    from tests.people import City

TOMORROW = date(2021, 6, 2)


def _draft(city: City) -> RuleSet:
    return duties.start_draft(valid_from=TOMORROW, source="威政办发〔2021〕1号", actor=city["city_clerk"], at=AT)


def _line(code: str = "service-by-firm") -> Entry:
    return next(entry for entry in duties_on(AT.date()).entries if entry.code == code)


def _codes(draft: RuleSet) -> list[str]:
    return [entry.code for entry in read_list(draft.body, number=draft.number).entries]


def _to_community(city: City, draft: RuleSet) -> RuleSet:
    line = replace(_line(), lead=Lead(kind=UnitKind.COMMUNITY))
    return duties.put_line(number=draft.number, line=line, seen=_codes(draft), actor=city["city_clerk"], at=AT)


def _sent(city: City, **given: object) -> Case:
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    return dispatch(city.receive(**given).pk, confirmed, actor=city["district_clerk"], at=AT)  # type: ignore[arg-type]


def test_a_draft_applies_to_nothing_until_it_is_released(city: City) -> None:
    _to_community(city, _draft(city))
    assert _sent(city).holder_unit == city.units["firm"]


def test_every_line_survives_being_written_and_read(city: City) -> None:
    assert city.units
    found = duties_on(AT.date())
    body = {"fallback": found.fallback.written, "entry": [entry_body(entry) for entry in found.entries]}
    assert read_list(body, number=found.number) == found


def test_a_trial_run_shows_who_would_hold_what_and_opens_to_rows(city: City) -> None:
    cases = [_sent(city) for _ in range(3)]
    complaint = _sent(city, nature=Nature.COMPLAINT, kind=Kind.COMPLAINT)
    draft = _to_community(city, _draft(city))
    run = duties.ask_trial(
        number=draft.number, received_from=AT.date(), received_to=AT.date(), actor=city["city_clerk"], at=AT
    )
    outbox.drain()
    run.refresh_from_db()
    assert (run.whole, run.looked_at, run.changed) == (4, 4, 3)
    rows = TrialChange.objects.filter(run=run).values_list("case", "before", "after", "after_item")
    firm, community = city.units["firm"].pk, city.units["community"].pk
    assert set(rows) == {(case.pk, firm, community, "service-by-firm") for case in cases}
    assert complaint.pk not in {row[0] for row in rows}


def test_a_trial_that_was_broken_off_goes_on_and_counts_once(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        _sent(city)
    draft = _to_community(city, _draft(city))
    run = duties.ask_trial(
        number=draft.number, received_from=AT.date(), received_to=AT.date(), actor=city["city_clerk"], at=AT
    )
    monkeypatch.setitem(run_trial.__globals__, "CHUNK", 2)
    whole = run_trial.__globals__["_chunk"]
    calls: list[int] = []

    def breaking(trial: object) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise ConnectionError
        return int(whole(trial))

    monkeypatch.setitem(run_trial.__globals__, "_chunk", breaking)
    with pytest.raises(ConnectionError):
        run_trial(run.pk, at=AT)
    run_trial(run.pk, at=AT)
    run.refresh_from_db()
    assert (run.looked_at, run.changed, TrialChange.objects.filter(run=run).count()) == (5, 5, 5)
    assert run_trial(run.pk, at=AT) is None


def _tried(city: City, draft: RuleSet) -> None:
    day = AT.date()
    duties.ask_trial(number=draft.number, received_from=day, received_to=day, actor=city["city_clerk"], at=AT)
    outbox.drain()


def _proposed(city: City, draft: RuleSet) -> RuleSet:
    return rulesets.propose_rule_set(rule_set_id=draft.pk, remark="", actor=city["city_clerk"], at=AT)


def test_an_untried_draft_is_not_proposed_and_its_drafter_does_not_release_it(city: City) -> None:
    draft = _to_community(city, _draft(city))
    with pytest.raises(RuleBrokenError, match=r"duties\.not_tried"):
        _proposed(city, draft)
    _tried(city, draft)
    _proposed(city, draft)
    with pytest.raises(RuleBrokenError, match=r"rules\.second_person"):
        rulesets.release_rule_set(rule_set_id=draft.pk, actor=city["city_clerk"], at=AT)
    with pytest.raises(NotAllowedError):
        rulesets.release_rule_set(rule_set_id=draft.pk, actor=city["district_clerk"], at=AT)
    rulesets.release_rule_set(rule_set_id=draft.pk, actor=city["city_leader"], at=AT)
    assert versions.in_force(LIST, on=TOMORROW).number == draft.number
    assert versions.in_force(LIST, on=AT.date()).number == 1
    records = AuditRecord.objects.filter(object_type="rulesets.ruleset", object_id=draft.pk)
    assert list(records.order_by("id").values_list("verb", flat=True)) == [
        "rules.drafted",
        "rules.edited",
        "rules.proposed",
        "rules.released",
    ]


def test_a_changed_draft_must_be_tried_anew(city: City) -> None:
    draft = _draft(city)
    _tried(city, draft)
    changed = _to_community(city, draft)
    with pytest.raises(RuleBrokenError, match=r"duties\.not_tried"):
        _proposed(city, changed)


def test_a_stale_form_of_a_line_is_refused(city: City) -> None:
    draft = _draft(city)
    seen = _codes(draft)
    duties.drop_line(number=draft.number, code="noise", actor=city["city_leader"], at=AT)
    with pytest.raises(RuleBrokenError, match=r"form\.stale"):
        duties.put_line(number=draft.number, line=_line(), seen=seen, actor=city["city_clerk"], at=AT)


def test_a_running_list_cannot_be_changed(city: City) -> None:
    with pytest.raises(RuleBrokenError, match=r"rules\.released_already"):
        duties.drop_line(number=1, code="noise", actor=city["city_clerk"], at=AT)
    with pytest.raises(RuleBrokenError, match=r"duties\.starts_today"):
        duties.start_draft(valid_from=AT.date(), source="x", actor=city["city_clerk"], at=AT)


def test_unknown_keys_become_two_questions_at_most(city: City) -> None:
    assert city.units
    found = route(duties_on(AT.date()), {"topic": "WPH"})
    assert found.questions == ("part", "mode")
    assert route(duties_on(AT.date()), {}).is_fallback


def _bound(kind: UnitKind, *, name: str, place: str, parent: Unit | None = None) -> Unit:
    return create_unit(name=name, kind=kind, place_code=place, parent=parent, actor=SYSTEM, at=AT)


@pytest.mark.parametrize("which", ["itself", "child", "parent", "committee"])
def test_a_complaint_is_held_by_nobody_bound_to_whom_it_is_about(city: City, which: str) -> None:
    firm = city.units["firm"]
    branch = _bound(UnitKind.ENTERPRISE, name="安居物业海悦分公司", place=DISTRICT, parent=firm)
    committee = _bound(UnitKind.COMMITTEE, name="海悦花园业委会", place=COMMUNITY)
    about = {"itself": firm, "child": firm, "parent": branch, "committee": committee}[which]
    to = {"itself": firm, "child": branch, "parent": firm, "committee": committee}[which]
    case = city.receive(nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, about_unit=about.pk)
    confirmed = Confirmed(topic="SVC", place=city.served.key, compound=city.served.key, unit=to.pk, reason="就近")
    with pytest.raises(RuleBrokenError, match=r"case\.held_by_complained_about"):
        dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT)


def test_a_complaint_about_a_street_goes_above_it_and_never_below(city: City) -> None:
    street, community = city.units["street"], city.units["community"]
    case = city.receive(nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, about_unit=street.pk)
    confirmed = Confirmed(topic="SVC", place=city.served.key, compound=city.served.key)
    down = replace(confirmed, unit=community.pk, reason="就近")
    with pytest.raises(RuleBrokenError, match=r"case\.held_by_complained_about"):
        dispatch(case.pk, down, actor=city["district_clerk"], at=AT)
    assert dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT).holder_unit == city.units["district"]


def test_a_complaint_about_a_community_is_held_by_its_street(city: City) -> None:
    case = city.receive(nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, about_unit=city.units["community"].pk)
    confirmed = Confirmed(topic="SVC", place=city.served.key, compound=city.served.key)
    sent = dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT + timedelta(hours=1))
    assert sent.holder_unit == city.units["street"]
