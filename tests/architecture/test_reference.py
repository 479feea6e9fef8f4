"""The pages of docs/reference/ that are made from the code are as the code would make them now."""

from __future__ import annotations

from tools import reference

from huying.rules.case_flow import CaseState, Step


def test_no_page_is_out_of_date() -> None:
    assert reference.stale() == [], "run: python -m tools.reference write"


def test_every_state_and_step_is_drawn() -> None:
    page = reference.case_flow_page()
    assert [each.value for each in (*CaseState, *Step) if f"`{each.value}`" not in page] == []
    assert "    dispatched --> handling: sign, deem_signed" in page


def test_a_verb_tells_its_facts_and_its_app() -> None:
    verb = reference.verbs()["rules.released"]
    assert verb.apps == {"rulesets"}
    assert verb.facts == {"family", "number"}
