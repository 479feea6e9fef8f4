"""Words for the closed lists of transfers 移送用语."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huying.rules.transfers import EvidenceKind, Outcome, TransferState, TransferStep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

    from django.utils.functional import _StrPromise

    from huying.rules.transfers import TransferRules

LABELS: dict[Enum, _StrPromise] = {
    TransferState.WAITING: pgettext_lazy("transfer", "waits for approval"),
    TransferState.TURNED_DOWN: pgettext_lazy("transfer", "not approved"),
    TransferState.SENT: pgettext_lazy("transfer", "sent"),
    TransferState.RECEIVED: pgettext_lazy("transfer", "received"),
    TransferState.DECLINED: pgettext_lazy("transfer", "not taken"),
    TransferState.DECIDED: pgettext_lazy("transfer", "decided"),
    TransferStep.ASK: pgettext_lazy("transfer", "Letter written"),
    TransferStep.APPROVE: pgettext_lazy("transfer", "Approve and send"),
    TransferStep.TURN_DOWN: pgettext_lazy("transfer", "Do not approve"),
    TransferStep.RECEIPT: pgettext_lazy("transfer", "Note the receipt"),
    TransferStep.DECLINE: pgettext_lazy("transfer", "They do not take it"),
    TransferStep.DECISION: pgettext_lazy("transfer", "Note the decision"),
    TransferStep.URGE: pgettext_lazy("transfer", "Ask again by letter"),
    TransferStep.LATE: pgettext_lazy("transfer", "Late"),
    Outcome.FILED: pgettext_lazy("transfer", "Filed, they handle it"),
    Outcome.NOT_FILED: pgettext_lazy("transfer", "Not filed"),
    Outcome.SETTLED: pgettext_lazy("transfer", "Settled by a decision"),
    EvidenceKind.PHOTO: pgettext_lazy("transfer", "Photo"),
    EvidenceKind.ANSWER: pgettext_lazy("transfer", "Answer"),
}
NEWS: dict[str, _StrPromise] = {
    "transfer.receipt_late": _("The receipt of a letter of your unit is late"),
    "transfer.result_late": _("The decision on a letter of your unit is late"),
}
"""By kind of notice."""


def label(member: Enum) -> str:
    """Return the words for a member of a closed list."""
    return str(LABELS[member])


def words(name: str) -> Mapping[str, _StrPromise]:
    """Return the words for stored steps or states, as refusals name them."""
    kind = TransferStep if name == "step" else TransferState
    return {str(member.value): text for member, text in LABELS.items() if isinstance(member, kind)}


def body_name(rules: TransferRules, code: str) -> str:
    """Return a kind of body in the page's language, the code where the version has none of it."""
    found = rules.bodies.get(code)
    if found is None:
        return code
    return found.en if (get_language() or "").startswith("en") else found.zh
