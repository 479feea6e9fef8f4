"""Going on with an open case of the synthetic city 演示续办: through the single doors, from where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.cases.actions.folders import Stored
from huying.cases.actions.stepping import opened
from huying.cases.actions.sweeping import sweep_case
from huying.cases.models import Answer, Case, Extension
from huying.core.actors import SYSTEM
from huying.demo.cast import Home
from huying.demo.deeds import RESUME, Deed, perform
from huying.demo.lives import Life
from huying.demo.messages import Matter
from huying.estates.models import Compound
from huying.rules.case_facts import Urgency
from huying.rules.case_flow import CaseState

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import datetime
    from random import Random

    from huying.cases.actions.building import Intake
    from huying.demo.cast import Cast

UNSAID = "SVC"
"""What a case is taken to be about where neither a clerk nor a suggestion said so."""


@dataclass(slots=True, kw_only=True)
class Resumed(Life):
    """A stored case that goes on."""

    intake: Intake

    def perform(self, deed: Deed) -> None:
        """Do a deed by the single door, and read the case anew."""
        perform(self.case.pk, deed)
        self.folder = _read(self.case.pk, self.intake)

    def sweep(self, at: datetime) -> bool:
        """Let the sweeper look at the stored case."""
        with opened(self.case.pk) as folder:
            done = sweep_case(folder, at=at)
        self.folder = _read(self.case.pk, self.intake)
        return done > 0

    def run(self) -> Iterator[datetime]:
        """Live on from where the case stands."""
        if not (yield from self._caught_up()):
            return
        yield from self._handled()
        while (yield from self._taken_up()):
            yield from self._handled()

    def _caught_up(self) -> Generator[datetime, None, bool]:
        """Do what is being waited for; tells whether the case is then to be handled."""
        if self.case.is_paused:
            yield self.after(600)
            self.take("resume", self.clerk())
        if self.folder.find(Extension, decided_at=None):
            yield from self._decided()
        if self.is_in(CaseState.RETURN_ASKED):
            yield from self._ruled()
        yield from self._dispatched()
        if self.is_in(CaseState.STANDING):
            return (yield from self._waited())
        if self.is_in(CaseState.CHECKING):
            yield from self._issued()
        if self.is_in(CaseState.ANSWERED):
            yield from self._rated()
            return self.is_in(CaseState.HANDLING) or (yield from self._taken_up())
        return self.is_in(CaseState.DISPATCHED, CaseState.HANDLING)

    def _issued(self) -> Iterator[datetime]:
        yield self.after(60)
        writer = self.folder.last(Answer, is_refused=False, issued_at=None)
        others = self.cast.leaders[self.case.holder_unit_id] or self.cast.staff[self.case.holder_unit_id]
        checkers = [each for each in others if writer is None or each.person_id != writer.drafted_by_id]
        self.take("issue", self.rng.choice(checkers))


def resume(case_id: int, *, cast: Cast, intake: Intake, rng: Random, at: datetime) -> Resumed:
    """Return the life of a stored case from an instant on."""
    folder = _read(case_id, intake)
    case = folder.case
    compound = Compound.objects.filter(pk=case.compound_key).first() if case.compound_key else None
    topic = case.topic or str(case.suggestion.get("topic") or UNSAID)
    matter = Matter(
        topic=topic,
        title=case.title,
        text=case.text,
        urgency=Urgency(case.urgency),
        home=Home(compound.key, compound.name) if compound else None,
        place=case.place,
        phone="",
    )
    part = "utility" if topic == "WPH" else ""
    begun = Deed(step=RESUME, actor=SYSTEM, at=at)
    return Resumed(folder=folder, matter=matter, part=part, cast=cast, rng=rng, at=at, intake=intake, deeds=[begun])


def _read(case_id: int, intake: Intake) -> Stored:
    folder = Stored(Case.objects.select_related("holder_unit").get(pk=case_id))
    folder.intake = intake
    return folder
