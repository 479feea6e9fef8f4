"""Words for refusals of owners' votes, elections and shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "area.negative": (_("An area cannot be negative (%(field)s)."), 422),
    "area.unknown": (_("Give the registered, the surveyed or the contract area."), 422),
    "vote.empty_roll": (_("The roll needs at least one owner with some area."), 422),
    "vote.item_unknown": (_("Article 278 of the Civil Code has no item %(item)s."), 422),
    "vote.more_cast_than_roll": (_("More took part than stand on the roll: check the numbers."), 422),
    "vote.more_in_favour_than_cast": (_("More are in favour than took part: check the numbers."), 422),
    "vote.part_twice": (_("The exclusive part %(part)s stands twice on the roll."), 422),
    "vote.part_without_owner": (_("The exclusive part %(part)s has no owner on the roll."), 422),
    "vote.roll_changed": (_("The roll is not the one that was frozen: the ballots cannot be counted on it."), 409),
    "vote.not_on_agenda": (_("These matters were not announced for this meeting: %(items)s."), 409),
    "election.needs_lot": (_("Equal in votes and area: draw a lot between %(names)s."), 409),
    "share.no_area": (_("There is no area to share by."), 422),
    "share.loss": (_("The cost is above the income: there is nothing to share."), 409),
}
