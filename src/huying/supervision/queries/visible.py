"""What an actor may see of supervision 督办可见范围: of the post's ranges, and what its unit gave or got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import Q

from huying.regions.queries import in_spans
from huying.rules.errors import RuleBrokenError
from huying.rules.marks import STANDING
from huying.supervision.models import Mark, Measure, Order
from huying.supervision.policies import OWN_ONLY, READERS

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from huying.core.actors import Actor

PAGE = 25
OURS: dict[type[Model], tuple[str, ...]] = {
    Order: ("issuer", "unit"),
    Mark: ("giver", "unit", "ruler"),
    Measure: ("body", "receiver"),
}
"""By which columns a row is a unit's own."""
ABOUT: dict[type[Model], str] = {Order: "unit", Mark: "unit", Measure: "firm"}
"""Which column is the unit it is about."""
RELATED: dict[type[Model], tuple[str, ...]] = {
    Order: ("issuer", "unit", "case", "whistle"),
    Mark: ("giver", "unit", "ruler", "case", "order"),
    Measure: ("body", "firm", "receiver", "case"),
}
Row = TypeVar("Row", Order, Mark, Measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is narrowed to."""

    state: str = ""
    kind: str = ""
    unit: int | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """One page of a list with the cursor of the next, empty at the end."""

    rows: list[Row]
    next_cursor: str


def visible_to(model: type[Row], actor: Actor) -> QuerySet[Row]:
    """Return the rows an actor may see."""
    rows: QuerySet[Row] = model._default_manager.all()  # noqa: SLF001 - the same of each model
    if actor.is_system:
        return rows
    if actor.role not in READERS:
        return rows.none()
    ours = Q()
    for column in OURS[model]:
        ours |= Q(**{column: actor.unit_id or 0})
    if actor.role in OWN_ONLY:
        return rows.filter(ours)
    return rows.filter(in_spans(actor.include, actor.exclude) | ours)


def find(model: type[Row], pk: int, *, actor: Actor) -> Row:
    """Return a visible row, or refuse as not found."""
    found = visible_to(model, actor).select_related(*RELATED[model]).filter(pk=min(pk, 2**63 - 1)).first()
    if found is None:
        raise RuleBrokenError(f"{model.__name__.lower()}.not_found")
    return found


def page_of(model: type[Row], actor: Actor, wanted: Wanted, *, cursor: str = "") -> Slice[Row]:
    """Return one page, the newest first."""
    rows = visible_to(model, actor)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.unit is not None:
        rows = rows.filter(**{ABOUT[model]: wanted.unit})
    if wanted.is_late:
        rows = rows.filter(_late(model))
    if cursor:
        if not cursor.isascii() or not cursor.isdigit():
            raise RuleBrokenError("list.cursor")
        rows = rows.filter(pk__lt=min(int(cursor), 2**63 - 1))
    found = list(rows.select_related(*RELATED[model]).order_by("-pk")[: PAGE + 1])
    return Slice(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def _late(model: type[Any]) -> Q:
    if model is Order:
        return Q(lates__gt=0) | Q(receipt_late_at__isnull=False)
    return Q(late_at__isnull=False) if model is Measure else Q(pk=None)


def marks_of(order: Order) -> list[Mark]:
    """Return the marks that rest on an order; one query."""
    return list(Mark.objects.filter(order=order).select_related("unit").order_by("pk"))


def yellows_of(unit_id: int) -> list[Mark]:
    """Return the yellow marks that stand on a unit."""
    states = [state.value for state in STANDING]
    return list(Mark.objects.filter(unit=unit_id, kind="yellow", state__in=states).order_by("pk"))
