"""What an actor may see 可见范围: rows of the post's ranges, of one's unit, or in which one's unit has a part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from huying.leadership.models import (
    Group,
    GroupSeat,
    GroupTask,
    MajorProblem,
    Plan,
    PlanMilestone,
    Visit,
    VisitTask,
)
from huying.leadership.policies import DEPARTMENT, READERS
from huying.regions.queries import in_spans
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huying.core.actors import Actor

Row = TypeVar("Row", bound=Model)
PAGE = 25
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """One page of a list with the cursor of the next, empty at the end."""

    rows: list[Row]
    next_cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Generic[Row]):
    """A kind of row people keep: its prefix, what is read with it, and which rows give a unit a part in it."""

    name: str
    prefix: str
    model: type[Row]
    related: tuple[str, ...]
    parts: tuple[tuple[type[Model], str], ...] = ()

    def visible_to(self, actor: Actor) -> QuerySet[Any]:
        """Return the rows an actor may see; departments see those they have a part in, not whole ranges."""
        model: Any = self.model
        rows: QuerySet[Any] = model.objects.all()
        if actor.is_system:
            return rows
        if actor.role not in READERS:
            return rows.none()
        unit = actor.unit_id or 0
        ours = Q(unit=unit)
        for part, field in self.parts:
            manager: Any = part
            ours |= Q(Exists(manager.objects.filter(unit=unit, **{field: OuterRef("pk")})))
        if actor.role in DEPARTMENT:
            return rows.filter(ours)
        return rows.filter(in_spans(actor.include, actor.exclude) | ours)

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


def sliced(rows: QuerySet[Any], *, cursor: str) -> Slice[Any]:
    """Return one page of rows, the newest first."""
    if cursor:
        rows = rows.filter(pk__lt=key_of(cursor))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return Slice(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def key_of(cursor: str) -> int:
    """Return the key a cursor names, or refuse what is none."""
    if not cursor.isascii() or not cursor.isdigit():
        raise RuleBrokenError("list.cursor")
    return min(int(cursor), 2**63 - 1)


PLANS = Kept(
    name="plan",
    prefix="GH",
    model=Plan,
    related=("unit", "lead__unit", "parent"),
    parts=((PlanMilestone, "plan"),),
)
GROUPS = Kept(
    name="group",
    prefix="ZZ",
    model=Group,
    related=("unit",),
    parts=((GroupSeat, "group"), (GroupTask, "group")),
)
MAJORS = Kept(name="major", prefix="ZD", model=MajorProblem, related=("unit",))
VISITS = Kept(
    name="visit",
    prefix="BM",
    model=Visit,
    related=("unit", "visitor__unit", "compound"),
    parts=((VisitTask, "visit"),),
)
