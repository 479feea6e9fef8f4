"""Who may see and keep the register of compounds and owners 小区与业主权限."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.policies import policy
from huying.rules.roles import Role

if TYPE_CHECKING:
    from huying.core.actors import Actor
    from huying.estates.models import Compound

KEEPERS = frozenset({Role.CITY_CLERK, Role.DISTRICT_CLERK, Role.STREET_OFFICER})
ROLL_READERS = KEEPERS | {Role.COMMUNITY_WORKER}


def _reads(actor: Actor, _compound: Compound | None) -> bool:
    return actor.role is not None


def _keeps(actor: Actor, compound: Compound | None) -> bool:
    return actor.role in KEEPERS and (compound is None or actor.covers(compound.key))


def _reads_roll(actor: Actor, compound: Compound | None) -> bool:
    return actor.role in ROLL_READERS and (compound is None or actor.covers(compound.key))


SEE_COMPOUNDS = policy("see_compounds", "Read the register of compounds", _reads)
MANAGE_COMPOUNDS = policy("manage_compounds", "Keep compounds and buildings in the post's ranges", _keeps)
SEE_OWNERS = policy("see_owners", "Read how many parts and owners a roll has, in the post's ranges", _reads_roll)
MANAGE_OWNERS = policy("manage_owners", "Keep owners' rolls in the post's ranges", _keeps)
