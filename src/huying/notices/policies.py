"""Who may read and write notices 通知权限."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.policies import policy
from huying.rules.roles import Role

if TYPE_CHECKING:
    from huying.core.actors import Actor
    from huying.notices.models import Notice


def _own(actor: Actor, notice: Notice | None) -> bool:
    if actor.person_id is None or actor.role is None:
        return False
    return notice is None or notice.person_id == actor.person_id


READ_NOTICES = policy("read_notices", "Read what one was told oneself, and mark it as read", _own)
TELL_PEOPLE = policy("tell_people", "Tell people what happened: the system alone", lambda _actor, _subject: False)
SET_NOTICES = policy(
    "set_notices", "Say by which ways, where and when one is told oneself", lambda actor, _subject: _own(actor, None)
)
SEE_DELIVERIES = policy(
    "see_deliveries",
    "Read which deliveries of notices failed, without addresses",
    lambda actor, _subject: actor.role is Role.SYSTEM_ADMIN,
)
