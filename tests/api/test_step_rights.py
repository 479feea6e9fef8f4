"""Each step by HTTP: taken by the right person, refused to the wrong one, and refused in every wrong state."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from huying.cases.actions.taking import STEPS
from huying.cases.models import Case, CaseStep
from huying.cases.queries import visible
from huying.core.models import AuditRecord
from huying.rules.case_flow import FLOW, CaseState, Step
from tests.api import roads
from tests.api.callers import Caller, caller, told
from tests.api.test_query_counts import CHANGE, counted
from tests.api.test_steps import DISPATCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest import Subtests  # noqa: PT013 - a type only

    from huying.core.actors import Actor
    from tests.people import City

OUT_OF_SIGHT = ("other_clerk", "department_officer", "department_leader")
WITHOUT_CASES = ("system_admin", "security_admin", "audit_admin")
LATER = {"rule_return": (404, "case.no_return"), "decide_extension": (404, "case.no_extension")}
LATER |= {"unmerge": (409, "problem.no_member"), "answer_part": (404, "part.none_open")}
"""Where the request that is decided is looked for before the state is."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One step: from where, by whom, with what, and who of those that see the case may not."""

    road: Callable[[City], Case]
    by: str
    body: dict[str, Any] = field(default_factory=dict)
    not_by: tuple[str, ...] = ("auditor", "street_leader")
    leads: CaseState


