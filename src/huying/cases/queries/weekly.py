"""The week in hot matters 热点周报: what people told in a week, place by place, beside the week before."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from huying.cases.models import Matter, Voice
from huying.cases.models.cases import CHINA
from huying.cases.queries.matters import visible_matters
from huying.regions import queries as regions
from huying.rules.problems import WEEK, heat

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from huying.core.actors import Actor

SHOWN, SEVERAL = 20, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A matter with the people who told it in the week and in the week before."""

    matter: Matter
    people: int
    before: int

    @property
    def is_new(self) -> bool:
        """Tell whether nobody told it before the week."""
        return self.before == 0 and self.people >= self.matter.people


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week of a place: how many matters several people told, how many people, by topic, and the hottest ones."""

    matters: int
    people: int
    before: int
    topics: list[tuple[str, int]]
    hottest: list[Told]


def week_of(actor: Actor, *, place: str, monday: date) -> Week:
    """Return the week that ended before a Monday: three queries, whatever was told.

    A matter counts where at least two people told it in the week. What the actor may not see is not counted.
    """
    end = datetime.combine(monday, time(0), CHINA).astimezone(UTC)
    seen = visible_matters(actor).filter(last_at__gte=end - WEEK).filter(regions.in_place(place, on=monday))
    voices: defaultdict[int, list[tuple[datetime, int]]] = defaultdict(list)
    rows = Voice.objects.filter(matter__in=seen.order_by(), told_at__gte=end - 2 * WEEK, told_at__lt=end)
    for key, told_at, person in rows.values_list("matter_id", "told_at", "person"):
        voices[key].append((told_at, person))
    spans = ((end - WEEK, end), (end - 2 * WEEK, end - WEEK))
    counted = {key: tuple(_people(told, *span) for span in spans) for key, told in voices.items()}
    hot = {key: each for key, each in counted.items() if each[0] >= SEVERAL}
    known = {
        matter.pk: matter
        for matter in Matter.objects.filter(pk__in=list(hot)).select_related("lead__holder_unit", "lead__holder_person")
    }
    ranked = sorted(known.values(), key=lambda matter: (-hot[matter.pk][0], -matter.people, matter.pk))
    topics: Counter[str] = Counter()
    for matter in ranked:
        topics[matter.topic] += hot[matter.pk][0]
    return Week(
        matters=len(ranked),
        people=sum(now for now, _before in hot.values()),
        before=sum(before for _now, before in hot.values()),
        topics=sorted(topics.items(), key=lambda pair: (-pair[1], pair[0])),
        hottest=[Told(matter=matter, people=hot[matter.pk][0], before=hot[matter.pk][1]) for matter in ranked[:SHOWN]],
    )


def _people(told: Iterable[tuple[datetime, int]], first: datetime, end: datetime) -> int:
    return heat(person for at, person in told if first <= at < end).people


def days_of(monday: date) -> tuple[date, date]:
    """Return the first and the last day of the week that ended before a Monday."""
    return monday - WEEK, monday - timedelta(days=1)
