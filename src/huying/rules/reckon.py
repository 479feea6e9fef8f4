"""The rulebook as a calculator 计算器: one JSON object a line in, one out; a bad line never stops the stream.

Calculators are entered in one table by `calculator`; each is a function of its fields that returns the result.
Dates are `YYYY-MM-DD`; instants ISO 8601, in China where no zone is given; ratios decimal strings.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from huying.rules import deadlines, hotline
from huying.rules.deadline_words import sentences
from huying.rules.deadlines import CHINA, Due, DueAt, MonthsNature
from huying.rules.errors import RuleBrokenError
from huying.rules.masking import mask
from huying.rules.reckon_words import message_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from huying.rules.workdays import WorkCalendar

Calculator = Callable[["Fields", "WorkCalendar"], dict[str, Any]]
CALCULATORS: dict[str, Calculator] = {}
PROFILES = frozenset(
    [
        "shandong",
        "weihai-demo",
        "qingdao",
        "weifang",
        "zibo",
        "liaocheng",
        "heze",
        "jinan",
        "yantai",
        "beijing",
        "shanghai",
        "hangzhou",
        "ningbo",
        "huzhou",
        "taizhou",
        "shaoxing",
        "guangdong",
        "jinhua",
        "ministry",
    ]
)
LONGEST_HOURS = 100_000


class Fields:
    """The fields of one line, each read with its type or refused by name."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def raw(self, name: str) -> Any:
        """Return a field that must be there."""
        if name not in self._given:
            raise RuleBrokenError("field.missing", field=name)
        return self._given[name]

    def integer(self, name: str, *, least: int = 0) -> int:
        """Return a whole number."""
        value = self.raw(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise RuleBrokenError("field.type", field=name, value=value, least=least)
        return value

    def text(self, name: str) -> str:
        """Return words."""
        value = self.raw(name)
        if not isinstance(value, str):
            raise RuleBrokenError("field.type", field=name, value=value)
        return value

    def day(self, name: str) -> date:
        """Return a day, also from an instant."""
        written = self.text(name)
        try:
            if len(written) == 10:  # noqa: PLR2004 - the length of YYYY-MM-DD
                return date.fromisoformat(written)
            return self.instant(name).astimezone(CHINA).date()
        except ValueError as error:
            raise RuleBrokenError("date.impossible", field=name, value=written[:40]) from error

    def instant(self, name: str) -> datetime:
        """Return an instant, in China where no zone is given; a day begins at midnight."""
        written = self.text(name)
        try:
            found = datetime.fromisoformat(written)
        except ValueError as error:
            raise RuleBrokenError("date.impossible", field=name, value=written[:40]) from error
        return found if found.tzinfo else found.replace(tzinfo=CHINA)

    def weights(self, name: str) -> list[int]:
        """Return a list of whole numbers, empty where the field is not there."""
        value = self._given.get(name, [])
        if not isinstance(value, list) or any(isinstance(each, bool) or not isinstance(each, int) for each in value):
            raise RuleBrokenError("field.type", field=name, value=value)
        return value

    def optional(self, name: str, default: str) -> str:
        """Return words, or the default where the field is not there."""
        return self.text(name) if name in self._given else default


def calculator(rule: str) -> Callable[[Calculator], Calculator]:
    """Enter a calculator under the name of its rule."""

    def enter(function: Calculator) -> Calculator:
        if rule in CALCULATORS:
            raise ValueError(f"calculator {rule} stands twice")
        CALCULATORS[rule] = function
        return function

    return enter


def answer(line: str, *, calendar: WorkCalendar) -> str:
    """Return the answer to one line, a refusal with its code where it cannot be answered."""
    identity: Any = None
    try:
        given = _parsed(line)
        identity = given.get("id")
        outcome = {"result": _reckoned(given, calendar=calendar)}
    except RuleBrokenError as error:
        facts = {name: _plain(value) for name, value in error.facts.items()}
        outcome = {"refused": {"code": error.code, "message": message_for(error.code, facts)}}
    return json.dumps({"id": identity, **outcome}, ensure_ascii=False)


def _parsed(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RuleBrokenError("line.not_json") from error
    if not isinstance(given, dict):
        raise RuleBrokenError("line.not_json")
    return given


def _reckoned(given: dict[str, Any], *, calendar: WorkCalendar) -> dict[str, Any]:
    fields = Fields(given)
    rule = fields.text("rule")
    if rule not in CALCULATORS:
        raise RuleBrokenError("rule.unknown", rule=rule[:40])
    if fields.optional("profile", "shandong") not in PROFILES:
        raise RuleBrokenError("profile.unknown", profile=str(given["profile"])[:40])
    try:
        return CALCULATORS[rule](fields, calendar)
    except OverflowError as error:
        raise RuleBrokenError("date.impossible", value="") from error


def _plain(value: object) -> object:
    return value if isinstance(value, str | int) else str(value)[:80]


def stream(lines: Iterable[str], *, calendar: WorkCalendar) -> Iterator[str]:
    """Answer lines in order; empty ones are passed over."""
    for line in lines:
        if line.strip():
            yield answer(line, calendar=calendar)


def _shown(due: Due) -> dict[str, Any]:
    return {
        "raw": due.raw.isoformat(),
        "due": due.due.isoformat(),
        "provisional": due.provisional,
        "steps": sentences(((step.code, step.facts) for step in due.steps), language="zh"),
    }


def _shown_at(due: DueAt) -> dict[str, Any]:
    return {
        "due": due.due.isoformat(timespec="seconds"),
        "provisional": due.provisional,
        "steps": sentences(((step.code, step.facts) for step in due.steps), language="zh"),
    }


@calculator("workday")
def _workday(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    day = fields.day("on")
    return {"working": calendar.is_working(day), "provisional": calendar.is_provisional(day)}


@calculator("due.working_days")
def _working_days(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    return _shown(deadlines.working_days(fields.day("start"), fields.integer("days", least=1), calendar=calendar))


@calculator("due.natural_days")
def _natural_days(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    return _shown(deadlines.natural_days(fields.day("start"), fields.integer("days"), calendar=calendar))


@calculator("due.months")
def _months(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    try:
        nature = MonthsNature(fields.optional("nature", "limit"))
    except ValueError as error:
        raise RuleBrokenError("field.type", field="nature", value=fields.raw("nature")) from error
    start, count = fields.day("start"), fields.integer("months")
    return _shown(deadlines.months(start, count, nature=nature, calendar=calendar))


@calculator("due.days_before")
def _days_before(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    return _shown(deadlines.days_before(fields.day("event"), fields.integer("days"), calendar=calendar))


def _hours_of(fields: Fields) -> timedelta:
    hours = fields.integer("hours")
    if hours > LONGEST_HOURS:
        raise RuleBrokenError("field.type", field="hours", value=hours, most=LONGEST_HOURS)
    return timedelta(hours=hours)


@calculator("due.hours")
def _hours(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    return _shown_at(deadlines.hours(fields.instant("start"), _hours_of(fields)))


@calculator("due.working_hours")
def _working_hours(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    return _shown_at(deadlines.working_hours(fields.instant("start"), _hours_of(fields), calendar=calendar))


@calculator("rates.hotline")
def _rates_hotline(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    names = ("orders", "excluded", "contacted", "callbacks", "solved", "satisfied")
    rates = hotline.three_rates(**{name: fields.integer(name) for name in names}, weights=fields.weights("weights"))
    return {
        "response": rates.response,
        "solved": rates.solved,
        "satisfied": rates.satisfied,
        "score": rates.score,
    }


@calculator("rates.city")
def _rates_city(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    rates = hotline.city_rates(**{name: fields.integer(name) for name in ("due", "deferred", "closed", "on_time")})
    return {"close_rate": rates.close_rate, "on_time_rate": rates.on_time_rate}


@calculator("rate.complaint")
def _rate_complaint(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    rate = hotline.complaint_rate(property_orders=fields.integer("property"), all_orders=fields.integer("all"))
    return {"rate": rate}


@calculator("mask")
def _mask(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    return {"masked": mask(fields.text("kind"), fields.text("value"))}
