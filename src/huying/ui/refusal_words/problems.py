"""Words for refusals of problems and of parts of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "problem.itself": (_("A case cannot be merged with itself."), 409),
    "problem.circular": (_("These cases are in one problem already; a case cannot lead the one it follows."), 409),
    "problem.leads_another": (
        _("This case leads a problem of its own. Merge its members one by one, or merge the other case into it."),
        409,
    ),
    "problem.member_already": (_("This case is in a problem already. Take it out there first."), 409),
    "problem.lead_state": (
        _("Others cannot join a case in this state (%(state)s): it must be sent and not yet be answered."),
        409,
    ),
    "problem.other_place": (_("These cases lie in different places. Only one place makes one problem."), 409),
    "problem.full": (_("A problem holds at most %(most)s cases. Begin a second one."), 409),
    "problem.follows": (
        _("This case follows %(lead)s: take “%(step)s” there, and it is done for both; or take this one out first."),
        409,
    ),
    "problem.no_member": (_("This case is in no problem."), 409),
    "problem.answered_member": (
        _("This case has the common answer already. Send it back for rework if the answer is not about it."),
        409,
    ),
    "problem.nobody_leads": (
        _("None of these cases can lead: one must be sent to a unit and not be answered yet. Confirm it first."),
        409,
    ),
    "problem.number_missing": (_("Give the number of the case of the same matter."), 422),
    "problem.not_found": (_("There is no problem %(number)s in your range."), 404),
    "problem.parts_open": (_("Other units still owe their part of this case. End or await those first."), 409),
    "part.task_missing": (_("Say what the other unit is to do."), 422),
    "part.own_unit": (_("Your own unit leads this case; ask another one."), 409),
    "part.unit_elsewhere": (_("%(unit)s does not stand over this place."), 409),
    "part.open_already": (_("%(unit)s owes a part already. Wait for it, or take it back first."), 409),
    "part.too_many": (_("At most %(most)s units assist at once."), 409),
    "part.none_open": (_("No part of this case waits for this unit."), 404),
    "part.day": (_("Name a day from %(first)s to %(last)s, the deadline of the case."), 422),
    "part.still_open": (
        _("%(units)s still owe their part. Wait for it, or say why the answer goes out without."),
        409,
    ),
    "case.busy": (_("Somebody is at work on this case at this moment. Try again."), 409),
}
