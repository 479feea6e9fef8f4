"""One step of a transfer 移送步骤, and the words it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.queries.hiding import hider_of
from huying.core import lives
from huying.core.lives import Life
from huying.rules.errors import RuleBrokenError
from huying.rules.transfers import TransferState, TransferStep, after
from huying.transfers.models import StepTaken, Transfer

if TYPE_CHECKING:
    from huying.cases.models import Case

TRANSFER = Life(
    name="transfer",
    model=Transfer,
    timeline=StepTaken,
    state=TransferState,
    steps=TransferStep,
    after=after,
    related=("unit", "case"),
)
MOST_NUMBER = 60


def said(written: str, *, case: Case, code: str = "", most: int = lives.MOST_WORDS) -> str:
    """Return words as a letter keeps them; what names the reporter is refused."""
    words = lives.said(written, name=TRANSFER.name, missing=code, most=most)
    if hider_of(case).names(words):
        raise RuleBrokenError("transfer.names_reporter")
    return words
