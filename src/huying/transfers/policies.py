"""Who may transfer, approve and keep what came back 移送权限. Enterprises and committees have no part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.policies import UPPER
from huying.core.policies import policy
from huying.rules.roles import LEADERS, OFFICIAL, Role

if TYPE_CHECKING:
    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.transfers.models import Transfer

READERS = (OFFICIAL | {Role.AUDITOR}) - {Role.CALLER, Role.HOTLINE_DESK}
ASKERS = READERS - {Role.COMMUNITY_WORKER, Role.AUDITOR}
"""A community writes no letters to courts or police: its street does."""


def _asks(actor: Actor, case: Case | None) -> bool:
    if actor.role not in ASKERS:
        return False
    if case is None or (actor.unit_id is not None and case.holder_unit_id == actor.unit_id):
        return True
    return actor.role in UPPER and actor.covers(case.place)


def _keeps(actor: Actor, transfer: Transfer | None) -> bool:
    return actor.role in ASKERS and (transfer is None or transfer.unit_id == actor.unit_id)


def _approves(actor: Actor, transfer: Transfer | None) -> bool:
    return actor.role in LEADERS and _keeps(actor, transfer)


SEE_TRANSFERS = policy(
    "see_transfers", "Read the transfers of the post's ranges, or those of one's unit", lambda a, _t: a.role in READERS
)
ASK_TRANSFER = policy("ask_transfer", "Write a transfer: the unit that holds the case, or the level above", _asks)
APPROVE_TRANSFER = policy("approve_transfer", "Approve and send a transfer: the leader of the unit", _approves)
KEEP_TRANSFER = policy("keep_transfer", "Note receipt and decision, urge: the unit that sent it", _keeps)
