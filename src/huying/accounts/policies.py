"""Who may keep the register of people and posts 人员与岗位权限.

Three administrators, none of whom can do the others' work (GB/T 22239 8.1.5): the system administrator keeps
people and units, the security administrator grants posts and tokens, the audit administrator only reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.core.policies import policy
from huying.rules.roles import ADMINS, LEADERS, OFFICIAL, Role

if TYPE_CHECKING:
    from huying.accounts.models import Person, Unit
    from huying.core.actors import Actor

CLERKS = frozenset({Role.CITY_CLERK, Role.DISTRICT_CLERK, Role.STREET_OFFICER})
READERS = OFFICIAL | ADMINS | {Role.AUDITOR}


def _people(actor: Actor, _subject: Any) -> bool:
    return actor.role is Role.SYSTEM_ADMIN


def _grants(actor: Actor, _subject: Any) -> bool:
    return actor.role is Role.SECURITY_ADMIN


def _own(actor: Actor, person: Person | None) -> bool:
    if actor.person_id is None:
        return False
    return person is None or person.pk == actor.person_id or actor.role is Role.SYSTEM_ADMIN


def _resets(actor: Actor, person: Person | None) -> bool:
    return actor.role is Role.SECURITY_ADMIN and (person is None or person.pk != actor.person_id)


def _rota(actor: Actor, unit: Unit | None) -> bool:
    if actor.role is Role.SYSTEM_ADMIN:
        return True
    keeps = actor.role in LEADERS | CLERKS | {
        Role.COMMUNITY_WORKER,
        Role.DEPARTMENT_OFFICER,
        Role.ENTERPRISE_STAFF,
    }
    return keeps and (unit is None or unit.pk == actor.unit_id)


def _signed_in(actor: Actor, _subject: Any) -> bool:
    return actor.person_id is not None


SIGN_IN = policy("sign_in", "Sign in; anybody may try", lambda _actor, _subject: True)
SIGNED_IN = policy("signed_in", "Choose a post, change one's own password, sign out", _signed_in)
SEE_PEOPLE = policy("see_people", "Read the list of people and posts", lambda actor, _subject: actor.role in READERS)
MANAGE_PEOPLE = policy("manage_people", "Add units and people, change what is written of them", _people)
GRANT_POSTS = policy("grant_posts", "Create posts, say who holds them, issue tokens", _grants)
SET_PASSWORD = policy("set_password", "Set one's own password, or a new one for somebody", _own)
RESET_FACTOR = policy("reset_factor", "Take somebody else's lost phone out of use as second factor", _resets)
NOTE_ABSENCE = policy("note_absence", "Note one's own absence and deputy, or somebody's", _own)
SET_DUTY = policy("set_duty", "Set the duty rota of one's own unit", _rota)
