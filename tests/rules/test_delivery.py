"""When somebody may be disturbed, how often is tried, and what an address looks like, at the bounds."""

from __future__ import annotations

import copy
import tomllib
from datetime import UTC, datetime, time, timedelta
from importlib import resources
from typing import Any

import pytest

from huying.rules.deadlines import CHINA
from huying.rules.delivery import (
    Quiet,
    Way,
    checked_address,
    loud_from,
    masked_address,
    next_try,
    read_rules,
)
from huying.rules.errors import RuleBrokenError

NIGHT = Quiet(time(21), time(8))
NOON = Quiet(time(12), time(14))
MINUTE = timedelta(minutes=1)


def shipped() -> dict[str, Any]:
    text = resources.files("huying.notices").joinpath("data", "notices.toml").read_text(encoding="utf-8")
    body: dict[str, Any] = tomllib.loads(text)["body"]
    return body


def wall(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("at", "loud"),
    [
        (wall(2, 20, 59), wall(2, 20, 59)),
        (wall(2, 21), wall(3, 8)),
        (wall(2, 23, 59), wall(3, 8)),
        (wall(3, 0), wall(3, 8)),
        (wall(3, 7, 59), wall(3, 8)),
        (wall(3, 8), wall(3, 8)),
        (wall(31, 22), datetime(2026, 4, 1, 8, tzinfo=CHINA)),
    ],
)
def test_quiet_hours_run_over_midnight(at: datetime, loud: datetime) -> None:
    assert loud_from(at, quiet=NIGHT) == loud


def test_quiet_hours_are_those_of_china_wherever_the_instant_was_written() -> None:
    assert loud_from(datetime(2026, 3, 2, 13, tzinfo=UTC), quiet=NIGHT) == datetime(2026, 3, 3, 0, tzinfo=UTC)
    at = datetime(2026, 3, 2, 12, 59, tzinfo=UTC)
    assert loud_from(at, quiet=NIGHT) == at


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    assert loud_from(wall(2, 12), quiet=NOON) == wall(2, 14)
    assert loud_from(wall(2, 14), quiet=NOON) == wall(2, 14)
    assert loud_from(wall(2, 11, 59), quiet=NOON) == wall(2, 11, 59)
    assert loud_from(wall(2, 3), quiet=Quiet(time(3), time(3))) == wall(2, 3)


def test_pauses_grow_and_end_by_tries_or_by_age() -> None:
    rules = read_rules(shipped())
    at = wall(2, 10)
    found = []
    for tries in range(1, rules.most_tries):
        again = next_try(tries=tries, told_at=at, at=at, rules=rules)
        assert again is not None
        found.append((again - at) // MINUTE)
    assert found == [1, 5, 30, 120, 360]
    assert next_try(tries=rules.most_tries, told_at=at, at=at, rules=rules) is None
    last = at + rules.give_up - MINUTE
    assert next_try(tries=1, told_at=at, at=last, rules=rules) == at + rules.give_up
    assert next_try(tries=1, told_at=at, at=last + MINUTE, rules=rules) is None


def test_a_call_to_duty_breaks_through_and_danger_does_for_what_is_new() -> None:
    rules = read_rules(shipped())
    assert rules.breaks_quiet("case.duty_called", is_danger=False)
    assert rules.breaks_quiet("case.dispatched", is_danger=True)
    assert not rules.breaks_quiet("case.dispatched", is_danger=False)
    assert not rules.breaks_quiet("case.due_soon", is_danger=True)
    assert rules.quiet == NIGHT


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("quiet", "begins", "25:00"),
        ("quiet", "ends", 8),
        ("tries", "pauses_minutes", [5, 1]),
        ("tries", "pauses_minutes", [0]),
        ("tries", "give_up_hours", 0),
        ("code", "minutes", "x"),
        ("urgent", "always", None),
    ],
)
def test_rules_that_cannot_be_read_are_refused(part: str, name: str, value: object) -> None:
    body = copy.deepcopy(shipped())
    body[part][name] = value
    with pytest.raises(RuleBrokenError, match=r"notice\.rules_unreadable"):
        read_rules(body)


@pytest.mark.parametrize(
    ("way", "given", "kept"),
    [
        (Way.MAIL, " wang@weihai.example.cn ", "wang@weihai.example.cn"),
        (Way.SMS, "13812341234", "13812341234"),
        (Way.WECHAT, "wang.fang_1", "wang.fang_1"),
        (Way.MAIL, "wang", None),
        (Way.MAIL, "a@b.cn\nBcc: x@y.cn", None),
        (Way.SMS, "12812341234", None),
        (Way.SMS, "138123412345", None),
        (Way.DINGTALK, "two words", None),
        (Way.WEBHOOK, "a" * 65, None),
        (Way.FILE, "", None),
    ],
)
def test_an_address_looks_like_one_of_its_way(way: Way, given: str, kept: str | None) -> None:
    if kept is not None:
        assert checked_address(way, given) == kept
        return
    with pytest.raises(RuleBrokenError, match=r"notice\.address"):
        checked_address(way, given)


def test_a_masked_address_cannot_be_used() -> None:
    assert masked_address("wang@weihai.cn") == "w***@weihai.cn"
    assert masked_address("13812341234") == "138***234"
    assert masked_address("wang") == "w***"
