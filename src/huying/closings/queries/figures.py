"""The figures of a closed month 结算数字: counts of its rows, the three rates with their bounds, ranks among equals."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from huying.accounts.models import Unit
from huying.closings.models import CountedCase
from huying.regions import queries as regions
from huying.rules.closings import Entry, Subject, ranks, street_group
from huying.rules.comparing import share_interval
from huying.rules.figures import percent
from huying.rules.hotline import three_rates
from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from huying.closings.models import Closing
    from huying.rules.closings import ClosingRules

COUNTS: Q = Q(ground="")
PARTS: dict[str, Q] = {
    "received": Q(is_contacted__isnull=False),
    "excluded": Q(is_contacted__isnull=False) & ~COUNTS,
    "contacted": COUNTS & Q(is_contacted=True),
    "answered": COUNTS & Q(is_on_time__isnull=False),
    "on_time": COUNTS & Q(is_on_time=True),
    "call_backs": COUNTS & Q(is_solved__isnull=False),
    "solved": COUNTS & Q(is_solved=True),
    "satisfied": COUNTS & Q(is_satisfied=True),
}
"""What is counted, each by one condition: a number and the rows behind it cannot differ."""
DIFFERENCES: dict[str, Q] = {
    "both": Q(is_solved__isnull=False, centre_solved__isnull=False),
    "centre_better": Q(is_solved=False, centre_solved=True),
    "centre_worse": Q(is_solved=True, centre_solved=False),
    "only_centre": Q(is_solved=None, centre_solved__isnull=False),
    "only_ours": Q(is_solved__isnull=False, centre_solved=None),
    "left_out": Q(centre_solved__isnull=False) & ~COUNTS,
}
"""Why the centre's figures are not ours: by cause."""
CENTRE: dict[str, Q] = {
    "centre_call_backs": Q(centre_solved__isnull=False),
    "centre_solved": Q(centre_solved=True),
    "centre_satisfied": Q(centre_satisfied=True),
}
CONDITIONS = PARTS | DIFFERENCES | CENTRE
COLUMNS = {
    Subject.DISTRICT: "district",
    Subject.STREET: "street",
    Subject.DEPARTMENT: "unit_id",
    Subject.ENTERPRISE: "about_id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The counts of one of those counted."""

    received: int = 0
    excluded: int = 0
    contacted: int = 0
    answered: int = 0
    on_time: int = 0
    call_backs: int = 0
    solved: int = 0
    satisfied: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate in per cent with the bounds of a sample; None where nothing was counted."""

    value: str | None
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of those compared."""

    subject: Subject | None
    key: int
    name: str
    group: str
    tally: Tally
    response: Rate
    solved: Rate
    satisfied: Rate
    on_time: Rate
    score: str | None
    rank: int | None = None
    is_few: bool = False


def rows_of(closing: Closing) -> QuerySet[CountedCase]:
    """Return the rows of a period."""
    return CountedCase.objects.filter(closing=closing)


def whole(closing: Closing, rules: ClosingRules) -> Line:
    """Return the line of the whole city: one query."""
    found = rows_of(closing).aggregate(**_counts(PARTS))
    name = regions.place_book().name(closing.place)
    return line_of(subject=None, key=closing.place, name=name, group="", tally=Tally(**found), rules=rules)


def beside(closing: Closing) -> dict[str, int]:
    """Return the centre's own counts and the differences by cause: one query."""
    found: dict[str, int] = rows_of(closing).aggregate(**_counts(DIFFERENCES | CENTRE))
    return found


def _counts(conditions: dict[str, Q]) -> dict[str, Count]:
    return {name: Count("pk", filter=condition) for name, condition in conditions.items()}


def lines(closing: Closing, subject: Subject, rules: ClosingRules) -> list[Line]:
    """Return those of a kind side by side, each group by rank, then the unranked by name: two queries at most."""
    column = COLUMNS[subject]
    counted = rows_of(closing).order_by().values(column).annotate(**_counts(PARTS)).order_by(column)
    named = {field.name for field in fields(Tally)}
    tallies = {row[column]: Tally(**{name: row[name] for name in named}) for row in counted if row[column]}
    names = _names(subject, tallies)
    found = [
        line_of(subject=subject, key=key, name=names[key][0], group=names[key][1], tally=tallies[key], rules=rules)
        for key in tallies
        if key in names
    ]
    entries = (
        Entry(key=each.key, group=each.group, call_backs=each.tally.call_backs, score=each.score) for each in found
    )
    order = ranks(entries, few=rules.few)
    ranked = [_with_rank(each, order.get(each.key)) for each in found]
    return sorted(ranked, key=lambda each: (each.group, each.rank or len(ranked) + 1, each.name, each.key))


def _with_rank(line: Line, rank: int | None) -> Line:
    given = {field.name: getattr(line, field.name) for field in fields(line)}
    return Line(**(given | {"rank": rank}))


def _names(subject: Subject, keys: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return name and group of those of a kind; a unit of another kind is not among them."""
    if subject in {Subject.DISTRICT, Subject.STREET}:
        book = regions.place_book()
        named = {key: book.name(key) for key in keys}
        return {
            key: (book.path(key, below=book.above(key)[0].key), street_group(name))
            if subject is Subject.STREET
            else (name, "")
            for key, name in named.items()
            if name
        }
    kind = UnitKind.DEPARTMENT if subject is Subject.DEPARTMENT else UnitKind.ENTERPRISE
    book = regions.place_book()
    units = Unit.objects.filter(pk__in=list(keys), kind=kind.value).values_list("pk", "name", "place")
    levels = {pk: (name, book.level(place)) for pk, name, place in units}
    if subject is Subject.ENTERPRISE:
        return {pk: (name, "") for pk, (name, _level) in levels.items()}
    return {pk: (name, level.value if level else "") for pk, (name, level) in levels.items()}


def line_of(*, subject: Subject | None, key: int, name: str, group: str, tally: Tally, rules: ClosingRules) -> Line:
    """Return a line: the three rates and their score by the rules of the period (R4.9)."""
    found = three_rates(
        orders=tally.received,
        excluded=tally.excluded,
        contacted=tally.contacted,
        callbacks=tally.call_backs,
        solved=tally.solved,
        satisfied=tally.satisfied,
        weights=rules.weights,
    )
    on_time = percent(Fraction(tally.on_time, tally.answered)) if tally.answered else None
    return Line(
        subject=subject,
        key=key,
        name=name,
        group=group,
        tally=tally,
        response=Rate(value=found.response),
        solved=_sampled(found.solved, tally.solved, tally.call_backs),
        satisfied=_sampled(found.satisfied, tally.satisfied, tally.call_backs),
        on_time=Rate(value=on_time),
        score=found.score,
        is_few=tally.call_backs < rules.few,
    )


def _sampled(value: str | None, part: int, of: int) -> Rate:
    if value is None:
        return Rate(value=None)
    low, high = share_interval(part, of)
    return Rate(value=value, low=percent(low), high=percent(high))


def published(closing: Closing, rules: ClosingRules) -> dict[str, object]:
    """Return the figures as they are published and kept: counts, rates and ranks of everybody."""
    return {
        "whole": _kept(whole(closing, rules)),
        **{each.value: [_kept(row) for row in lines(closing, each, rules)] for each in Subject},
    }


def _kept(line: Line) -> dict[str, object]:
    return {
        "key": line.key,
        "name": line.name,
        "group": line.group,
        **asdict(line.tally),
        "response": line.response.value,
        "solved_rate": line.solved.value,
        "satisfied_rate": line.satisfied.value,
        "score": line.score,
        "rank": line.rank,
    }
