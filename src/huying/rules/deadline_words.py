"""Words for the steps of a limit 时限说明, in Chinese and English."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNITS = {
    "nd": ("个自然日", "natural days"),
    "wd": ("个工作日", "working days"),
    "d": ("日", "days"),
    "m": ("个月", "months"),
    "y": ("年", "years"),
    "h": ("小时", "hours"),
}
SENTENCES = {
    "received": ("{on}收到，当日不计入", "received {on}; the day of receipt is not counted"),
    "rest": ("{on}休息日{name}，不计", "{on} is a rest day{name}, not counted"),
    "make_up": ("{on}调休上班{name}，计入", "{on} is a make-up working day{name}, counted"),
    "nth_working_day": (
        "第{days}个工作日为{on}，当日24时到期",
        "working day {days} is {on}; due at the end of that day",
    ),
    "counted": ("{days}个自然日后为{on}", "{days} natural days later is {on}"),
    "months": ("{months}个月后的对应日为{on}", "the corresponding day {months} months later is {on}"),
    "months_back": ("提前{months}个月的对应日为{on}", "the corresponding day {months} months before is {on}"),
    "set_day": ("规定的日期为{on}", "the day set is {on}"),
    "catalogue": ("期限：{limit}", "the limit is {limit}"),
    "rolled": ("末日为休息日{name}，顺延至{on}", "the last day is a rest day{name}: it moves to {on}"),
    "term_stays": ("期限届满日不顺延", "the end of a term does not move"),
    "event": ("事件日为{on}", "the event is on {on}"),
    "counted_back": ("提前{days}日为{on}", "{days} days before is {on}"),
    "moved_earlier": ("遇休息日{name}，提前至{on}", "a rest day{name}: it moves earlier to {on}"),
    "from": ("自{at}起算", "runs from {at}"),
    "hours": ("连续计算{minutes}分钟，至{at}", "{minutes} minutes without a break, until {at}"),
    "office_hours": ("工作时间共{minutes}分钟，至{at}", "{minutes} minutes of office time, until {at}"),
    "office_closed": ("{on}下班，尚余{left_minutes}分钟", "office closes on {on}, {left_minutes} minutes left"),
    "provisional": ("{until}之后的放假安排尚未公布，结果暂定", "no official calendar after {until} yet: provisional"),
    "outside_limit": ("平台时限为{at}，内部时限提前", "the outside limit is {at}; ours ends a margin earlier"),
    "paused": ("{at}起暂停计时", "paused since {at}"),
    "pause": ("{from}至{to}暂停不计，到期改为{at}", "paused from {from} to {to}: due moves to {at}"),
}

ARTICLES = {
    "received": "CC 201",
    "rest": "HOL 2, 7",
    "make_up": "HOL 2, 7",
    "nth_working_day": "CC 201",
    "counted": "CC 201",
    "months": "CC 202",
    "months_back": "CC 202",
    "set_day": "CC 203",
    "catalogue": "HY (R11b)",
    "rolled": "CC 203",
    "term_stays": "CC 200-204",
    "event": "CC 201",
    "counted_back": "CC 201",
    "moved_earlier": "HY (R11.5)",
    "from": "CC 201",
    "hours": "CC 201",
    "office_hours": "P22 (R5.4)",
    "office_closed": "P22 (R5.4)",
    "provisional": "HY (R11.9)",
    "outside_limit": "HY (R4.3)",
    "paused": "HY (R11.6)",
    "pause": "HY (R11.6)",
}
"""The article each step rests on, as sources.py cites."""


def sentences(steps: Iterable[Sequence[Any]], *, language: str) -> list[str]:
    """Return one sentence a step, given as pairs of code and facts."""
    tongue = "en" if language.startswith("en") else "zh"
    return [_sentence(code, tuple(facts.items()), tongue) for code, facts in steps]


@lru_cache(maxsize=8192)
def _sentence(code: str, facts: tuple[tuple[str, Any], ...], tongue: str) -> str:
    chinese, english = SENTENCES[code]
    shown = {name: _shown(name, value, tongue) for name, value in facts}
    if shown.get("name"):
        shown["name"] = f"（{shown['name']}）" if tongue == "zh" else f" ({shown['name']})"
    return (english if tongue == "en" else chinese).format(**shown)


def _shown(name: str, value: Any, tongue: str) -> str:
    if name in {"on", "until"}:
        return _day(date.fromisoformat(str(value)), tongue)
    if name in {"at", "from", "to"}:
        at = datetime.fromisoformat(str(value))
        return f"{_day(at.date(), tongue)} {at:%H:%M}"
    return limit_words(str(value), language=tongue) if name == "limit" else str(value)


def limit_words(written: str, *, language: str) -> str:
    """Return how a limit of the catalogue reads: `-60 nd` as 提前60个自然日."""
    tongue = "en" if language.startswith("en") else "zh"
    return (" + " if tongue == "en" else "，再加").join(_length_words(part, tongue) for part in written.split(" + "))


def _length_words(written: str, tongue: str) -> str:
    if written.startswith("by "):
        day = written.removeprefix("by ")
        return f"by {day} of the year after" if tongue == "en" else f"次年{day}前"
    amount, unit, *_ = written.removeprefix("-").split(" ")
    is_before = written.startswith("-")
    if tongue == "en":
        return f"{amount} {UNITS[unit][1]}{' before' if is_before else ''}"
    return f"{'提前' if is_before else ''}{amount}{UNITS[unit][0]}"


def _day(day: date, tongue: str) -> str:
    if tongue == "zh":
        return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS['zh'][day.weekday()]}）"
    return f"{WEEKDAYS['en'][day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"
