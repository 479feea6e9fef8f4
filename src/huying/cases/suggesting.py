"""Suggestions at intake 智能建议: what the text says, against the register of compounds; a person confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from huying.estates.queries import STAMP, compound_entries
from huying.rulesets.stamps import Kept
from huying.text.compounds import CompoundIndex
from huying.text.learned import learned
from huying.text.suggest import suggest

if TYPE_CHECKING:
    from typing import Any


def _build() -> CompoundIndex:
    return CompoundIndex((entry.code, entry.name, entry.aliases) for entry in compound_entries())


_index = Kept(STAMP, _build)


def suggestion_for(text: str) -> dict[str, Any]:
    """Return topic, compound and urgency with the words that led to them, as kept with the case."""
    return suggest(text, index=_index.get(), learned=learned(settings.DATA_DIR)).as_json()


def compounds_named_in(text: str) -> list[str]:
    """Return the codes of the compounds a text names, also misspelt by one character, the surest first."""
    hits = sorted(_index.get().find(text), key=lambda hit: -hit.confidence)
    return list(dict.fromkeys(hit.code for hit in hits))
