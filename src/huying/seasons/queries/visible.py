"""What an actor may see 可见范围: rows of the post's ranges, those of one's unit, and plans from above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from huying.leadership.queries.visible import DIGITS, sliced
from huying.regions.book import enclosing_keys
from huying.regions.queries import in_spans
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind
from huying.rules.season_plans import SeasonState
from huying.seasons.models import LogEntry, Roster, SeasonPlan, SeasonTask, Surge, Watch
from huying.seasons.policies import LOG_READERS, OWN_ONLY, READERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import Model, QuerySet

    from huying.core.actors import Actor
    from huying.leadership.queries.visible import Slice
    from huying.rules.roles import Role

OPENED = [SeasonState.RELEASED.value, SeasonState.IN_FORCE.value]
PRIVATE = [UnitKind.ENTERPRISE.value, UnitKind.COMMITTEE.value]
"""Units whose log is their own: they do not stand below an office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A kind of row people read: its prefix, what is read with it, who reads it, and which rows they see."""

    name: str
    prefix: str
    model: type[Model]
    related: tuple[str, ...]
    readers: frozenset[Role]
    sees: Callable[[Actor], Q]

    def visible_to(self, actor: Actor) -> QuerySet[Any]:
        """Return the rows an actor may see."""
        model: Any = self.model
        rows: QuerySet[Any] = model.objects.all()
        if actor.is_system:
            return rows
        return rows.filter(self.sees(actor)) if actor.role in self.readers else rows.none()

    def find(self, number: str, *, actor: Actor) -> Any:
        """Return a visible row by its number, or refuse as not found."""
        digits = number.removeprefix(self.prefix)
        is_number = number.startswith(self.prefix) and digits.isascii() and digits.isdigit() and len(digits) <= DIGITS
        rows = self.visible_to(actor).select_related(*self.related)
        found = rows.filter(pk=int(digits)).first() if is_number else None
        if found is None:
            raise RuleBrokenError(f"{self.name}.not_found")
        return found

    def page_of(self, actor: Actor, wanted: Mapping[str, Any], *, cursor: str = "") -> Slice[Any]:
        """Return one page, the newest first, narrowed to what is wanted; empty values narrow nothing."""
        rows = self.visible_to(actor).filter(**{name: value for name, value in wanted.items() if value})
        return sliced(rows.select_related(*self.related), cursor=cursor)


def _ours_or_below(actor: Actor) -> Q:
    """Return the condition for what units have: one's own, and those of the units the post's ranges hold."""
    ours = Q(unit=actor.unit_id or 0)
    if actor.role in OWN_ONLY:
        return ours
    return ours | (in_spans(actor.include, actor.exclude) & ~Q(unit__kind__in=PRIVATE))


def _seasons(actor: Actor) -> Q:
    above = {key for span in actor.include for key in enclosing_keys(span.low)}
    own_task = Exists(SeasonTask.objects.filter(unit=actor.unit_id or 0, season=OuterRef("pk")))
    return (
        Q(unit=actor.unit_id or 0)
        | Q(own_task)
        | in_spans(actor.include, actor.exclude)
        | Q(place__in=above, state__in=OPENED)
    )


def _surges(actor: Actor) -> Q:
    called = SeasonTask.objects.filter(unit=actor.unit_id or 0, season=OuterRef("season"))
    return Q(unit=actor.unit_id or 0) | Q(Exists(called)) | in_spans(actor.include, actor.exclude)


WATCHES = Shelf(
    name="watch",
    prefix="ZB",
    model=Watch,
    related=("unit", "taken_by"),
    readers=LOG_READERS,
    sees=_ours_or_below,
)
ROSTERS = Shelf(name="roster", prefix="JJ", model=Roster, related=("unit",), readers=READERS, sees=_ours_or_below)
SEASONS = Shelf(
    name="season",
    prefix="YA",
    model=SeasonPlan,
    related=("unit", "previous"),
    readers=READERS,
    sees=_seasons,
)
SURGES = Shelf(
    name="surge",
    prefix="TF",
    model=Surge,
    related=("unit", "season", "declared_by"),
    readers=READERS,
    sees=_surges,
)


def entries_of(unit_id: int, *, cursor: str = "") -> Slice[LogEntry]:
    """Return one page of a unit's log, the newest first; who may read it is asked before."""
    rows = LogEntry.objects.filter(unit=unit_id)
    related = rows.select_related("watch", "written_by", "corrects").prefetch_related("cases__case")
    return sliced(related, cursor=cursor)
