"""The lives of supervision 督办步骤: orders, marks, measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core import lives
from huying.core.lives import Life
from huying.regions import queries as regions
from huying.rules import marks, measures, supervision
from huying.rules.errors import RuleBrokenError
from huying.supervision.models import Mark, MarkStepTaken, Measure, MeasureStepTaken, Order, OrderStepTaken

if TYPE_CHECKING:
    from typing import Any

    from huying.core.actors import Actor

ORDER = Life(
    name="order",
    model=Order,
    timeline=OrderStepTaken,
    state=supervision.OrderState,
    steps=supervision.OrderStep,
    after=supervision.after,
    related=("issuer", "unit"),
)
MARK = Life(
    name="mark",
    model=Mark,
    timeline=MarkStepTaken,
    state=marks.MarkState,
    steps=marks.MarkStep,
    after=marks.after,
    related=("giver", "unit"),
)
MEASURE = Life(
    name="measure",
    model=Measure,
    timeline=MeasureStepTaken,
    state=measures.MeasureState,
    steps=measures.MeasureStep,
    after=measures.after,
    related=("body", "firm"),
)


def check_place(place: int, *, actor: Actor) -> None:
    """Refuse a place that is not in the register or not in the post's range."""
    if regions.place_book().nearest(place) is None or not actor.covers(place):
        raise RuleBrokenError("supervision.place_elsewhere")


def said(written: str, life: Life[Any], *, missing: str = "") -> str:
    """Return words as supervision keeps them."""
    return lives.said(written, name=life.name, missing=missing)
