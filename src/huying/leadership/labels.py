"""Words for the closed lists of leadership 组织领导用语."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huying.rules.groups import GroupKind, GroupState, GroupStep, SeatRank
from huying.rules.majors import MajorState, MajorStep
from huying.rules.plans import PlanKind, PlanState, PlanStep
from huying.rules.visits import VisitState, VisitStep

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import Enum

    from django.utils.functional import _StrPromise

    from huying.rules.groups import Sector

LABELS: dict[Enum, _StrPromise] = {
    PlanKind.PLAN: pgettext_lazy("plan", "Plan of work"),
    PlanKind.TASK: _("Key breakthrough task"),
    PlanKind.PROJECT: _("Breakthrough project of the Party secretary"),
    PlanState.DRAFTED: pgettext_lazy("plan", "draft"),
    PlanState.RUNNING: pgettext_lazy("plan", "running"),
    PlanState.ENDED: pgettext_lazy("plan", "completed"),
    PlanState.DROPPED: pgettext_lazy("plan", "given up"),
    PlanStep.DRAFT: pgettext_lazy("plan", "Draft a plan"),
    PlanStep.ADD_MILESTONE: _("Add a milestone"),
    PlanStep.STRIKE_MILESTONE: _("Take a milestone out"),
    PlanStep.START: _("Start the plan"),
    PlanStep.REACH: _("A milestone is reached"),
    PlanStep.MOVE: _("Move a milestone"),
    PlanStep.LATE: _("Milestone missed its day"),
    PlanStep.REPORT: _("Report on progress"),
    PlanStep.END: _("Complete the plan"),
    PlanStep.DROP: _("Give the plan up"),
    GroupKind.LEADING: _("Leading group"),
    GroupKind.TASK_GROUP: _("Task group"),
    GroupKind.OFFICE: _("Property office"),
    GroupState.FORMING: pgettext_lazy("group", "being formed"),
    GroupState.STANDING: pgettext_lazy("group", "at work"),
    GroupState.DISSOLVED: pgettext_lazy("group", "dissolved"),
    GroupStep.FORM: _("Form a group"),
    GroupStep.SEAT: _("Add a member"),
    GroupStep.UNSEAT: _("A member leaves"),
    GroupStep.SET_UP: _("Set the group up"),
    GroupStep.MEET: _("Note a session"),
    GroupStep.DECIDE: _("Give a task decided there"),
    GroupStep.FINISH: pgettext_lazy("leadership", "A task is done"),
    GroupStep.LATE: pgettext_lazy("leadership", "Task missed its day"),
    GroupStep.REMIND: _("The term ends soon"),
    GroupStep.RENEW: _("Renew the term"),
    GroupStep.DISSOLVE: _("Dissolve the group"),
    SeatRank.HEAD: _("Head of the group"),
    SeatRank.DEPUTY: _("Deputy head"),
    SeatRank.MEMBER: pgettext_lazy("group", "Member"),
    MajorState.OPEN: pgettext_lazy("major", "in the ledger"),
    MajorState.SETTLED: pgettext_lazy("major", "settled"),
    MajorStep.ENTER: _("Enter a major problem"),
    MajorStep.STUDY: _("Note a study"),
    MajorStep.LATE: _("Study missed its day"),
    MajorStep.SETTLE: pgettext_lazy("major", "Settle it"),
    MajorStep.REOPEN: pgettext_lazy("major", "Take it in again"),
    VisitState.PLANNED: pgettext_lazy("visit", "planned"),
    VisitState.MADE: pgettext_lazy("visit", "made, findings followed"),
    VisitState.CLOSED: pgettext_lazy("visit", "everything found is done"),
    VisitState.CANCELLED: pgettext_lazy("visit", "cancelled"),
    VisitStep.PLAN: _("Plan a visit"),
    VisitStep.MAKE: _("We are in the compound"),
    VisitStep.FIND_CASE: _("Finding: make it a case"),
    VisitStep.FIND_TASK: _("Finding: make it a task"),
    VisitStep.FINISH: pgettext_lazy("leadership", "A task is done"),
    VisitStep.LATE: pgettext_lazy("leadership", "Task missed its day"),
    VisitStep.CLOSE: _("Close the visit"),
    VisitStep.POSTPONE: pgettext_lazy("visit", "Move to another day"),
    VisitStep.CANCEL: pgettext_lazy("visit", "Call it off"),
}
NEWS: dict[tuple[str, str], _StrPromise] = {
    ("plan", "given"): _("Your unit has a milestone of a plan"),
    ("plan", "late"): _("A milestone of a plan missed its day"),
    ("group", "given"): _("A leading group gave your unit a task"),
    ("group", "late"): _("A task of a leading group missed its day"),
    ("group", "term_ends"): _("The term of a group ends soon"),
    ("major", "study_late"): _("The study of a major problem is overdue"),
    ("visit", "given"): _("A visit to a compound gave your unit a task"),
    ("visit", "late"): _("A task of a visit missed its day"),
}
"""What is told, by life and news."""
LISTS: dict[str, tuple[type[Enum], type[Enum]]] = {
    "plan": (PlanStep, PlanState),
    "group": (GroupStep, GroupState),
    "major": (MajorStep, MajorState),
    "visit": (VisitStep, VisitState),
}


def label(value: Enum) -> str:
    """Return the word for a value in the page's language."""
    return str(LABELS[value])


def words(kind: type[Enum]) -> dict[str, _StrPromise]:
    """Return the words of a closed list by stored value."""
    return {each.value: LABELS[each] for each in kind}


def choices(kind: Iterable[Enum]) -> list[tuple[str, str]]:
    """Return the choices of a closed list."""
    return [(str(each.value), label(each)) for each in kind]


def sector_name(sector: Sector) -> str:
    """Return a sector in the page's language."""
    return sector.english if (get_language() or "").startswith("en") else sector.name
