"""Words for refusals of the duty log, holidays, season plans and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from huying.ui.refusal_words.leadership import STALE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "seasons.rules_unreadable": (_("The rules of duty and season plans cannot be read: %(part)s."), 422),
    "seasons.no_unit": (_("Your post belongs to no unit."), 409),
    "seasons.too_long": (_("This has %(length)s characters; at most %(most)s are kept."), 422),
    "seasons.has_numbers": (_("Leave telephone and identity numbers out; this is read by many."), 422),
    "watch.not_found": (_("There is no such watch in your range."), 404),
    "watch.stale": (STALE, 409),
    "watch.step_not_now": (
        _("“%(watch_step)s” cannot be done with a watch that is: %(watch_state)s. Reload the page."),
        409,
    ),
    "watch.no_shift": (_("Nobody is first on your unit's rota now. Put somebody on it, then take over."), 409),
    "watch.not_on_duty": (_("You are not on the rota of this watch. Whoever is on it, or stands in, does this."), 409),
    "watch.too_early": (_("This watch can be taken over from %(first)s."), 409),
    "watch.over": (_("This watch is over."), 409),
    "watch.entry_empty": (_("Say what is open, what was done, or what to watch."), 422),
    "watch.entry_unknown": (_("There is no such entry in this watch."), 404),
    "watch.too_many_cases": (_("Name at most %(most)s cases in one entry."), 422),
    "watch.late_already": (_("This was noted as late already."), 409),
    "roster.not_found": (_("There is no such roster in your range."), 404),
    "roster.stale": (STALE, 409),
    "roster.step_not_now": (
        _("“%(roster_step)s” cannot be done with a roster that is: %(roster_state)s. Reload the page."),
        409,
    ),
    "roster.day_outside": (_("This day is not one of the holiday."), 422),
    "roster.day_ahead": (_("This day is still ahead."), 422),
    "roster.words_missing": (_("Write one sentence: only a report of zeros may go without."), 422),
    "roster.sent_already": (_("The report of this day is sent already."), 409),
    "roster.told_already": (_("The gaps were told already."), 409),
    "season.not_found": (_("There is no such season plan in your range."), 404),
    "season.stale": (STALE, 409),
    "season.step_not_now": (
        _("“%(season_step)s” cannot be done with a plan that is: %(season_state)s. Reload the page."),
        409,
    ),
    "season.title_missing": (_("Give it a title."), 422),
    "season.triggers_missing": (_("Say what puts the plan in force."), 422),
    "season.instructions_missing": (_("Say what duty does."), 422),
    "season.day_unreadable": (_("“%(written)s” is no day of the year. Write month and day, as 11-15."), 422),
    "season.period_one": (_("Give either a time of year or days, one of the two."), 422),
    "season.period_backwards": (_("A plan with days has both, and ends no earlier than it begins."), 422),
    "season.topic_unknown": (_("There is no such topic. Choose from the list."), 422),
    "season.post_elsewhere": (_("This post is not one of that unit."), 422),
    "season.task_unknown": (_("This line does not stand here. Reload the page."), 404),
    "season.no_tasks": (_("A plan is released once its check list has a line."), 409),
    "season.revised_already": (_("A new version is being drafted already."), 409),
    "season.previous_in_force": (
        _("The version before is in force. End it first, then release this one and put it in force."),
        409,
    ),
    "surge.not_found": (_("There is no such event in your range."), 404),
    "surge.stale": (STALE, 409),
    "surge.step_not_now": (
        _("“%(surge_step)s” cannot be done with an event that is: %(surge_state)s. Reload the page."),
        409,
    ),
    "surge.title_missing": (_("Give it a title."), 422),
    "surge.words_missing": (_("Say what is known and what is done: all reporters read it."), 422),
    "surge.nothing_chosen": (_("Choose at least one case."), 422),
    "surge.not_proposed": (_("One of these cases does not stand here. Reload the page."), 409),
    "surge.case_elsewhere": (_("One of these cases belongs to another event."), 409),
}
