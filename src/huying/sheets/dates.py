"""Dates as people and spreadsheet programs write them 日期: read one, or refuse it with the reason."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone

from huying.rules.errors import RuleBrokenError

CHINA = timezone(timedelta(hours=8))
FIRST_YEAR, LAST_YEAR = 1900, 2100
EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=CHINA)  # day 0 of a serial number after February 1900
FIRST_SERIAL, LAST_SERIAL = 61, 73415  # 1900-03-01 and 2100-12-31; before it Excel counts a day too many
SECONDS_A_DAY = 86_400
NOON = 12
HALF_A_SECOND = timedelta(milliseconds=500)

WRITTEN = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
    r"\s*\(?(?:星期[一二三四五六日天]|周[一二三四五六日天])?\)?"
    r"(?:[T\s]*(?P<half>上午|下午|中午|晚上|凌晨|[AaPp][Mm])?\s*"
    r"(?P<hour>\d{1,2})\s*[:时点]\s*(?:(?P<minute>\d{1,2})\s*分?)?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:\.(?P<part>\d{1,9}))?\s*秒?)?"
    r"\s*(?P<late_half>[AaPp][Mm])?)?"
    r"\s*(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:[T\s]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?",
    re.ASCII,
)
SERIAL = re.compile(r"\d{2,5}(?:\.\d+)?", re.ASCII)
UNCLEAR = re.compile(
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d{1,2}[- ]?[A-Za-z]{3,9}[- ,]*\d{2,4}.*|[A-Za-z]{3,9}\.? \d.*",
    re.ASCII,
)
SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+", re.ASCII)
HASHES = re.compile(r"#+")


def date_from_number(number: float) -> datetime:
    """Return the instant of a serial number 序列值 or of eight digits kept as a number."""
    if FIRST_SERIAL <= number < LAST_SERIAL + 1:
        seconds = round(number * SECONDS_A_DAY)
        return EXCEL_EPOCH + timedelta(seconds=seconds)
    if number == int(number) and COMPACT.fullmatch(str(int(number))):
        return date_from_text(str(int(number)))
    raise RuleBrokenError("cell.not_a_date")


def date_from_text(text: str) -> datetime:
    """Return the instant that a text in half-width form means, China time where it names no zone."""
    found = WRITTEN.fullmatch(text) or COMPACT.fullmatch(text)
    if found is not None:
        return _built(found)
    if SERIAL.fullmatch(text):
        return date_from_number(float(text))
    raise RuleBrokenError(_reason(text))


def date_from_cell(cell: date | datetime) -> datetime:
    """Return the instant of a date cell; the program's rounding is taken back to the second."""
    if not isinstance(cell, datetime):
        cell = datetime.combine(cell, time())
    _checked(cell)
    if cell.tzinfo is not None:
        return _checked(cell.astimezone(CHINA))
    return _checked(cell.replace(tzinfo=CHINA) + HALF_A_SECOND).replace(microsecond=0)


def _reason(text: str) -> str:
    if SCIENTIFIC.fullmatch(text) or HASHES.fullmatch(text):
        return "cell.damaged_date"
    return "cell.unclear_date" if UNCLEAR.fullmatch(text) else "cell.not_a_date"


def _built(found: re.Match[str]) -> datetime:
    parts = found.groupdict("")
    half = parts.get("half") or parts.get("late_half") or ""
    hour = _hour(int(parts["hour"] or 0), half.lower())
    micro = int(parts.get("part", "").ljust(6, "0")[:6])
    zone = parts.get("zone")
    day = int(parts["year"]), int(parts["month"]), int(parts["day"])
    try:
        minute, second = int(parts["minute"] or 0), int(parts["second"] or 0)
        instant = datetime(*day, hour, minute, second, micro, tzinfo=_zone(zone) if zone else CHINA)
        return _checked(instant.astimezone(CHINA) if zone else instant)
    except (ValueError, OverflowError):
        raise RuleBrokenError("cell.impossible_date") from None


def _hour(hour: int, half: str) -> int:
    if half in {"下午", "晚上", "pm"} and hour < NOON:
        return hour + NOON
    return 0 if half in {"上午", "凌晨", "am"} and hour == NOON else hour


def _zone(text: str) -> timezone:
    if text in {"Z", "z"}:
        return timezone(timedelta())
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _checked(instant: datetime) -> datetime:
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise RuleBrokenError("cell.impossible_date")
    return instant
