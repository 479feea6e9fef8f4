"""What the overview shows 概览数字: rates with parts and wholes, places compared, the worst compounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases.models.cases import CHINA
from huying.cases.queries import rates
from huying.cases.queries.months import month_span, shifted
from huying.dashboards.charts import Chart, chart_of
from huying.estates import queries as estates
from huying.regions import queries as regions
from huying.rules.case_facts import Mark
from huying.rules.comparing import PerThousand, per_thousand
from huying.rules.figures import part_of, percent
from huying.rules.places import PlaceLevel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from huying.cases.queries.counts import Counts
    from huying.core.actors import Actor
    from huying.regions.book import Place

MONTHS, WORST, MOST_PLACES = 24, 10, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A count that opens to exactly its rows; without an address it is no count of rows."""

    count: int | None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A rate in per cent: a part of a whole, both numbers that open, with its trend."""

    name: str
    label: str
    meaning: str
    value: str | None
    part: Number
    whole: Number
    chart: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A place compared: its counts, its rates, and cases per 1,000 households."""

    name: str
    url: str
    numbers: dict[str, Number]
    rates: tuple[tuple[str, str | None], ...]
    density: PerThousand | None
    rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound:
    """A compound of the worst ten."""

    name: str
    path: str
    numbers: dict[str, Number]
    density: PerThousand | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where and when the numbers are of."""

    place: str
    month: date

    def number(self, count: int, *, place: str = "", **narrowed: str | int) -> Number:
        """Return a count with the address of its rows."""
        begin, end = month_span(self.month)
        query = {
            "place": place or self.place,
            "received_from": begin.date().isoformat(),
            "received_to": end.date().fromordinal(end.date().toordinal() - 1).isoformat(),
        }
        return Number(count=count, url=f"{reverse('cases:list')}?{urlencode(query | narrowed)}")

    def numbers(self, counts: Counts, *, place: str = "", **narrowed: str | int) -> dict[str, Number]:
        """Return the counts that every line shows."""
        asked: dict[str, dict[str, str | int]] = {
            "received": {},
            "property_received": {"is_property": 1},
            "open": {"mark": Mark.OPEN.value},
            "overdue": {"overdue": 1},
            "long_term": {"long_term": 1},
            "answered": {"mark": Mark.ANSWERED.value},
            "on_time": {"mark": Mark.ON_TIME.value},
            "contacted": {"mark": Mark.CONTACTED.value},
            "called_back": {"mark": Mark.CALLED_BACK.value},
            "solved": {"mark": Mark.SOLVED.value},
            "satisfied": {"mark": Mark.SATISFIED.value},
        }
        found = {
            name: self.number(getattr(counts, name), place=place, **asking, **narrowed)
            for name, asking in asked.items()
        }
        return found | {"hotline_total": Number(count=counts.hotline_total)}


PARTS: Mapping[str, tuple[str, str]] = {
    "complaint": ("property_received", "hotline_total"),
    "satisfied": ("satisfied", "called_back"),
    "response": ("contacted", "received"),
    "solved": ("solved", "called_back"),
    "on_time": ("on_time", "answered"),
}
"""Each rate: what is counted, over what (R4.9, R12.4)."""


def words_of() -> dict[str, tuple[str, str]]:
    """Return how each rate is called and what it means."""
    return {
        "complaint": (_("Property complaints %"), _("property matters over all calls of the hotline")),
        "satisfied": (_("Satisfied %"), _("satisfied over all called back and reached")),
        "response": (_("Response %"), _("contacted in time over all received")),
        "solved": (_("Solved %"), _("solved over all called back and reached")),
        "on_time": (_("On time %"), _("answered in time over all answered")),
    }


def rate_of(name: str, counts: Counts) -> str | None:
    """Return a rate in per cent, None where nothing was counted or the part comes from elsewhere than the whole."""
    part, whole = (getattr(counts, each) for each in PARTS[name])
    return percent(part_of(part, whole, name=name)) if whole and part <= whole else None


def months_to(month: date) -> list[date]:
    """Return the months of the trend, the last one last."""
    return [shifted(month, -back) for back in range(MONTHS - 1, -1, -1)]


def shares(basis: Basis, series: Mapping[date, Counts]) -> list[Share]:
    """Return the rates of a place and month with their trends."""
    months = list(series)
    numbers = basis.numbers(series[basis.month])
    labels = [f"{month:%Y-%m}" for month in months]
    found = []
    for name, (label, meaning) in words_of().items():
        values = [rate_of(name, series[month]) for month in months]
        part, whole = PARTS[name]
        found.append(
            Share(
                name=name,
                label=label,
                meaning=meaning,
                value=values[-1],
                part=numbers[part],
                whole=numbers[whole],
                chart=chart_of(name=name, title=label, labels=labels, values=values),
            )
        )
    return found


def trend_rows(basis: Basis, series: Mapping[date, Counts]) -> list[tuple[str, Number, list[str | None]]]:
    """Return the trend as a table: month, received, and each rate; the alternative to the charts."""
    return [
        (
            f"{month:%Y-%m}",
            replace(basis, month=month).number(series[month].received),
            [rate_of(name, series[month]) for name in PARTS],
        )
        for month in sorted(series, reverse=True)
    ]


def lines(actor: Actor, basis: Basis, inside: Sequence[Place], *, at: datetime) -> list[Line]:
    """Return the places that lie in a place, those with most property matters per 1,000 households first."""
    codes = [place.code for place in inside[:MOST_PLACES]]
    if not codes:
        return []
    counted = rates.by_place(actor, within=basis.place, places=codes, month=basis.month, at=at)
    households = estates.households_in(codes, on=at.astimezone(CHINA).date())
    found = [
        (place, counted[place.code], _density(counted[place.code].property_received, households.get(place.code, 0)))
        for place in inside[:MOST_PLACES]
    ]
    ranked = sorted((row for row in found if _is_ranked(row[2])), key=lambda row: (-_exact(row[2]), row[0].code))
    order = {place.code: rank for rank, (place, _counts, _dense) in enumerate(ranked, start=1)}
    found.sort(key=lambda row: (order.get(row[0].code, MOST_PLACES), -row[1].property_received, row[0].code))
    return [
        Line(
            name=place.name,
            url=f"?{urlencode({'place': place.code, 'month': f'{basis.month:%Y-%m}'})}",
            numbers=basis.numbers(counts, place=place.code),
            rates=tuple((label, rate_of(name, counts)) for name, (label, _meaning) in words_of().items()),
            density=density,
            rank=order.get(place.code),
        )
        for place, counts, density in found
    ]


def _density(count: int, households: int) -> PerThousand | None:
    return per_thousand(cases=count, households=households)


def _is_ranked(density: PerThousand | None) -> bool:
    return density is not None and not density.is_few


def _exact(density: PerThousand | None) -> Fraction:
    return density.exact if density is not None else Fraction(0)


def worst(actor: Actor, basis: Basis, *, at: datetime) -> list[Compound]:
    """Return the compounds with most property matters of the month."""
    counted = rates.worst_compounds(actor, place=basis.place, month=basis.month, at=at, most=WORST)
    known = estates.compounds_by_key({row.compound for row in counted})
    book = regions.place_book()
    found = []
    for row in counted:
        compound = known.get(row.compound)
        found.append(
            Compound(
                name=compound.name if compound else str(row.compound),
                path=book.path(row.compound),
                numbers={
                    "received": basis.number(row.received, is_property=1, compound=row.compound),
                    "open": basis.number(row.open, mark=Mark.OPEN.value, is_property=1, compound=row.compound),
                    "overdue": basis.number(row.overdue, overdue=1, is_property=1, compound=row.compound),
                },
                density=_density(row.received, compound.households if compound else 0),
            )
        )
    return found


def home_of(actor: Actor) -> str:
    """Return the code of the widest place a post covers, from which its overview starts."""
    book = regions.place_book()
    spans = sorted(actor.include, key=lambda span: span.low - span.high)
    place = next((found for span in spans if (found := book.nearest(span.low))), None)
    if place is None:
        cities = book.of_level(PlaceLevel.CITY)
        return cities[0].code if cities else ""
    return place.code
