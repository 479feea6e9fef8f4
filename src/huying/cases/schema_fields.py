"""Shapes that bodies of the API share 接口公共字段, and the steps by which several cases or units work together."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

PRINTABLE = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"
"""Everything but control characters, which no database and no reader can take."""


def worded(most: int, *, least: int = 0) -> StringConstraints:
    """Return the shape of words of so many characters."""
    return StringConstraints(min_length=least, max_length=most, pattern=PRINTABLE)


Words = Annotated[str, worded(2000)]
LongWords = Annotated[str, worded(20_000, least=1)]
PlaceCode = Annotated[str, StringConstraints(pattern=r"^(\d{4}|\d{6}|\d{9}|\d{12})$")]
CompoundCode = Annotated[str, StringConstraints(pattern=r"^\d{12}-\d{4}$")]
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Strict(Schema):
    """A body in which an unknown field is an error."""

    model_config = ConfigDict(extra="forbid")


class StepBody(Strict):
    """What the body of every step carries: the version of the case it was made on."""

    version: Version


class MergeIn(StepBody):
    """Say that the case tells the same matter of the same place as another, whose handling it then follows."""

    step: Literal["merge"]
    into: Annotated[str, StringConstraints(pattern=r"^\d{8}-\d{6,18}$")]


class UnmergeIn(StepBody):
    """Take a case out of its problem."""

    step: Literal["unmerge"]
    reason: Words


class SplitIn(StepBody):
    """Ask another unit to do a part and to answer the holder; without a day half of what is left is given."""

    step: Literal["split"]
    unit: RowId
    task: Words
    due_on: Day | None = None


class AnswerPartIn(StepBody):
    """Answer the holder for one's own unit."""

    step: Literal["answer_part"]
    text: Words


class EndPartIn(StepBody):
    """Take back what was asked of a unit."""

    step: Literal["end_part"]
    unit: RowId
    reason: Words
