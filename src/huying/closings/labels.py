"""Words for the closed lists of the monthly close 结算用语."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.rules.closings import ClosingState, ClosingStep, Fact, SignKind, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

    from django.utils.functional import _StrPromise

LABELS: dict[Enum, _StrPromise] = {
    ClosingState.CHECKING: pgettext_lazy("closing", "being checked"),
    ClosingState.PUBLISHED: pgettext_lazy("closing", "published"),
    ClosingStep.FREEZE: pgettext_lazy("closing", "Figures frozen"),
    ClosingStep.OBJECT: pgettext_lazy("closing", "Object"),
    ClosingStep.RULE: pgettext_lazy("closing", "Rule on an objection"),
    ClosingStep.PUBLISH: pgettext_lazy("closing", "Publish the notice"),
    ClosingStep.CORRECT: pgettext_lazy("closing", "Correct after publication"),
    ClosingStep.LOOK: pgettext_lazy("closing", "Write what a sign turned out to be"),
    Fact.CONTACTED: pgettext_lazy("fact", "contacted in time"),
    Fact.ON_TIME: pgettext_lazy("fact", "answered in time"),
    Subject.DISTRICT: _("Districts"),
    Subject.STREET: _("Streets"),
    Subject.DEPARTMENT: _("Departments"),
    Subject.ENTERPRISE: _("Enterprises"),
    SignKind.WITHDRAWN: _("Many withdrawals"),
    SignKind.LATE_RUSH: _("Many answers in the last days"),
    SignKind.BURST: _("Many ratings within minutes"),
    SignKind.PHOTO: _("One photograph of work done in several cases"),
    SignKind.DEVICE: _("Many ratings from one device"),
    SignKind.NETWORK: _("Ratings from the network of the unit being rated"),
}
GROUPS: dict[str, _StrPromise] = {
    "town": _("Towns"),
    "urban": _("City streets"),
    "city": _("Of the city"),
    "district": _("Of a district"),
    "street": _("Of a street"),
}
PARTS: dict[str, _StrPromise] = {
    "received": pgettext_lazy("closing", "received"),
    "excluded": _("left out"),
    "contacted": _("contacted in time"),
    "answered": _("answered"),
    "on_time": _("answered in time"),
    "call_backs": _("called back and reached"),
    "solved": pgettext_lazy("closing", "solved"),
    "satisfied": pgettext_lazy("closing", "satisfied"),
    "centre_call_backs": _("rated with the hotline centre"),
    "centre_solved": _("solved, by the centre"),
    "centre_satisfied": _("satisfied, by the centre"),
    "both": _("Rated with both"),
    "centre_better": _("Solved by the centre's word, not by ours"),
    "centre_worse": _("Solved by our word, not by the centre's"),
    "only_centre": _("Only the centre reached the reporter in the period"),
    "only_ours": _("Only ours; the centre told no result"),
    "left_out": _("Left out here, counted by the centre"),
}


def label(member: Enum) -> str:
    """Return the words for a member of a closed list."""
    return str(LABELS[member])


def words(name: str) -> Mapping[str, _StrPromise]:
    """Return the words for stored steps or states, as refusals name them."""
    kind = ClosingStep if name == "step" else ClosingState
    return {str(member.value): text for member, text in LABELS.items() if isinstance(member, kind)}
