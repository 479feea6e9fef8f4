"""Words for refusals of supervision: orders, marks, and measures towards enterprises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NUMBERS = _("These words hold a telephone or identity number. Take it out: they go to other units.")
LONG = _("These words are %(length)s characters long; at most %(most)s fit.")
STALE = _("Somebody worked on this since you opened it. Look at it again and repeat.")
WORDS: dict[str, tuple[_StrPromise, int]] = {
    "supervision.rules_unreadable": (_("This version of the rules of supervision cannot be read: %(part)s."), 422),
    "supervision.place_elsewhere": (_("This place does not lie in your post's range. Choose one that does."), 422),
    "supervision.day_range": (_("The day lies between %(first)s and %(last)s. Choose one of these."), 422),
    "supervision.step_unknown": (_("There is no such step."), 404),
    "supervision.paper_unknown": (_("There is no such paper, or it is not there yet."), 404),
    "order.not_found": (_("There is no such order in your range."), 404),
    "order.step_not_now": (
        _("“%(order_step)s” cannot be done with an order that is %(order_state)s. Reload the page."),
        409,
    ),
    "order.stale": (STALE, 409),
    "order.too_long": (LONG, 422),
    "order.has_numbers": (NUMBERS, 422),
    "order.unit_missing": (_("Choose the unit that is ordered."), 422),
    "order.not_administrative": (
        _(
            "Orders go to administrative units alone. Towards an enterprise there are a talk, an order to rectify and "
            "a transfer, each by a body with the power."
        ),
        422,
    ),
    "order.not_below": (_("This unit does not stand below yours. An order goes to a level below."), 422),
    "order.unit_elsewhere": (_("This unit does not stand over this place, or is closed. Choose one that does."), 422),
    "order.no_instruction": (
        _("Only an instruction has a post and a day. Choose that kind, or leave them empty."),
        422,
    ),
    "order.post_missing": (_("An instruction names the post of who wrote it."), 422),
    "order.day_missing": (_("An instruction has its day."), 422),
    "order.instructed_later": (_("The day of the instruction lies after %(last)s. Choose one up to today."), 422),
    "order.matter_missing": (_("Say what it is about."), 422),
    "order.demand_missing": (_("Say what is to be done, or the words of the instruction."), 422),
    "order.report_missing": (_("Say what was done."), 422),
    "order.evidence_missing": (_("Say what shows it."), 422),
    "order.closing_missing": (_("Say what was found."), 422),
    "order.not_late": (_("This was answered in the meantime."), 409),
    "mark.not_found": (_("There is no such mark in your range."), 404),
    "mark.step_not_now": (
        _("“%(mark_step)s” cannot be done with a mark that is %(mark_state)s. Reload the page."),
        409,
    ),
    "mark.stale": (STALE, 409),
    "mark.too_long": (LONG, 422),
    "mark.has_numbers": (NUMBERS, 422),
    "mark.rests_on_nothing": (_("A mark rests on an order or a case. Begin from its page."), 422),
    "mark.not_administrative": (
        _(
            "Marks and criticism are for administrative units, never for enterprises or committees. Towards an "
            "enterprise there are a talk, an order to rectify and a transfer."
        ),
        422,
    ),
    "mark.not_below": (_("This unit does not stand below yours. A mark goes to a level below."), 422),
    "mark.reason_unknown": (_("The rules in force have no reason %(reason)s."), 422),
    "mark.reason_not_for": (_("This reason is not for such a mark. Choose another of the two."), 422),
    "mark.no_yellow": (_("This reason needs a yellow mark that stands, given within %(days)s days before."), 422),
    "mark.words_missing": (_("Say on which facts it rests."), 422),
    "mark.received_already": (_("Your unit has signed for this notice already."), 409),
    "mark.appeal_missing": (_("Say on which grounds you appeal."), 422),
    "mark.appeal_late": (_("An appeal was possible until %(last)s."), 409),
    "measure.not_found": (_("There is no such measure in your range."), 404),
    "measure.step_not_now": (
        _("“%(measure_step)s” cannot be done with a measure that is %(measure_state)s. Reload the page."),
        409,
    ),
    "measure.stale": (STALE, 409),
    "measure.too_long": (LONG, 422),
    "measure.has_numbers": (NUMBERS, 422),
    "measure.no_firm": (_("No enterprise serves this place. Choose a compound that one serves."), 422),
    "measure.not_enterprise": (
        _("This is no enterprise. Administrative units are supervised by orders and marks."),
        422,
    ),
    "measure.no_power": (
        _("Your unit has no power for this: %(measure_kind)s. Transfer the matter to the body that has it."),
        422,
    ),
    "measure.ground_missing": (_("An order to rectify rests on an article. Choose one."), 422),
    "measure.ground_unknown": (_("The rules in force have no article %(ground)s."), 422),
    "measure.ground_elsewhere": (_("This article is another department's. Transfer the matter to it."), 422),
    "measure.term_missing": (_("An order to rectify has its term. Say by which day."), 422),
    "measure.no_receiver": (_("Only a transfer goes to another department. Leave that empty."), 422),
    "measure.receiver_missing": (_("Choose the department the matter is transferred to, not your own."), 422),
    "measure.outcome_not_for": (_("Such a measure cannot end like this. Choose another outcome."), 422),
    "measure.words_missing": (_("Say what the facts are and what is demanded."), 422),
    "measure.result_missing": (_("Say what came of it."), 422),
}
