"""Words for refusals of the monthly close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "closing.not_found": (_("There is no such closed month in your range."), 404),
    "closing.step_unknown": (_("There is no such step of a closed month."), 404),
    "closing.row_unknown": (_("This month does not count such a case."), 404),
    "closing.part_unknown": (_("There is no such number. Go back to the month and open one of its numbers."), 404),
    "closing.step_not_now": (
        _("“%(closing_step)s” cannot be done with a month that is %(closing_state)s. Reload the page."),
        409,
    ),
    "closing.stale": (_("Somebody worked on this month since you opened it. Look at it again and repeat."), 409),
    "closing.rules_unreadable": (_("This version of the rules cannot be read: %(part)s."), 422),
    "closing.by_itself": (_("A month is frozen by itself; nobody chooses the moment."), 403),
    "closing.too_early": (_("The month is frozen after %(first)s, when its last limits are decided."), 409),
    "closing.twice": (_("The month %(month)s is frozen already."), 409),
    "closing.check_over": (_("Objections were possible until %(until)s."), 409),
    "closing.objection_what": (_("Say either on which ground to leave the case out, or which fact is wrong."), 422),
    "closing.ground_unknown": (_("Choose a ground of the list in force."), 422),
    "closing.fact_missing": (_("This month counts no such fact of the case, so that it cannot be wrong."), 422),
    "closing.left_out_already": (_("This case is left out already."), 409),
    "closing.objected_already": (_("This was objected to already; see the ruling."), 409),
    "closing.proof_missing": (_("Say what proves it: a record, a photograph, a number of a document."), 422),
    "closing.objection_unknown": (_("There is no such objection."), 404),
    "closing.ruled_already": (_("This objection is ruled on already."), 409),
    "closing.check_runs": (_("Units may object until %(until)s; publish after that."), 409),
    "closing.objections_open": (_("%(count)s objections wait for a ruling. Rule on them first."), 409),
    "closing.not_published": (_("There is no notice before the month is published."), 404),
    "closing.sign_unknown": (_("There is no such sign."), 404),
    "closing.sign_looked_at": (_("Somebody wrote already what it turned out to be."), 409),
    "closing.finding_missing": (_("Write what it turned out to be."), 422),
    "closing.too_long": (_("That is too long: %(length)s characters, at most %(most)s."), 422),
    "closing.has_numbers": (
        _("Leave telephone and identity numbers out; they do not belong in a record that others read."),
        422,
    ),
}
