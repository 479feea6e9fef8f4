"""Rules of transfers at their bounds."""

from __future__ import annotations

import copy
import tomllib
from datetime import timedelta
from importlib import resources
from typing import Any

import pytest

from huying.rules.errors import RuleBrokenError
from huying.rules.transfers import (
    FLOW,
    TransferState,
    TransferStep,
    after,
    check_day,
    check_evidence,
    letter_number,
    read_rules,
)
from tests.people import AT

SHIPPED: dict[str, Any] = tomllib.loads(
    resources.files("huying.transfers").joinpath("data", "transfers.toml").read_text(encoding="utf-8")
)


def test_every_step_but_asking_has_its_states() -> None:
    assert set(FLOW) == set(TransferStep) - {TransferStep.ASK}
    for step, (start, to) in FLOW.items():
        for state in TransferState:
            if state in start:
                assert after(step, state) is (to or state)
            else:
                with pytest.raises(RuleBrokenError, match=r"transfer\.step_not_now"):
                    after(step, state)


def test_nothing_follows_an_end() -> None:
    ends = {TransferState.TURNED_DOWN, TransferState.DECLINED, TransferState.DECIDED}
    assert not any(ends & start for start, _to in FLOW.values())


def test_the_rules_that_are_shipped_can_be_read() -> None:
    rules = read_rules(3, SHIPPED["body"])
    assert (rules.number, rules.most_evidence) == (3, 60)
    assert {"police", "court", "market", "discipline", "petition", "fire", "other"} == set(rules.bodies)
    with pytest.raises(RuleBrokenError, match=r"transfer\.body_unknown"):
        rules.body("army")
    for count, code in ((0, r"evidence_missing"), (61, r"evidence_too_much")):
        with pytest.raises(RuleBrokenError, match=code):
            check_evidence(count, rules=rules)
    check_evidence(1, rules=rules)
    check_evidence(60, rules=rules)


@pytest.mark.parametrize("part", ["zh", "basis", "receipt", "result"])
def test_rules_that_lack_a_part_are_refused(part: str) -> None:
    body = copy.deepcopy(SHIPPED["body"])
    del body["bodies"]["police"][part]
    with pytest.raises(RuleBrokenError, match=r"transfer\.rules_unreadable"):
        read_rules(1, body)
    body = copy.deepcopy(SHIPPED["body"])
    body["bodies"]["police"]["receipt"]["amount"] = 0
    with pytest.raises(RuleBrokenError, match=r"transfer\.rules_unreadable"):
        read_rules(1, body)


def test_what_comes_back_lies_between_the_letter_and_now() -> None:
    second = timedelta(seconds=1)
    check_day(AT, not_before=AT, now=AT)
    check_day(AT, not_before=AT + timedelta(seconds=59), now=AT)
    with pytest.raises(RuleBrokenError, match=r"transfer\.before_letter"):
        check_day(AT - second, not_before=AT, now=AT)
    with pytest.raises(RuleBrokenError, match=r"transfer\.in_future"):
        check_day(AT + second, not_before=AT, now=AT)


def test_the_number_of_a_letter() -> None:
    assert letter_number("竹岛街道办事处", year=2021, sequence=7) == "竹岛街道办事处移送函〔2021〕7号"
