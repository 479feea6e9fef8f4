"""The life of one synthetic case 演示办理过程, from its receipt to its end, by the steps everybody takes.

A life yields the instant it will act next; once the sweeper has had its turn up to then, it goes on and acts on
what the case has become. It stops where the told time ends, so that open cases stand at every stage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from huying.cases.actions.dispatching import Confirmed
from huying.cases.actions.ending import Verdict
from huying.cases.models import CallBack, CaseStep, Clock, Extension, OutsideOrder, SendBack
from huying.cases.queries.limits import day_of
from huying.core.actors import RESIDENT
from huying.demo import causes
from huying.demo.casework import Casework
from huying.demo.words import note, read
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy, Kind, Nature, PauseReason, ReturnGround, Urgency
from huying.rules.case_flow import CaseState, Ending, Step
from huying.rules.roles import UnitKind
from huying.rules.routing import Lead

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from huying.core.actors import Actor

ROUNDS, TRIES = 2, 2


@dataclass(slots=True, kw_only=True)
class Life(Casework):
    """A case and what becomes of it."""

    is_good: bool = True

    def run(self) -> Iterator[datetime]:
        """Live; yields when it acts next."""
        yield from self._dispatched()
        if self.rng.random() < causes.SENT_BACK and not self.is_pressing:
            yield from self._sent_back()
        yield from self._handled()
        while (yield from self._taken_up()):
            yield from self._handled()

    def _handled(self) -> Iterator[datetime]:
        for _round in range(ROUNDS):
            yield from self._worked()
            yield from self._answered()
            if self.case.source:
                yield self.moved(self.at + timedelta(hours=self.rng.uniform(1, 20)))
                self.take("hand_back", self.rng.choice(self.cast.desk))
            yield from self._rated()
            if self.state is not CaseState.HANDLING:
                return

    def _dispatched(self) -> Iterator[datetime]:
        if self.state is not CaseState.TRIAGE:
            return
        yield self.after(25)
        matter, case = self.matter, self.case
        confirmed = Confirmed(
            topic=matter.topic,
            place=matter.place,
            compound=matter.home.key if matter.home else None,
            kind=Kind(case.kind),
            nature=Nature(case.nature),
            urgency=Urgency(case.urgency),
            part=self.part,
        )
        self.take("dispatch", self.clerk(), confirmed)

    def _sent_back(self) -> Iterator[datetime]:
        yield self.after(100)
        if self.state not in {CaseState.DISPATCHED, CaseState.HANDLING}:
            return
        ground = self.rng.choice([ReturnGround.NOT_OUR_DUTY, ReturnGround.NOT_OUR_PLACE, ReturnGround.DUPLICATE])
        self.take("send_back", self.clerk(), ground=ground, reason=self.words("send_back"))
        yield from self._ruled()

    def _ruled(self) -> Iterator[datetime]:
        yield self.after(480)
        asked = self.folder.last(SendBack, ruled_at=None)
        if asked is None:
            return
        ruler, unit = self.clerk(asked.ruler_id), self._other_unit()
        if unit is not None and self.rng.random() < 0.6:
            self.take("rule_return", ruler, is_upheld=True, reason=self.words("ruling_upheld"), to_unit=unit)
        else:
            self.take("rule_return", ruler, is_upheld=False, reason=self.words("ruling_refused"))

    def _other_unit(self) -> int | None:
        """Return a unit that may take the case over."""
        holders, case = self.holders(), self.case
        wanted = Lead(kind=UnitKind.DEPARTMENT, subject="housing")
        units = (holders.unit_for(wanted, place=case.place), holders.triage(case.place))
        return next((unit.pk for unit in units if unit and unit.pk != case.holder_unit_id), None)

    def _worked(self) -> Iterator[datetime]:
        yield self.after(35)
        if self.state is CaseState.DISPATCHED:
            self.take("sign", self.clerk())
        if self.rng.random() < 0.25:
            yield self.after(15)
            person = self.clerk().person_id
            self.take("assign", self.clerk(), person_id=person, note=self.words("assign"))
        yield self.after(55)
        is_reached = self.rng.random() < causes.REACHED
        self.take(
            "contact", self.clerk(), note=self.words("contact" if is_reached else "unreached"), is_reached=is_reached
        )
        if not is_reached:
            yield self.after(120)
            self.take("contact", self.clerk(), note=self.words("contact"))
        yield from self._on_the_way()

    def _on_the_way(self) -> Iterator[datetime]:
        """Act, and now and then release a brief, urge, pause, or ask for more time."""
        firm, case = self.case.about_unit_id, self.case
        if firm is not None and not case.brief and self.rng.random() < 0.35:
            yield self.after(60)
            self.take("release_brief", self.supervisor(), brief=self.words("brief"))
        if self.rng.random() < causes.PAUSED and not self.is_pressing:
            yield from self._paused()
        yield self.moved(self._part_of_limit(self.rng.uniform(0.1, 0.35)))
        self.take("act", self.clerk(), note=self.words("act" if self.matter.home else "act_other"))
        if self.rng.random() < causes.URGED:
            yield self.after(200)
            self.take("urge", self.supervisor(), note=self.words("urge"))
        if self.rng.random() < causes.EXTENDED and not self.folder.find(Extension):
            yield from self._extended()

    def _paused(self) -> Iterator[datetime]:
        yield self.after(60)
        reason = self.rng.choice([PauseReason.REPORTER_ASKED, PauseReason.EXPERT_OPINION, PauseReason.OWNERS_VOTE])
        self.take("pause", self.clerk(), reason=reason, note=self.words("pause"))
        yield self.after(self.rng.uniform(1, 6) * 24 * 60)
        self.take("resume", self.clerk())

    def _extended(self) -> Iterator[datetime]:
        yield self.after(120)
        if self.case.due_at is None or self.at > self.case.due_at:
            return
        self.take("extend", self.clerk(), days=self.rng.randint(2, 8), reason=self.words("extend"))
        yield from self._decided()

    def _decided(self) -> Iterator[datetime]:
        yield self.after(420)
        asked = self.folder.last(Extension, decided_at=None)
        if asked is None:
            return
        is_granted = self.rng.random() < 0.8
        words = self.words("extension_granted" if is_granted else "extension_refused")
        self.take("decide_extension", self.clerk(asked.ruler_id), is_granted=is_granted, reason=words)

    def _part_of_limit(self, part: float) -> datetime:
        """Return the instant when so much of the running limit has passed."""
        clock = self.folder.last(Clock, kind=ClockKind.FINISH.value, stopped_at=None)
        if clock is None:
            return self.at
        return clock.started_at + (clock.due_at - clock.started_at) * part

    def _answered(self) -> Iterator[datetime]:
        day = day_of(self.at)
        is_in_time = self.rng.random() < causes.between(causes.IN_TIME, day)
        part = self.rng.betavariate(2.0, 3.2) * 0.95 if is_in_time else self.rng.uniform(1.05, 1.7)
        yield self.moved(self._part_of_limit(part))
        writer = self.clerk()
        self.is_good = self.rng.random() < causes.between(causes.SOLVED, day)
        kind = f"answer_{'solved' if self.is_good else 'explained'}" if self.matter.home else "answer_other"
        self.take("draft", writer, text=self.words(kind))
        yield self.after(35)
        leader = self._checker(writer)
        if self.rng.random() < 0.05:
            self.take("check", leader, is_approved=False, remark=self.words("refused_draft"))
            yield self.after(80)
            self.take("draft", writer, text=self.words(kind))
            yield self.after(40)
        self.take("issue", leader)

    def _checker(self, writer: Actor) -> Actor:
        """Return who checks and issues in the unit: its leader, else a colleague of the writer."""
        unit = self.case.holder_unit_id
        others = self.cast.leaders[unit] or self.cast.staff[unit]
        return self.rng.choice([each for each in others if each.person_id != writer.person_id])

    def _rated(self) -> Iterator[datetime]:
        is_own = not self.case.source and self.case.tracking_index is not None and self.rng.random() < 0.5
        for _try in range(TRIES):
            yield self.after(self.rng.uniform(0.5, 2.5) * 24 * 60)
            if self.state is not CaseState.ANSWERED:
                return
            verdict = self._verdict(is_reached=is_own or self.rng.random() < causes.REACHED)
            by = CallBackBy.REPORTER if is_own else CallBackBy.CALLER
            self.take("call_back", RESIDENT if is_own else self.rng.choice(self.cast.callers), verdict, by=by)
            if verdict.is_reached:
                return

    def _verdict(self, *, is_reached: bool) -> Verdict:
        if not is_reached:
            return Verdict(is_reached=False)
        is_solved = self.is_good if self.rng.random() < 0.95 else not self.is_good
        content = causes.between(causes.SATISFIED, day_of(self.at))
        is_satisfied = self.rng.random() < content + (1 - content) * (0.3 if is_solved else -1.0)
        return Verdict(
            is_contacted=self.rng.random() < 0.97,
            is_solved=is_solved,
            is_satisfied=is_satisfied,
            remark=note("remark_good" if is_satisfied else "remark_bad", self.rng),
        )

    def _taken_up(self) -> Generator[datetime, None, bool]:
        """End what two answers did not solve, or have it handled anew; tells whether it is."""
        if self.case.source and self.is_in(CaseState.CLOSED) and self.rng.random() < causes.MIRRORED:
            yield self.after(1200)
            self.take("mirror", self.rng.choice(self.cast.desk), told=self._told_by_hotline())
        is_rated = self.folder.last(CallBack, is_reached=True, round=self.case.round) is not None
        if not self.is_in(CaseState.ANSWERED) or not is_rated:
            return False
        yield self.after(600)
        if not self.is_in(CaseState.ANSWERED):
            return False
        if self.case.source and self.case.round == 1 and self.rng.random() < causes.NEW_ROUND:
            order = self.folder.last(OutsideOrder)
            limit = self.at + timedelta(days=9) if order and order.limit_at else None
            self.take("new_round", self.rng.choice(self.cast.desk), limit_at=limit)
            return True
        if self.rng.random() < causes.LONG_TERM and not self.folder.find(CaseStep, step=Step.STAND_LONG_TERM.value):
            return (yield from self._stood())
        self.take("close", self.supervisor(), ending=Ending.EXPLAINED, reason=self.words("close"))
        return False

    def _stood(self) -> Generator[datetime, None, bool]:
        reason, milestone = self.words("long_term"), self.words("milestone")
        self.take("stand_long_term", self.approver(), reason=reason, milestone=milestone)
        return (yield from self._waited())

    def _waited(self) -> Generator[datetime, None, bool]:
        yield self.moved(self.at + timedelta(days=self.rng.uniform(60, 330)))
        if not self.is_in(CaseState.STANDING):
            return False
        self.take("reopen", self.supervisor(), reason=self.words("reopen"))
        return True

    def _told_by_hotline(self) -> dict[str, Any]:
        """Return what the hotline's own call-back found."""
        verdict = self._verdict(is_reached=True)
        return {
            "status": str(read("names")["done"]),
            "finished_at": self.case.answered_at,
            "call_back_contacted": verdict.is_contacted,
            "call_back_solved": verdict.is_solved,
            "call_back_satisfied": verdict.is_satisfied,
        }
