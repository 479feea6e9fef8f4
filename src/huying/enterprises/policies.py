"""Who may see and keep the register of enterprises 物业企业登记权限."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.policies import policy
from huying.rules.roles import Role

if TYPE_CHECKING:
    from huying.core.actors import Actor
    from huying.enterprises.models import Enterprise
    from huying.estates.models import Compound

CITY_KEEPERS = frozenset({Role.CITY_CLERK, Role.DISTRICT_CLERK})
KEEPERS = CITY_KEEPERS | {Role.STREET_OFFICER}


def _reads(actor: Actor, _enterprise: Enterprise | None) -> bool:
    return actor.role is not None


def _keeps(actor: Actor, enterprise: Enterprise | None) -> bool:
    return actor.role in CITY_KEEPERS and (enterprise is None or actor.covers(enterprise.unit.place))


def _serves(actor: Actor, compound: Compound | None) -> bool:
    return actor.role in KEEPERS and (compound is None or actor.covers(compound.key))


SEE_ENTERPRISES = policy("see_enterprises", "Read the register of enterprises", _reads)
MANAGE_ENTERPRISES = policy("manage_enterprises", "Keep enterprises registered in the post's ranges", _keeps)
SET_SERVICE = policy("set_service", "Say how a compound in the post's ranges is served, by whom", _serves)
