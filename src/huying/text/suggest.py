"""What a message suggests 智能建议: class, topic, compound and urgency with the words that led to them.

A person confirms. Where the deployment has learned from its own cases, its models speak; else the written rules do.
Without a register of compounds the name that the text itself gives is offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huying.text.learned import NOTHING
from huying.text.names import guess_name
from huying.text.topics import classify
from huying.text.urgency import judge

if TYPE_CHECKING:
    from huying.text.compounds import CompoundIndex
    from huying.text.learned import Learned

SURE_COMPOUND = 0.5
OFFERED, RELATED = 3, "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A suggestion, explained."""

    class7: str | None
    topic: str | None
    topics: tuple[str, ...]
    property_related: bool
    compound: str | None
    confidence: float
    why: tuple[str, ...]
    urgency: str
    call: str

    def as_json(self) -> dict[str, Any]:
        """Return the suggestion as it is kept and printed."""
        return {
            "class7": self.class7,
            "topic": self.topic,
            "topics": list(self.topics),
            "property_related": self.property_related,
            "compound": self.compound,
            "confidence": self.confidence,
            "why": list(self.why),
            "urgency": self.urgency,
            "call": self.call,
        }


@dataclass(frozen=True, slots=True)
class _Topic:
    ranked: tuple[tuple[str, float], ...]
    is_related: bool
    why: tuple[str, ...]


def suggest(text: str, *, index: CompoundIndex | None = None, learned: Learned = NOTHING) -> Suggestion:
    """Return what a message suggests; one that says nothing recognisable gives no topic and no confidence."""
    topic, urgency = _topic(text, learned), judge(text)
    compound, written = _compound(text, index)
    why = [*topic.why, *urgency.why, *([written] if written else [])]
    return Suggestion(
        class7=learned.class7.label(text).ranked[0][0] if learned.class7 and text.strip() else None,
        topic=topic.ranked[0][0] if topic.ranked else None,
        topics=tuple(code for code, _share in topic.ranked[:OFFERED]),
        property_related=topic.is_related or (compound is not None and index is not None),
        compound=compound,
        confidence=round(topic.ranked[0][1], 2) if topic.ranked else 0.0,
        why=tuple(dict.fromkeys(why)) or ("unclear",),
        urgency=urgency.urgency.value,
        call=urgency.call,
    )


def _topic(text: str, learned: Learned) -> _Topic:
    ruled = classify(text)
    is_related = ruled.property_related
    if learned.related and text.strip():
        is_related = learned.related.label(text).ranked[0][0] == RELATED
    if learned.topic is None or not ruled.ranked:
        return _Topic(ruled.ranked, is_related, ruled.why)
    found = learned.topic.label(text)
    return _Topic(found.ranked[:OFFERED], is_related, found.why or ruled.why)


def _compound(text: str, index: CompoundIndex | None) -> tuple[str | None, str]:
    """Return the compound and how it is written: its code by the register, or without one the name in the text."""
    if index is None:
        name = guess_name(text)
        return name, name or ""
    hits = index.find(text)
    if hits and hits[0].confidence >= SURE_COMPOUND:
        return hits[0].code, hits[0].written
    return None, ""
