"""Who may make a volume 卷宗权限. Enterprises and committees may not, in any variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.policies import OPEN_IDENTITY
from huying.core.policies import policy
from huying.rules.roles import OFFICIAL, Role

if TYPE_CHECKING:
    from huying.cases.models import Case
    from huying.core.actors import Actor

MAKERS = (OFFICIAL | {Role.AUDITOR}) - {Role.CALLER}
HOLDERS_ONLY = frozenset({Role.DEPARTMENT_LEADER, Role.DEPARTMENT_OFFICER})
"""A department makes the volume of what it holds; a unit that only assists does not read all of it."""


def _makes(actor: Actor, case: Case | None) -> bool:
    if actor.role not in MAKERS:
        return False
    if case is None or (actor.unit_id is not None and case.holder_unit_id == actor.unit_id):
        return True
    return actor.role not in HOLDERS_ONLY and actor.covers(case.place)


def _makes_full(actor: Actor, case: Case | None) -> bool:
    if not _makes(actor, case) or actor.role is Role.AUDITOR:
        return False
    return case is None or (hasattr(case, "reporter") and OPEN_IDENTITY.may(actor, case))


MAKE_VOLUME = policy("make_volume", "Make the masked volume of a case one reads whole", _makes)
MAKE_FULL_VOLUME = policy(
    "make_full_volume", "Make a volume that names the reporter: who may open the identity", _makes_full
)
