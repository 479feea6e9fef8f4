"""One step of a closed month 结算步骤, and the words it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.closings.models import Closing, CountedCase, StepTaken
from huying.core import lives
from huying.core.lives import Life
from huying.rules.closings import ClosingState, ClosingStep, Fact, after
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from huying.core.lives import Taking

CLOSING = Life(name="closing", model=Closing, timeline=StepTaken, state=ClosingState, steps=ClosingStep, after=after)


def said(written: str, *, code: str) -> str:
    """Return words as a closed month keeps them."""
    return lives.said(written, name=CLOSING.name, missing=code)


def counted_of(taking: Taking[Closing], counted_id: int) -> CountedCase:
    """Return a row of the period, or refuse one of another."""
    found = CountedCase.objects.select_for_update(of=("self",)).filter(closing=taking.row, pk=counted_id).first()
    if found is None:
        raise RuleBrokenError("closing.row_unknown")
    return found


def fact_of(row: CountedCase, fact: Fact) -> bool | None:
    """Return what a row says of a fact."""
    value: bool | None = getattr(row, f"is_{fact.value}")
    return value


def change(row: CountedCase, *, ground: str, fact: Fact | None) -> dict[str, object]:
    """Leave a row out on a ground, or turn a fact round; returns what was changed, for the record."""
    if fact is None:
        row.ground = ground
        row.save(update_fields=["ground"])
        return {"ground": ground}
    became = not fact_of(row, fact)
    setattr(row, f"is_{fact.value}", became)
    row.save(update_fields=[f"is_{fact.value}"])
    return {"fact": fact.value, "became": became}
