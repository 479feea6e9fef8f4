"""Words for the closed lists of cases 字典用语, as pages show them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import (
    CallBackBy,
    Channel,
    Kind,
    Mark,
    Nature,
    PauseReason,
    PhotoMoment,
    Privacy,
    Purpose,
    ReturnGround,
    Urgency,
)
from huying.rules.case_flow import CaseState, Ending, PublicStatus, Step
from huying.rules.hotline_duties import OutOfRange
from huying.rules.linkage import Flow, Level
from huying.rules.news import News
from huying.rules.routing import Part, StreetList
from huying.rules.standing import Due, Risk
from huying.rules.topics import TOPICS, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import Enum

    from django.utils.functional import _StrPromise

LABELS: dict[Enum, _StrPromise] = {
    Channel.HOTLINE: _("Hotline 12345"),
    Channel.WEB: _("Web page"),
    Channel.PHONE: _("Telephone"),
    Channel.WALK_IN: _("Walk-in"),
    Channel.PAPER: _("Letter"),
    Channel.MEDIA: _("Media"),
    Channel.BOARD: _("Message board"),
    Channel.API: _("Programme interface"),
    Channel.INSPECTION: _("Inspection"),
    Channel.VISIT: _("Visit"),
    Kind.CONSULT: _("Question"),
    Kind.HELP: _("Request for help"),
    Kind.COMPLAINT: _("Complaint"),
    Kind.REPORT: _("Report of a breach"),
    Kind.SUGGESTION: _("Suggestion"),
    Kind.PRAISE: _("Praise"),
    Nature.SERVICE: _("Request for service"),
    Nature.COMPLAINT: _("Complaint or report (shielded)"),
    Urgency.NORMAL: _("Ordinary"),
    Urgency.URGENT: _("Urgent"),
    Urgency.DANGER: _("Danger"),
    Privacy.SHIELDED: _("Shielded"),
    Privacy.OPEN: _("Open"),
    Privacy.ANONYMOUS: _("Anonymous"),
    CaseState.TRIAGE: _("Waiting to be confirmed"),
    CaseState.DISPATCHED: _("Waiting to be signed for"),
    CaseState.HANDLING: _("Being handled"),
    CaseState.CHECKING: _("Answer being checked"),
    CaseState.RETURN_ASKED: _("Return waiting for a ruling"),
    CaseState.ANSWERED: _("Answered, waiting for call-back"),
    CaseState.STANDING: _("Standing long-term"),
    CaseState.CLOSED: _("Closed"),
    PublicStatus.RECEIVED: _("Received"),
    PublicStatus.HANDLING: _("In progress"),
    PublicStatus.ANSWERED: _("Answered"),
    PublicStatus.STANDING: _("Followed long-term"),
    PublicStatus.CLOSED: _("Finished"),
    Ending.SOLVED: _("Solved"),
    Ending.EXPLAINED: _("Lawfully explained"),
    Ending.REFERRED: _("Referred to the competent body"),
    Ending.WITHDRAWN: _("Withdrawn"),
    Ending.DECLINED: _("Not received"),
    OutOfRange.EMERGENCY_LINE: _("A matter for 110, 119, 120 or 122"),
    OutOfRange.COURT: _("Before a court or an arbitrator"),
    OutOfRange.DISCIPLINE: _("A matter of discipline inspection"),
    OutOfRange.REVIEW: _("Under administrative reconsideration"),
    OutOfRange.DISCLOSURE: _("A request for disclosure of government information"),
    OutOfRange.PETITION: _("Already a petition"),
    OutOfRange.SECRET: _("Concerns state secrets, or the privacy of others"),
    OutOfRange.PUBLIC_ORDER: _("Against public order and good morals"),
    OutOfRange.SETTLED: _("Lawfully settled before, nothing new"),
    Ending.IMPORTED: _("From history"),
    PauseReason.REPORTER_UNREACHABLE: _("The reporter cannot be reached"),
    PauseReason.REPORTER_ASKED: _("The reporter asked to wait"),
    PauseReason.EXPERT_OPINION: _("An expert opinion is being made"),
    PauseReason.OWNERS_VOTE: _("The owners are deciding"),
    PauseReason.FORCE_MAJEURE: _("Force majeure"),
    ReturnGround.NOT_OUR_PLACE: _("Not our place"),
    ReturnGround.NOT_OUR_DUTY: _("Not our duty"),
    ReturnGround.OUT_OF_RANGE: _("Outside what may be received"),
    ReturnGround.DUPLICATE: _("A duplicate"),
    Purpose.HANDLING_CALL: _("Call about handling"),
    Purpose.CALL_BACK: _("Call-back"),
    Purpose.SITE_VISIT: _("Visit on the spot"),
    Purpose.LAWFUL_REQUEST: _("Request by law"),
    CallBackBy.REPORTER: _("The reporter"),
    CallBackBy.CALLER: _("Independent caller"),
    CallBackBy.HOTLINE: _("Hotline centre"),
    ClockKind.SIGN: _("Sign for it"),
    ClockKind.CONTACT: _("First contact"),
    ClockKind.FINISH: _("Answer"),
    ClockKind.CALL_BACK: _("Call-back"),
    ClockKind.PART: _("Part of an assisting unit"),
    Part.EXCLUSIVE: _("Exclusive part"),
    Part.COMMON: _("Common part"),
    Part.UTILITY: _("Owned by the utility"),
    Part.PUBLIC: _("Public area"),
    StreetList.NONE: _("not on the street's lists"),
    StreetList.BASIC: _("Basic duty of the street"),
    StreetList.COOPERATING: _("Street cooperates"),
    StreetList.TAKEN_BACK: _("Taken back by the level above"),
    Step.RECEIVE: _("Received"),
    Step.CONFIRM: _("Confirmed"),
    Step.DISPATCH: _("Confirm and send"),
    Step.SIGN: _("Sign for it"),
    Step.ASSIGN: _("Assign"),
    Step.CONTACT: _("Contact the reporter"),
    Step.ACT: _("Note what was done"),
    Step.DRAFT: _("Draft the answer"),
    Step.CHECK: _("Approve the draft"),
    Step.ISSUE: _("Issue the answer"),
    Step.SEND_BACK: _("Send back"),
    Step.RULE_RETURN: _("Rule on the return"),
    Step.EXTEND: _("Ask for more time"),
    Step.DECIDE_EXTENSION: _("Decide on more time"),
    Step.PAUSE: _("Pause the clocks"),
    Step.RESUME: _("Let the clocks run on"),
    Step.CALL_BACK: _("Note the call-back"),
    Step.REWORK: _("Send back for rework"),
    Step.APPROVE_LATE: _("Approve after the fact"),
    Step.CALL_DUTY: _("Called the person on duty"),
    Step.HAND_OVER: _("Handed over"),
    Step.ASK_STANDING: _("Ask to let it stand long-term"),
    Step.REFUSE_STANDING: _("Refuse long-term standing"),
    Step.MILESTONE: _("Milestone reached"),
    Step.RECALCULATE: _("Deadline worked out anew"),
    Step.STAND_LONG_TERM: _("Let it stand long-term"),
    Step.CLOSE: _("Close"),
    Step.WITHDRAW: _("Taken back by the reporter"),
    Step.DECLINE: _("Do not receive it"),
    Step.ASK_RECUSAL: _("The reporter asks for another handler"),
    Step.RECUSE: _("Withdraw somebody from the case"),
    Step.REFUSE_RECUSAL: _("Refuse another handler"),
    Step.REOPEN: _("Reopen"),
    Step.RELEASE_BRIEF: _("Release the brief"),
    Step.URGE: _("Urge"),
    Step.ESCALATE: _("Told the level above"),
    Step.DEEM_SIGNED: _("Counted as signed"),
    Step.REMIND: _("Reminder"),
    Step.MARK: _("Mark"),
    Step.NEW_ROUND: _("Dispatched again"),
    Step.MIRROR: _("Note of the hotline centre"),
    Step.IMPORT_HISTORY: _("Imported from history"),
    Step.TAKE_BACK: _("Dispatch taken back"),
    Step.MERGE: _("Merge with the same matter"),
    Step.UNMERGE: _("Take out of the problem"),
    Step.SPLIT: _("Ask another unit to assist"),
    Step.ANSWER_PART: _("Answer the lead"),
    Step.END_PART: _("Take the part back"),
    Due.OVERDUE: _("Overdue"),
    Due.TODAY: _("Due today"),
    Due.WEEK: _("Later this week"),
    Due.LATER: _("Later"),
    Due.PAUSED: _("Clocks paused"),
    Due.SOON: _("Due within a day"),
    Level.CITY: pgettext_lazy("level", "City"),
    Level.DISTRICT: pgettext_lazy("level", "District"),
    Level.DEPARTMENT: pgettext_lazy("level", "Department"),
    Level.STREET: pgettext_lazy("level", "Street"),
    Level.COMMUNITY: pgettext_lazy("level", "Community"),
    Level.FIRM: pgettext_lazy("level", "Firm or committee"),
    Flow.DISPATCH: pgettext_lazy("flow", "Dispatched"),
    Flow.RETURN: pgettext_lazy("flow", "Asked to be taken back"),
    Flow.ESCALATE: pgettext_lazy("flow", "Told above, overdue"),
    Flow.WHISTLE: pgettext_lazy("flow", "Called by whistle"),
    Risk.OVERDUE: _("Overdue"),
    Risk.SOON: _("Due within a day"),
    Risk.RETURNED: _("Sent back twice or more"),
    Risk.REWORKED: _("Done anew twice or more"),
    Risk.ANY: _("At risk"),
    Mark.CONTACTED: _("Contacted in time"),
    Mark.CALLED_BACK: _("Called back"),
    Mark.SOLVED: _("Solved by call-back"),
    Mark.SATISFIED: _("Satisfied by call-back"),
    Mark.UNSOLVED: _("Not solved by call-back"),
    Mark.DISSATISFIED: _("Not satisfied by call-back"),
    Mark.ANSWERED: _("Answered"),
    Mark.ON_TIME: _("Answered in time"),
    PhotoMoment.NONE: _("Photo"),
    PhotoMoment.BEFORE: _("Photo before"),
    PhotoMoment.AFTER: _("Photo after"),
    Mark.OPEN: _("Not closed yet"),
}


NEWS: dict[News, _StrPromise] = {
    News.DISPATCHED: _("A case was sent to your unit"),
    News.ASSIGNED: _("A case was assigned to you"),
    News.DUE_SOON: _("A case is due soon"),
    News.OVERDUE: _("A case is overdue"),
    News.ESCALATED: _("A unit below did not keep a deadline"),
    News.RETURN_ASKED: _("A case sent back waits for your ruling"),
    News.RETURN_RULED: _("Your return was ruled on"),
    News.PART_ASKED: _("Your unit is asked for a part of a case"),
    News.PART_ANSWERED: _("A part you asked for was answered"),
    News.URGED: _("A case was urged from above"),
    News.DUTY_CALLED: _("You are called as the person on duty"),
    News.RECUSAL_ASKED: _("A reporter asks for another handler"),
    News.REWORK: _("An answer was sent back for rework"),
}
"""What people are told, in closed words."""


def label(member: Enum) -> str:
    """Return the words for a member of a closed list."""
    return str(LABELS[member])


def label_of(kind: type[Enum], value: str) -> str:
    """Return the words for a stored value; empty for an empty one."""
    return label(kind(value)) if value else ""


def options(kind: type[Enum] | Iterable[Enum]) -> list[tuple[str, str]]:
    """Return a closed list as the choices of a form field."""
    return list(_options(tuple(kind), get_language() or ""))


@lru_cache(maxsize=200)
def _options(members: tuple[Enum, ...], _language: str) -> tuple[tuple[str, str], ...]:
    """Return choices, worked out once for each language."""
    return tuple((str(member.value), label(member)) for member in members)


def topic_name(code: str) -> str:
    """Return a topic's name in the page's language."""
    return name_of(code, get_language() or "zh") if code else ""


def topic_options() -> list[tuple[str, str]]:
    """Return the topics as choices, code and name."""
    return [(code, f"{code} {topic_name(code)}") for code in TOPICS]
