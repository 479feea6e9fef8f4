"""Credit of property enterprises 物业服务企业信用: score, grade, how long items count (R3.20-R3.25)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.deadlines import add_months, working_days
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step
from huying.rules.figures import rounded

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from huying.rules.deadlines import Due
    from huying.rules.profiles import Book
    from huying.rules.workdays import WorkCalendar


class Grade(Enum):
    """How creditworthy an enterprise is, the best first."""

    AAA = "AAA"
    AA = "AA"
    A = "A"
    B = "B"
    C = "C"
    MISSING = "C_MISSING"  # 缺失: active, but did not join
    BLACKLIST = "BLACKLIST"  # 黑名单: gravely dishonest, in cities that keep such a list


class Severity(Enum):
    """How grave a dishonest act is 失信程度."""

    MINOR = "minor"  # 轻微
    GENERAL = "general"  # 一般
    SERIOUS = "serious"  # 严重


class DrawClass(Enum):
    """In which class of risk an enterprise is drawn 信用风险分类."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Subject(Enum):
    """Whose credit a record is about."""

    ENTERPRISE = "enterprise"  # 企业
    PERSON = "person"  # 自然人


NEVER_COLLECTED = frozenset({"religion", "genes", "fingerprints", "blood_type", "illness"})
"""What a credit record may never hold (SDCR art. 42)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From which score on a grade begins, the caps of the score, and whether the city keeps a blacklist."""

    aaa: int
    aa: int
    a: int
    b: int
    below_b_without_bad: Grade
    basic_cap: Fraction | None
    good_cap: Fraction | None
    keeps_blacklist: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What else than points decides the grade of an enterprise."""

    has_bad_record: bool
    has_joined: bool = True
    is_blacklisted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A score with its grade."""

    score: Fraction
    grade: Grade
    steps: tuple[Step, ...]


def scale_of(profile: str, *, on: date | None = None, book: Book | None = None) -> Scale:
    """Return the scale of a city on a day; a city without caps has none."""
    found = book or profiles.current()
    basic, good = (found.find(profile, f"credit.{name}_cap", on) for name in ("basic", "good"))
    return Scale(
        aaa=found.value(profile, "credit.aaa_least", on).integer,
        aa=found.value(profile, "credit.aa_least", on).integer,
        a=found.value(profile, "credit.a_least", on).integer,
        b=found.value(profile, "credit.b_least", on).integer,
        below_b_without_bad=Grade(found.value(profile, "credit.below_b_without_bad", on).value),
        basic_cap=basic.share if basic else None,
        good_cap=good.share if good else None,
        keeps_blacklist=found.value(profile, "credit.keeps_blacklist", on).value is True,
    )


def grade(*, basic: Fraction, good: Fraction, bad: Fraction, standing: Standing, scale: Scale) -> Graded:
    """Return basic plus good less bad, the first two capped, and the grade it gives (R3.20, R3.21)."""
    for name, value in (("basic", basic), ("good", good), ("bad", bad)):
        if value < 0:
            raise RuleBrokenError("field.type", field=name, value=rounded(value), least=0)
    base, extra = _capped(basic, scale.basic_cap), _capped(good, scale.good_cap)
    score = base + extra - bad
    found = _grade(score, standing, scale=scale)
    written = {"basic": rounded(base), "good": rounded(extra)}
    steps = [
        Step("credit.score", {**written, "bad": rounded(bad), "score": rounded(score)}),
        Step(_STEPS.get(found, "credit.grade"), {"grade": found.value}),
    ]
    if base != basic or extra != good:
        steps.insert(0, Step("credit.capped", written))
    return Graded(score=score, grade=found, steps=tuple(steps))


_STEPS = {Grade.MISSING: "credit.not_joined", Grade.BLACKLIST: "credit.blacklisted"}


def _capped(value: Fraction, cap: Fraction | None) -> Fraction:
    return value if cap is None else min(value, cap)


def _grade(score: Fraction, standing: Standing, *, scale: Scale) -> Grade:
    if standing.is_blacklisted:
        if not scale.keeps_blacklist:
            raise RuleBrokenError("credit.no_blacklist")
        return Grade.BLACKLIST
    if not standing.has_joined:
        return Grade.MISSING
    for least, found in ((scale.aaa, Grade.AAA), (scale.aa, Grade.AA), (scale.a, Grade.A), (scale.b, Grade.B)):
        if score >= least:
            return found
    return Grade.C if standing.has_bad_record else scale.below_b_without_bad


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """From when repair may be asked, and when publication stops by itself; None where nothing is published."""

    repair_from: date | None
    stops_on: date | None
    steps: tuple[Step, ...]


def publication(severity: Severity, *, decided: date, book: Book | None = None) -> Publication:
    """Return how long a dishonest act is published, from the day of the document (R3.24)."""
    if severity is Severity.MINOR:
        return Publication(repair_from=None, stops_on=None, steps=(Step("credit.not_published"),))
    found = book or profiles.current()
    least, most = (
        found.value(profiles.SHANDONG, f"credit.{severity.value}_{bound}_months", decided).integer
        for bound in ("least", "most")
    )
    repair, stop = add_months(decided, least), add_months(decided, most)
    steps = (
        Step("credit.repair_from", {"months": least, "on": repair.isoformat()}),
        Step("credit.stops_on", {"months": most, "on": stop.isoformat()}),
    )
    return Publication(repair_from=repair, stops_on=stop, steps=steps)


def stops_with_provincial_cap(stops_on: date, *, conduct_ended: date, book: Book | None = None) -> date:
    """Return the earlier of two ends: of publication, and five years from the end of the conduct (SDCR art. 38)."""
    months = (book or profiles.current()).value(profiles.SHANDONG, "credit.most_months_from_conduct").integer
    return min(stops_on, add_months(conduct_ended, months))


def counts_until(*, dated: date, ends: date | None, is_rectified: bool = True, book: Book | None = None) -> date | None:
    """Return the last day an item counts: as it says, else a year; a serious one not put right has no end (R3.22)."""
    if not is_rectified:
        return None
    if ends is not None:
        return ends
    return add_months(dated, (book or profiles.current()).value(profiles.SHANDONG, "credit.item_months").integer)


def objection_due(start: date, *, needs_others: bool, calendar: WorkCalendar, book: Book | None = None) -> Due:
    """Return when an objection must be answered; longer when others must help to check (R3.23)."""
    name = "objection_with_others_working_days" if needs_others else "objection_working_days"
    days = (book or profiles.current()).value(profiles.SHANDONG, f"credit.{name}").integer
    return working_days(start, days, calendar=calendar)


def draw_class(found: Grade) -> DrawClass:
    """Return the class in which an enterprise is drawn: good credit lowers the ratio (R3.25, R6.4)."""
    if found in {Grade.AAA, Grade.AA}:
        return DrawClass.A
    return {Grade.A: DrawClass.B, Grade.B: DrawClass.C}.get(found, DrawClass.D)


def check_public(subject: Subject) -> None:
    """Refuse to publish the credit of a natural person (SDCR art. 20)."""
    if subject is Subject.PERSON:
        raise RuleBrokenError("credit.person_not_public")


def check_collected(fields: frozenset[str]) -> None:
    """Refuse to collect what no credit record may hold (SDCR art. 42)."""
    if forbidden := fields & NEVER_COLLECTED:
        raise RuleBrokenError("credit.never_collected", fields=sorted(forbidden))


def check_measure(*, listed_in_law: bool) -> None:
    """Refuse a sanction that no law or regulation lists: a score alone does not punish (R3.25)."""
    if not listed_in_law:
        raise RuleBrokenError("credit.measure_without_law")
