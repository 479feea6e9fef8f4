"""Telling the history of the synthetic city 演示历史: case by case to its end, in blocks of bulk writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from huying.cases.actions.building import Intake
from huying.cases.actions.replaying import telling
from huying.cases.actions.sweeping import HORIZON, sweep_case
from huying.cases.models import Clock
from huying.cases.queries.registers import KeptRegisters
from huying.core.actors import RESIDENT, SYSTEM
from huying.demo.cast import Cast
from huying.demo.deeds import RECEIVE, SWEEP, Deed
from huying.demo.lives import Life
from huying.demo.messages import Writer
from huying.demo.stream import Stream
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import Channel

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

    def tell(self, first: datetime, until: datetime, progress: Callable[[int], object]) -> int:
        """Tell what comes after an instant, up to another; returns how many cases came."""
        count = 0
        for block in _blocks(self._coming(first, until)):
            with telling(intake=self.intake, actor=SYSTEM) as told:
                for coming in block:
                    self.live(told, coming, until=until, rng=Random(f"{self.seed} {coming.number}"))
            count += len(block)
            progress(len(block))
        return count

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
        life = Life(folder=folder, told=written, cast=self.cast, rng=rng, at=coming.at)
        life.deeds.append(Deed(step=RECEIVE, actor=by, at=coming.at, args=(demand, said)))
        for at in life.run():
            sweep_until(life, min(at, until))
            if at > until:
                return life
        sweep_until(life, until)
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


def sweep_until(life: Life, at: datetime) -> None:
    """Let the sweeper have every turn that something of the case asks for, up to an instant."""
    folder = life.folder
    while (turn := _next_turn(life)) is not None and turn <= at:
        if not sweep_case(folder, at=turn):
            return
        life.deeds.append(Deed(step=SWEEP, actor=SYSTEM, at=turn))


def _next_turn(life: Life) -> datetime | None:
    """Return when the sweeper next finds something to do: its turns come every half minute."""
    instants = [
        instant
        for clock in life.folder.rows[Clock]
        if clock.stopped_at is None and not clock.is_paused
        for instant in _asked(clock)
    ]
    if not instants:
        return None
    first = min(instants)
    seconds = SWEEP_SECONDS - (first.minute * 60 + first.second) % SWEEP_SECONDS
    return first.replace(microsecond=0) + timedelta(seconds=seconds)


def _asked(clock: Clock) -> Iterator[datetime]:
    if clock.red_at is None:
        yield clock.due_at
    if clock.kind == ClockKind.FINISH.value and clock.yellow_at is None and clock.red_at is None:
        share = 0.8 if clock.reminded_at is not None else 0.6
        yield max(clock.started_at + (clock.due_at - clock.started_at) * share, clock.due_at - HORIZON)
