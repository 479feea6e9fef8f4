"""What may be tried on a case at once: where it stands, and every act with the person who may take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.cases.actions import ending, pressing, triaging
from huying.cases.actions.dispatching import Confirmed
from huying.cases.actions.ending import Verdict
from huying.cases.actions.folders import Stored
from huying.cases.actions.merging import merge
from huying.cases.actions.standing import Planned
from huying.cases.actions.stepping import locked
from huying.cases.actions.sweeping import sweep_case
from huying.cases.actions.taking import STEPS
from huying.core.actors import RESIDENT
from huying.rules.case_facts import CallBackBy, PauseReason, ReturnGround
from huying.rules.case_flow import Ending
from tests.api import roads
from tests.people import AT

if TYPE_CHECKING:
    from collections.abc import Callable

    from huying.cases.models import Case
    from huying.whistles.models import Whistle
    from tests.people import City

SECONDS = timedelta(seconds=5)
"""A dispatch can be taken back for a moment only."""
NOW = AT + timedelta(days=2)
"""When the acts are tried: the limits of signing and of contact are over, so that the sweeper has something to do."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A case where it stands, with another it may meet or a whistle about it."""

    city: City
    case: Case
    other: Case | None = None
    whistle: Whistle | None = None

    @property
    def cases(self) -> list[Case]:
        """Return the cases that are looked at afterwards."""
        return [self.case, *([self.other] if self.other else [])]


def _problem(city: City) -> tuple[Case, Case]:
    lead = roads.handling_(city)
    voice = merge(roads.triage(city).pk, into=lead.pk, actor=city["district_clerk"], at=AT)
    lead.refresh_from_db()
    return lead, voice


def _answered_problem(city: City) -> tuple[Case, Case]:
    lead, voice = _problem(city)
    step(lead, city, "draft", "firm_staff", text="已修复。")
    step(lead, city, "check", "firm_manager", is_approved=True, remark="")
    step(lead, city, "issue", "firm_staff")
    return lead, voice


def step(case: Case, city: City, name: str, who: str, /, *args: Any, **facts: Any) -> None:
    """Take a step through its door, without saying which version was seen."""
    STEPS[name](case.pk, *args, actor=city[who], at=NOW, **facts)


ROADS: dict[str, Callable[[City], Any]] = {
    **{name.strip("_"): getattr(roads, name) for name in ("triage", "handling_", "paused", "asking", "checking")},
    **{name: getattr(roads, name) for name in ("approved", "answered", "issued_early", "asked_to_stand")},
    **{name.strip("_"): getattr(roads, name) for name in ("returned", "split_", "standing", "closed")},
    "dispatched": lambda city: roads.dispatched(city, at=AT - SECONDS),
    "problem": _problem,
    "answered_problem": _answered_problem,
    "two_open": lambda city: (roads.handling_(city), roads.handling_(city)),
}


def scene(city: City, name: str) -> Scene:
    """Bring a case to where the acts are tried."""
    with transaction.atomic():
        found = ROADS[name](city)
    case, other = found if isinstance(found, tuple) else (found, None)
    return Scene(city=city, case=case, other=other)


def _by(name: str, who: str, /, *args: Any, **facts: Any) -> Callable[[Scene], None]:
    return lambda at: step(at.case, at.city, name, who, *args, **facts)


def _sweep(at: Scene) -> None:
    with transaction.atomic():
        sweep_case(Stored(locked(at.case.pk, version=None)), at=NOW)


def _dispatch(at: Scene) -> None:
    place = at.city.served.key
    step(at.case, at.city, "dispatch", "district_clerk", Confirmed(topic="LFT", place=place, compound=place))


def _rate(case: Case, *, is_good: bool) -> None:
    verdict = Verdict(is_solved=is_good, is_satisfied=is_good)
    ending.call_back(case.pk, verdict, by=CallBackBy.REPORTER, actor=RESIDENT, at=NOW)


def _street(at: Scene) -> int:
    return at.city.units["street"].pk


