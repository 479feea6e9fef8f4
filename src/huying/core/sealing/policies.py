"""Who may look at the seal of the log 审计封存权限."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.core.policies import policy
from huying.rules.roles import Role

if TYPE_CHECKING:
    from huying.core.actors import Actor

WATCHERS = frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.AUDITOR})


def _watches(actor: Actor, _subject: Any) -> bool:
    return actor.role in WATCHERS


SEE_SEAL = policy("see_seal", "See the seal of the audit log and take its bundle", _watches)
