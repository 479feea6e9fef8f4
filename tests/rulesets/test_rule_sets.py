from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core.actors import SYSTEM, Actor
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import Role
from huying.rulesets import actions, queries

if TYPE_CHECKING:
    from huying.rulesets.models import RuleSet

pytestmark = pytest.mark.django_db
SHIPPED = {"family": "limits", "valid_from": date(2019, 1, 1), "source": "R4.3", "body": {"days": 5}}


def release(valid_from: date, days: int, *, at: datetime) -> RuleSet:
    draft = actions.draft_rule_set(
        family="limits", valid_from=valid_from, source="新规", body={"days": days}, actor=SYSTEM, at=at
    )
    return actions.release_rule_set(rule_set_id=draft.pk, actor=SYSTEM, at=at)


def test_the_version_of_the_day_applies(at: datetime) -> None:
    assert actions.load_shipped(SHIPPED, actor=SYSTEM, at=at)
    assert not actions.load_shipped(SHIPPED, actor=SYSTEM, at=at)
    release(date(2021, 1, 1), 7, at=at)
    days = (date(2019, 1, 1), date(2020, 12, 31), date(2021, 1, 1), date(2030, 1, 1))
    assert [queries.in_force("limits", on=day).body["days"] for day in days] == [5, 5, 7, 7]
    assert queries.version("limits", number=1).valid_to == date(2021, 1, 1)
    assert [each.number for each in queries.versions("limits")] == [2, 1]
    with pytest.raises(RuleBrokenError, match=r"rules\.none_in_force"):
        queries.in_force("limits", on=date(2018, 12, 31))
    with pytest.raises(RuleBrokenError, match=r"rules\.none_in_force"):
        queries.in_force("other", on=date(2021, 1, 1))


def test_a_draft_applies_to_nothing(at: datetime) -> None:
    actions.load_shipped(SHIPPED, actor=SYSTEM, at=at)
    actions.draft_rule_set(
        family="limits", valid_from=date(2020, 1, 1), source="草案", body={"days": 1}, actor=SYSTEM, at=at
    )
    assert queries.in_force("limits", on=date(2021, 1, 1)).body == {"days": 5}
    assert queries.version("limits", number=2).body == {"days": 1}
    with pytest.raises(RuleBrokenError, match=r"rules\.version_unknown"):
        queries.version("limits", number=3)


def test_a_version_is_released_once_and_in_order(at: datetime) -> None:
    actions.load_shipped(SHIPPED, actor=SYSTEM, at=at)
    second = release(date(2021, 1, 1), 7, at=at)
    with pytest.raises(RuleBrokenError, match=r"rules\.released_already"):
        actions.release_rule_set(rule_set_id=second.pk, actor=SYSTEM, at=at)
    with pytest.raises(RuleBrokenError, match=r"rules\.later_version_stands"):
        release(date(2020, 6, 1), 6, at=at)


def test_reading_costs_no_query_once_kept(at: datetime) -> None:
    actions.load_shipped(SHIPPED, actor=SYSTEM, at=at)
    queries.in_force("limits", on=date(2021, 1, 1))
    queries.calendar()
    with CaptureQueriesContext(connection) as seen:
        queries.in_force("limits", on=date(2021, 1, 1))
        queries.calendar()
    assert len(seen) <= 1


def test_an_edited_day_goes_before_the_shipped_one(at: datetime) -> None:
    day = date(2021, 6, 2)
    assert queries.calendar().is_working(day)
    actions.edit_work_day(on=day, is_working=False, name="全市停电", actor=SYSTEM, at=at)
    assert not queries.calendar().is_working(day)
    assert queries.calendar().name_of(day) == "全市停电"
    assert not queries.calendar().is_working(date(2021, 10, 1))
    actions.drop_work_day(on=day, actor=SYSTEM, at=at)
    assert queries.calendar().is_working(day)
    with pytest.raises(RuleBrokenError, match=r"rules\.no_such_day"):
        actions.drop_work_day(on=day, actor=SYSTEM, at=at)
    assert AuditRecord.objects.filter(verb__startswith="calendar.").count() == 2


def test_a_year_is_official_once_its_notice_is_named(at: datetime) -> None:
    year = queries.calendar().official_until.year
    actions.edit_work_day(on=date(year + 1, 10, 8), is_working=False, actor=SYSTEM, at=at)
    assert queries.calendar().is_provisional(date(year + 1, 5, 5))
    actions.edit_work_day(on=date(year + 1, 10, 8), is_working=False, source="国办发明电", actor=SYSTEM, at=at)
    assert not queries.calendar().is_provisional(date(year + 1, 5, 5))
    assert queries.calendar().is_provisional(date(year + 2, 5, 5))


def test_only_the_city_releases_rules(at: datetime) -> None:
    for role in (Role.STREET_OFFICER, Role.SYSTEM_ADMIN, Role.ENTERPRISE_STAFF):
        with pytest.raises(NotAllowedError):
            actions.load_shipped(SHIPPED, actor=Actor(role=role), at=at)
        with pytest.raises(NotAllowedError):
            actions.edit_work_day(on=date(2021, 6, 2), is_working=False, actor=Actor(role=role), at=at)
    with pytest.raises(NotAllowedError):
        actions.load_shipped(SHIPPED, actor=Actor(role=Role.CITY_CLERK), at=at)
