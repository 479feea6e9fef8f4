"""Working on one synthetic case 演示办件: who may act, when they are there, and what they write."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from huying.cases.actions.sweeping import sweep_case
from huying.cases.queries.limits import day_of
from huying.core.actors import SYSTEM
from huying.demo.deeds import SWEEP, Deed, perform
from huying.demo.office import in_office, some_minutes
from huying.demo.words import note, read
from huying.rules.case_facts import Urgency
from huying.rules.case_flow import CaseState
from huying.rules.topics import name_of

if TYPE_CHECKING:
    from random import Random

    from huying.cases.actions.folders import Folder
    from huying.cases.models import Case
    from huying.cases.queries.holders import Holders
    from huying.core.actors import Actor
    from huying.demo.cast import Cast
    from huying.demo.messages import Matter

HASTE = {Urgency.NORMAL.value: 1, Urgency.URGENT.value: 4, Urgency.DANGER.value: 16}
"""How many times faster people move."""


@dataclass(slots=True, kw_only=True)
class Casework:
    """A case being worked on, with who may act and what time it is."""

    folder: Folder
    matter: Matter
    part: str
    cast: Cast
    rng: Random
    at: datetime
    deeds: list[Deed] = field(default_factory=list)

    @property
    def case(self) -> Case:
        """Return the case as it stands."""
        return self.folder.case

    @property
    def state(self) -> CaseState:
        """Return where the case stands."""
        return CaseState(self.case.state)

    def is_in(self, *states: CaseState) -> bool:
        """Tell whether the case stands in one of the states now; the sweeper may have moved it."""
        return CaseState(self.case.state) in states

    @property
    def is_pressing(self) -> bool:
        """Tell whether nobody waits for office hours."""
        return self.case.urgency != Urgency.NORMAL.value

    def take(self, step: str, actor: Actor, *args: Any, **facts: Any) -> None:
        """Take a step now, by the action everybody uses."""
        deed = Deed(step=step, actor=actor, at=self.at, args=args, facts=facts)
        self.perform(deed)
        self.deeds.append(deed)

    def perform(self, deed: Deed) -> None:
        """Do a deed on the case held in memory."""
        perform(self.folder, deed)

    def sweep(self, at: datetime) -> bool:
        """Let the sweeper look at the case; tells whether it did anything."""
        if not sweep_case(self.folder, at=at):
            return False
        self.deeds.append(Deed(step=SWEEP, actor=SYSTEM, at=at))
        return True

    def after(self, minutes: float) -> datetime:
        """Return an instant about so many minutes from now, when somebody is there."""
        at = self.at + some_minutes(self.rng, minutes / HASTE[self.case.urgency])
        return self.moved(at)

    def moved(self, at: datetime) -> datetime:
        """Go to an instant, or to when the office opens after it."""
        at = max(at, self.at + timedelta(seconds=20)).replace(microsecond=0)
        self.at = at if self.is_pressing else in_office(at, self.folder.intake.calendar, self.rng)
        return self.at

    def holders(self) -> Holders:
        """Return the units of the day."""
        return self.folder.intake.on(day_of(self.at))[2]

    def clerk(self, unit_id: int | None = None) -> Actor:
        """Return somebody of a unit who works on cases, of the holder's where none is named."""
        return self.rng.choice(self.cast.staff[unit_id or self.case.holder_unit_id])

    def supervisor(self) -> Actor:
        """Return a clerk of the district or zone that governs the place."""
        return self.clerk(self.holders().triage(self.case.place).pk)

    def approver(self) -> Actor:
        """Return who decides on long-term standing: never the unit that holds the case."""
        upper, holder = self.holders().triage(self.case.place), self.case.holder_unit
        if upper.pk == holder.pk:
            upper = self.holders().above(holder, place=self.case.place)
        return self.clerk(upper.pk)

    def words(self, kind: str) -> str:
        """Return something written on this case."""
        matter = self.matter
        where = matter.home.name if matter.home else self.case.address or matter.title
        given = {"where": where, "compound": where, "title": matter.title, "topic": name_of(matter.topic, "zh-hans")}
        if kind.startswith("answer"):
            given["measure"] = self.rng.choice(read("notes")["measures"][matter.topic])
        return note(kind, self.rng, **given)
