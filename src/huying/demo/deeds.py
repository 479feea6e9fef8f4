"""The doors the people of the synthetic city use 演示动作: every step, and what passes between desk and hotline."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from huying.cases.actions import mirroring
from huying.cases.actions.handing_back import mark_handed_back
from huying.cases.actions.said import MIRRORED, Said, judge
from huying.cases.actions.stepping import opened
from huying.cases.actions.taking import STEPS
from huying.cases.models import OutsideOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from huying.cases.actions.stepping import CaseRef
    from huying.core.actors import Actor

SWEEP, RECEIVE, RESUME = "sweep", "receive", "resumed"
"""Marks in a life that are no steps of its people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A step as it was taken."""

    step: str
    actor: Actor
    at: datetime
    args: tuple[Any, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def perform(ref: CaseRef, deed: Deed) -> None:
    """Do a deed on a case, stored or held in memory."""
    DOORS[deed.step](ref, *deed.args, actor=deed.actor, at=deed.at, **deed.facts)


def hand_back(ref: CaseRef, *, actor: Actor, at: datetime) -> None:
    """Hand the waiting answers of an order back to the hotline."""
    with opened(ref) as folder:
        mark_handed_back(folder, actor=actor, at=at)


def mirror(ref: CaseRef, *, told: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Take in what the hotline says anew of an order."""
    with opened(ref) as folder:
        order = folder.last(OutsideOrder)
        if order is not None:
            said = replace(_said_of(order), **told)
            changes = judge([order], said).changes
            mirroring.note_change(folder, order, said, changes, is_latest=True, actor=actor, at=at)


def new_round(ref: CaseRef, *, limit_at: datetime | None, actor: Actor, at: datetime) -> None:
    """Take an order in that the hotline dispatches again."""
    with opened(ref) as folder:
        order = folder.last(OutsideOrder)
        if order is not None:
            said = replace(_said_of(order), dispatched_at=at, limit_at=limit_at)
            mirroring.begin_round(folder, order, said, actor=actor, at=at)


def _said_of(order: OutsideOrder) -> Said:
    """Return what an order said so far."""
    return Said(
        source=order.source,
        key=order.external_id,
        digest=order.digest,
        is_numbered=order.is_numbered,
        dispatched_at=order.dispatched_at,
        **{name: getattr(order, name) for name in MIRRORED},
    )


DOORS: Mapping[str, Callable[..., object]] = {
    **STEPS,
    "hand_back": hand_back,
    "mirror": mirror,
    "new_round": new_round,
}
