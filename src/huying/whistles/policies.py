"""Who may whistle, come, rule and read 吹哨权限. Enterprises and committees have no part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.policies import policy
from huying.rules.roles import OFFICIAL, Role

if TYPE_CHECKING:
    from huying.core.actors import Actor
    from huying.whistles.models import Whistle, WhistleCall

READERS = (OFFICIAL | {Role.AUDITOR}) - {Role.CALLER, Role.HOTLINE_DESK}
STREET = frozenset({Role.STREET_LEADER, Role.STREET_OFFICER})
DEPARTMENT = frozenset({Role.DEPARTMENT_LEADER, Role.DEPARTMENT_OFFICER})
HOSTS = STREET | DEPARTMENT
APPROVERS = frozenset({Role.STREET_LEADER, Role.DEPARTMENT_LEADER})
RULERS = frozenset({Role.DISTRICT_CLERK, Role.DISTRICT_LEADER})


def _hosts(actor: Actor, whistle: Whistle | None) -> bool:
    return actor.role in HOSTS and (whistle is None or whistle.unit_id == actor.unit_id)


def _approves(actor: Actor, whistle: Whistle | None) -> bool:
    return actor.role in APPROVERS and _hosts(actor, whistle)


def _is_called(actor: Actor, call: WhistleCall | None) -> bool:
    return actor.role in HOSTS and (call is None or call.unit_id == actor.unit_id)


def _rules(actor: Actor, call: WhistleCall | None) -> bool:
    return actor.role in RULERS and (call is None or actor.covers(call.whistle.place))


SEE_WHISTLES = policy(
    "see_whistles", "Read the whistles of the post's ranges, or those of one's unit", lambda a, _w: a.role in READERS
)
BLOW_WHISTLE = policy("blow_whistle", "Ask other units to come: street or lead department", _hosts)
HOST_WHISTLE = policy("host_whistle", "Note arrivals, decide, close: the unit that whistled", _hosts)
APPROVE_WHISTLE = policy("approve_whistle", "Approve a whistle: the responsible leader of the unit", _approves)
ANSWER_WHISTLE = policy("answer_whistle", "Answer a whistle: the unit that was called", _is_called)
RULE_WHISTLE = policy("rule_whistle", "Rule on a unit's refusal: the district over the place", _rules)
