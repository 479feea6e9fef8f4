"""Words for refusals of transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "transfer.not_found": (_("There is no such transfer in your range."), 404),
    "transfer.step_unknown": (_("There is no such step of a transfer."), 404),
    "transfer.step_not_now": (
        _("“%(transfer_step)s” cannot be done with a transfer that is %(transfer_state)s. Reload the page."),
        409,
    ),
    "transfer.stale": (_("Somebody worked on this transfer since you opened it. Look at it again and repeat."), 409),
    "transfer.body_unknown": (_("The rules in force know no such kind of body. Choose one of the list."), 422),
    "transfer.rules_unreadable": (_("This version of the rules of transfers cannot be read: %(part)s."), 422),
    "transfer.evidence_missing": (_("Enclose at least one photograph or answer."), 422),
    "transfer.evidence_too_much": (_("At most %(most)s things are enclosed."), 422),
    "transfer.evidence_unknown": (_("Something enclosed does not belong to this case. Choose again."), 422),
    "transfer.addressee_missing": (_("Name the body the letter goes to."), 422),
    "transfer.matter_missing": (_("Say what is transferred."), 422),
    "transfer.ground_missing": (_("Name the ground: the article that makes it theirs to decide."), 422),
    "transfer.decision_missing": (_("Write down what they decided."), 422),
    "transfer.note_missing": (_("Write down how they were asked."), 422),
    "transfer.too_long": (_("This has %(length)s characters; at most %(most)s are kept. Shorten it."), 422),
    "transfer.has_numbers": (
        _("A telephone or identity number stands in these words. Take it out: the letter leaves the house."),
        422,
    ),
    "transfer.names_reporter": (
        _("These words name the reporter. Take name and door out: the letter leaves the house."),
        422,
    ),
    "transfer.before_letter": (_("This time lies before the letter. Look at the date again."), 422),
    "transfer.in_future": (_("This time has not come yet. Look at the date again."), 422),
    "transfer.late_already": (_("This is noted as late already."), 409),
}
