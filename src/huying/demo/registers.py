"""The registers of the synthetic city 演示台账, written through their own doors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from huying.cases.models.cases import CHINA
from huying.core.actors import SYSTEM
from huying.demo import estates, places, rolls, staff
from huying.demo.causes import FIRST_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

FOUNDED = datetime.combine(FIRST_DAY - timedelta(days=21), datetime.min.time(), CHINA) + timedelta(hours=9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How large a city is made: which share of its cases, and how many full owners' rolls."""

    name: str
    share: float
    share_at_end: float
    rolls: int


FULL = Scale(name="full", share=1.0, share_at_end=1.0, rolls=60)
SMALL = Scale(name="small", share=0.0280, share_at_end=1.0, rolls=6)
SCALES = {scale.name: scale for scale in (FULL, SMALL)}


def build(scale: Scale, *, seed: int, progress: Callable[[int], object]) -> None:
    """Write places, firms, compounds, people and owners; `progress` hears of each of ten parts."""
    rng = {name: Random(f"{seed} {name}") for name in ("places", "estates", "firms", "services", "staff", "rolls")}
    settled = places.settle(rng["places"], actor=SYSTEM, at=FOUNDED)
    drawn = estates.draw(settled, rng["estates"])
    progress(1)
    estates.write(drawn, rng["estates"], actor=SYSTEM, at=FOUNDED)
    progress(3)
    firms = estates.found_firms(rng["firms"], actor=SYSTEM, at=FOUNDED)
    estates.serve(drawn, firms, rng["services"], actor=SYSTEM, at=FOUNDED)
    progress(2)
    staff.staff(settled, drawn, firms, rng["staff"], actor=SYSTEM, at=FOUNDED)
    progress(2)
    chosen = rolls.choose(drawn, scale.rolls, rng["rolls"])
    rolls.enroll(chosen, rng["rolls"], actor=SYSTEM, at=FOUNDED, progress=lambda _count: None)
    progress(2)
