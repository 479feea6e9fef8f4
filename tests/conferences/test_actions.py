"""A conference from its planning to the last resolution, through its doors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from huying.conferences import actions
from huying.conferences.actions import Draft, Matter, Seat
from huying.conferences.models import AgendaItem, Comment, Conference, Minutes, Resolution
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.case_facts import Kind, Nature
from huying.rules.conferences import Basis, ConferenceKind, ResolutionKind, Stance, TopicClass
from huying.rules.errors import RuleBrokenError
from tests.cases.desk import sent
from tests.conferences.sat import (
    DAY,
    HOUR,
    MINUTE,
    STARTS,
    WROTE,
    broken,
    called,
    circulated,
    draft,
    held,
    issued,
    member,
    planned,
    resolved,
    seats,
)
from tests.people import AT

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tests.people import City


def refused(code: str) -> AbstractContextManager[object]:
    return pytest.raises(RuleBrokenError, match=rf"^conference\.{code}$")


def test_only_a_street_or_community_plans_and_only_ahead(city: City) -> None:
    facts: dict[str, Any] = {"kind": ConferenceKind.STREET, "title": "会", "room": "室", "at": AT}
    for name in ("department_officer", "district_clerk", "firm_staff"):
        with pytest.raises(NotAllowedError):
            actions.plan(**facts, starts_at=STARTS, actor=city[name])
    with refused("starts_past"):
        actions.plan(**facts, starts_at=AT, actor=city["street_officer"])
    with refused("title_missing"):
        actions.plan(**facts | {"title": " "}, starts_at=STARTS, actor=city["street_officer"])
    assert not Conference.objects.exists()
    assert planned(city).state == "planned"
    assert broken() == {}


def test_calling_needs_an_agenda_and_a_member(city: City) -> None:
    conference, by = planned(city), city["street_officer"]
    with refused("nobody_invited"):
        actions.call(conference.pk, actor=by, at=AT)
    with refused("nobody_invited"):
        actions.invite(conference.pk, seats=[Seat(None, "业主代表", is_observer=True)], actor=by, at=AT)
    actions.invite(conference.pk, seats=seats(city), actor=by, at=AT)
    with refused("no_items"):
        actions.call(conference.pk, actor=by, at=AT)
    with refused("unit_not_invitable"):
        actions.invite(conference.pk, seats=[Seat(city.units["other_district"].pk)], actor=by, at=AT)
    with refused("member_twice"):
        actions.invite(conference.pk, seats=[Seat(None, "业主"), Seat(None, "业主 ")], actor=by, at=AT)
    assert conference.members.count() == 5
    assert broken() == {}


def test_a_case_stands_once_on_an_agenda(city: City) -> None:
    conference, by = planned(city), city["street_officer"]
    case = sent(city, topic="SVC", nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, text="物业不管")
    matter = Matter(topic=TopicClass.OTHER, words="海悦花园 服务质量", case=case)
    actions.add_item(conference.pk, matter=matter, actor=by, at=AT)
    with refused("item_twice"):
        actions.add_item(conference.pk, matter=matter, actor=by, at=AT)
    with refused("has_numbers"):
        words = Matter(topic=TopicClass.OTHER, words="请联系13812341234")
        actions.add_item(conference.pk, matter=words, actor=by, at=AT)
    item = conference.items.get()
    actions.drop_item(conference.pk, item_id=item.pk, reason="已解决", actor=by, at=AT)
    assert not conference.items.exists()
    assert broken() == {}


def test_a_proposal_waits_for_the_host_and_again_when_the_conference_is_off(city: City) -> None:
    matter = Matter(topic=TopicClass.DUTY, words="业委会长期不开会")
    item = actions.propose(host=city.units["street"], matter=matter, actor=city["community_worker"], at=AT)
    assert AuditRecord.objects.filter(verb="conference.propose").count() == 1
    conference, by = planned(city), city["street_officer"]
    actions.accept_item(conference.pk, item_id=item.pk, actor=by, at=AT)
    with refused("proposal_gone"):
        actions.accept_item(conference.pk, item_id=item.pk, actor=by, at=AT)
    actions.cancel(conference.pk, reason="停电", actor=by, at=AT)
    item.refresh_from_db()
    assert item.conference is None
    with refused("step_not_now"):
        actions.call(conference.pk, actor=by, at=AT)


def test_too_few_members_open_nothing_and_observers_do_not_count(city: City) -> None:
    conference, by = called(city), city["street_officer"]
    actions.postpone(conference.pk, starts_at=STARTS + DAY, reason="两家请假", actor=by, at=AT + HOUR)
    conference.refresh_from_db()
    assert conference.starts_at == STARTS + DAY
    observer = conference.members.get(is_observer=True)
    actions.attend(conference.pk, members=[observer.pk], actor=by, at=STARTS)
    with refused("no_quorum"):
        actions.hold(conference.pk, actor=by, at=STARTS)
    actions.attend(conference.pk, members=[member(conference, city, "street").pk], actor=by, at=STARTS)
    with refused("no_quorum"):
        actions.hold(conference.pk, actor=by, at=STARTS)
    actions.attend_oneself(conference.pk, actor=city["firm_manager"], at=STARTS)
    with refused("attended_already"):
        actions.attend_oneself(conference.pk, actor=city["firm_staff"], at=STARTS)
    with refused("member_unknown"):
        actions.attend_oneself(conference.pk, actor=city["district_clerk"], at=STARTS)
    actions.hold(conference.pk, actor=by, at=STARTS + MINUTE)
    assert broken(STARTS + HOUR) == {}


def test_a_body_excuses_itself_and_nobody_else(city: City) -> None:
    conference = called(city)
    urban = member(conference, city, "urban")
    with pytest.raises(NotAllowedError):
        actions.excuse(conference.pk, member_id=urban.pk, reason="有会", actor=city["firm_staff"], at=AT)
    actions.excuse(conference.pk, member_id=urban.pk, reason="有会", actor=city["department_officer"], at=AT)
    urban.refresh_from_db()
    assert urban.excuse == "有会"
    actions.attend(conference.pk, members=[urban.pk], actor=city["street_officer"], at=STARTS)
    urban.refresh_from_db()
    assert (urban.attended_at, urban.excuse) == (STARTS, "")


def test_a_resolution_without_power_is_refused_and_nothing_is_kept(city: City) -> None:
    conference, by = held(city, absent=("urban",)), city["street_officer"]
    urban = member(conference, city, "urban").pk
    for given, code in (
        ({"words": "对物业罚款"}, "ban_powers"),
        ({"words": "决定解聘物业"}, "ban_owners"),
        ({"words": "公布欠费名单"}, "ban_person"),
        ({"lead_id": None}, "no_owner"),
        ({"due_on": None}, "no_due"),
        ({}, "consent_absent"),
    ):
        with refused(code):
            actions.resolve(conference.pk, draft=draft(conference, city, **given), actor=by, at=STARTS)
    assert not Resolution.objects.exists()
    kinds: list[Draft] = [
        draft(conference, city, kind=ResolutionKind.MOTION, matter=4, words="提请业主大会表决是否解聘物业"),
        draft(conference, city, kind=ResolutionKind.TRANSFER, lead_id=urban, words="依法查处违法建设并处罚"),
        draft(conference, city, basis=Basis.DUTY, basis_words="责任清单第12条"),
    ]
    for each in kinds:
        actions.resolve(conference.pk, draft=each, actor=by, at=STARTS)
    found = list(Resolution.objects.order_by("pk").values_list("kind", "basis", "matter"))
    assert found == [("motion", "", 4), ("transfer", "", None), ("task", "duty", None)]
    row = Resolution.objects.order_by("pk")[0]
    actions.strike(conference.pk, resolution_id=row.pk, actor=by, at=STARTS)
    assert Resolution.objects.count() == 2


def test_minutes_are_frozen_when_circulated(city: City) -> None:
    conference = circulated(city)
    before = Minutes.objects.get().content
    assert before["present"] == ["竹岛街道办事处", "竹岛社区居委会", "环翠区综合行政执法局", "安居物业服务有限公司"]
    assert before["observers"] == ["业主代表"]
    assert [row["words"] for row in before["items"][0]["resolutions"]] == ["清理消防通道，设置标线"]
    with refused("step_not_now"):
        actions.resolve(conference.pk, draft=draft(conference, city), actor=city["street_officer"], at=WROTE)
    actions.comment(conference.pk, stance=Stance.OBJECTED, words="期限太短", actor=city["department_officer"], at=WROTE)
    actions.take_back(conference.pk, reason="改期限", actor=city["street_officer"], at=WROTE + HOUR)
    asked = [member(conference, city, "urban").pk]
    actions.circulate(conference.pk, asked=asked, actor=city["street_officer"], at=WROTE + 2 * HOUR)
    actions.comment(conference.pk, stance=Stance.AGREED, actor=city["department_officer"], at=WROTE + 3 * HOUR)
    assert list(Comment.objects.order_by("pk").values_list("round", "stance")) == [(1, "objected"), (2, "agreed")]
    assert Minutes.objects.get().round == 2


def test_who_was_not_asked_says_nothing_and_nobody_speaks_twice(city: City) -> None:
    conference = circulated(city, asked=("urban",))
    with refused("not_asked"):
        actions.comment(conference.pk, stance=Stance.AGREED, actor=city["firm_staff"], at=WROTE)
    with refused("objection_words"):
        actions.comment(conference.pk, stance=Stance.OBJECTED, actor=city["department_officer"], at=WROTE)
    with refused("silence_is_noted"):
        actions.comment(conference.pk, stance=Stance.SILENT, actor=city["department_officer"], at=WROTE)
    actions.comment(conference.pk, stance=Stance.AGREED, actor=city["department_officer"], at=WROTE)
    with refused("commented_already"):
        actions.comment(conference.pk, stance=Stance.AGREED, actor=city["department_leader"], at=WROTE)


def test_the_host_speaks_only_for_bodies_without_account(city: City) -> None:
    conference = resolved(city)
    owners, by = conference.members.get(is_observer=True), city["street_officer"]
    asked = [owners.pk, member(conference, city, "urban").pk]
    actions.circulate(conference.pk, asked=asked, actor=by, at=WROTE)
    with pytest.raises(NotAllowedError):
        actions.comment(conference.pk, stance=Stance.AGREED, member_id=asked[1], actor=by, at=WROTE)
    who = city["firm_staff"]
    with pytest.raises(NotAllowedError):
        actions.comment(conference.pk, stance=Stance.AGREED, member_id=owners.pk, actor=who, at=WROTE)
    actions.comment(conference.pk, stance=Stance.AGREED, member_id=owners.pk, actor=by, at=WROTE)
    assert Comment.objects.get().member == owners


def test_silence_is_noted_as_silence_after_its_time(city: City) -> None:
    conference = circulated(city)
    actions.comment(conference.pk, stance=Stance.AGREED, actor=city["firm_manager"], at=WROTE)
    with pytest.raises(NotAllowedError):
        actions.issue(conference.pk, actor=city["street_officer"], at=WROTE)
    with refused("comments_run"):
        actions.issue(conference.pk, actor=city["street_leader"], at=WROTE)
    later = WROTE + 7 * DAY
    with refused("comments_over"):
        actions.comment(conference.pk, stance=Stance.AGREED, actor=city["department_officer"], at=later)
    actions.issue(conference.pk, actor=city["street_leader"], at=later)
    assert set(Comment.objects.values_list("member__name", "stance")) == {
        ("环翠区综合行政执法局", "silent"),
        ("安居物业服务有限公司", "agreed"),
    }
    assert broken(later) == {}


def test_issued_minutes_have_number_and_copies_and_change_only_by_a_new_version(city: City) -> None:
    conference = issued(city)
    first = Minutes.objects.get()
    assert (first.year, first.sequence, first.issued_by) == (2021, 1, city.people["street_leader"])
    assert list(first.copies.all()) == [city.units["district"]]
    row = Resolution.objects.get()
    assert row.issued_in == 1
    actions.revise(conference.pk, reason="漏记一项", actor=city["street_leader"], at=WROTE + 3 * HOUR)
    with refused("issued_stays"):
        actions.strike(conference.pk, resolution_id=row.pk, actor=city["street_officer"], at=WROTE + 3 * HOUR)
    extra = draft(conference, city, words="增设监控")
    actions.resolve(conference.pk, draft=extra, actor=city["street_officer"], at=WROTE + 3 * HOUR)
    asked = [member(conference, city, "urban").pk]
    actions.circulate(conference.pk, asked=asked, actor=city["street_officer"], at=WROTE + 4 * HOUR)
    actions.comment(conference.pk, stance=Stance.AGREED, actor=city["department_officer"], at=WROTE + 4 * HOUR)
    actions.issue(conference.pk, actor=city["street_leader"], at=WROTE + 5 * HOUR)
    versions = list(Minutes.objects.order_by("number").values_list("number", "year", "sequence"))
    assert versions == [(1, 2021, 1), (2, 2021, 1)]
    first.refresh_from_db()
    assert [len(each["resolutions"]) for each in first.content["items"]] == [1]
    assert list(Resolution.objects.order_by("issued_in").values_list("issued_in", flat=True)) == [1, 2]
    assert broken(WROTE + DAY) == {}


def test_the_next_conference_takes_the_next_number(city: City) -> None:
    issued(city)
    issued(city, at=AT + 20 * DAY)
    assert list(Minutes.objects.order_by("pk").values_list("sequence", flat=True)) == [1, 2]


def test_what_is_not_done_comes_back_until_it_is(city: City) -> None:
    first = issued(city)
    row = Resolution.objects.get()
    second = held(city, at=AT + 20 * DAY)
    back = second.items.get(earlier=row)
    with refused("step_not_now"):
        actions.drop_item(second.pk, item_id=back.pk, reason="不议", actor=city["street_officer"], at=STARTS)
    row.refresh_from_db()
    assert row.came_back == 1
    third = planned(city, at=AT + 40 * DAY)
    back = third.items.get()
    by = city["street_officer"]
    with refused("item_returns"):
        actions.drop_item(third.pk, item_id=back.pk, reason="不议", actor=by, at=AT + 40 * DAY)
    at = AT + 40 * DAY
    with pytest.raises(NotAllowedError):
        actions.finish(first.pk, resolution_id=row.pk, evidence="已清", actor=city["firm_staff"], at=at)
    done: dict[str, Any] = {"resolution_id": row.pk, "evidence": "现场照片三张"}
    actions.finish(first.pk, **done, actor=city["department_officer"], at=AT + 41 * DAY)
    with refused("ended_already"):
        actions.finish(first.pk, **done, actor=city["department_officer"], at=AT + 41 * DAY)
    actions.drop_item(third.pk, item_id=back.pk, reason="已办结", actor=by, at=AT + 41 * DAY)
    assert not planned(city, at=AT + 50 * DAY).items.exists()
    assert broken(AT + 50 * DAY) == {}


def test_a_resolution_is_lifted_by_the_leader_with_a_reason(city: City) -> None:
    conference = issued(city)
    row = Resolution.objects.get()
    with pytest.raises(NotAllowedError):
        actions.lift(conference.pk, resolution_id=row.pk, reason="x", actor=city["street_officer"], at=WROTE + DAY)
    with refused("reason_missing"):
        actions.lift(conference.pk, resolution_id=row.pk, reason="", actor=city["street_leader"], at=WROTE + DAY)
    actions.lift(conference.pk, resolution_id=row.pk, reason="规划已改", actor=city["street_leader"], at=WROTE + DAY)
    row.refresh_from_db()
    assert (row.state, row.lifted_reason) == ("lifted", "规划已改")
    assert AgendaItem.objects.count() == 1


def test_lateness_is_noted_once_and_the_doctor_sees_what_was_missed(city: City) -> None:
    conference = issued(city)
    row = Resolution.objects.get()
    due = STARTS + 7 * DAY
    assert actions.sweep(at=due) == 0
    late = STARTS + 8 * DAY
    assert "conference.late" in broken(late + 3 * DAY)
    assert actions.sweep(at=late) == 1
    assert actions.sweep(at=late) == 0
    row.refresh_from_db()
    assert row.late_at == late
    assert conference.steps.filter(step="late").count() == 1
    assert broken(late + 3 * DAY) == {}


def test_a_stale_form_changes_nothing(city: City) -> None:
    conference = called(city)
    with refused("stale"):
        actions.cancel(conference.pk, reason="x", actor=city["street_officer"], at=AT, version=1)
    conference.refresh_from_db()
    assert conference.state == "called"


def test_the_doctor_names_what_was_changed_past_the_door(city: City) -> None:
    conference = issued(city)
    Comment.objects.filter(stance="agreed").order_by("pk")[0].delete()
    Minutes.objects.update(sequence=None)
    conference.members.update(attended_at=None)
    conference.steps.order_by("-pk")[0].delete()
    found = broken(WROTE + DAY)
    names = {"conference.silence", "conference.number", "conference.members", "conference.steps"}
    assert set(found) == names
    assert all(examples == (conference.number,) for examples in found.values())
