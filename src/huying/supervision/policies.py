"""Who may order, mark, answer, rule and read 督办权限. Enterprises and committees have no part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.policies import policy
from huying.rules.roles import OFFICIAL, Role

if TYPE_CHECKING:
    from huying.core.actors import Actor
    from huying.supervision.models import Mark, Measure, Order

READERS = (OFFICIAL | {Role.AUDITOR}) - {Role.CALLER}
ANSWERERS = OFFICIAL - {Role.CALLER}
DEPARTMENT = frozenset({Role.DEPARTMENT_LEADER, Role.DEPARTMENT_OFFICER})
OWN_ONLY = DEPARTMENT | {Role.HOTLINE_DESK, Role.COMMUNITY_WORKER}
SUPERVISING_LEADERS = frozenset({Role.CITY_LEADER, Role.DISTRICT_LEADER, Role.STREET_LEADER})
SUPERVISORS = SUPERVISING_LEADERS | {Role.CITY_CLERK, Role.DISTRICT_CLERK, Role.STREET_OFFICER}
RULERS = frozenset({Role.CITY_LEADER, Role.DISTRICT_LEADER})


def _issues(actor: Actor, order: Order | None) -> bool:
    return actor.role in SUPERVISORS and (order is None or order.issuer_id == actor.unit_id)


def _answers(actor: Actor, row: Order | Mark | None) -> bool:
    return actor.role in ANSWERERS and (row is None or row.unit_id == actor.unit_id)


def _gives(actor: Actor, mark: Mark | None) -> bool:
    return actor.role in SUPERVISING_LEADERS and (mark is None or mark.giver_id == actor.unit_id)


def _rules(actor: Actor, mark: Mark | None) -> bool:
    if actor.role not in RULERS:
        return False
    return mark is None or (mark.ruler_id == actor.unit_id and mark.given_by_id != actor.person_id)


def _measures(actor: Actor, measure: Measure | None) -> bool:
    if actor.role not in SUPERVISORS | DEPARTMENT:
        return False
    return measure is None or measure.body_id == actor.unit_id


SEE_SUPERVISION = policy(
    "see_supervision",
    "Read orders, marks and measures of the ranges, or those of one's unit",
    lambda actor, _row: actor.role in READERS,
)
ISSUE_ORDER = policy("issue_order", "Order a unit below, accept or send back its report: the unit above", _issues)
ANSWER_ORDER = policy("answer_order", "Receive an order and report back: the unit that was ordered", _answers)
GIVE_MARK = policy("give_mark", "Mark or criticise a unit below, or withdraw that: a leader of the unit above", _gives)
ANSWER_MARK = policy("answer_mark", "Receive a mark or appeal against it: the unit that was marked", _answers)
RULE_MARK = policy("rule_mark", "Rule on an appeal: a leader of the level above, never who gave the mark", _rules)
TAKE_MEASURE = policy(
    "take_measure", "Talk with, order or transfer an enterprise: a body that has the power", _measures
)
