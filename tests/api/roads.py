"""Ways by which a case comes to each state, by the people who may take it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.cases.actions import answering, ending, handling, returning, timing
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.merging import merge
from huying.cases.actions.recusing import ask_recusal
from huying.cases.actions.splitting import split
from huying.cases.actions.standing import Planned, ask_standing, stand_long_term
from huying.core.actors import RESIDENT
from huying.rules.case_facts import PauseReason, ReturnGround, Urgency
from huying.rules.case_flow import CaseState, Ending
from tests.people import AT

if TYPE_CHECKING:
    from collections.abc import Callable

    from huying.cases.models import Case
    from tests.people import City


def triage(city: City) -> Case:
    """Received, not yet confirmed."""
    return city.receive()


def dispatched(city: City, **given: Any) -> Case:
    """Sent to the firm that serves the compound."""
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    return dispatch(city.receive(**given).pk, confirmed, actor=city["district_clerk"], at=AT)


def handling_(city: City) -> Case:
    """Signed for by the firm."""
    return handling.sign(dispatched(city).pk, actor=city["firm_staff"], at=AT)


def paused(city: City) -> Case:
    """Its clocks stopped."""
    facts = {"reason": PauseReason.EXPERT_OPINION, "note": "等待检测"}
    return timing.pause(handling_(city).pk, actor=city["firm_staff"], at=AT, **facts)  # type: ignore[arg-type]


def recusal_asked(city: City) -> Case:
    """The reporter asks that the handler withdraws."""
    return ask_recusal(handling_(city).pk, word="亲属关系", actor=RESIDENT, at=AT)


def asking(city: City) -> Case:
    """More time was asked for."""
    return timing.extend(handling_(city).pk, days=3, reason="配件未到", actor=city["firm_staff"], at=AT)


def checking(city: City) -> Case:
    """A draft is before the checkers."""
    return answering.draft(handling_(city).pk, text="已修复。", actor=city["firm_staff"], at=AT)


def approved(city: City) -> Case:
    """The draft was approved."""
    facts = {"is_approved": True, "remark": ""}
    return answering.check_draft(checking(city).pk, actor=city["firm_manager"], at=AT, **facts)  # type: ignore[arg-type]


def answered(city: City) -> Case:
    """The answer was issued."""
    return answering.issue(approved(city).pk, actor=city["firm_staff"], at=AT)


def issued_early(city: City) -> Case:
    """An urgent answer that was issued before anybody approved it."""
    staff = city["firm_staff"]
    urgent = handling.sign(dispatched(city, urgency=Urgency.URGENT).pk, actor=staff, at=AT)
    return answering.issue(urgent.pk, text="已处置。", actor=staff, at=AT)


def asked_to_stand(city: City) -> Case:
    """The firm asked that it may stand long-term."""
    planned = [Planned(words="方案")]
    return ask_standing(handling_(city).pk, reason="需大修", milestones=planned, actor=city["firm_staff"], at=AT)


def returned(city: City) -> Case:
    """The firm asked to be rid of it; the street rules."""
    facts = {"ground": ReturnGround.NOT_OUR_DUTY, "reason": "非本公司"}
    return returning.send_back(dispatched(city).pk, actor=city["firm_staff"], at=AT, **facts)  # type: ignore[arg-type]


def merged(city: City) -> Case:
    """Joined with another of the same matter, which was signed for."""
    into = handling_(city).pk
    return merge(triage(city).pk, into=into, actor=city["district_clerk"], at=AT)


def split_(city: City) -> Case:
    """The street was asked for a part."""
    case = handling_(city)
    return split(case.pk, unit_id=city.units["street"].pk, task="查井道", actor=city["firm_staff"], at=AT)


def standing(city: City) -> Case:
    """Long-term."""
    actor = city["district_clerk"]
    return stand_long_term(answered(city).pk, reason="需大修", milestone="年底前更换", actor=actor, at=AT)


def closed(city: City) -> Case:
    """Closed by the office above."""
    facts = {"ending": Ending.EXPLAINED, "reason": "已依法解释"}
    return ending.close(answered(city).pk, actor=city["district_clerk"], at=AT, **facts)  # type: ignore[arg-type]


TO: dict[CaseState, Callable[[City], Case]] = {
    CaseState.TRIAGE: triage,
    CaseState.DISPATCHED: dispatched,
    CaseState.HANDLING: handling_,
    CaseState.CHECKING: checking,
    CaseState.RETURN_ASKED: returned,
    CaseState.ANSWERED: answered,
    CaseState.STANDING: standing,
    CaseState.CLOSED: closed,
}
"""One way to every state."""
