"""Shapes of the API of cases 接口数据: what comes in is checked here, what it means by the actions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict

from huying.cases.schema_fields import CompoundCode, Day, LongWords, PlaceCode, RowId, Strict, worded
from huying.cases.step_schemas import StepIn
from huying.rules.case_facts import Channel, Kind, Nature, Privacy, Urgency
from huying.rules.case_flow import CaseState, PublicStatus

__all__ = ["CaseCreated", "CaseDetail", "CaseIn", "CaseOut", "CasePage", "CaseQuery", "StepIn", "StepOut"]


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
