"""Who may keep plans, groups, the ledger and visits, and who carries out what was given 组织领导权限.

Enterprises and committees have no part in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.core.policies import policy
from huying.rules.roles import OFFICIAL, Role

if TYPE_CHECKING:
    from huying.core.actors import Actor

READERS = (OFFICIAL | {Role.AUDITOR}) - {Role.CALLER, Role.HOTLINE_DESK}
DEPARTMENT = frozenset({Role.DEPARTMENT_LEADER, Role.DEPARTMENT_OFFICER})
OFFICES = frozenset({Role.CITY_LEADER, Role.CITY_CLERK, Role.DISTRICT_LEADER, Role.DISTRICT_CLERK})
STREET = frozenset({Role.STREET_LEADER, Role.STREET_OFFICER})
PLANNERS = OFFICES | DEPARTMENT | STREET
DOERS = READERS - {Role.AUDITOR}


def _plans(actor: Actor, row: Any) -> bool:
    return actor.role in PLANNERS and (row is None or row.unit_id == actor.unit_id)


def _groups(actor: Actor, row: Any) -> bool:
    return actor.role in OFFICES | DEPARTMENT and (row is None or row.unit_id == actor.unit_id)


def _ledgers(actor: Actor, row: Any) -> bool:
    return actor.role in OFFICES and (row is None or row.unit_id == actor.unit_id)


def _visits(actor: Actor, row: Any) -> bool:
    return actor.role in OFFICES | STREET and (row is None or row.unit_id == actor.unit_id)


def _carries_out(actor: Actor, promise: Any) -> bool:
    if actor.role not in DOERS:
        return False
    return promise is None or actor.unit_id in {promise.unit_id, promise.keeper_id}


SEE_LEADERSHIP = policy(
    "see_leadership",
    "Read plans, groups, major problems and visits of the post's ranges, or those one's unit has a part in",
    lambda actor, _row: actor.role in READERS,
)
KEEP_PLAN = policy("keep_plan", "Draft, start, report on and end a plan of one's unit", _plans)
KEEP_GROUP = policy(
    "keep_group", "Form a group, note its sessions, renew and dissolve it: the unit that keeps it", _groups
)
KEEP_LEDGER = policy("keep_ledger", "Keep the ledger of major problems: the property office", _ledgers)
KEEP_VISIT = policy("keep_visit", "Plan a visit, note and follow what it found: the unit that prepares it", _visits)
CARRY_OUT_PROMISE = policy(
    "carry_out_promise",
    "Say that a milestone or task is done: the unit that has it, or the one that keeps it",
    _carries_out,
)
