"""Words for refusals of whistles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "whistle.not_found": (_("There is no such whistle in your range."), 404),
    "whistle.step_unknown": (_("There is no such step of a whistle."), 404),
    "whistle.step_not_now": (
        _("“%(whistle_step)s” cannot be done with a whistle that is %(whistle_state)s. Reload the page."),
        409,
    ),
    "whistle.stale": (_("Somebody worked on this whistle since you opened it. Look at it again and repeat."), 409),
    "whistle.item_unknown": (_("The whistle list in force has no line %(item)s."), 422),
    "whistle.list_unreadable": (_("This version of the whistle list cannot be read: %(part)s."), 422),
    "whistle.nobody_called": (_("Tick at least one unit that is to come."), 422),
    "whistle.called_twice": (_("A unit stands twice among those called."), 422),
    "whistle.calls_itself": (_("Your own unit cannot be called."), 422),
    "whistle.too_many": (_("At most %(most)s units are called at once."), 422),
    "whistle.unit_not_callable": (
        _("One of these units cannot be called to this place: it is closed, or does not work there."),
        422,
    ),
    "whistle.place_elsewhere": (_("This place does not lie in your post's range. Choose one that does."), 422),
    "whistle.oral_no_emergency": (
        _("Only an emergency is blown by voice. Choose that cause, or take away the tick."),
        422,
    ),
    "whistle.oral_not_urgent": (_("A whistle by voice is urgent."), 422),
    "whistle.matter_missing": (_("Say what it is about."), 422),
    "whistle.tries_missing": (_("Say what was tried before others are called."), 422),
    "whistle.too_long": (_("These words are %(length)s characters long; at most %(most)s fit."), 422),
    "whistle.has_numbers": (
        _("These words hold a telephone or identity number. Take it out: a whistle goes to many units."),
        422,
    ),
    "whistle.paper_unknown": (_("There is no such paper."), 404),
    "whistle.paper_not_yet": (_("This paper is not there yet: the whistle has not come so far."), 409),
    "whistle.no_paper_due": (_("No paper is due for this whistle."), 409),
    "whistle.unit_not_called": (_("This unit was not called."), 409),
    "whistle.acknowledged_already": (_("Your unit has said already that it comes."), 409),
    "whistle.arrived_already": (_("This unit's arrival was noted already."), 409),
    "whistle.refused_already": (_("Your unit has refused already, or has come."), 409),
    "whistle.ground_unknown": (_("Refusing needs a ground of the list. Choose one."), 422),
    "whistle.refusal_late": (_("Refusing was possible until %(last)s. Come, and speak with the district there."), 409),
    "whistle.no_refusal": (_("No refusal of this unit waits for a ruling."), 409),
    "whistle.no_task": (_("A decision needs at least one task with unit and day."), 422),
    "whistle.too_many_tasks": (_("At most %(most)s tasks are decided at once."), 422),
    "whistle.nobody_there": (_("No called unit has arrived yet. Note who is there first."), 409),
    "whistle.task_unit": (_("A task goes to a unit that takes part: the host or one that was called."), 422),
    "whistle.task_past": (_("A task's day lies before %(first)s. Choose one from today on."), 422),
    "whistle.task_words": (_("Say what is to be done."), 422),
    "whistle.finding_missing": (_("Say what was found."), 422),
    "whistle.task_unknown": (_("There is no such task in this whistle."), 404),
    "whistle.task_done": (_("This task was done already."), 409),
    "whistle.evidence_missing": (_("Say what shows that it is done."), 422),
    "whistle.tasks_open": (_("%(count)s tasks are still open. Finish them first."), 409),
    "whistle.paper_first": (_("This whistle went by voice: write its paper first."), 409),
    "whistle.ruling_first": (_("A refusal still waits for the district's ruling."), 409),
    "whistle.result_missing": (_("Say what came of it."), 422),
    "whistle.score_range": (_("An appraisal goes from %(lowest)s to %(highest)s."), 422),
    "whistle.appraised_already": (_("This appraisal was given already; it is given once."), 409),
    "whistle.excused": (_("This unit's refusal was upheld: it is neither appraised nor appraises."), 409),
}
