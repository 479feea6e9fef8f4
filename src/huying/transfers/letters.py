"""How a letter is numbered 发文字号."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.rules.transfers import letter_number

if TYPE_CHECKING:
    from huying.transfers.models import Transfer

DRAFT = "（未批准，草稿）"


def number_of(transfer: Transfer) -> str:
    """Return the number of the letter, or that it is a draft."""
    if transfer.year is None or transfer.sequence is None:
        return DRAFT
    return letter_number(transfer.unit.name, year=transfer.year, sequence=transfer.sequence)
