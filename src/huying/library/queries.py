"""Questions put to the register of policy documents 文库查询."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from huying.library.models import DocumentStepTaken, Duty, PolicyDocument, Tie
from huying.library.policies import KEEPERS, READERS
from huying.rules.errors import RuleBrokenError
from huying.rules.policy_documents import DocumentState, TieKind, TieState, is_carried_out, tie_state
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from huying.core.actors import Actor

PAGE = 25
DIGITS = 12
PREFIX = "ZC"
LIST_FAMILY = "responsibility"


def visible_to(actor: Actor) -> QuerySet[PolicyDocument]:
    """Return the documents an actor may read: what is released to every official, drafts to who keeps them."""
    rows = PolicyDocument.objects.all()
    if actor.is_system:
        return rows
    if actor.role not in READERS:
        return rows.none()
    released = Q(state=DocumentState.RELEASED.value)
    return rows.filter(released | Q(unit=actor.unit_id or 0) if actor.role in KEEPERS else released)


def find(code: str, *, actor: Actor) -> PolicyDocument:
    """Return a visible document by the code of its page, or refuse as not found."""
    digits = code.removeprefix(PREFIX)
    is_code = code.startswith(PREFIX) and digits.isascii() and digits.isdigit() and len(digits) <= DIGITS
    rows = visible_to(actor).select_related("unit", "replaces", "replaced_by")
    found = rows.filter(pk=int(digits)).first() if is_code else None
    if found is None:
        raise RuleBrokenError("document.not_found")
    return found


def in_force(rows: QuerySet[PolicyDocument], *, on: date) -> QuerySet[PolicyDocument]:
    """Return the documents that apply on a day; the last day is not included."""
    open_ended = Q(valid_to=None) | Q(valid_to__gt=on)
    return rows.filter(open_ended, state=DocumentState.RELEASED.value, valid_from__lte=on)


@dataclass(frozen=True, slots=True)
class Slice:
    """One page with the cursor of the next, empty at the end."""

    rows: list[Any]
    next_cursor: str


def page_of(actor: Actor, *, area: str = "", on: date | None = None, cursor: str = "") -> Slice:
    """Return one page of documents, the newest first; of one area, or those that apply on a day."""
    rows = visible_to(actor).filter(**({"area": area} if area else {}))
    rows = in_force(rows, on=on) if on else rows
    return _sliced(rows.select_related("replaced_by"), cursor=cursor)


def _sliced(rows: QuerySet[Any], *, cursor: str) -> Slice:
    if cursor:
        if not cursor.isascii() or not cursor.isdigit():
            raise RuleBrokenError("list.cursor")
        rows = rows.filter(pk__lt=min(int(cursor), 2**63 - 1))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return Slice(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriers:
    """What duties may be tied to on a day: the lines of the responsibility list and the rule sets in force."""

    list_items: frozenset[str]
    bodies: Mapping[str, Any]

    def state(self, tie: Tie) -> TieState:
        """Tell whether what a duty is tied to is there."""
        return tie_state(TieKind(tie.kind), tie.code, list_items=self.list_items, bodies=self.bodies)


def carriers(*, on: date) -> Carriers:
    """Read what may be tied to on a day; the rule sets are kept in memory."""
    bodies: dict[str, Any] = {}
    for family in rulesets.families():
        try:
            bodies[family] = rulesets.in_force(family, on=on).body
        except RuleBrokenError:
            continue  # no version of it applies on that day
    entries = bodies.get(LIST_FAMILY, {}).get("entry", ())
    return Carriers(list_items=frozenset(str(row["code"]) for row in entries), bodies=bodies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A duty with the ties it has and whether each holds."""

    duty: Duty
    ties: list[tuple[Tie, TieState]]

    @property
    def is_carried_out(self) -> bool:
        """Tell whether something carries it out."""
        return is_carried_out(state for _tie, state in self.ties)


def _with_ties(rows: QuerySet[Duty], known: Carriers) -> list[Shown]:
    ordered = rows.prefetch_related(Prefetch("ties", queryset=Tie.objects.order_by("pk")))
    return [Shown(duty=duty, ties=[(tie, known.state(tie)) for tie in duty.ties.all()]) for duty in ordered]


def duties_of(document: PolicyDocument, *, on: date) -> list[Shown]:
    """Return the duties of a document with what carries them out; three queries."""
    return _with_ties(Duty.objects.filter(document=document).order_by("pk"), carriers(on=on))


def gaps(actor: Actor, *, on: date) -> list[Shown]:
    """Return the duties of the documents that apply on a day which nothing carries out; three queries.

    A city has some dozens of documents with some hundreds of duties, so that all are looked at.
    """
    documents = in_force(visible_to(actor), on=on).values("pk")
    rows = Duty.objects.filter(document__in=documents).select_related("document").order_by("document", "pk")
    return [shown for shown in _with_ties(rows, carriers(on=on)) if not shown.is_carried_out]


def steps_of(document: PolicyDocument) -> list[DocumentStepTaken]:
    """Return the timeline; one query."""
    return list(document.steps.select_related("unit", "person").order_by("pk"))
