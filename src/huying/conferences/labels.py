"""Words for the closed lists of conferences 会议用语."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.rules.conference_news import ConferenceNews
from huying.rules.conferences import (
    Basis,
    ConferenceKind,
    ConferenceState,
    ConferenceStep,
    ResolutionKind,
    ResolutionState,
    Stance,
    TopicClass,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

    from django.utils.functional import _StrPromise

LABELS: dict[Enum, _StrPromise] = {
    ConferenceKind.STREET: _("Joint conference of the street"),
    ConferenceKind.COMMUNITY: _("Joint conference of the community"),
    ConferenceKind.PARTY_BUILDING: _("Party-building joint conference"),
    TopicClass.DUTY: _("A committee or department does not do its duty"),
    TopicClass.HANDOVER: _("A firm leaves, or hands over"),
    TopicClass.EMERGENCY: pgettext_lazy("conference", "Emergency"),
    TopicClass.LINK: _("Firm and community working together"),
    TopicClass.OTHER: pgettext_lazy("conference", "Other"),
    ConferenceState.PLANNED: pgettext_lazy("conference", "planned"),
    ConferenceState.CALLED: pgettext_lazy("conference", "called"),
    ConferenceState.HELD: pgettext_lazy("conference", "held, minutes being written"),
    ConferenceState.CIRCULATED: pgettext_lazy("conference", "minutes out for comment"),
    ConferenceState.ISSUED: pgettext_lazy("conference", "minutes issued"),
    ConferenceState.CANCELLED: pgettext_lazy("conference", "cancelled"),
    ConferenceStep.PLAN: pgettext_lazy("conference", "Plan a conference"),
    ConferenceStep.ADD_ITEM: pgettext_lazy("conference", "Put on the agenda"),
    ConferenceStep.DROP_ITEM: pgettext_lazy("conference", "Take off the agenda"),
    ConferenceStep.INVITE: pgettext_lazy("conference", "Say who takes part"),
    ConferenceStep.CALL: pgettext_lazy("conference", "Send the invitations"),
    ConferenceStep.POSTPONE: pgettext_lazy("conference", "Move to another time"),
    ConferenceStep.CANCEL: pgettext_lazy("conference", "Call it off"),
    ConferenceStep.ATTEND: pgettext_lazy("conference", "Note who is there"),
    ConferenceStep.EXCUSE: pgettext_lazy("conference", "Excuse somebody"),
    ConferenceStep.HOLD: pgettext_lazy("conference", "Open the conference"),
    ConferenceStep.SUM_UP: pgettext_lazy("conference", "Write down what was said"),
    ConferenceStep.RESOLVE: pgettext_lazy("conference", "Write down a resolution"),
    ConferenceStep.STRIKE: pgettext_lazy("conference", "Strike a resolution"),
    ConferenceStep.CIRCULATE: pgettext_lazy("conference", "Send the minutes out for comment"),
    ConferenceStep.COMMENT: pgettext_lazy("conference", "Comment on the minutes"),
    ConferenceStep.TAKE_BACK: pgettext_lazy("conference", "Take the minutes back to change them"),
    ConferenceStep.ISSUE: pgettext_lazy("conference", "Issue the minutes"),
    ConferenceStep.REVISE: pgettext_lazy("conference", "Begin a new version"),
    ConferenceStep.FINISH: pgettext_lazy("conference", "Resolution done"),
    ConferenceStep.LIFT: pgettext_lazy("conference", "Lift a resolution"),
    ConferenceStep.LATE: pgettext_lazy("conference", "Resolution not done in time"),
    ResolutionKind.TASK: _("Task"),
    ResolutionKind.MOTION: _("Motion to the owners"),
    ResolutionKind.TRANSFER: _("Transfer to the body with the power"),
    ResolutionState.OPEN: pgettext_lazy("resolution", "open"),
    ResolutionState.DONE: pgettext_lazy("resolution", "done"),
    ResolutionState.LIFTED: pgettext_lazy("resolution", "lifted"),
    Basis.DUTY: _("A duty by law or by the responsibility list"),
    Basis.CONSENT: _("Its consent in the meeting"),
    Basis.ORDER: _("An order from above"),
    Stance.AGREED: _("agrees"),
    Stance.OBJECTED: _("objects"),
    Stance.SILENT: _("silent within the limit"),
}
NEWS: dict[ConferenceNews, _StrPromise] = {
    ConferenceNews.CALLED: _("Your unit is invited to a conference"),
    ConferenceNews.MOVED: _("A conference was moved to another time"),
    ConferenceNews.CANCELLED: _("A conference was called off"),
    ConferenceNews.COMMENT_ASKED: _("Minutes wait for the comment of your unit"),
    ConferenceNews.ISSUED: _("Minutes of a conference were issued"),
    ConferenceNews.RESOLUTION_LATE: _("A resolution was not done in time"),
}
"""What people are told, in closed words."""
MATTERS: dict[int, _StrPromise] = {
    1: _("1 Rules of procedure of the assembly"),
    2: _("2 Covenant"),
    3: _("3 Electing or replacing the committee"),
    4: _("4 Hiring or dismissing the firm"),
    5: _("5 Using the maintenance fund"),
    6: _("6 Raising the maintenance fund"),
    7: _("7 Rebuilding the building"),
    8: _("8 Changing the use of common parts, or gaining from them"),
    9: _("9 Other matters of common ownership"),
}
"""The nine matters of Civil Code art. 278."""


def label(member: Enum) -> str:
    """Return the words for a member of a closed list."""
    return str(LABELS[member])


def words(name: str) -> Mapping[str, _StrPromise]:
    """Return the words for stored steps or states, as refusals name them."""
    kind = ConferenceStep if name == "step" else ConferenceState
    return {str(member.value): text for member, text in LABELS.items() if isinstance(member, kind)}
