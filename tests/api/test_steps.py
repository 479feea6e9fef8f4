"""POST /api/v1/cases/{number}/steps: the whole life of a case by the API, and who may not."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections

from huying.cases.actions.taking import STEPS
from huying.cases.models import Case, CaseStep, SendBack
from huying.core.models import AuditRecord
from huying.rules.case_facts import Kind, Nature, Urgency
from tests.api.callers import CASES, Caller, caller, told
from tests.api.test_openapi import document
from tests.people import build_city

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.people import City

CONTRACT = {
    *("assign", "sign", "contact", "act", "draft", "issue", "send_back", "rule_return", "extend", "decide_extension"),
    *("pause", "resume", "call_back", "rework", "stand_long_term", "close", "reopen"),
}
DISPATCH = {"topic": "LFT", "place_code": "371002003001", "compound_code": "371002003001-0001"}


class Walk:
    """One case taken along by people of the cast."""

    def __init__(self, city: City, **given: Any) -> None:
        self.city, self.callers = city, dict[str, Caller]()
        self.number = city.receive(**given).number
        self.version = 1

    def by(self, name: str, step: str, **given: Any) -> HttpResponse:
        """Take a step and remember the version."""
        if name not in self.callers:
            self.callers[name] = caller(self.city, name)
        response = self.callers[name].step(self.number, step, self.version, **given)
        if response.status_code == 200:
            self.version = json.loads(response.content)["version"]
        return response

    def go(self, name: str, step: str, **given: Any) -> dict[str, Any]:
        """Take a step that must succeed."""
        response = self.by(name, step, **given)
        assert response.status_code == 200, (step, response.content.decode())
        found: dict[str, Any] = json.loads(response.content)
        return found


def test_every_step_of_the_contract_is_described_and_can_be_taken() -> None:
    steps = [row.get("properties", {}).get("step", {}) for row in document()["components"]["schemas"].values()]
    described = {step["const"] for step in steps if "const" in step}
    assert described >= CONTRACT
    assert described == STEPS.keys()


def test_a_case_walks_from_receipt_to_the_end_and_back(city: City) -> None:
    walk = Walk(city)
    walk.go("district_clerk", "dispatch", **DISPATCH)
    walk.go("firm_staff", "assign", person=city.people["firm_staff"].pk)
    walk.go("firm_staff", "sign")
    walk.go("firm_staff", "contact", note="已联系")
    walk.go("firm_staff", "act", note="更换门机")
    assert walk.go("firm_staff", "pause", reason="expert_opinion", note="等待配件")["state"] == "handling"
    walk.go("firm_staff", "resume")
    walk.go("firm_staff", "extend", days=3, reason="配件未到")
    walk.go("street_officer", "decide_extension", granted=True)
    walk.go("firm_staff", "draft", text="已修复。")
    walk.go("firm_manager", "check", approved=True)
    walk.go("firm_staff", "issue")
    walk.go("district_clerk", "rework", reason="照片不清")
    walk.go("firm_staff", "draft", text="已修复，附照片。")
    walk.go("firm_manager", "check", approved=True)
    walk.go("firm_staff", "issue")
    ended = walk.go("caller", "call_back", contacted=True, solved=True, satisfied=True)
    assert (ended["state"], ended["ending"]) == ("closed", "solved")
    walk.go("district_clerk", "reopen", reason="再次停运")
    walk.go("district_clerk", "stand_long_term", reason="需大修", milestone="年底前更换")
    assert walk.go("district_clerk", "close", ending="explained", reason="已列入计划")["state"] == "closed"


def test_a_case_is_sent_back_and_ruled_on(city: City) -> None:
    walk = Walk(city)
    walk.go("district_clerk", "dispatch", **DISPATCH)
    assert walk.go("firm_staff", "send_back", ground="not_our_duty", reason="非本公司")["state"] == "return_asked"
    case = Case.objects.get()
    ruler = next(name for name in ("street_officer", "district_clerk") if city[name].unit_id == _ruler(case))
    walk.go(ruler, "rule_return", upheld=False, reason="属于合同范围")


def _ruler(case: Case) -> int:
    return SendBack.objects.get(case=case).ruler_id


def test_a_brief_is_released_and_a_case_urged(city: City) -> None:
    walk = Walk(city, nature=Nature.COMPLAINT, kind=Kind.COMPLAINT)
    shown = walk.go("district_clerk", "release_brief", brief="电梯停运")
    assert shown["brief"] == "电梯停运"
    walk.go("district_clerk", "dispatch", topic="SVC", place_code="371002003001")
    walk.go("district_clerk", "urge", note="请抓紧")


def test_a_case_is_asked_to_stand_granted_and_walked_from_milestone_to_milestone(morning: City) -> None:
    walk = Walk(morning)
    walk.go("district_clerk", "dispatch", **DISPATCH)
    walk.go("firm_staff", "sign")
    planned = [{"words": "方案", "due_on": "2021-07-01"}]
    walk.go("firm_staff", "ask_standing", reason="需大修", milestones=planned)
    assert walk.go("district_clerk", "refuse_standing", reason="先行抢修")["state"] == "handling"
    walk.go("firm_staff", "ask_standing", reason="仍需大修", milestones=planned)
    standing = walk.go("district_clerk", "stand_long_term", reason="同意")
    assert (standing["state"], standing["due_at"][:10]) == ("standing", "2021-07-01")
    assert told(walk.by("firm_staff", "milestone", note="方案已定")) == (422, "case.milestone_missing")
    following = {"words": "完工", "due_on": "2021-08-02"}
    assert walk.go("firm_staff", "milestone", note="方案已定", following=following)["due_at"][:10] == "2021-08-02"


def test_an_urgent_answer_is_approved_after_the_fact_by_a_colleague(city: City) -> None:
    walk = Walk(city, urgency=Urgency.URGENT)
    walk.go("district_clerk", "dispatch", **DISPATCH)
    walk.go("firm_staff", "sign")
    walk.go("firm_staff", "issue", text="已处置。")
    assert told(walk.by("firm_staff", "approve_late")) == (409, "case.own_draft")
    walk.go("firm_manager", "approve_late", remark="同意")
    assert told(walk.by("firm_manager", "approve_late")) == (409, "case.nothing_to_approve")


def test_an_older_version_is_refused_with_who_changed_it_and_when(city: City) -> None:
    walk = Walk(city)
    walk.go("district_clerk", "dispatch", **DISPATCH)
    response = caller(city, "firm_staff").step(walk.number, "sign", 1)
    assert told(response) == (409, "case.stale")
    facts = json.loads(response.content)["facts"]
    assert (facts["seen"], facts["now"], facts["step"]) == (1, 2, "dispatch")
    assert facts["unit"] == city.units["district"].name
    assert facts["at"]
    assert "派单" in json.loads(response.content)["detail"]


def test_a_step_that_is_not_possible_now_names_those_that_are(city: City) -> None:
    walk = Walk(city)
    walk.go("district_clerk", "dispatch", **DISPATCH)
    response = walk.by("firm_staff", "act", note="来不及签收")
    assert told(response) == (409, "case.step_not_now")
    assert "sign" in json.loads(response.content)["facts"]["allowed"]


def test_seen_but_not_allowed_is_403_and_unseen_is_404(city: City) -> None:
    walk = Walk(city)
    walk.go("district_clerk", "dispatch", **DISPATCH)
    assert told(walk.by("street_officer", "sign")) == (403, "not_allowed")
    assert told(walk.by("other_clerk", "sign")) == (404, "case.not_found")
    assert told(walk.by("system_admin", "sign")) == (403, "not_allowed")
    assert CaseStep.objects.filter(step="sign").count() == 0


@pytest.mark.parametrize(
    "body",
    [
        {"step": "sign"},
        {"step": "fly", "version": 1},
        {"step": "sign", "version": 0},
        {"step": "sign", "version": "1; drop"},
        {"step": "sign", "version": 1, "state": "closed"},
        {"step": "assign", "version": 1},
        {"step": "pause", "version": 1, "reason": "coffee", "note": "a"},
        {"step": "extend", "version": 1, "days": 0, "reason": "a"},
        {"step": "close", "version": 1, "ending": "vanished", "reason": "a"},
        {"step": "ask_standing", "version": 1, "reason": "a", "milestones": []},
        {"step": "ask_standing", "version": 1, "reason": "a", "milestones": [{"words": "b", "due_on": "soon"}]},
        {"step": "milestone", "version": 1, "note": "a", "following": "b"},
        [],
        {},
    ],
)
def test_a_wrong_body_changes_nothing(city: City, body: Any) -> None:
    walk = Walk(city)
    audited = AuditRecord.objects.count()
    response = caller(city, "district_clerk").post(f"{CASES}/{walk.number}/steps", body)
    assert told(response) == (422, "request.invalid")
    assert AuditRecord.objects.count() == audited + 1  # the token
    assert Case.objects.get().version == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_sixteen_at_once_one_signs_and_the_others_learn_who() -> None:
    city = build_city()
    walk = Walk(city)
    walk.go("district_clerk", "dispatch", **DISPATCH)
    programs = [caller(city, name) for name in ("firm_staff", "firm_manager")]

    def sign(turn: int) -> HttpResponse:
        try:
            return programs[turn % 2].step(walk.number, "sign", walk.version)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=16) as pool:
        answers = list(pool.map(sign, range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 15
    for refused in (answer for answer in answers if answer.status_code == 409):
        facts = json.loads(refused.content)["facts"]
        assert (facts["step"], facts["unit"]) == ("sign", city.units["firm"].name)
    assert CaseStep.objects.filter(step="sign").count() == 1
    assert AuditRecord.objects.filter(verb="case.sign").count() == 1