WORDS = {"reason": "理由"}
HOLDER: dict[str, Any] = {"by": "firm_staff", "not_by": ("auditor", "street_officer", "district_clerk")}
UPPER: dict[str, Any] = {"by": "district_clerk", "not_by": ("auditor", "street_officer", "firm_staff")}
S = CaseState
TABLE: dict[str, Row] = {
    "dispatch": Row(
        road=roads.triage, by="district_clerk", body=DISPATCH, not_by=("auditor", "district_leader"), leads=S.DISPATCHED
    ),
    "sign": Row(road=roads.dispatched, **HOLDER, leads=S.HANDLING),
    "assign": Row(road=roads.handling_, **HOLDER, leads=S.HANDLING),
    "contact": Row(road=roads.handling_, **HOLDER, body={"note": "已联系"}, leads=S.HANDLING),
    "act": Row(road=roads.handling_, **HOLDER, body={"note": "已更换"}, leads=S.HANDLING),
    "draft": Row(road=roads.handling_, **HOLDER, body={"text": "已修复。"}, leads=S.CHECKING),
    "check": Row(
        road=roads.checking,
        by="firm_manager",
        body={"approved": True},
        not_by=("auditor", "street_leader", "district_clerk"),
        leads=S.CHECKING,
    ),
    "issue": Row(road=roads.approved, **HOLDER, leads=S.ANSWERED),
    "send_back": Row(
        road=roads.dispatched, **HOLDER, body={"ground": "not_our_duty", "reason": "非本公司"}, leads=S.RETURN_ASKED
    ),
    "rule_return": Row(
        road=roads.returned,
        by="street_officer",
        body={"upheld": False, "reason": "属于合同范围"},
        not_by=("auditor", "firm_staff", "district_clerk"),
        leads=S.DISPATCHED,
    ),
    "extend": Row(road=roads.handling_, **HOLDER, body={"days": 3, "reason": "配件未到"}, leads=S.HANDLING),
    "decide_extension": Row(
        road=roads.asking,
        by="street_officer",
        body={"granted": True},
        not_by=("auditor", "firm_staff", "district_clerk"),
        leads=S.HANDLING,
    ),
    "pause": Row(
        road=roads.handling_, **HOLDER, body={"reason": "expert_opinion", "note": "等待检测"}, leads=S.HANDLING
    ),
    "resume": Row(road=roads.paused, **HOLDER, leads=S.HANDLING),
    "call_back": Row(
        road=roads.answered,
        by="caller",
        body={"solved": True, "satisfied": True},
        not_by=("auditor", "firm_staff", "district_clerk"),
        leads=S.CLOSED,
    ),
    "rework": Row(
        road=roads.answered, by="street_officer", body=WORDS, not_by=("auditor", "firm_staff"), leads=S.HANDLING
    ),
    "approve_late": Row(
        road=roads.issued_early,
        by="firm_manager",
        body={"remark": "同意"},
        not_by=("auditor", "street_leader", "district_clerk"),
        leads=S.ANSWERED,
    ),
    "ask_standing": Row(
        road=roads.handling_,
        **HOLDER,
        body=WORDS | {"milestones": [{"words": "方案", "due_on": "2021-07-01"}, {"words": "完工"}]},
        leads=S.HANDLING,
    ),
    "refuse_standing": Row(road=roads.asked_to_stand, **UPPER, body=WORDS, leads=S.HANDLING),
    "milestone": Row(
        road=roads.standing, **HOLDER, body={"note": "已更换", "following": {"words": "验收"}}, leads=S.STANDING
    ),
    "stand_long_term": Row(road=roads.answered, **UPPER, body=WORDS | {"milestone": "年底"}, leads=S.STANDING),
    "close": Row(road=roads.answered, **UPPER, body=WORDS | {"ending": "explained"}, leads=S.CLOSED),
    "reopen": Row(road=roads.closed, **UPPER, body=WORDS, leads=S.HANDLING),
    "release_brief": Row(
        road=roads.triage, by="street_officer", body={"brief": "电梯停运"}, not_by=("auditor",), leads=S.TRIAGE
    ),
    "merge": Row(
        road=roads.dispatched, by="district_clerk", not_by=("auditor", "firm_staff", "street_leader"), leads=S.HANDLING
    ),
    "unmerge": Row(
        road=roads.merged,
        by="district_clerk",
        body=WORDS,
        not_by=("auditor", "firm_staff", "street_leader"),
        leads=S.TRIAGE,  # within seconds it goes back where it was
    ),
    "split": Row(road=roads.handling_, **HOLDER, body={"task": "查井道"}, leads=S.HANDLING),
    "answer_part": Row(
        road=roads.split_,
        by="street_officer",
        body={"text": "已查看"},
        not_by=(),
        leads=S.HANDLING,
    ),
    "end_part": Row(road=roads.split_, **HOLDER, body=WORDS, leads=S.HANDLING),
    "decline": Row(
        road=roads.triage,
        by="district_clerk",
        body=WORDS | {"ground": "court"},
        not_by=("auditor", "district_leader"),
        leads=S.CLOSED,
    ),
    "recuse": Row(road=roads.handling_, **HOLDER, body=WORDS, leads=S.HANDLING),
    "refuse_recusal": Row(
        road=roads.recusal_asked,
        by="firm_manager",
        body=WORDS,
        not_by=("auditor", "street_officer", "district_clerk"),
        leads=S.HANDLING,
    ),
    "urge": Row(road=roads.dispatched, by="street_leader", not_by=("auditor", "firm_staff"), leads=S.DISPATCHED),
}


def _body(city: City, step: str) -> dict[str, Any]:
    row = TABLE[step]
    if step == "merge":
        return {"into": roads.handling_(city).number}
    if step in {"split", "end_part"}:
        return row.body | {"unit": city.units["street"].pk}
    return row.body | ({"person": city.people["firm_staff"].pk} if step in {"assign", "recuse"} else {})


def _left_alone(case: Case) -> None:
    now = Case.objects.get(pk=case.pk)
    assert (now.version, now.state) == (case.version, case.state)
    assert AuditRecord.objects.filter(object_type="cases.case", object_id=case.pk).count() == case.version


def _is_able(step: str, case: Case, *, by: Actor) -> bool:
    """Tell whether a person sees the case and, where the policy asks for its holder, holds it."""
    is_seen = visible.visible_to(by).filter(pk=case.pk).exists()
    return is_seen and (TABLE[step].by != "firm_staff" or case.holder_unit_id == by.unit_id)


