"""The register through its doors: who keeps it, what a duty may be tied to, editions, what nothing carries out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from huying.core.policies import NotAllowedError
from huying.library import actions, queries
from huying.library.models import PolicyDocument
from huying.rules.errors import RuleBrokenError
from huying.rules.policy_documents import DocumentState, Standing, TieKind, standing
from tests.library.documents import DAY, TODAY, broken, duty, entered, new, released, tied
from tests.people import AT, City


def refused(code: str) -> pytest.RaisesExc[RuleBrokenError]:
    return pytest.raises(RuleBrokenError, match=rf"^document\.{code}$")


def test_who_keeps_the_register(city: City) -> None:
    for name in ("street_leader", "department_officer", "auditor", "firm_manager"):
        with pytest.raises(NotAllowedError):
            actions.enter(new(), actor=city[name], at=AT)
    row = entered(city)
    with pytest.raises(NotAllowedError):
        actions.release(row.pk, actor=city["district_clerk"], at=AT)
    with refused("entered_already"):
        actions.enter(new(), actor=city["city_clerk"], at=AT)
    with refused("ends_before_start"):
        actions.enter(new(number="2号", valid_to=date(2021, 1, 1)), actor=city["city_clerk"], at=AT)
    with refused("issuer_missing"):
        actions.enter(new(number="3号", issuer=" "), actor=city["city_clerk"], at=AT)


def test_a_draft_is_seen_by_its_office_alone(city: City) -> None:
    row = entered(city)
    assert queries.find(row.code, actor=city["city_leader"]) == row
    for name in ("district_clerk", "street_officer", "auditor"):
        with refused("not_found"):
            queries.find(row.code, actor=city[name])
    actions.release(row.pk, actor=city["city_clerk"], at=AT)
    for name in ("district_clerk", "street_officer", "auditor", "department_officer", "community_worker"):
        assert queries.find(row.code, actor=city[name]) == row
    with refused("not_found"):
        queries.find(row.code, actor=city["firm_manager"])


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (TieKind.LIST_ITEM, "no-such-line"),
        (TieKind.RULE, "no_such_family"),
        (TieKind.RULE, "leadership/terms.no_such_value"),
        (TieKind.INDICATOR, "likes"),
    ],
)
def test_a_duty_is_not_tied_to_what_is_not_there(city: City, kind: TieKind, code: str) -> None:
    row = entered(city)
    with refused("carrier_unknown"):
        actions.tie(row.pk, duty_id=duty(row).pk, kind=kind, code=code, actor=city["city_clerk"], at=AT)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (TieKind.LIST_ITEM, "noise"),
        (TieKind.RULE, "leadership"),
        (TieKind.RULE, "leadership/terms.most_years"),
        (TieKind.INDICATOR, "response"),
        (TieKind.STANDARD, "服务标准第一条"),
    ],
)
def test_what_a_duty_may_be_tied_to(city: City, kind: TieKind, code: str) -> None:
    row, by = entered(city), city["city_clerk"]
    actions.tie(row.pk, duty_id=duty(row).pk, kind=kind, code=code, actor=by, at=AT)
    with refused("tied_already"):
        actions.tie(row.pk, duty_id=duty(row).pk, kind=kind, code=code, actor=by, at=AT)
    actions.release(row.pk, actor=by, at=AT)
    assert [shown.duty.article for shown in queries.gaps(by, on=TODAY)] == ["第五条"]


def test_what_nothing_carries_out_is_shown(city: City) -> None:
    row, by = tied(city), city["city_clerk"]
    assert queries.gaps(by, on=TODAY) == []  # a draft binds nobody
    actions.release(row.pk, actor=by, at=AT)
    assert [shown.duty.article for shown in queries.gaps(city["street_officer"], on=TODAY)] == ["第五条"]
    link = duty(row).ties.get()
    actions.untie(row.pk, tie_id=link.pk, actor=by, at=AT)
    assert len(queries.gaps(by, on=TODAY)) == 2
    assert queries.gaps(by, on=date(2020, 12, 31)) == []
    assert broken() == {}


def test_a_tie_that_broke_carries_nothing_out(city: City) -> None:
    row, by = released(city), city["city_clerk"]
    duty(row).ties.update(code="line-taken-out-of-the-list")
    assert [shown.duty.article for shown in queries.gaps(by, on=TODAY)] == ["第三条", "第五条"]


def test_a_new_edition_takes_over_duties_and_ends_the_old(city: City) -> None:
    row, by = released(city), city["city_clerk"]
    with refused("not_replaceable"):
        actions.enter(new(replaces=row), actor=by, at=AT)
    later = actions.enter(new(replaces=row, valid_from=date(2021, 7, 1)), actor=by, at=AT)
    assert (later.edition, later.duties.count(), duty(later).ties.get().code) == (2, 2, "noise")
    row.refresh_from_db()
    assert row.valid_to is None
    with refused("replaced_already"):
        actions.enter(new(number="3号", replaces=row, valid_from=date(2021, 8, 1)), actor=by, at=AT)
    actions.release(later.pk, actor=by, at=AT)
    row.refresh_from_db()
    assert row.valid_to == date(2021, 7, 1)
    on = {day: set(queries.in_force(PolicyDocument.objects.all(), on=day)) for day in (TODAY, date(2021, 7, 1))}
    assert on == {TODAY: {row}, date(2021, 7, 1): {later}}
    assert broken() == {}


def test_an_end_has_its_reason(city: City) -> None:
    row, by = released(city), city["city_clerk"]
    with refused("reason_missing"):
        actions.end(row.pk, valid_to=TODAY, reason=" ", actor=by, at=AT)
    ended = actions.end(row.pk, valid_to=TODAY, reason="上级文件废止", actor=by, at=AT)
    assert queries.gaps(by, on=TODAY) == []
    facts: dict[str, Any] = {"valid_from": ended.valid_from, "valid_to": ended.valid_to}
    state = DocumentState(ended.state)
    assert standing(state, **facts, on=TODAY - DAY) is Standing.IN_FORCE
    assert standing(state, **facts, on=TODAY) is Standing.ENDED
    with refused("step_not_now"):
        actions.strike_duty(row.pk, duty_id=duty(row).pk, actor=by, at=AT)
