"""Words for the closed lists of whistles 吹哨用语."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huying.rules.whistle_news import WhistleNews
from huying.rules.whistles import Cause, Direction, Pace, WhistleState, WhistleStep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

    from django.utils.functional import _StrPromise

    from huying.rules.whistles import WhistleList

LABELS: dict[Enum, _StrPromise] = {
    Cause.HARD_MATTER: _("A matter residents press that the street cannot solve alone"),
    Cause.JOINT_ENFORCEMENT: _("Enforcement by several units"),
    Cause.EMERGENCY: _("Emergency"),
    Direction.STREET: _("Street calls departments"),
    Direction.DEPARTMENT: _("Lead department calls departments"),
    Direction.TO_STREET: _("Department calls the street"),
    Pace.URGENT: _("Urgent"),
    Pace.SAME_DAY: _("Same day"),
    Pace.NORMAL: _("Ordinary"),
    WhistleState.WAITING: pgettext_lazy("whistle", "waits for approval"),
    WhistleState.BLOWN: pgettext_lazy("whistle", "blown"),
    WhistleState.DECIDED: pgettext_lazy("whistle", "decided together"),
    WhistleState.CLOSED: pgettext_lazy("whistle", "closed"),
    WhistleState.TURNED_DOWN: pgettext_lazy("whistle", "not approved"),
    WhistleStep.ASK: pgettext_lazy("whistle", "Asked"),
    WhistleStep.APPROVE: pgettext_lazy("whistle", "Approve and blow"),
    WhistleStep.TURN_DOWN: pgettext_lazy("whistle", "Do not approve"),
    WhistleStep.PAPER: pgettext_lazy("whistle", "Write the paper"),
    WhistleStep.ACKNOWLEDGE: pgettext_lazy("whistle", "We come"),
    WhistleStep.ARRIVE: pgettext_lazy("whistle", "Has arrived"),
    WhistleStep.REFUSE: pgettext_lazy("whistle", "Refuse"),
    WhistleStep.RULE: pgettext_lazy("whistle", "Rule on the refusal"),
    WhistleStep.LATE: pgettext_lazy("whistle", "Not there in time"),
    WhistleStep.ESCALATE: pgettext_lazy("whistle", "Told above"),
    WhistleStep.DECIDE: pgettext_lazy("whistle", "Findings and joint decision"),
    WhistleStep.FINISH_TASK: pgettext_lazy("whistle", "Task done"),
    WhistleStep.CLOSE: pgettext_lazy("whistle", "Close the whistle"),
    WhistleStep.APPRAISE: pgettext_lazy("whistle", "Appraise"),
}
NEWS: dict[WhistleNews, _StrPromise] = {
    WhistleNews.APPROVAL_ASKED: _("A whistle waits for your approval"),
    WhistleNews.CALLED: _("Your unit is called by a whistle"),
    WhistleNews.APPROVED: _("The whistle you asked for was approved"),
    WhistleNews.TURNED_DOWN: _("The whistle you asked for was not approved"),
    WhistleNews.REFUSED: _("A called unit refuses to come"),
    WhistleNews.RULED: _("A refusal to come was ruled on"),
    WhistleNews.LATE: _("A called unit is not there in time"),
    WhistleNews.LATE_BELOW: _("A unit called by a whistle did not come"),
    WhistleNews.PAPER_LATE: _("An oral whistle was not written down in time"),
    WhistleNews.TASKED: _("Your unit got a task of a whistle"),
}
"""What people are told, in closed words."""


def number_of(subject: str) -> str:
    """Return the number people use for the key of a whistle."""
    return f"W{int(subject):06d}" if subject.isascii() and subject.isdigit() else subject


def label(member: Enum) -> str:
    """Return the words for a member of a closed list."""
    return str(LABELS[member])


def words(name: str) -> Mapping[str, _StrPromise]:
    """Return the words for stored steps or states, as refusals name them."""
    kind = WhistleStep if name == "step" else WhistleState
    return {str(member.value): text for member, text in LABELS.items() if isinstance(member, kind)}


def item_name(rules: WhistleList, code: str) -> str:
    """Return a line of the list in the page's language, the code where the version has no such line."""
    found = rules.items.get(code)
    if found is None:
        return code
    return found.en if (get_language() or "").startswith("en") else found.zh


def ground_name(rules: WhistleList, code: str) -> str:
    """Return a ground of refusal in the page's language."""
    found = rules.grounds.get(code)
    if found is None:
        return code
    return found["en" if (get_language() or "").startswith("en") else "zh"]