MERGING = {"merge": 35, "unmerge": 26, "split": 14, "issue": 14}
"""Statements of the steps that move two cases, their clocks and the problem; on PostgreSQL two set a lock's wait."""


def test_the_table_has_every_step() -> None:
    assert TABLE.keys() == STEPS.keys()


def test_the_right_person_takes_it(morning: City, subtests: Subtests) -> None:
    for step, row in TABLE.items():
        with subtests.test(step=step):
            _takes(morning, step, row)


def _takes(city: City, step: str, row: Row) -> None:
    case, program, body = row.road(city), caller(city, row.by), _body(city, step)
    response = counted(lambda: program.step(case.number, step, case.version, **body), most=MERGING.get(step, CHANGE))
    answer = json.loads(response.content)
    assert (answer["state"], answer["version"]) == (row.leads.value, case.version + 1)
    assert answer["steps"][-1]["step"] == step
    assert AuditRecord.objects.filter(verb=f"case.{step}", object_id=case.pk).exists()


def test_the_wrong_person_and_a_stale_form_are_refused_and_nothing_changes(morning: City, subtests: Subtests) -> None:
    for step, row in TABLE.items():
        with subtests.test(step=step):
            _refuses(morning, step, row)


def _refuses(city: City, step: str, row: Row) -> None:
    case, body = row.road(city), _body(city, step)
    expected = (
        dict.fromkeys(row.not_by + WITHOUT_CASES, (403, "not_allowed"))
        | dict.fromkeys(OUT_OF_SIGHT, (404, "case.not_found"))
        | {"": (401, "not_signed_in")}
    )
    for name, refusal in expected.items():
        program = caller(city, name) if name else Caller()
        assert told(program.step(case.number, step, case.version, **body)) == refusal, name
    for version in (case.version + 1, case.version - 1 or case.version + 2):
        response = caller(city, row.by).step(case.number, step, version, **body)
        assert told(response) == (409, "case.stale")
        assert json.loads(response.content)["facts"]["now"] == case.version
    _left_alone(case)


def test_in_a_wrong_state_every_step_is_refused_to_the_right_person(morning: City, subtests: Subtests) -> None:
    for state, road in roads.TO.items():
        with subtests.test(state=state.value):
            _refuses_out_of_turn(morning, road(morning), state)


def _refuses_out_of_turn(city: City, case: Case, state: CaseState) -> None:
    wrong = [step for step in TABLE if state not in FLOW[Step(step)].start]
    assert wrong
    for step in wrong:
        response = caller(city, TABLE[step].by).step(case.number, step, case.version, **_body(city, step))
        expected = LATER.get(step, (409, "case.step_not_now"))
        if told(response) != expected:  # before it was sent the firm does not see it, nor does the caller while it runs
            assert told(response)[0] in {403, 404}, step
            assert not _is_able(step, case, by=city[TABLE[step].by]), step
    _left_alone(case)


def test_who_loses_sight_of_a_case_by_a_step_still_gets_its_answer(morning: City) -> None:
    case, program = roads.answered(morning), caller(morning, "caller")
    response = program.step(case.number, "call_back", case.version, solved=False, satisfied=False, contacted=True)
    assert response.status_code == 200
    assert json.loads(response.content)["state"] == CaseState.HANDLING.value
    assert told(program.get(f"/api/v1/cases/{case.number}")) == (404, "case.not_found")


def test_the_steps_offered_are_those_of_the_flow_table(morning: City) -> None:
    for state, road in roads.TO.items():
        case = road(morning)
        answer = json.loads(caller(morning, "city_clerk").get(f"/api/v1/cases/{case.number}").content)
        assert set(answer["may"]) == {step for step in TABLE if state in FLOW[Step(step)].start}
    assert CaseStep.objects.exists()
