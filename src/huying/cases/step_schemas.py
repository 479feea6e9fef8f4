"""Shapes of the steps of a case in the API 办理步骤接口数据: one for each step, told apart by `step`."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field

from huying.cases.schema_fields import (
    AnswerPartIn,
    CompoundCode,
    Day,
    EndPartIn,
    MergeIn,
    PlaceCode,
    RowId,
    SplitIn,
    StepBody,
    Strict,
    UnmergeIn,
    Words,
    worded,
)
from huying.rules.case_facts import CallBackBy, Kind, Nature, PauseReason, ReturnGround, Urgency
from huying.rules.case_flow import Ending
from huying.rules.hotline_duties import OutOfRange


class DispatchIn(StepBody):
    """Confirm what the case is about and send it to its holder."""

    step: Literal["dispatch"]
    topic: Annotated[str, worded(12)]
    place_code: PlaceCode
    compound_code: CompoundCode | None = None
    kind: Kind | None = None
    nature: Nature | None = None
    urgency: Urgency | None = None
    part: Annotated[str, worded(12)] = ""
    unit: RowId | None = None
    reason: Words = ""


class AssignIn(StepBody):
    """Name the person who works on it."""

    step: Literal["assign"]
    person: RowId
    note: Words = ""


class SignIn(StepBody):
    """Take the case in."""

    step: Literal["sign"]


class ContactIn(StepBody):
    """The reporter was contacted."""

    step: Literal["contact"]
    note: Words = ""
    reached: bool = True


class ActIn(StepBody):
    """Something was done on the spot."""

    step: Literal["act"]
    note: Words


class DraftIn(StepBody):
    """Put an answer before the checkers."""

    step: Literal["draft"]
    text: Annotated[str, worded(5000)]


class CheckIn(StepBody):
    """Approve a draft or send it back to its writer."""

    step: Literal["check"]
    approved: bool
    remark: Words = ""


class IssueIn(StepBody):
    """Issue the answer."""

    step: Literal["issue"]
    text: Annotated[str, worded(5000)] = ""
    reason: Words = ""


class SendBackIn(StepBody):
    """Ask the level above to take the case back."""

    step: Literal["send_back"]
    ground: ReturnGround
    reason: Words


class RuleReturnIn(StepBody):
    """Rule on a return."""

    step: Literal["rule_return"]
    upheld: bool
    reason: Words
    to_unit: RowId | None = None


class ExtendIn(StepBody):
    """Ask for more working days."""

    step: Literal["extend"]
    days: Annotated[int, Field(ge=1, le=365)]
    reason: Words


class DecideExtensionIn(StepBody):
    """Grant or refuse more time."""

    step: Literal["decide_extension"]
    granted: bool
    reason: Words = ""


class PauseIn(StepBody):
    """Stop the clocks for a reason of the closed list."""

    step: Literal["pause"]
    reason: PauseReason
    note: Words


class ResumeIn(StepBody):
    """Let the clocks run on."""

    step: Literal["resume"]
    note: Words = ""


class CallBackIn(StepBody):
    """What the reporter said."""

    step: Literal["call_back"]
    by: CallBackBy = CallBackBy.CALLER
    reached: bool = True
    contacted: bool | None = None
    solved: bool | None = None
    satisfied: bool | None = None
    remark: Annotated[str, worded(500)] = ""


class ReworkIn(StepBody):
    """Send an answered case back to its unit."""

    step: Literal["rework"]
    reason: Words


class ApproveLateIn(StepBody):
    """Approve an urgent answer that was issued before its approvals."""

    step: Literal["approve_late"]
    remark: Words = ""


class PlannedIn(Strict):
    """A milestone as planned; without a day it is due when the rule set's long-term limit ends."""

    words: Annotated[str, worded(200, least=1)]
    due_on: Day | None = None


class AskStandingIn(StepBody):
    """Ask the level above to let a case stand long-term."""

    step: Literal["ask_standing"]
    reason: Words
    milestones: Annotated[list[PlannedIn], Field(min_length=1, max_length=12)]


class StandLongTermIn(StepBody):
    """Let a case stand long-term; the milestone may be left out where one was planned with the request."""

    step: Literal["stand_long_term"]
    reason: Words
    milestone: Words = ""
    due_on: Day | None = None


class RefuseStandingIn(StepBody):
    """Refuse a request for long-term standing."""

    step: Literal["refuse_standing"]
    reason: Words


class MilestoneIn(StepBody):
    """Note that the next milestone of a standing case was reached, and name the one after it."""

    step: Literal["milestone"]
    note: Words
    following: PlannedIn | None = None


class CloseIn(StepBody):
    """Close a case."""

    step: Literal["close"]
    ending: Ending
    reason: Words


class ReopenIn(StepBody):
    """Take a closed case up again."""

    step: Literal["reopen"]
    reason: Words


class ReleaseBriefIn(StepBody):
    """Release what the complained-about party may read."""

    step: Literal["release_brief"]
    brief: Words


class UrgeIn(StepBody):
    """Urge the holder from the level above."""

    step: Literal["urge"]
    note: Words = ""


class DeclineIn(StepBody):
    """End a case before it is sent, since it may not be received."""

    step: Literal["decline"]
    ground: OutOfRange
    reason: Words
    earlier: Annotated[str, worded(40)] = ""


class RecuseIn(StepBody):
    """Take somebody with a direct interest off the case, oneself or a colleague."""

    step: Literal["recuse"]
    person: RowId
    reason: Words
    successor: RowId | None = None


class RefuseRecusalIn(StepBody):
    """Refuse what the reporter asked of the handler."""

    step: Literal["refuse_recusal"]
    reason: Words


StepIn = Annotated[
    DispatchIn
    | AssignIn
    | SignIn
    | ContactIn
    | ActIn
    | DraftIn
    | CheckIn
    | IssueIn
    | SendBackIn
    | RuleReturnIn
    | ExtendIn
    | DecideExtensionIn
    | PauseIn
    | ResumeIn
    | CallBackIn
    | ReworkIn
    | ApproveLateIn
    | AskStandingIn
    | StandLongTermIn
    | RefuseStandingIn
    | MilestoneIn
    | CloseIn
    | DeclineIn
    | RecuseIn
    | RefuseRecusalIn
    | ReopenIn
    | ReleaseBriefIn
    | UrgeIn
    | MergeIn
    | UnmergeIn
    | SplitIn
    | AnswerPartIn
    | EndPartIn,
    Field(discriminator="step"),
]
