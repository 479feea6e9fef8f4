"""Suggestions at intake 智能建议: what the text says, against the register of compounds; a person confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.estates import queries as estates
from huying.text.suggest import suggest

if TYPE_CHECKING:
    from typing import Any


def suggestion_for(text: str) -> dict[str, Any]:
    """Return topic, compound and urgency with the words that led to them, as kept with the case."""
    return suggest(text, index=estates.compound_index()).as_json()
