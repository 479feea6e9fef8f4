"""The lives of this app and the words they keep 流程."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.accounts.queries import unit_of
from huying.core import lives
from huying.core.lives import Life
from huying.rules import rosters, season_plans, surges, watches
from huying.seasons.models import (
    Roster,
    RosterStepTaken,
    SeasonPlan,
    SeasonStepTaken,
    Surge,
    SurgeStepTaken,
    Watch,
    WatchStepTaken,
)

if TYPE_CHECKING:
    from huying.accounts.models import Unit
    from huying.core.actors import Actor

WATCH = Life(
    name="watch",
    model=Watch,
    timeline=WatchStepTaken,
    state=watches.WatchState,
    steps=watches.WatchStep,
    after=watches.after,
    related=("unit",),
)
ROSTER = Life(
    name="roster",
    model=Roster,
    timeline=RosterStepTaken,
    state=rosters.RosterState,
    steps=rosters.RosterStep,
    after=rosters.after,
    related=("unit",),
)
SEASON = Life(
    name="season",
    model=SeasonPlan,
    timeline=SeasonStepTaken,
    state=season_plans.SeasonState,
    steps=season_plans.SeasonStep,
    after=season_plans.after,
    related=("unit",),
)
SURGE = Life(
    name="surge",
    model=Surge,
    timeline=SurgeStepTaken,
    state=surges.SurgeState,
    steps=surges.SurgeStep,
    after=surges.after,
    related=("season",),
)
MOST_TITLE = 80


def said(written: str, *, code: str = "", most: int = lives.MOST_WORDS) -> str:
    """Return words as this app keeps them: about matters, without telephone or identity numbers."""
    return lives.said(written, name="seasons", missing=code, most=most)


def own_unit(actor: Actor) -> Unit:
    """Return the unit of who acts, or refuse who acts for none."""
    return unit_of(actor, missing="seasons.no_unit")
