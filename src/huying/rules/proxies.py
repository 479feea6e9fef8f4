"""Voting through another 委托投票: how many owners one agent may stand for, and when a letter counts.

Source: Shandong regulation art. 26, Weifang regulation art. 32 (R2.8): in writing; in Weifang the agent is another
owner and holds at most three. A letter dated after the end of the vote counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.rules import profiles

if TYPE_CHECKING:
    from datetime import datetime

UNLIMITED = "unlimited"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRule:
    """What a profile asks of agents; None for no limit."""

    most_per_agent: int | None = None
    agent_is_owner: bool = False

    def objection(
        self, *, held: int, is_owner: bool, signed_at: datetime | None, ends_at: datetime | None
    ) -> str | None:
        """Return why one more proxy is not accepted from an agent who holds `held`, None where it is."""
        if signed_at is not None and ends_at is not None and signed_at > ends_at:
            return "proxy_late"
        if self.agent_is_owner and not is_owner:
            return "agent_not_owner"
        if self.most_per_agent is not None and held >= self.most_per_agent:
            return "proxy_too_many"
        return None


def rule_of(profile: str) -> ProxyRule:
    """Return what a profile asks of agents."""
    most = profiles.value(profile, "votes.proxies_per_agent")
    return ProxyRule(
        most_per_agent=None if most.value == UNLIMITED else most.integer,
        agent_is_owner=profiles.value(profile, "votes.agent_is_owner").value is True,
    )
