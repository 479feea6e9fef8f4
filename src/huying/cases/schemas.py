"""Shapes of the API of cases 接口数据: what comes in is checked here, what it means by the actions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict

from huying.cases.schema_fields import (
    AnswerPartIn,
    CompoundCode,
    Day,
    EndPartIn,
    LongWords,
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
from huying.rules.case_facts import CallBackBy, Channel, Kind, Nature, PauseReason, Privacy, ReturnGround, Urgency
from huying.rules.case_flow import CaseState, Ending, PublicStatus


class CaseIn(Strict):
    """A new case."""

    title: Annotated[str, worded(120)] = ""
    text: LongWords
    place_code: PlaceCode | None = None
    compound_code: CompoundCode | None = None
    address: Annotated[str, worded(120)] = ""
    channel: Channel = Channel.API
    kind: Kind = Kind.HELP
    nature: Nature | None = None
    urgency: Urgency | None = None
    topic: Annotated[str, worded(12)] = ""
    phone: Annotated[str, worded(30)] = ""
    name: Annotated[str, worded(40)] = ""
    door: Annotated[str, worded(60)] = ""
    may_share: bool = False
    pin: Annotated[str, worded(4)] = ""
    privacy: Privacy = Privacy.SHIELDED


class CaseCreated(BaseModel):
    """The receipt. `tracking_code` is shown this once."""

    number: str
    tracking_code: str
    holder: str
    due_at: datetime | None
    status: PublicStatus


class CaseOut(BaseModel):
    """A case as a list shows it."""

    model_config = ConfigDict(use_enum_values=True)

    number: str
    title: str
    channel: Channel
    kind: Kind
    nature: Nature
    urgency: Urgency
    state: CaseState
    status: PublicStatus
    topic: str
    place: str
    compound_code: str
    holder: str
    holder_person: str
    received_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    overdue: bool
    ending: str
    round: int
    version: int


class StepOut(BaseModel):
    """One step taken."""

    step: str
    at: datetime
    unit: str
    note: str


class CaseDetail(CaseOut):
    """A case with its words and timeline; the enterprise gets the brief in place of the words.

    `problem` is the problem it was merged into, `follows` the number of the case that leads it there.
    """

    text: str
    brief: str
    problem: int | None
    follows: str
    steps: list[StepOut]
    may: list[str]


class CasePage(BaseModel):
    """One page of a list; `next_cursor` is empty on the last."""

    items: list[CaseOut]
    next_cursor: str


class CaseQuery(Schema):
    """What a list is narrowed to."""

    place: PlaceCode | CompoundCode | None = None
    topic: Annotated[str, worded(12)] = ""
    status: PublicStatus | None = None
    holder: RowId | None = None
    overdue: bool | None = None
    q: Annotated[str, worded(100)] = ""
    received_from: Day | None = None
    received_to: Day | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    cursor: Annotated[str, worded(200)] = ""


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
