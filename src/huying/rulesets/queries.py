"""Questions put to rule sets and the calendar 规则查询."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count

from huying.rules import catalogue, profiles
from huying.rules.errors import RuleBrokenError
from huying.rules.profiles import FAMILY_PREFIX, Book
from huying.rules.workdays import WorkCalendar, shipped
from huying.rulesets.models import RuleSet, WorkDay
from huying.rulesets.stamps import Kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from huying.rules.catalogue import Catalogue
    from huying.rules.profiles import ProfileValue

RULES, CALENDAR, DEADLINES = "rulesets", "calendar", "deadlines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A released version of a family of rules; the body is shared, so nobody may change it."""

    family: str
    number: int
    valid_from: date
    valid_to: date | None
    source: str
    body: dict[str, Any]

    def is_in_force(self, on: date) -> bool:
        """Tell whether the version applies on a day; the last day is not included."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def _released() -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for row in RuleSet.objects.filter(is_released=True).order_by("-valid_from", "-number"):
        found.setdefault(row.family, []).append(version_of(row))
    return found


def version_of(row: RuleSet) -> Version:
    """Return a row as what pages and actions compute with."""
    return Version(
        family=row.family,
        number=row.number,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        body=row.body,
    )


_versions = Kept(RULES, _released)


def in_force(family: str, *, on: date) -> Version:
    """Return the version of a family in force on a day, the latest to take effect, or refuse."""
    for version in _versions.get().get(family, ()):
        if version.is_in_force(on):
            return version
    raise RuleBrokenError("rules.none_in_force", family=family, on=on)


def versions(family: str) -> list[Version]:
    """Return the released versions of a family, the newest first."""
    return list(_versions.get().get(family, ()))


def version(family: str, *, number: int) -> Version:
    """Return a version by its number, released or not, as a case quotes it."""
    for each in _versions.get().get(family, ()):
        if each.number == number:
            return each
    row = RuleSet.objects.filter(family=family, number=number).first()
    if row is None:
        raise RuleBrokenError("rules.version_unknown", family=family, number=number)
    return version_of(row)


def families() -> list[str]:
    """Return every family that stands in the database."""
    return sorted(RuleSet.objects.values_list("family", flat=True).distinct())


def rows_of(family: str, *, with_drafts: bool) -> list[RuleSet]:
    """Return the versions of a family as rows, the newest first; drafts only for those who may read them."""
    rows = RuleSet.objects.filter(family=family).order_by("-number")
    return list(rows if with_drafts else rows.filter(is_released=True))


def row(family: str, number: int, *, with_drafts: bool) -> RuleSet | None:
    """Return one version as a row, None where it is out of sight."""
    found = RuleSet.objects.filter(family=family, number=number).first()
    return found if found is not None and (found.is_released or with_drafts) else None


def before(version: RuleSet) -> RuleSet | None:
    """Return the released version that a version follows."""
    earlier = RuleSet.objects.filter(family=version.family, is_released=True).exclude(pk=version.pk)
    if version.is_released:
        earlier = earlier.filter(valid_from__lt=version.valid_from)
    return earlier.order_by("-valid_from", "-number").first()


def waiting() -> dict[str, int]:
    """Return how many drafts and proposals each family has."""
    rows = RuleSet.objects.filter(is_released=False).values_list("family").annotate(count=Count("pk"))
    return dict(rows)


def _memory() -> dict[tuple[object, ...], Any]:
    return {}


_read = Kept(RULES, _memory)


def _standing(on: date) -> dict[str, Version]:
    """Return the version in force on a day of each family that has one."""
    found = {
        family: next((each for each in rows if each.is_in_force(on)), None) for family, rows in _versions.get().items()
    }
    return {family: version for family, version in found.items() if version is not None}


def profile_values(*, on: date) -> Book:
    """Return the values of the city rules as the versions in force on a day have them.

    A family that was never loaded stands as it is shipped, and so does a value that came with a later release of the
    software than the version in force knows.
    """
    loaded = {family for family in _versions.get() if family.startswith(FAMILY_PREFIX)}
    standing = {family: version for family, version in _standing(on).items() if family in loaded}
    key = ("values", *sorted((family, version.number) for family, version in standing.items()))
    kept = _read.get()
    if key not in kept:
        released = [value for version in standing.values() for value in profiles.read_values(version.body)]
        kept[key] = Book([*released, *_shipped_beside(released, out_of_force=loaded - standing.keys())])
    return cast("Book", kept[key])


def _shipped_beside(released: list[ProfileValue], *, out_of_force: set[str]) -> Iterator[ProfileValue]:
    """Return the shipped values of names that nothing released sets, without families that are not yet in force."""
    names = {value.name for value in released}
    for family in profiles.shipped_families():
        if family["family"] not in out_of_force:
            yield from (value for value in profiles.read_values(family["body"]) if value.name not in names)


def deadline_catalogue(*, on: date) -> Catalogue:
    """Return the deadline catalogue in force on a day, the shipped one where none was loaded."""
    found = _standing(on).get(DEADLINES)
    if found is None:
        return catalogue.shipped()
    kept = _read.get()
    if (DEADLINES, found.number) not in kept:
        kept[DEADLINES, found.number] = catalogue.read_catalogue(found.body)
    return cast("Catalogue", kept[DEADLINES, found.number])


@contextmanager
def rules_of(on: date) -> Iterator[None]:
    """Let the rulebook reckon with the versions in force on a day."""
    with profiles.using(profile_values(on=on)), catalogue.using(deadline_catalogue(on=on)):
        yield


def _calendar() -> WorkCalendar:
    base, rows = shipped(), list(WorkDay.objects.all())
    if not rows:
        return base
    return WorkCalendar(
        {**base.exceptions, **{row.on: row.is_working for row in rows}},
        official_until=_official_until(base.official_until, {row.on.year for row in rows if row.source}),
        names={**base.names, **{row.on: row.name for row in rows}},
    )


def _official_until(shipped_until: date, sourced_years: set[int]) -> date:
    """Count a later year as official once an entry of it names the notice it comes from."""
    year = shipped_until.year
    while year + 1 in sourced_years:
        year += 1
    return shipped_until.replace(year=year)


def entered_days() -> list[WorkDay]:
    """Return the days the city entered, the latest first."""
    return list(WorkDay.objects.order_by("-on"))


_kept_calendar = Kept(CALENDAR, _calendar)


def calendar() -> WorkCalendar:
    """Return the work-day calendar: what is shipped, overlaid with what the city entered."""
    return _kept_calendar.get()
