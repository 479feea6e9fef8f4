"""Cases at points of their lives, with the code of their receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.cases.actions import answering, handling
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.receiving import receive
from huying.core.actors import RESIDENT
from tests.people import AT

if TYPE_CHECKING:
    from huying.cases.actions.receiving import Receipt
    from tests.people import City

HOUR = timedelta(hours=1)
DIGITS = "1234"
ANSWER = "电梯已于今日修复。"
NOTE = "内部备注不外传"


def received(city: City, **given: Any) -> Receipt:
    """Return a case just received."""
    return receive(city.demand(**given), actor=RESIDENT, at=AT)


def handled(city: City, **given: Any) -> Receipt:
    """Return a case that the firm has taken over and rung about."""
    receipt = received(city, **given)
    place = city.served.key
    dispatch(
        receipt.case.pk,
        Confirmed(topic="LFT", place=place, compound=place),
        actor=city["district_clerk"],
        at=AT + HOUR,
    )
    handling.sign(receipt.case.pk, actor=city["firm_staff"], at=AT + 2 * HOUR)
    handling.contact(receipt.case.pk, note=NOTE, actor=city["firm_staff"], at=AT + 3 * HOUR)
    return receipt


def drafted(city: City, **given: Any) -> Receipt:
    """Return a case whose answer is before the checkers."""
    receipt = handled(city, **given)
    answering.draft(receipt.case.pk, text=ANSWER, actor=city["firm_staff"], at=AT + 5 * HOUR)
    return receipt


def answered(city: City, **given: Any) -> Receipt:
    """Return a case that is answered."""
    receipt = drafted(city, **given)
    answering.check_draft(receipt.case.pk, is_approved=True, remark="", actor=city["firm_manager"], at=AT + 6 * HOUR)
    answering.issue(receipt.case.pk, actor=city["firm_staff"], at=AT + 7 * HOUR)
    return receipt
