"""Telling the history of the synthetic city 演示历史: case by case to its end, in blocks of bulk writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from huying.cases.actions.building import Intake
from huying.cases.actions.replaying import telling
from huying.cases.actions.sweeping import HORIZON
from huying.cases.models import Case, Clock
from huying.cases.queries.registers import KeptRegisters
from huying.core.actors import RESIDENT, SYSTEM
from huying.demo.cast import Cast
from huying.demo.deeds import RECEIVE, Deed
from huying.demo.lives import Life
from huying.demo.messages import Writer
from huying.demo.resuming import resume
from huying.demo.stream import Stream
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import Channel
from huying.rules.case_flow import CaseState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from huying.cases.actions.replaying import Told as Block
    from huying.core.actors import Actor
    from huying.demo.registers import Scale
    from huying.demo.stream import Coming

BLOCK = 500
SWEEP_SECONDS = 30


@dataclass(slots=True)
class Historian:
    """Tells the cases of days one after the other."""

    scale: Scale
    seed: int
    cast: Cast
    intake: Intake
    writer: Writer

    @classmethod
    def open(cls, scale: Scale, *, seed: int, on: date) -> Historian:
        """Read the registers once; they must not change while cases are told."""
        cast = Cast(on)
        intake = Intake.open(KeptRegisters.read())
        return cls(scale, seed, cast, intake, Writer(cast.neighbourhoods))

    def tell(self, first: datetime, until: datetime, progress: Callable[[float], object]) -> int:
        """Tell what comes after an instant, up to another; returns how many cases came."""
        count = 0
        for block in _blocks(self._coming(first, until)):
            with telling(intake=self.intake, actor=SYSTEM) as told:
                for coming in block:
                    self.live(told, coming, until=until, rng=Random(f"{self.seed} {coming.number}"))
            count += len(block)
            progress(len(block))
        return count

    def go_on(self, since: datetime, until: datetime, progress: Callable[[float], object]) -> int:
        """Let the city's own open cases live on from an instant to another; returns how many there were."""
        rows = Case.objects.filter(is_synthetic=True).exclude(state=CaseState.CLOSED.value).order_by("pk")
        keys = list(rows.values_list("pk", flat=True))
        for key in keys:
            rng = Random(f"{self.seed} {key} {since}")
            walk(resume(key, cast=self.cast, intake=self.intake, rng=rng, at=since), until)
            progress(1)
        return len(keys)

    def _coming(self, first: datetime, until: datetime) -> Iterator[Coming]:
        for _day, coming in Stream(self.scale, self.seed).days(first.date(), until.date()):
            yield from (each for each in coming if first < each.at <= until)

    def live(self, told: Block, coming: Coming, *, until: datetime, rng: Random) -> Life:
        """Receive a case and let it live."""
        written = self.writer.write(coming, rng)
        demand, said = written.demand, written.said
        by = self._receiver(demand.channel, demand.place, coming.at, rng)
        if said is None:
            folder = told.receive(demand, actor=by, at=coming.at)
        else:
            folder = told.receive_order(demand, said, actor=by, at=coming.at)
        life = Life(folder=folder, matter=written.matter, part=written.part, cast=self.cast, rng=rng, at=coming.at)
        life.deeds.append(Deed(step=RECEIVE, actor=by, at=coming.at, args=(demand, said)))
        walk(life, until)
        return life

    def _receiver(self, channel: Channel, place: int | None, at: datetime, rng: Random) -> Actor:
        if channel is Channel.WEB or place is None:
            return RESIDENT
        if channel is Channel.HOTLINE:
            return rng.choice(self.cast.desk)
        if channel in {Channel.MEDIA, Channel.BOARD}:
            return rng.choice(self.cast.city)
        unit = self.intake.on(at.date())[2].triage(place)
        return rng.choice(self.cast.staff[unit.pk])


def _blocks(coming: Iterator[Coming]) -> Iterator[list[Coming]]:
    block: list[Coming] = []
    for each in coming:
        block.append(each)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def walk(life: Life, until: datetime) -> None:
    """Let a case live up to an instant, with the sweeper's turns between."""
    for at in life.run():
        _sweep(life, min(at, until))
        if at > until:
            return
    _sweep(life, until)


def _sweep(life: Life, at: datetime) -> None:
    """Let the sweeper have every turn that something of the case asks for, up to an instant."""
    while (turn := _next_turn(life)) is not None and turn <= at:
        if not life.sweep(turn):
            return


def _next_turn(life: Life) -> datetime | None:
    """Return when the sweeper next finds something to do after what was done last: its turns come each half minute."""
    running = life.folder.find(Clock, stopped_at=None, is_paused=False)
    instants = [instant for clock in running for instant in _asked(clock)]
    if not instants:
        return None
    first = max(min(instants), life.deeds[-1].at)
    seconds = SWEEP_SECONDS - (first.minute * 60 + first.second) % SWEEP_SECONDS
    return first.replace(microsecond=0) + timedelta(seconds=seconds)


def _asked(clock: Clock) -> Iterator[datetime]:
    if clock.red_at is None:
        yield clock.due_at
    if clock.kind == ClockKind.FINISH.value and clock.yellow_at is None and clock.red_at is None:
        share = 0.8 if clock.reminded_at is not None else 0.6
        yield max(clock.started_at + (clock.due_at - clock.started_at) * share, clock.due_at - HORIZON)
