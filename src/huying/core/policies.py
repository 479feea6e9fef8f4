"""Policies 权限: one object for each thing that may be done, asked by actions and named by pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from huying.core.actors import Actor

REGISTRY: dict[str, Policy] = {}


class NotAllowedError(Exception):
    """The actor may not do this 无权办理: seen but not allowed is 403."""

    def __init__(self, policy: str) -> None:
        super().__init__(policy)
        self.policy = policy


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may do one thing. `allows(actor, subject)`; the subject is None where there is none yet."""

    name: str
    meaning: str
    allows: Callable[[Actor, Any], bool]

    def check(self, actor: Actor, subject: Any = None) -> None:
        """Refuse unless allowed; the system itself may do all its own acts."""
        if not (actor.is_system or self.allows(actor, subject)):
            raise NotAllowedError(self.name)

    def may(self, actor: Actor, subject: Any = None) -> bool:
        """Tell whether the actor may, for pages that offer or hide a button."""
        return actor.is_system or self.allows(actor, subject)


def policy(name: str, meaning: str, allows: Callable[[Actor, Any], bool]) -> Policy:
    """Make a policy and list it; a name stands once."""
    if name in REGISTRY:
        raise ValueError(f"policy {name} stands twice")
    REGISTRY[name] = Policy(name, meaning, allows)
    return REGISTRY[name]
