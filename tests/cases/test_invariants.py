"""Whatever is tried on cases, in whatever order, the doctor finds nothing."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from huying.accounts import invariants as account_rules
from huying.cases.actions import ending, pressing
from huying.cases.models import Case, CaseStep, Clock, Reporter
from huying.cases.queries import clock_invariants, invariants, kept_invariants, problem_invariants
from huying.core.actors import RESIDENT
from huying.core.invariants import judge
from huying.core.policies import NotAllowedError
from huying.rules.case_facts import Kind, Nature, Urgency
from huying.rules.errors import RuleBrokenError
from huying.rulesets import stamps
from tests.cases.together import PHONES
from tests.cases.walking import TRIES
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

VOICES = 3
WAY = (
    "dispatch",
    "sign",
    "split",
    "merge",
    "merge_next",
    "unmerge",
    "pause",
    "draft",
    "approve",
    "issue",
    "unsolved",
    "stand",
)
HOURS = st.sampled_from((0, 1, 5, 20, 26, 100, 400, 2400))


def broken() -> dict[str, tuple[str, ...]]:
    """Return the rules that are broken now, with examples."""
    rules = [*account_rules.invariants(), *invariants.invariants(), *clock_invariants.invariants()]
    rules += [*problem_invariants.invariants(), *kept_invariants.invariants()]
    return {each.invariant.name: each.examples for each in judge(rules) if each.count}


class Walk(RuleBasedStateMachine):
    """Three people's cases of one kind and place, on which whatever comes to mind is tried as time passes."""

    city: City

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = AT
        self.cases: list[int] = []

    @initialize(urgency=st.sampled_from(Urgency), is_complaint=st.booleans())
    def receive(self, urgency: Urgency, is_complaint: bool) -> None:  # noqa: FBT001 - hypothesis names it
        nature: dict[str, Any] = {"nature": Nature.COMPLAINT, "kind": Kind.COMPLAINT} if is_complaint else {}
        self.cases = [self.city.receive(urgency=urgency, phone=phone, **nature).pk for phone in PHONES[:VOICES]]

    @rule(which=st.sampled_from(range(VOICES)), order=st.permutations(sorted(TRIES)), hours=HOURS)
    def take_the_first_step_that_is_allowed(self, which: int, order: list[str], hours: int) -> None:
        self.at += timedelta(hours=hours, minutes=1)
        for name in order:
            if self._is_taken(self.cases[which], name):
                break

    @rule(steps=st.lists(st.tuples(st.sampled_from(range(VOICES)), st.sampled_from(WAY)), max_size=8))
    def go_a_stretch_of_the_usual_way(self, steps: list[tuple[int, str]]) -> None:
        for which, name in steps:
            self.at += timedelta(minutes=5)
            self._is_taken(self.cases[which], name)

    def _is_taken(self, case_id: int, name: str) -> bool:
        case = Case.objects.select_related("holder_unit").get(pk=case_id)
        before = (case.version, case.state, CaseStep.objects.filter(case=case).count())
        try:
            with transaction.atomic():
                TRIES[name](self.city, case, self.at)
        except (RuleBrokenError, NotAllowedError):
            after = Case.objects.get(pk=case_id)
            assert before == (after.version, after.state, CaseStep.objects.filter(case=after).count())
            return False
        return True

    @invariant()
    def nothing_is_broken(self) -> None:
        assert broken() == {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        stamps.forget()


def test_no_order_of_steps_breaks_an_invariant(city: City) -> None:
    made: type[Any] = type("WalkInCity", (Walk,), {"city": city})
    kept = settings(
        max_examples=int(os.environ.get("HUYING_WALKS", "3")),
        stateful_step_count=10,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(made, settings=kept)


def test_what_was_taken_back_before_anybody_sent_it_waits_to_be_sent_when_reopened(city: City) -> None:
    case = city.receive(phone=PHONES[0])
    pressing.withdraw(case.pk, word="", actor=RESIDENT, at=AT + timedelta(hours=1))
    assert broken() == {}
    reopened = ending.reopen(case.pk, reason="误撤回", actor=city["district_clerk"], at=AT + timedelta(hours=2))
    assert reopened.state == "triage"
    assert broken() == {}


def _spoil_clock(case: Case) -> None:
    Clock.objects.filter(case=case, kind="finish").update(due_at=AT + timedelta(days=99))


def _stop_clocks(case: Case) -> None:
    Clock.objects.filter(case=case).update(stopped_at=AT)


def _skip_a_version(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(version=9)


def _change_state(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state="checking")


def _close_without_ending(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(closed_at=AT)


def _spoil_seal(case: Case) -> None:
    Reporter.objects.filter(pk=case.pk).update(name_sealed=b"\x01" + bytes(40))


@pytest.mark.parametrize(
    ("spoil", "names"),
    [
        (_spoil_clock, {"clock.recomputed", "case.due"}),
        (_stop_clocks, {"case.asleep"}),
        (_skip_a_version, {"case.steps", "case.audit", "case.audit_state"}),
        (_change_state, {"case.draft_open", "case.topic"}),
        (_close_without_ending, {"case.ending"}),
        (_spoil_seal, {"reporter.sealed"}),
    ],
)
def test_each_damage_is_named(city: City, spoil: Any, names: set[str]) -> None:
    case = city.receive()
    assert broken() == {}
    spoil(case)
    found = broken()
    assert names <= set(found)
    assert all(case.number in " ".join(found[name]) for name in names if name.startswith("case."))
