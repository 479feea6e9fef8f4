"""Who reads and keeps the register of policy documents 文库权限."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.policies import policy
from huying.rules.roles import OFFICIAL, Role

if TYPE_CHECKING:
    from huying.core.actors import Actor
    from huying.library.models import PolicyDocument

READERS = OFFICIAL | {Role.AUDITOR}
KEEPERS = frozenset({Role.CITY_LEADER, Role.CITY_CLERK, Role.DISTRICT_LEADER, Role.DISTRICT_CLERK})


def _keeps(actor: Actor, document: PolicyDocument | None) -> bool:
    return actor.role in KEEPERS and (document is None or document.unit_id == actor.unit_id)


SEE_POLICIES = policy(
    "see_policies", "Read policy documents and what carries them out", lambda actor, _document: actor.role in READERS
)
KEEP_POLICIES = policy("keep_policies", "Enter, tie and release policy documents: the property office", _keeps)
