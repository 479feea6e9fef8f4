"""Who may read, object to, rule on and publish a closed month 结算权限."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.policies import policy
from huying.rules.roles import OFFICIAL, Role

if TYPE_CHECKING:
    from huying.closings.models import Closing, CountedCase, Objection
    from huying.core.actors import Actor

READERS = (OFFICIAL | {Role.AUDITOR}) - {Role.CALLER}
OBJECTORS = OFFICIAL - {Role.CALLER, Role.HOTLINE_DESK, Role.CITY_LEADER}
RULERS = frozenset({Role.CITY_CLERK, Role.CITY_LEADER})


def _objects(actor: Actor, counted: CountedCase | None) -> bool:
    return actor.role in OBJECTORS and (counted is None or counted.unit_id == actor.unit_id)


def _rules(actor: Actor, objection: Objection | None) -> bool:
    return actor.role in RULERS and (objection is None or objection.asked_by_id != actor.person_id)


SEE_CLOSINGS = policy(
    "see_closings", "Read closed months: figures, rows and rulings", lambda actor, _row: actor.role in READERS
)
OBJECT_TO_CLOSING = policy(
    "object_to_closing", "Object to how a case of one's own unit is counted in a closed month", _objects
)
RULE_ON_CLOSING = policy("rule_on_closing", "Rule on an objection: the city, and never the person who objected", _rules)


def _publishes(actor: Actor, _closing: Closing | None) -> bool:
    return actor.role is Role.CITY_LEADER


PUBLISH_CLOSING = policy("publish_closing", "Publish a closed month, or correct it after that", _publishes)
LOOK_AT_SIGN = policy(
    "look_at_sign",
    "Write what a sign of pressure on the figures turned out to be",
    lambda actor, _sign: actor.role in RULERS,
)
