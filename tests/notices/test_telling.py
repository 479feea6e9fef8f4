"""Who is told of what: each event once to each person, never in anybody's own words, nothing of work undone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from huying.cases.actions import ending, handling, returning, shielding, urging
from huying.cases.actions.splitting import answer_part, split
from huying.cases.actions.sweeping import sweep
from huying.cases.models import Case, Clock
from huying.cases.tasks import tell_people
from huying.core import clock, outbox
from huying.core.actors import SYSTEM
from huying.core.models import OutboxMessage
from huying.core.policies import NotAllowedError
from huying.notices import actions
from huying.notices.actions import Told, tell
from huying.notices.models import Notice
from huying.rules.case_facts import Kind, Nature, ReturnGround, Urgency
from huying.rules.errors import RuleBrokenError
from tests.cases.desk import answered, sent
from tests.cases.together import HOUR, merged, signed
from tests.people import AT
from tests.rights.canaries import COMPLAINT, DOOR, EVERYTHING, NAME, PHONE

if TYPE_CHECKING:
    from datetime import datetime

    from tests.people import City


def told(city: City, *, at: datetime = AT + 4 * HOUR) -> set[tuple[str, str]]:
    """Let the worker tell what is to be told, and return who was told what since the last time."""
    clock.start_at(at)
    before = set(Notice.objects.values_list("pk", flat=True))
    outbox.drain()
    names = {person.pk: name for name, person in city.people.items()}
    rows = Notice.objects.exclude(pk__in=before)
    return {(names[row.person_id], row.kind.removeprefix("case.")) for row in rows}


def test_a_dispatch_is_told_to_those_who_work_in_the_unit_and_to_nobody_else(city: City) -> None:
    case = sent(city)
    assert told(city) == {("firm_staff", "dispatched"), ("firm_manager", "dispatched")}
    row = Notice.objects.filter(person=city.people["firm_staff"]).get()
    assert (row.subject, row.place, row.state, row.due_at) == (case.number, "海悦花园", "dispatched", case.due_at)


def test_what_was_told_is_not_told_again_when_the_message_comes_twice(city: City) -> None:
    sent(city)
    told(city)
    message = OutboxMessage.objects.filter(name="case.telling").latest("pk")
    tell_people(message.ids)
    assert Notice.objects.count() == 2
    OutboxMessage.objects.update(done_at=None)
    assert told(city) == set()


def test_work_that_was_rolled_back_tells_nobody(city: City) -> None:
    case = signed(city)
    told(city)
    with transaction.atomic():
        urging.urge(case.pk, note="请尽快", actor=city["district_leader"], at=AT + 3 * HOUR)
        transaction.set_rollback(True)
    assert told(city) == set()


def test_an_assignment_and_an_urging_are_told_to_who_handles_the_case(city: City) -> None:
    case = signed(city)
    told(city)
    person = city.people["firm_staff"].pk
    handling.assign(case.pk, person_id=person, actor=city["firm_manager"], at=AT + 3 * HOUR)
    urging.urge(case.pk, note="请尽快", actor=city["district_leader"], at=AT + 3 * HOUR)
    assert told(city) == {("firm_staff", "assigned"), ("firm_staff", "urged")}


def test_nobody_is_told_what_they_did_themselves(city: City) -> None:
    case = signed(city)
    told(city)
    handling.assign(case.pk, person_id=city.people["firm_staff"].pk, actor=city["firm_staff"], at=AT + 3 * HOUR)
    assert told(city) == set()


def test_a_return_is_told_to_who_rules_and_its_ruling_to_who_asked(city: City) -> None:
    case = sent(city)
    told(city)
    staff, ground = city["firm_staff"], ReturnGround.NOT_OUR_DUTY
    returning.send_back(case.pk, ground=ground, reason="不归我们", actor=staff, at=AT + HOUR)
    rulers = told(city)
    assert rulers
    assert {news for _name, news in rulers} == {"return_asked"}
    ruler = city[min(rulers)[0]]
    returning.rule_return(case.pk, is_upheld=False, reason="由你处置", actor=ruler, at=AT + 2 * HOUR)
    assert told(city) == {("firm_staff", "return_ruled"), ("firm_manager", "return_ruled")}


def test_a_part_is_told_to_the_unit_asked_and_its_answer_to_the_lead(city: City) -> None:
    case = signed(city)
    told(city)
    split(case.pk, unit_id=city.units["urban"].pk, task="查占用井道", actor=city["firm_staff"], at=AT + 3 * HOUR)
    assert told(city) == {("department_officer", "part_asked")}
    answer_part(case.pk, text="已清理。", actor=city["department_officer"], at=AT + 4 * HOUR)
    assert told(city) == {("firm_staff", "part_answered")}


def test_what_is_due_soon_and_overdue_is_told_once_and_the_level_above_hears_of_it(city: City) -> None:
    case = signed(city)
    told(city)
    due = case.due_at
    assert due is not None
    for _turn in range(2):
        sweep(at=due - timedelta(minutes=1))
    assert told(city, at=due) >= {("firm_staff", "due_soon")}
    for _turn in range(2):
        sweep(at=due + timedelta(minutes=1))
    late = told(city, at=due + HOUR)
    assert ("firm_staff", "overdue") in late
    assert {name for name, news in late if news == "escalated"} & {"street_officer", "street_leader"}
    marked = Clock.objects.filter(case=case, red_at__isnull=False).count()
    assert Notice.objects.filter(kind="case.overdue", person=city.people["firm_staff"]).count() == marked


def test_an_answer_sent_back_for_rework_is_told_to_its_holder(city: City) -> None:
    case = answered(city)
    told(city)
    ending.rework(case.pk, reason="仍停运", actor=city["district_clerk"], at=AT + 5 * HOUR)
    assert ("firm_staff", "rework") in told(city, at=AT + 5 * HOUR)


def test_a_step_carried_to_a_follower_is_told_once_with_its_lead(city: City) -> None:
    lead, _voices = merged(city)
    told(city)
    handling.assign(lead.pk, person_id=city.people["firm_staff"].pk, actor=city["firm_manager"], at=AT + 3 * HOUR)
    assert told(city) == {("firm_staff", "assigned")}
    assert Notice.objects.filter(kind="case.assigned").get().subject == lead.number


def test_what_happened_long_ago_is_no_news(city: City) -> None:
    sent(city)
    assert told(city, at=AT + timedelta(days=3)) == set()


def test_somebody_who_no_longer_works_here_is_told_nothing(city: City) -> None:
    sent(city)
    person = city.people["firm_staff"]
    person.is_active = False
    person.save()
    assert told(city) == {("firm_manager", "dispatched")}


def test_no_notice_holds_a_word_that_people_wrote_and_the_firm_complained_about_hears_nothing(city: City) -> None:
    given: dict[str, Any] = {"text": COMPLAINT, "name": NAME, "phone": PHONE, "door": DOOR, "address": DOOR}
    given |= {"nature": Nature.COMPLAINT, "kind": Kind.COMPLAINT, "urgency": Urgency.DANGER}
    case = sent(city, topic="SVC", **given)
    street = city["street_officer"]
    shielding.release_brief(case.pk, brief="反映态度", actor=city["district_clerk"], at=AT)
    handling.sign(case.pk, actor=street, at=AT + HOUR)
    urging.urge(case.pk, note=COMPLAINT, actor=city["district_leader"], at=AT + HOUR)
    sweep(at=AT + 3 * HOUR)
    ground = ReturnGround.NOT_OUR_DUTY
    returning.send_back(case.pk, ground=ground, reason=COMPLAINT, actor=street, at=AT + 3 * HOUR)
    heard = told(city)
    assert {news for _name, news in heard} >= {"dispatched", "urged", "return_asked"}
    assert not {name for name, _news in heard if name.startswith("firm")}
    written = "\n".join(str(row) for row in Notice.objects.values_list())
    assert [word for word in EVERYTHING if word in written] == []
    assert Notice.objects.exclude(is_danger=True).count() == 0


def test_only_the_system_tells_and_only_of_known_kinds(city: City) -> None:
    news = Told(key="x:1", person=city.people["firm_staff"].pk, kind="nobody.knows", subject="1")
    with pytest.raises(NotAllowedError):
        tell([news], actor=city["city_clerk"], at=AT)
    with pytest.raises(RuleBrokenError, match=r"notice\.kind_unknown"):
        tell([news], actor=SYSTEM, at=AT)


def test_notices_are_forgotten_after_ninety_days_and_the_case_keeps_what_happened(city: City) -> None:
    case = sent(city)
    told(city, at=AT)
    last = Notice.objects.latest("pk").at
    assert actions.forget_old_notices(at=last + timedelta(days=90)) < 2
    assert actions.forget_old_notices(at=last + timedelta(days=90, minutes=1)) >= 1
    assert not Notice.objects.exists()
    assert Case.objects.get(pk=case.pk).steps.filter(step="dispatch").exists()
