"""How a volume speaks 卷宗口径: what is hidden in it, and how it names who acted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from huying.accounts.models import Post
from huying.cases.models.cases import CHINA

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from huying.accounts.models import Person, Unit
    from huying.cases.models import Case
    from huying.core.models import AuditRecord
    from huying.rules.hiding import Hider
    from huying.volumes.pieces import Block
from huying.volumes.pieces import Head, Text

NONE = "—"


@dataclass(slots=True, kw_only=True)
class Teller:
    """What the papers of one volume share: the case, the variant, and who held which post when acting.

    A full volume names officers and fills the reporter's numbers in; a masked one names unit and post, and hides
    the reporter in all that anybody wrote.
    """

    case: Case
    at: datetime
    is_full: bool
    hider: Hider
    numbers: tuple[str, ...] = ()
    posts: Mapping[tuple[int, datetime], str] = field(default_factory=dict)

    def said(self, words: str) -> str:
        """Return words somebody wrote, as this variant may show them."""
        if not self.is_full:
            return self.hider.hide(words) or NONE
        for order, number in enumerate(self.numbers, 1):
            words = words.replace(f"〔号码{order}〕", number)
        return words or NONE

    def headed(self, head: str, words: str) -> list[Block]:
        """Return words somebody wrote under a heading; nothing where nothing was written."""
        return [Head(head), Text(self.said(words))] if words else []

    def who(self, unit: Unit | None, person: Person | None, at: datetime | None) -> str:
        """Return who acted: the unit and post, in a full volume with the name."""
        post = self.posts.get((person.pk, at), "") if person is not None and at is not None else ""
        name = person.name if person is not None and self.is_full else ""
        return " ".join(filter(None, (unit.name if unit else "", post, name))) or NONE


def instant(at: datetime | None) -> str:
    """Return an instant as papers write it."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else NONE


def day(at: datetime | None) -> str:
    """Return the day of an instant, as the index writes it."""
    return instant(at)[:10]


def posts_in(records: list[AuditRecord]) -> dict[tuple[int, datetime], str]:
    """Return the post of each acting person at each instant, as the log has it; one query."""
    titles = dict(Post.objects.filter(pk__in={row.post_id for row in records}).values_list("pk", "title"))
    return {(row.actor_id, row.at): titles.get(row.post_id or 0, "") for row in records if row.actor_id and row.post_id}
