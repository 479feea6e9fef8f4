"""Transfers for the tests: asked, sent, received and decided."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.cases.actions import photographs
from huying.config import checkup
from huying.core.invariants import judge
from huying.rules.transfers import Outcome
from huying.transfers import actions
from huying.transfers.actions import Asked
from huying.transfers.queries.offered import evidence_of
from tests.cases.desk import complaint, set_clock
from tests.people import AT
from tests.rights.canaries import DOOR, NAME, PHONE, photograph

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.models import Case
    from huying.transfers.models import Transfer
    from tests.people import City

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def case_of(city: City) -> Case:
    """Return a complaint that the street holds, with a photograph."""
    case = complaint(city, name=NAME, phone=PHONE, door=DOOR)
    photographs.attach(case.pk, content=photograph(), actor=city["street_officer"], at=AT)
    case.refresh_from_db()
    return case


def asked(
    city: City, *, by: str = "street_officer", at: datetime = AT, case: Case | None = None, **given: Any
) -> Transfer:
    """Write a letter to the police about a complaint of the street."""
    case = case or case_of(city)
    facts: dict[str, Any] = {
        "body": "police",
        "addressee": "环翠区公安分局",
        "matter": "海悦花园门岗人员推搡老人，涉嫌违反治安管理",
        "ground": "治安管理处罚法第四十三条",
        "evidence": [each.key for each in evidence_of(case)],
    }
    return actions.ask(case, Asked(**(facts | given)), actor=city[by], at=at)


def sent(city: City, **given: Any) -> Transfer:
    """Write as the leader, which sends it."""
    return asked(city, by="street_leader", **given)


def received(city: City, **given: Any) -> Transfer:
    """Note the receipt, a day after."""
    transfer = sent(city, **given)
    return actions.receive(
        transfer.pk,
        received_at=AT + HOUR,
        receipt_number="环公收〔2021〕9号",
        actor=city["street_officer"],
        at=AT + DAY,
    )


def decided(city: City, **given: Any) -> Transfer:
    """Note the decision, two days after."""
    transfer = received(city, **given)
    return actions.decide(
        transfer.pk,
        outcome=Outcome.SETTLED,
        decision="对当事人处以警告",
        decision_number="环公决〔2021〕3号",
        decided_at=AT + 2 * DAY,
        actor=city["street_officer"],
        at=AT + 2 * DAY + HOUR,
    )


def broken(at: datetime = AT) -> dict[str, tuple[str, ...]]:
    """Return the rules of transfers that are broken at an instant."""
    set_clock(at)
    rules = [each for each in checkup.all_invariants() if each.name.startswith("transfer.")]
    assert rules
    return {each.invariant.name: each.examples for each in judge(rules) if each.count}