WHY = {"reason": "理由"}
FIRM, MANAGER, ABOVE, STREET = "firm_staff", "firm_manager", "district_clerk", "street_officer"
ACTS: dict[str, Callable[[Scene], None]] = {
    "dispatch": _dispatch,
    "take_back": lambda at: void(triaging.take_back(at.case.pk, actor=at.city[ABOVE], at=AT + SECONDS)),
    "sign": _by("sign", FIRM),
    "assign": lambda at: step(at.case, at.city, "assign", FIRM, person_id=at.city.people[FIRM].pk),
    "contact": _by("contact", FIRM, note="已联系"),
    "act": _by("act", FIRM, note="已更换"),
    "draft": _by("draft", FIRM, text="已修复。"),
    "check": _by("check", MANAGER, is_approved=True, remark=""),
    "reject": _by("check", MANAGER, is_approved=False, remark="请补照片"),
    "issue": _by("issue", FIRM),
    "send_back": _by("send_back", FIRM, ground=ReturnGround.NOT_OUR_DUTY, reason="非本公司"),
    "rule_return": _by("rule_return", STREET, is_upheld=False, reason="属于合同范围"),
    "extend": _by("extend", FIRM, days=3, reason="配件未到"),
    "grant": _by("decide_extension", STREET, is_granted=True, reason=""),
    "deny": _by("decide_extension", STREET, is_granted=False, reason="备件已到"),
    "pause": _by("pause", FIRM, reason=PauseReason.EXPERT_OPINION, note="等待检测"),
    "resume": _by("resume", FIRM),
    "call_back": _by("call_back", "caller", Verdict(is_solved=True, is_satisfied=True), by=CallBackBy.CALLER),
    "rate_good": lambda at: _rate(at.case, is_good=True),
    "rate_bad": lambda at: _rate(at.case, is_good=False),
    "rework": _by("rework", STREET, **WHY),
    "approve_late": _by("approve_late", MANAGER, remark="同意"),
    "ask_standing": _by("ask_standing", FIRM, milestones=[Planned(words="方案")], **WHY),
    "stand": _by("stand_long_term", ABOVE, milestone="年底前更换", **WHY),
    "refuse_standing": _by("refuse_standing", ABOVE, **WHY),
    "milestone": _by("milestone", FIRM, note="已更换", following=Planned(words="验收")),
    "close": _by("close", ABOVE, ending=Ending.EXPLAINED, **WHY),
    "refer": _by("close", ABOVE, ending=Ending.REFERRED, **WHY),
    "reopen": _by("reopen", ABOVE, **WHY),
    "take_up_again": lambda at: void(pressing.take_up_again(at.case.pk, word="", actor=RESIDENT, at=NOW)),
    "withdraw": lambda at: void(pressing.withdraw(at.case.pk, word="", actor=RESIDENT, at=NOW)),
    "press": lambda at: void(pressing.press(at.case.pk, word="", actor=RESIDENT, at=NOW)),
    "release_brief": _by("release_brief", STREET, brief="电梯停运"),
    "urge": _by("urge", "street_leader", note="请抓紧"),
    "split": lambda at: step(at.case, at.city, "split", FIRM, unit_id=_street(at), task="查井道"),
    "answer_part": _by("answer_part", STREET, text="已查看"),
    "end_part": lambda at: step(at.case, at.city, "end_part", FIRM, unit_id=_street(at), **WHY),
    "sweep": _sweep,
}
"""On the case itself."""


def void(_case: Case) -> None:
    """Drop what a door returns."""


def _other(name: str, who: str, /, *args: Any, **facts: Any) -> Callable[[Scene], None]:
    return lambda at: step(_second(at), at.city, name, who, *args, **facts)


def _second(at: Scene) -> Case:
    assert at.other is not None
    return at.other


def _merge(case: Case, into: Case, city: City) -> None:
    merge(case.pk, into=into.pk, actor=city[ABOVE], at=NOW)


BETWEEN: dict[str, Callable[[Scene], None]] = {
    "other_withdraw": lambda at: void(pressing.withdraw(_second(at).pk, word="", actor=RESIDENT, at=NOW)),
    "other_press": lambda at: void(pressing.press(_second(at).pk, word="", actor=RESIDENT, at=NOW)),
    "other_rate_good": lambda at: _rate(_second(at), is_good=True),
    "other_rate_bad": lambda at: _rate(_second(at), is_good=False),
    "other_unmerge": _other("unmerge", ABOVE, **WHY),
    "other_act": _other("act", FIRM, note="已更换"),
    "other_draft": _other("draft", FIRM, text="已修复。"),
    "merge_into_other": lambda at: _merge(at.case, _second(at), at.city),
    "merge_other_here": lambda at: _merge(_second(at), at.case, at.city),
}
"""Where another case stands beside it: acts on that one, and on both."""


def acts_of(name: str) -> dict[str, Callable[[Scene], None]]:
    """Return what may be tried in a scene."""
    return ACTS | BETWEEN if name in {"problem", "answered_problem", "two_open"} else ACTS
