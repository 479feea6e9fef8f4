"""A case split over units: the first leads, others answer it in time, and it composes the one answer (R4.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.cases.actions import answering, handling, shielding
from huying.cases.actions.merging import merge
from huying.cases.actions.splitting import answer_part, end_part, split
from huying.cases.actions.sweeping import sweep
from huying.cases.models import Case, CasePart, CaseStep, Clock
from huying.cases.queries import visible
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from tests.cases.desk import client_of, complaint, page, set_clock
from tests.cases.test_invariants import broken
from tests.cases.together import HOUR, signed, told
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City


def _split(city: City, case: Case, unit: str = "urban") -> Case:
    staff = city["firm_staff"]
    return split(case.pk, unit_id=city.units[unit].pk, task="查占用井道", actor=staff, at=AT + 3 * HOUR)


def _draft(city: City, case: Case) -> None:
    answering.draft(case.pk, text="门机已更换。", actor=city["firm_staff"], at=AT + 5 * HOUR)
    answering.check_draft(case.pk, is_approved=True, remark="", actor=city["firm_manager"], at=AT + 6 * HOUR)


def test_an_assisting_unit_gets_its_part_with_a_clock_within_the_deadline_of_the_case(city: City) -> None:
    case = signed(city)
    _split(city, case)
    clock = Clock.objects.get(case=case, kind="part")
    case.refresh_from_db()
    assert clock.unit == city.units["urban"]
    assert case.due_at is not None
    assert AT + 3 * HOUR < clock.due_at <= case.due_at
    assert case.holder_unit == city.units["firm"]
    assert broken() == {}


def test_it_sees_the_case_and_answers_the_lead_not_the_reporter(city: City) -> None:
    case = signed(city)
    with pytest.raises(RuleBrokenError, match=r"case\.not_found"):
        visible.find(case.number, actor=city["department_officer"])
    _split(city, case)
    assert visible.find(case.number, actor=city["department_officer"]) == case
    answer_part(case.pk, text="已清理。", actor=city["department_officer"], at=AT + 4 * HOUR)
    part = CasePart.objects.get()
    assert (part.answer, part.answered_by) == ("已清理。", city.people["department_officer"])
    assert Clock.objects.get(case=case, kind="part").stopped_at == AT + 4 * HOUR
    assert not case.answers.exists()
    assert broken() == {}


def test_the_answer_waits_for_the_parts_unless_the_lead_says_why(city: City) -> None:
    case = signed(city)
    _split(city, case)
    _draft(city, case)
    with pytest.raises(RuleBrokenError, match=r"part\.still_open"):
        answering.issue(case.pk, actor=city["firm_staff"], at=AT + 7 * HOUR)
    answering.issue(case.pk, reason="井道已空", actor=city["firm_staff"], at=AT + 7 * HOUR)
    part, row = CasePart.objects.get(), CaseStep.objects.filter(case=case).latest("pk")
    assert (part.ended_at, part.end_reason) == (AT + 7 * HOUR, "井道已空")
    assert (row.note, row.facts["without_parts"]) == ("井道已空", 1)
    assert broken() == {}


def test_a_part_answered_lets_the_answer_go(city: City) -> None:
    case = signed(city)
    _split(city, case)
    answer_part(case.pk, text="已清理。", actor=city["department_officer"], at=AT + 4 * HOUR)
    _draft(city, case)
    assert answering.issue(case.pk, actor=city["firm_staff"], at=AT + 7 * HOUR).state == "answered"


def test_a_part_taken_back_counts_neither_as_met_nor_as_missed(city: City) -> None:
    case = signed(city)
    _split(city, case)
    unit = city.units["urban"].pk
    end_part(case.pk, unit_id=unit, reason="不需要了", actor=city["firm_staff"], at=AT + 4 * HOUR)
    assert Clock.objects.get(case=case, kind="part").is_cancelled
    with pytest.raises(RuleBrokenError, match=r"part\.none_open"):
        answer_part(case.pk, text="已清理。", actor=city["department_officer"], at=AT + 5 * HOUR)
    assert broken() == {}


def test_a_late_part_is_marked_and_told_above(city: City) -> None:
    case = signed(city)
    _split(city, case)
    sweep(at=Clock.objects.get(case=case, kind="part").due_at + timedelta(minutes=1))
    assert Clock.objects.get(case=case, kind="part").red_at is not None
    assert CaseStep.objects.filter(case=case, step="escalate", facts__kind="part").count() == 1
    assert broken() == {}


def test_who_may_not_be_asked_or_may_not_ask_is_refused(city: City) -> None:
    case = signed(city)
    for unit, code in (("firm", "own_unit"), ("other_district", "unit_elsewhere")):
        with pytest.raises(RuleBrokenError, match=rf"part\.{code}"):
            _split(city, case, unit)
    unit_id = city.units["urban"].pk
    with pytest.raises(NotAllowedError):
        split(case.pk, unit_id=unit_id, task="x", actor=city["department_officer"], at=AT + 3 * HOUR)
    _split(city, case)
    with pytest.raises(RuleBrokenError, match=r"part\.open_already"):
        _split(city, case)
    with pytest.raises(RuleBrokenError, match=r"part\.none_open"):
        answer_part(case.pk, text="x", actor=city["street_officer"], at=AT + 4 * HOUR)


def test_a_case_that_others_still_work_on_does_not_join_another(city: City) -> None:
    case, lead = signed(city), signed(city, 1)
    _split(city, case)
    with pytest.raises(RuleBrokenError, match=r"problem\.parts_open"):
        merge(case.pk, into=lead.pk, actor=city["district_clerk"], at=AT + 4 * HOUR)
    merge(told(city, 2).pk, into=case.pk, actor=city["district_clerk"], at=AT + 4 * HOUR)
    assert broken() == {}


def test_the_assisting_unit_finds_its_part_in_its_work_and_the_lead_reads_the_answer_on_the_page(city: City) -> None:
    case = signed(city)
    _split(city, case)
    officer = client_of(city, "department_officer")
    set_clock(AT + 3 * HOUR)
    assert "查占用井道" in page(officer, "work")
    assert "查占用井道" not in page(client_of(city, "firm_staff"), "work")
    answer_part(case.pk, text="井道已清理干净。", actor=city["department_officer"], at=AT + 4 * HOUR)
    set_clock(AT + 5 * HOUR)
    assert "查占用井道" not in page(officer, "work")
    assert "井道已清理干净。" in page(client_of(city, "firm_staff"), "read", case.number)


def test_the_firm_complained_about_does_not_read_what_other_units_answer(city: City) -> None:
    case = complaint(city)
    holder = next(name for name in ("street_officer", "district_clerk") if city[name].unit_id == case.holder_unit_id)
    handling.sign(case.pk, actor=city[holder], at=AT + 2 * HOUR)
    split(case.pk, unit_id=city.units["urban"].pk, task="查物业档案", actor=city[holder], at=AT + 3 * HOUR)
    shielding.release_brief(case.pk, brief="反映物业服务问题", actor=city[holder], at=AT + 3 * HOUR)
    set_clock(AT + 4 * HOUR)
    assert "查物业档案" in page(client_of(city, holder), "read", case.number)
    assert "查物业档案" not in page(client_of(city, "firm_manager"), "read", case.number)


def test_a_wrong_count_of_parts_is_named(city: City) -> None:
    case = signed(city)
    _split(city, case)
    Case.objects.filter(pk=case.pk).update(open_parts=0)
    assert set(broken()) == {"part.count"}


def test_an_answer_of_a_case_that_was_never_split_asks_nothing_about_parts(city: City) -> None:
    case = signed(city)
    _draft(city, case)
    with CaptureQueriesContext(connection) as asked:
        answering.issue(case.pk, actor=city["firm_staff"], at=AT + 7 * HOUR)
    assert not [each for each in asked.captured_queries if "cases_casepart" in each["sql"]]
