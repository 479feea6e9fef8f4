"""One step of a whistle 吹哨步骤, and the called unit it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core import lives
from huying.core.lives import Life
from huying.rules.errors import RuleBrokenError
from huying.rules.whistles import WhistleState, WhistleStep, after
from huying.whistles.models import StepTaken, Whistle, WhistleCall

if TYPE_CHECKING:
    from huying.core.lives import Taking

WHISTLE = Life(
    name="whistle",
    model=Whistle,
    timeline=StepTaken,
    state=WhistleState,
    steps=WhistleStep,
    after=after,
    related=("unit",),
)


def call_of(taking: Taking[Whistle], unit_id: int) -> WhistleCall:
    """Return the call of a unit locked for change, or refuse where that unit was not called."""
    rows = WhistleCall.objects.select_for_update(of=("self",)).select_related("unit")
    call = rows.filter(whistle=taking.row, unit=unit_id).first()
    if call is None:
        raise RuleBrokenError("whistle.unit_not_called")
    call.whistle = taking.row
    taking.facts["called"] = unit_id
    return call


def said(written: str, *, code: str = "") -> str:
    """Return words as a whistle keeps them."""
    return lives.said(written, name=WHISTLE.name, missing=code)
