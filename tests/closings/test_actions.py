"""Closing a month through its doors: what is frozen, who may say what is wrong, and what stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from huying.cases.models import Attachment, CallBack, Case, OutsideOrder
from huying.closings import actions
from huying.closings.models import Closing, Correction, CountedCase, Objection, Sign
from huying.closings.queries import figures
from huying.closings.queries.rules import rules_of
from huying.core.actors import SYSTEM
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.case_facts import CallBackBy
from huying.rules.closings import ClosingState, Fact, SignKind, Subject
from huying.rules.errors import RuleBrokenError
from tests.cases.desk import HOUR, called_back, complaint
from tests.closings.frozen import DAY, FREEZE_AT, PUBLISH_AT, broken, city_key, frozen, june, objected, published, row
from tests.people import AT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import City


def refusal(door: Callable[..., Any], *given: Any, **facts: Any) -> str:
    with pytest.raises((RuleBrokenError, NotAllowedError)) as refused:
        door(*given, **facts)
    return refused.value.code if isinstance(refused.value, RuleBrokenError) else "policy.refused"


def test_a_frozen_month_counts_what_was_received_and_who_was_reached(city: City) -> None:
    called_back(city, at=AT - 2 * DAY)  # received and rated in May
    june(city)
    closing = frozen(city)
    tally = figures.whole(closing, rules_of(closing)).tally
    assert (tally.received, tally.contacted, tally.call_backs) == (3, 2, 2)
    assert (tally.solved, tally.satisfied, tally.answered, tally.on_time) == (1, 1, 1, 1)  # one is done anew
    assert closing.state == ClosingState.CHECKING.value
    assert AuditRecord.objects.filter(verb="closing.freeze").count() == 1
    assert broken() == {}


def test_a_call_back_counts_in_the_month_it_was_made(city: City) -> None:
    called_back(city, at=AT - DAY + 10 * HOUR)  # received on 31 May, rated on 1 June in China
    june(city)
    closing = frozen(city)
    tally = figures.whole(closing, rules_of(closing)).tally
    assert (tally.received, tally.call_backs, tally.solved) == (3, 3, 2)


def test_the_last_word_of_a_reporter_counts_and_the_centres_stands_beside(city: City) -> None:
    case = called_back(city, is_solved=True)
    said: dict[str, Any] = {"round": 1, "is_reached": True, "at": AT + 2 * DAY, "case": case}
    CallBack.objects.create(by=CallBackBy.HOTLINE.value, is_solved=False, is_satisfied=False, **said)
    OutsideOrder.objects.create(case=case, source="12345", external_id="1", call_back_solved=False)
    complaint(city)
    closing = frozen(city)
    counted = row(closing)
    assert (counted.is_solved, counted.centre_solved) == (True, False)
    beside = figures.beside(closing)
    assert beside["centre_worse"] == beside["both"] == beside["centre_call_backs"] == 1
    assert beside["centre_better"] == beside["only_centre"] == beside["only_ours"] == 0


def test_nobody_chooses_when_a_month_is_frozen(city: City) -> None:
    june(city)
    key = city_key()
    assert refusal(actions.freeze, key, AT.date(), actor=city["city_leader"], at=FREEZE_AT) == "closing.by_itself"
    early = datetime(2021, 7, 5, 15, 59, tzinfo=UTC)  # the third working day is not over in China
    assert refusal(actions.freeze, key, AT.date(), actor=SYSTEM, at=early) == "closing.too_early"
    assert actions.freeze_due(at=early) == 0
    assert actions.freeze_due(at=FREEZE_AT) == 1
    assert actions.freeze_due(at=FREEZE_AT) == 0
    assert refusal(actions.freeze, key, AT.date(), actor=SYSTEM, at=FREEZE_AT) == "closing.twice"
    assert Closing.objects.get().number == "3710-2021-06"


@pytest.mark.usefixtures("city")
def test_an_empty_month_is_not_closed() -> None:
    assert actions.freeze_due(at=FREEZE_AT) == 0
    assert not Closing.objects.exists()


def test_later_steps_change_no_frozen_figure(city: City) -> None:
    closing = frozen(city)
    before = figures.published(closing, rules_of(closing))
    case = Case.objects.get(pk=row(closing, 2).case_id)
    Case.objects.filter(pk=case.pk).update(holder_unit=city.units["urban"], answered_at=FREEZE_AT)
    assert figures.published(closing, rules_of(closing)) == before


def test_an_upheld_objection_leaves_the_case_out(city: City) -> None:
    closing = objected(city)
    objection = Objection.objects.get()
    ruled: dict[str, Any] = {"objection_id": objection.pk, "is_upheld": True, "reason": "确不属受理范围"}
    at = FREEZE_AT + 2 * DAY
    assert refusal(actions.rule, closing.pk, **ruled, actor=city["street_leader"], at=at) == "policy.refused"
    actions.rule(closing.pk, **ruled, actor=city["city_clerk"], at=at)
    line = figures.whole(closing, rules_of(closing))
    assert (line.tally.received, line.tally.excluded, line.tally.contacted) == (3, 1, 2)
    assert line.response.value == "100.00"
    assert refusal(actions.rule, closing.pk, **ruled, actor=city["city_clerk"], at=at) == "closing.ruled_already"
    again: dict[str, Any] = {"counted_id": objection.counted_id, "fact": Fact.CONTACTED, "proof": "见记录"}
    by = city["street_officer"]
    assert refusal(actions.object_to, closing.pk, **again, actor=by, at=at) == "closing.left_out_already"


def test_a_fact_of_the_log_may_be_wrong_a_rating_may_not(city: City) -> None:
    closing = frozen(city)
    asked: dict[str, Any] = {"counted_id": row(closing, 2).pk, "fact": Fact.CONTACTED, "proof": "通话记录第8号"}
    actions.object_to(closing.pk, **asked, actor=city["street_officer"], at=FREEZE_AT + DAY)
    objection = Objection.objects.get()
    ruled: dict[str, Any] = {"objection_id": objection.pk, "is_upheld": True, "reason": "记录属实"}
    actions.rule(closing.pk, **ruled, actor=city["city_leader"], at=FREEZE_AT + 2 * DAY)
    assert row(closing, 2).is_contacted is True
    assert {fact.value for fact in Fact}.isdisjoint({"solved", "satisfied"})


def test_who_may_object_to_what(city: City) -> None:
    closing = frozen(city)
    at = FREEZE_AT + DAY
    asked: dict[str, Any] = {"counted_id": row(closing, 2).pk, "ground": "out_of_range", "proof": "见记录"}
    for name in ("community_worker", "department_officer", "firm_manager", "caller", "auditor"):
        assert refusal(actions.object_to, closing.pk, **asked, actor=city[name], at=at) == "policy.refused"
    by = city["street_officer"]
    late = PUBLISH_AT
    assert refusal(actions.object_to, closing.pk, **asked, actor=by, at=late) == "closing.check_over"
    bare = asked | {"proof": "  "}
    assert refusal(actions.object_to, closing.pk, **bare, actor=by, at=at) == "closing.proof_missing"
    named = asked | {"proof": "诉求人电话13812341234"}
    assert refusal(actions.object_to, closing.pk, **named, actor=by, at=at) == "closing.has_numbers"
    assert refusal(actions.object_to, closing.pk, **asked, actor=by, at=at, version=9) == "closing.stale"
    lost = asked | {"counted_id": 0}
    assert refusal(actions.object_to, closing.pk, **lost, actor=by, at=at) == "closing.row_unknown"
    actions.object_to(closing.pk, **asked, actor=by, at=at)
    assert refusal(actions.object_to, closing.pk, **asked, actor=by, at=at) == "closing.objected_already"


def test_nobody_rules_on_their_own_objection(city: City) -> None:
    closing = frozen(city)
    CountedCase.objects.filter(pk=row(closing).pk).update(unit=city.units["city"])
    asked: dict[str, Any] = {"counted_id": row(closing).pk, "ground": "duplicate", "proof": "见台账"}
    actions.object_to(closing.pk, **asked, actor=city["city_clerk"], at=FREEZE_AT + DAY)
    ruled: dict[str, Any] = {"objection_id": Objection.objects.get().pk, "is_upheld": True, "reason": "属实"}
    at = FREEZE_AT + 2 * DAY
    assert refusal(actions.rule, closing.pk, **ruled, actor=city["city_clerk"], at=at) == "policy.refused"
    actions.rule(closing.pk, **ruled, actor=city["city_leader"], at=at)


def test_a_notice_waits_for_the_time_and_the_rulings(city: City) -> None:
    closing = objected(city)
    by = city["city_leader"]
    assert refusal(actions.publish, closing.pk, actor=by, at=FREEZE_AT + 2 * DAY) == "closing.check_runs"
    assert refusal(actions.publish, closing.pk, actor=by, at=PUBLISH_AT) == "closing.objections_open"
    ruled: dict[str, Any] = {"objection_id": Objection.objects.get().pk, "is_upheld": False, "reason": "证据不足"}
    actions.rule(closing.pk, **ruled, actor=city["city_clerk"], at=PUBLISH_AT)
    assert refusal(actions.publish, closing.pk, actor=city["city_clerk"], at=PUBLISH_AT) == "policy.refused"
    done = actions.publish(closing.pk, actor=by, at=PUBLISH_AT)
    assert (done.state, done.year, done.sequence) == (ClosingState.PUBLISHED.value, 2021, 1)
    assert done.figures["whole"]["received"] == 3
    assert broken() == {}


def test_a_correction_stands_beside_the_notice(city: City) -> None:
    closing = published(city)
    kept = closing.figures
    given: dict[str, Any] = {"counted_id": row(closing, 2).pk, "fact": Fact.CONTACTED, "reason": "复核录音"}
    assert refusal(actions.correct, closing.pk, **given, actor=city["city_clerk"], at=PUBLISH_AT) == "policy.refused"
    actions.correct(closing.pk, **given, actor=city["city_leader"], at=PUBLISH_AT + DAY)
    closing.refresh_from_db()
    assert closing.figures == kept
    assert Correction.objects.get().number == 1
    assert figures.whole(closing, rules_of(closing)).tally.contacted == 3
    assert broken() == {}


def test_the_doctor_sees_rows_changed_behind_the_door(city: City) -> None:
    closing = published(city)
    CountedCase.objects.filter(pk=row(closing).pk).update(is_satisfied=False)
    assert broken() == {"closing.rows": ("3710-2021-06",), "closing.figures": ("3710-2021-06",)}


def test_each_line_is_a_count_of_its_rows(city: City) -> None:
    closing = frozen(city)
    rules = rules_of(closing)
    districts = figures.lines(closing, Subject.DISTRICT, rules)
    streets = figures.lines(closing, Subject.STREET, rules)
    assert [(line.name, line.tally.received) for line in districts] == [("环翠区", 3)]
    assert [line.tally for line in streets] == [line.tally for line in districts]
    assert [(line.rank, line.is_few) for line in streets] == [(None, True)]
    assert figures.lines(closing, Subject.DEPARTMENT, rules) == []


def test_signs_are_for_a_person(city: City) -> None:
    first, second = called_back(city), called_back(city, is_solved=False)
    for case in (first, second):
        Attachment.objects.create(case=case, digest="a" * 64, content_type="image/jpeg", size=1, at=AT, moment="after")
    for minute in range(10):
        at = AT + DAY + timedelta(minutes=minute)
        CallBack.objects.create(case=first, by=CallBackBy.REPORTER.value, at=at, is_solved=True, is_satisfied=True)
    closing = frozen(city)
    signs = {sign.kind: sign for sign in Sign.objects.filter(closing=closing)}
    assert set(signs) == {SignKind.PHOTO.value, SignKind.BURST.value}
    assert set(signs[SignKind.PHOTO.value].cases.all()) == {first, second}
    assert (signs[SignKind.BURST.value].part, signs[SignKind.BURST.value].unit) == (10, city.units["firm"])
    before = figures.published(closing, rules_of(closing))
    given: dict[str, Any] = {"sign_id": signs[SignKind.PHOTO.value].pk, "finding": "同一处同一次维修"}
    given["at"] = FREEZE_AT
    assert refusal(actions.look, closing.pk, **given, actor=city["street_leader"]) == "policy.refused"
    actions.look(closing.pk, **given, actor=city["city_clerk"])
    assert refusal(actions.look, closing.pk, **given, actor=city["city_clerk"]) == "closing.sign_looked_at"
    assert figures.published(closing, rules_of(closing)) == before
