"""Suggestions at intake 智能建议: what the text says, against the register of compounds; a person confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.estates.queries import STAMP, compound_entries
from huying.rulesets.stamps import Kept
from huying.text.compounds import CompoundIndex
from huying.text.suggest import suggest

if TYPE_CHECKING:
    from typing import Any


def _build() -> CompoundIndex:
    return CompoundIndex((entry.code, entry.name, entry.aliases) for entry in compound_entries())


_index = Kept(STAMP, _build)


def suggestion_for(text: str) -> dict[str, Any]:
    """Return topic, compound and urgency with the words that led to them, as kept with the case."""
    return suggest(text, index=_index.get()).as_json()
