"""Calculators of the draw 摇号抽取."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.rules import draw
from huying.rules.draw import Bound
from huying.rules.reckon_fields import Fields, calculator

if TYPE_CHECKING:
    from huying.rules.workdays import WorkCalendar


@calculator("draw.rank")
def _rank(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    pool = fields.texts("pool")
    found = draw.draw(
        seed=fields.text("seed"), pool=pool, take=fields.integer("take"), excluded=fields.optional_texts("excluded")
    )
    return {"pool_hash": found.pool_hash, "chosen": list(found.chosen), "steps": found.steps}


@calculator("draw.quota")
def _quota(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    found = draw.quota(count=fields.integer("count"), ratio=fields.ratio("ratio"), bound=fields.choice("bound", Bound))
    return {"take": found.take, "steps": found.steps}
