"""Who may see and change the register of places 区划权限."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.core.policies import policy
from huying.rules.roles import Role

if TYPE_CHECKING:
    from huying.core.actors import Actor

KEEPERS = frozenset({Role.SYSTEM_ADMIN, Role.CITY_CLERK})


def _keeps(actor: Actor, _region: Any) -> bool:
    return actor.role in KEEPERS


SEE_PLACES = policy("see_places", "Read the register of places", lambda actor, _region: actor.role is not None)
MANAGE_PLACES = policy("manage_places", "Add, recode and assign places", _keeps)
