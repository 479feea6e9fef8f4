"""Who may release rule sets and edit the calendar 规则发布权限."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.core.policies import policy
from huying.rules.roles import Role

if TYPE_CHECKING:
    from huying.core.actors import Actor


def _city(actor: Actor, _subject: Any) -> bool:
    return actor.role in {Role.CITY_CLERK, Role.CITY_LEADER}


SEE_RULES = policy("see_rules", "Read rule sets and the calendar", lambda actor, _subject: actor.role is not None)
RELEASE_RULES = policy("release_rules", "Draft and release versions of rule sets", _city)
LOAD_SHIPPED = policy("load_shipped_rules", "Release what is shipped, once", lambda _actor, _subject: False)
EDIT_CALENDAR = policy("edit_calendar", "Enter holidays and make-up work days", _city)
