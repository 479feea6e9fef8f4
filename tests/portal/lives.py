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
    from datetime import datetime

    from huying.cases.actions.receiving import Receipt
    from tests.people import City

HOUR = timedelta(hours=1)
DIGITS = "1234"
ANSWER = "电梯已于今日修复。"
NOTE = "内部备注不外传"


def received(city: City, *, at: datetime = AT, **given: Any) -> Receipt:
    """Return a case just received."""
    return receive(city.demand(**given), actor=RESIDENT, at=at)


def handled(city: City, *, at: datetime = AT, **given: Any) -> Receipt:
    """Return a case that the firm has taken over and rung about."""
    receipt = received(city, at=at, **given)
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    dispatch(receipt.case.pk, confirmed, actor=city["district_clerk"], at=at + HOUR)
    handling.sign(receipt.case.pk, actor=city["firm_staff"], at=at + 2 * HOUR)
    handling.contact(receipt.case.pk, note=NOTE, actor=city["firm_staff"], at=at + 3 * HOUR)
    return receipt


def drafted(city: City, *, at: datetime = AT, **given: Any) -> Receipt:
    """Return a case whose answer is before the checkers."""
    receipt = handled(city, at=at, **given)
    answering.draft(receipt.case.pk, text=ANSWER, actor=city["firm_staff"], at=at + 5 * HOUR)
    return receipt


def answered(city: City, *, at: datetime = AT, **given: Any) -> Receipt:
    """Return a case that is answered."""
    receipt = drafted(city, at=at, **given)
    checked = {"is_approved": True, "remark": ""}
    answering.check_draft(receipt.case.pk, **checked, actor=city["firm_manager"], at=at + 6 * HOUR)  # type: ignore[arg-type]  # two values
    answering.issue(receipt.case.pk, actor=city["firm_staff"], at=at + 7 * HOUR)
    return receipt
