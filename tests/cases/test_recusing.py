"""Recusal 回避 and not receiving 不予受理: by whom, with what ground, and what nobody may do afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from huying.cases.actions import ending, handling, shielding
from huying.cases.actions.declining import decline
from huying.cases.actions.handing_over import hand_over
from huying.cases.actions.recusing import ask_recusal, recuse, refuse_recusal
from huying.cases.models import Case, CaseStep, Clock, IdentityOpening, Recusal
from huying.cases.queries.invariants import invariants
from huying.core.actors import RESIDENT
from huying.core.policies import NotAllowedError
from huying.rules.case_facts import Purpose
from huying.rules.case_flow import CaseState, Ending
from huying.rules.errors import RuleBrokenError
from huying.rules.hotline_duties import OutOfRange
from tests.cases.desk import HOUR, answered, client_of, page, sent
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

LATER = AT + 2 * HOUR
NEXT = AT + 3 * HOUR


def in_hand(city: City) -> Case:
    return handling.sign(sent(city, may_share=True).pk, actor=city["firm_staff"], at=AT + HOUR)


def asked(city: City) -> Case:
    return ask_recusal(in_hand(city).pk, word="办理人是对方亲属，电话13812345678", actor=RESIDENT, at=LATER)


def withdrawn(city: City, *, successor: str = "") -> Case:
    return recuse(
        in_hand(city).pk,
        person_id=city.people["firm_staff"].pk,
        reason="与对方有亲属关系",
        successor_id=city.people[successor].pk if successor else None,
        actor=city["firm_staff"],
        at=LATER,
    )


def test_who_withdraws_hands_the_case_to_a_colleague_and_the_deadline_stays(city: City) -> None:
    due = in_hand(city).due_at
    case = withdrawn(city, successor="firm_manager")
    assert (case.holder_person_id, case.state, case.due_at) == (
        city.people["firm_manager"].pk,
        CaseState.HANDLING.value,
        due,
    )
    assert CaseStep.objects.get(case=case, step="recuse").facts == {
        "person": city.people["firm_staff"].pk,
        "to": city.people["firm_manager"].pk,
    }


def test_without_a_colleague_the_desk_of_the_unit_has_it(city: City) -> None:
    assert withdrawn(city).holder_person_id is None


def test_who_withdrew_takes_no_step_is_given_nothing_and_opens_no_identity(city: City) -> None:
    case = withdrawn(city)
    staff, manager, person = city["firm_staff"], city["firm_manager"], city.people["firm_staff"].pk
    for act in (
        lambda: handling.contact(case.pk, note="已联系", actor=staff, at=NEXT),
        lambda: handling.assign(case.pk, person_id=person, actor=manager, at=NEXT),
        lambda: shielding.open_identity(case.pk, purpose=Purpose.HANDLING_CALL, actor=staff, at=NEXT),
    ):
        with pytest.raises(RuleBrokenError, match=r"hotline\.direct_interest"):
            act()
    assert not IdentityOpening.objects.exists()
    assert "此处暂无需您岗位办理的事项" in page(client_of(city, "firm_staff"), "read", case.number)


def test_handing_over_everything_leaves_out_who_withdrew(city: City) -> None:
    case = withdrawn(city, successor="firm_manager")
    hand_over(
        person_id=city.people["firm_manager"].pk,
        unit_id=city.units["firm"].pk,
        successor_id=city.people["firm_staff"].pk,
        reason="调离",
        actor=city["system_admin"],
        at=NEXT,
    )
    assert Case.objects.get(pk=case.pk).holder_person_id is None


def test_only_a_checker_takes_a_colleague_off(city: City) -> None:
    case, manager = in_hand(city), city.people["firm_manager"].pk
    with pytest.raises(NotAllowedError):
        recuse(case.pk, person_id=manager, reason="亲属", actor=city["street_officer"], at=LATER)
    taken = recuse(case.pk, person_id=city.people["firm_staff"].pk, reason="亲属", actor=city["firm_manager"], at=LATER)
    assert taken.has_recusals


def test_the_reporter_asks_once_and_a_superior_grants_it(city: City) -> None:
    case = asked(city)
    row = Recusal.objects.get()
    assert (row.person_id, row.is_asked_by_reporter, row.is_granted) == (city.people["firm_staff"].pk, True, None)
    assert "13812345678" not in CaseStep.objects.get(case=case, step="ask_recusal").note
    with pytest.raises(RuleBrokenError, match=r"case\.recusal_asked"):
        ask_recusal(case.pk, word="再说一次", actor=RESIDENT, at=NEXT)
    recuse(case.pk, person_id=row.person_id, reason="属实", actor=city["firm_manager"], at=NEXT)
    row.refresh_from_db()
    assert (row.is_granted, row.decided_at) == (True, NEXT)
    assert Recusal.objects.count() == 1


def test_a_superior_refuses_it_with_a_reason_but_not_about_themselves(city: City) -> None:
    case = asked(city)
    with pytest.raises(RuleBrokenError, match=r"case\.reason_missing"):
        refuse_recusal(case.pk, reason=" ", actor=city["firm_manager"], at=NEXT)
    refuse_recusal(case.pk, reason="并无亲属关系", actor=city["firm_manager"], at=NEXT)
    assert Case.objects.get(pk=case.pk).holder_person_id == city.people["firm_staff"].pk
    with pytest.raises(RuleBrokenError, match=r"case\.no_recusal"):
        refuse_recusal(case.pk, reason="再拒", actor=city["firm_manager"], at=NEXT)


def test_nobody_decides_about_themselves(city: City) -> None:
    case = handling.assign(
        in_hand(city).pk, person_id=city.people["firm_manager"].pk, actor=city["firm_staff"], at=AT + HOUR
    )
    ask_recusal(case.pk, word="亲属", actor=RESIDENT, at=LATER)
    with pytest.raises(RuleBrokenError, match=r"case\.own_recusal"):
        refuse_recusal(case.pk, reason="无关", actor=city["firm_manager"], at=NEXT)


def test_it_is_asked_only_about_somebody(city: City) -> None:
    with pytest.raises(RuleBrokenError, match=r"case\.nobody_to_recuse"):
        ask_recusal(sent(city).pk, word="亲属", actor=RESIDENT, at=LATER)


@pytest.mark.parametrize("successor", ["firm_staff", "street_officer"])
def test_the_successor_is_another_member_of_the_unit(city: City, successor: str) -> None:
    with pytest.raises(RuleBrokenError, match=r"direct_interest|person_not_in_unit"):
        withdrawn(city, successor=successor)
    assert not Recusal.objects.exists()


def test_the_doctor_names_a_case_held_by_who_withdrew(city: City) -> None:
    case = withdrawn(city)
    rule = next(each for each in invariants() if each.name == "case.recusal")
    assert list(rule.breaches()) == []
    Case.objects.filter(pk=case.pk).update(holder_person=city.people["firm_staff"])
    assert list(rule.breaches()) == [case.number]


@pytest.mark.parametrize("ground", [each for each in OutOfRange if each is not OutOfRange.SETTLED])
def test_what_may_not_be_received_ends_before_it_is_sent_and_counts_in_no_limit(city: City, ground: OutOfRange) -> None:
    case = decline(city.receive().pk, ground=ground, reason="已起诉", actor=city["district_clerk"], at=LATER)
    assert (case.state, case.ending) == (CaseState.CLOSED.value, Ending.DECLINED.value)
    clocks = Clock.objects.filter(case=case)
    assert clocks.exists()
    assert all(clock.is_cancelled and clock.stopped_at == LATER for clock in clocks)


def test_what_was_sent_is_no_longer_declined(city: City) -> None:
    with pytest.raises(RuleBrokenError, match=r"case\.step_not_now"):
        decline(sent(city).pk, ground=OutOfRange.COURT, reason="已起诉", actor=city["district_clerk"], at=LATER)


def test_settled_before_names_the_closed_case_of_the_place(city: City) -> None:
    actor, earlier = city["district_clerk"], answered(city)
    new = city.receive(at=AT + HOUR)
    facts = {"ground": OutOfRange.SETTLED, "reason": "无新情况", "actor": actor, "at": AT + 9 * HOUR}
    with pytest.raises(RuleBrokenError, match=r"case\.not_found"):
        decline(new.pk, **facts)  # type: ignore[arg-type]
    with pytest.raises(RuleBrokenError, match=r"case\.earlier_not_settled"):
        decline(new.pk, earlier=earlier.number, **facts)  # type: ignore[arg-type]
    ending.close(earlier.pk, ending=Ending.EXPLAINED, reason="已解释", actor=actor, at=AT + 8 * HOUR)
    case = decline(new.pk, earlier=earlier.number, **facts)  # type: ignore[arg-type]
    assert CaseStep.objects.get(case=case, step="decline").facts["earlier"] == earlier.pk


def test_an_earlier_case_is_named_for_nothing_else(city: City) -> None:
    with pytest.raises(RuleBrokenError, match=r"case\.earlier_not_asked"):
        decline(
            city.receive().pk,
            ground=OutOfRange.COURT,
            reason="已起诉",
            earlier="20210601-000001",
            actor=city["district_clerk"],
            at=LATER,
        )
