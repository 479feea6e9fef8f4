"""Who may call, attend, write, issue and carry out 会议权限."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.policies import policy
from huying.rules.roles import OFFICIAL, SHIELDED_FROM_REPORTER, Role

if TYPE_CHECKING:
    from huying.conferences.models import Conference, Member, Resolution
    from huying.core.actors import Actor

OVERSEERS = (OFFICIAL | {Role.AUDITOR}) - {Role.CALLER, Role.HOTLINE_DESK}
"""Who reads the conferences of the post's ranges, besides those of one's own unit."""
READERS = OVERSEERS | SHIELDED_FROM_REPORTER
HOSTS = frozenset({Role.STREET_LEADER, Role.STREET_OFFICER, Role.COMMUNITY_WORKER})
ISSUERS = frozenset({Role.STREET_LEADER, Role.COMMUNITY_WORKER})
PARTICIPANTS = READERS - {Role.AUDITOR}


def _hosts(actor: Actor, conference: Conference | None) -> bool:
    return actor.role in HOSTS and (conference is None or conference.host_id == actor.unit_id)


def _issues(actor: Actor, conference: Conference | None) -> bool:
    return actor.role in ISSUERS and _hosts(actor, conference)


def _sits(actor: Actor, member: Member | None) -> bool:
    return actor.role in PARTICIPANTS and (member is None or (member.unit_id or -1) == actor.unit_id)


def _carries_out(actor: Actor, resolution: Resolution | None) -> bool:
    if resolution is None:
        return actor.role in PARTICIPANTS
    return _sits(actor, resolution.lead) or _hosts(actor, resolution.conference)


SEE_CONFERENCES = policy(
    "see_conferences",
    "Read the conferences of the post's ranges, or those one's unit takes part in",
    lambda actor, _conference: actor.role in READERS,
)
HOST_CONFERENCE = policy("host_conference", "Plan, call, hold and write up a conference: the unit that hosts", _hosts)
ISSUE_MINUTES = policy("issue_minutes", "Issue minutes: the leader of the street, or the community that hosts", _issues)
SIT_IN_CONFERENCE = policy("sit_in_conference", "Attend, and comment on minutes: a unit that takes part", _sits)
CARRY_OUT_RESOLUTION = policy(
    "carry_out_resolution", "Say that a resolution is done: the unit that has it, or the host", _carries_out
)
PROPOSE_ITEM = policy(
    "propose_item",
    "Propose a matter for the next conference over a place",
    lambda actor, _unit: actor.role in PARTICIPANTS,
)
