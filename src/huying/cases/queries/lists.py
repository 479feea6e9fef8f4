"""Lists of cases 诉求列表: filters on indexed columns, cursors and never offsets, a fixed number of queries."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q

from huying.cases import search
from huying.cases.models import SavedFilter
from huying.cases.models.cases import CHINA
from huying.cases.queries.conditions import at_risk, due_condition, marked, overdue_at, waiting
from huying.cases.queries.flows import on_level
from huying.cases.queries.visible import visible_to
from huying.core.compiled import Compiled
from huying.regions import queries as regions
from huying.rules.case_facts import Mark
from huying.rules.case_flow import PUBLIC, CaseState, PublicStatus
from huying.rules.errors import RuleBrokenError
from huying.rules.linkage import Level
from huying.rules.roles import SHIELDED_FROM_REPORTER
from huying.rules.standing import Due, Risk
from huying.rules.topics import TOPICS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from huying.cases.models import Case
    from huying.core.actors import Actor

MOST, USUAL, FILTERS = 100, 25, 20
DAY_DIGITS, SERIAL_DIGITS = 8, 18
FIRST_YEAR, LAST_YEAR, MOST_KEY = 1900, 2900, 2**63 - 1
BY_DUE, BY_RECEIPT = "due", "received"
LISTED = (
    *("channel", "kind", "nature", "urgency", "state", "ending", "title", "brief", "place", "compound_key", "topic"),
    *("received_at", "due_at", "answered_at", "closed_at", "is_paused", "round", "send_backs", "version"),
    *("holder_unit", "holder_person"),
)
"""What a row of a list shows of a case; the rest stays in the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What a list is narrowed to; empty fields narrow nothing."""

    place: str = ""
    topic: str = ""
    status: str = ""
    state: str = ""
    holder: int | None = None
    person: int | None = None
    channel: str = ""
    urgency: str = ""
    kind: str = ""
    ending: str = ""
    overdue: bool | None = None
    due: str = ""
    risk: str = ""
    level: str = ""
    mark: str = ""
    waiting: bool | None = None
    long_term: bool | None = None
    is_property: bool | None = None
    compound: int | None = None
    about: int | None = None
    q: str = ""
    received_from: date | None = None
    received_to: date | None = None
    order: str = BY_RECEIPT

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is narrowed."""
        return all(getattr(self, entry.name) == entry.default for entry in fields(self) if entry.name != "order")


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list with the cursor of the next, empty at the end."""

    rows: list[Case]
    next_cursor: str


_saved = Compiled(lambda *, person: SavedFilter.objects.filter(person=person).order_by("name")[:FILTERS], person=int)


def saved_filters(actor: Actor) -> list[SavedFilter]:
    """Return the filters a person keeps, by name; one query."""
    return _saved.objects(person=actor.person_id) if actor.person_id is not None else []


def page_of(actor: Actor, wanted: CaseFilter, *, at: datetime, cursor: str = "", limit: int = USUAL) -> Slice:
    """Return one page of what the actor may see, narrowed."""
    if not 1 <= limit <= MOST:
        raise RuleBrokenError("list.limit", limit=limit, most=MOST)
    return _page(narrowed(actor, wanted, at=at), wanted, cursor=cursor, limit=limit)


def page_and_count(actor: Actor, wanted: CaseFilter, *, at: datetime, cursor: str = "", most: int) -> tuple[Slice, int]:
    """Return one page and how many rows the list has; beyond `most` it stops counting and returns one more."""
    rows = narrowed(actor, wanted, at=at)
    return _page(rows, wanted, cursor=cursor, limit=USUAL), rows.order_by()[: most + 1].count()


def _page(rows: QuerySet[Case], wanted: CaseFilter, *, cursor: str, limit: int) -> Slice:
    rows = rows.only(*LISTED).annotate(listed_unit=F("holder_unit__name"), listed_person=F("holder_person__name"))
    found = list(_after(rows, wanted.order, cursor)[: limit + 1])
    return Slice(found[:limit], _cursor(found[limit - 1], wanted.order) if len(found) > limit else "")


def narrowed(actor: Actor, wanted: CaseFilter, *, at: datetime) -> QuerySet[Case]:
    """Return the cases an actor may see, narrowed by a filter, unordered."""
    rows = visible_to(actor)
    for condition in _conditions(wanted, at=at):
        rows = rows.filter(condition)
    if wanted.q.strip():
        rows = _searched(rows, wanted.q.strip(), actor)
    return rows


def _conditions(wanted: CaseFilter, *, at: datetime) -> list[Q]:
    found: list[Q] = []
    if wanted.place:
        found.append(regions.in_place(wanted.place, on=at.astimezone(CHINA).date()))
    exact: Mapping[str, object] = {
        "topic": _known(wanted.topic, "topic", TOPICS),
        "state": _known(wanted.state, "state", [state.value for state in CaseState]),
        "holder_unit_id": wanted.holder,
        "holder_person_id": wanted.person,
        "channel": wanted.channel,
        "urgency": wanted.urgency,
        "kind": wanted.kind,
        "ending": wanted.ending,
        "compound_key": wanted.compound,
        "about_unit_id": wanted.about,
    }
    found += [Q(**{name: value}) for name, value in exact.items() if value]
    if wanted.status:
        known = _known(wanted.status, "status", [status.value for status in PublicStatus])
        found.append(Q(state__in=[state.value for state, status in PUBLIC.items() if status.value == known]))
    for name, value in (("is_long_term", wanted.long_term), ("is_property", wanted.is_property)):
        if value is not None:
            found.append(Q(**{name: value}))
    return [*found, *_times(wanted, at=at), *_standings(wanted, at=at)]


def _standings(wanted: CaseFilter, *, at: datetime) -> list[Q]:
    found: list[Q] = []
    if wanted.waiting is not None:
        found.append(waiting() if wanted.waiting else ~waiting())
    if wanted.due:
        found.append(due_condition(Due(_known(wanted.due, "due", [due.value for due in Due])), at=at))
    if wanted.risk:
        found.append(at_risk(Risk(_known(wanted.risk, "risk", [risk.value for risk in Risk])), at=at))
    if wanted.level:
        found.append(on_level(Level(_known(wanted.level, "level", [level.value for level in Level]))))
    if wanted.mark:
        found.append(marked(Mark(_known(wanted.mark, "mark", [mark.value for mark in Mark]))))
    return found


def _times(wanted: CaseFilter, *, at: datetime) -> list[Q]:
    found: list[Q] = []
    if wanted.overdue is not None:
        late = overdue_at(at)
        found.append(late if wanted.overdue else ~late)
    if wanted.received_from:
        found.append(Q(received_at__gte=_midnight(wanted.received_from)))
    if wanted.received_to:
        found.append(Q(received_at__lt=_midnight(wanted.received_to) + timedelta(days=1)))
    return found


def is_overdue(case: Case, *, at: datetime) -> bool:
    """Tell whether a case waits past its due instant, or was answered past it."""
    if case.due_at is None or case.is_paused:
        return False
    if case.answered_at is not None:
        return case.answered_at > case.due_at
    return case.due_at < at


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def _known(value: str, name: str, allowed: object) -> str:
    if value and value not in allowed:  # type: ignore[operator]  # a container of names
        raise RuleBrokenError("list.filter_unknown", name=name, value=value[:40])
    return value


def _searched(rows: QuerySet[Case], query: str, actor: Actor) -> QuerySet[Case]:
    day, _, serial = query.partition("-")
    if len(day) == DAY_DIGITS and day.isdigit() and serial.isdigit() and len(serial) <= SERIAL_DIGITS:
        return rows.filter(pk=int(serial))
    if actor.role in SHIELDED_FROM_REPORTER:
        return rows.filter(brief__contains=query)
    return search.matching(rows, query)


def _after(rows: QuerySet[Case], order: str, cursor: str) -> QuerySet[Case]:
    by = "due_at" if order == BY_DUE else "received_at"
    rows = rows.filter(due_at__isnull=False) if order == BY_DUE else rows
    if cursor:
        at, pk = _read(cursor)
        side = "gt" if order == BY_DUE else "lt"
        edge = "gte" if order == BY_DUE else "lte"
        rows = rows.filter(Q(**{f"{by}__{side}": at}) | Q(**{by: at, f"pk__{side}": pk}), **{f"{by}__{edge}": at})
    return rows.order_by(by, "pk") if order == BY_DUE else rows.order_by(f"-{by}", "-pk")


def _cursor(case: Case, order: str) -> str:
    at = case.due_at if order == BY_DUE else case.received_at
    written = json.dumps([at.isoformat() if at else "", case.pk])
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        at, pk = json.loads(base64.urlsafe_b64decode(padded))
        found = datetime.fromisoformat(at).astimezone(CHINA), int(pk)
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError) as error:
        raise RuleBrokenError("list.cursor") from error
    if not (FIRST_YEAR <= found[0].year <= LAST_YEAR and 0 <= found[1] <= MOST_KEY):
        raise RuleBrokenError("list.cursor")
    return found
