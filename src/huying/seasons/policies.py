"""Who may keep the duty log, report, keep and open plans, and declare events 值班与季节预案权限.

Enterprises keep a duty log of their own; of holidays, plans and events they and committees see nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.core.policies import policy
from huying.rules.roles import LEADERS, OFFICIAL, Role

if TYPE_CHECKING:
    from huying.core.actors import Actor

READERS = (OFFICIAL | {Role.AUDITOR}) - {Role.CALLER}
DOERS = OFFICIAL - {Role.CALLER}
ON_DUTY = DOERS | {Role.ENTERPRISE_STAFF}
LOG_READERS = ON_DUTY | {Role.AUDITOR}
OWN_ONLY = frozenset({Role.DEPARTMENT_LEADER, Role.DEPARTMENT_OFFICER, Role.ENTERPRISE_STAFF})
OFFICES = frozenset({Role.CITY_LEADER, Role.CITY_CLERK, Role.DISTRICT_LEADER, Role.DISTRICT_CLERK})
DECLARERS = OFFICES | {Role.STREET_LEADER, Role.STREET_OFFICER}
ABOVE = LEADERS | OFFICES


def _of_unit(roles: frozenset[Role]) -> Any:
    def allows(actor: Actor, row: Any) -> bool:
        return actor.role in roles and (row is None or row.unit_id == actor.unit_id)

    return allows


def _ticks(actor: Actor, task: Any) -> bool:
    return actor.role in DOERS and (task is None or actor.unit_id in {task.unit_id, task.season.unit_id})


def _declares(actor: Actor, surge: Any) -> bool:
    return actor.role in DECLARERS and (surge is None or actor.covers(surge.place))


def _holds(actor: Actor, surge: Any) -> bool:
    return actor.role in DOERS and (surge is None or surge.unit_id == actor.unit_id or _declares(actor, surge))


SEE_WATCHES = policy(
    "see_watches",
    "Read the duty log of one's unit, and of the units of the post's ranges",
    lambda actor, _row: actor.role in LOG_READERS,
)
KEEP_WATCH = policy(
    "keep_watch", "Take over a watch of one's unit and write its log: who is on the rota", _of_unit(ON_DUTY)
)
SEE_ROSTERS = policy(
    "see_rosters",
    "Read holiday rosters and daily reports of one's unit, and of the units of the post's ranges",
    lambda actor, _row: actor.role in READERS,
)
SEND_REPORT = policy("send_report", "Send the daily report of one's unit on a holiday", _of_unit(DOERS))
SEE_SEASONS = policy(
    "see_seasons",
    "Read season plans and events of the post's ranges, those above, and those one's unit has a part in",
    lambda actor, _row: actor.role in READERS,
)
KEEP_SEASON = policy(
    "keep_season",
    "Draft, release, open and close a season plan: the property office of city or district",
    _of_unit(OFFICES),
)
TICK_SEASON = policy(
    "tick_season", "Tick a line of the check list: the unit that has it, or the one that keeps the plan", _ticks
)
DECLARE_SURGE = policy(
    "declare_surge", "Declare an event, turn a proposal down, name who holds it: street, district or city", _declares
)
HOLD_SURGE = policy(
    "hold_surge", "Confirm cases, write what all reporters read, end an event: who holds it or declares", _holds
)
