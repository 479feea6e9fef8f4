"""Words for refusals of plans, groups, major problems and visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STALE = _("Somebody worked on this since you opened it. Look at it again and repeat.")
WORDS: dict[str, tuple[_StrPromise, int]] = {
    "plan.not_found": (_("There is no such plan in your range."), 404),
    "group.not_found": (_("There is no such group in your range."), 404),
    "major.not_found": (_("There is no such problem in your range."), 404),
    "visit.not_found": (_("There is no such visit in your range."), 404),
    "plan.stale": (STALE, 409),
    "group.stale": (STALE, 409),
    "major.stale": (STALE, 409),
    "visit.stale": (STALE, 409),
    "leadership.step_unknown": (_("There is no such step."), 404),
    "leadership.no_unit": (_("Your post belongs to no unit."), 409),
    "leadership.title_missing": (_("Give it a title."), 422),
    "leadership.words_missing": (_("Say what it is about."), 422),
    "leadership.reason_missing": (_("Give the reason."), 422),
    "leadership.evidence_missing": (_("Say what shows that it is done."), 422),
    "leadership.too_long": (_("This has %(length)s characters; at most %(most)s are kept."), 422),
    "leadership.has_numbers": (
        _("Leave telephone and identity numbers out; this is read by many."),
        422,
    ),
    "leadership.unit_out_of_reach": (_("This unit is not in your range. Choose one of the list."), 422),
    "leadership.post_out_of_reach": (_("This post is not in your range. Choose one of the list."), 422),
    "leadership.due_past": (_("This day has passed. Choose a later one."), 422),
    "leadership.promise_unknown": (_("This does not stand here. Reload the page."), 404),
    "leadership.done_already": (_("This is done already."), 409),
    "leadership.late_already": (_("This was noted as late already."), 409),
    "plan.step_not_now": (
        _("“%(plan_step)s” cannot be done with a plan that is: %(plan_state)s. Reload the page."),
        409,
    ),
    "plan.aim_missing": (_("Say what the plan aims at."), 422),
    "plan.measure_missing": (_("Say by what it is measured."), 422),
    "plan.result_missing": (_("Say what came of it."), 422),
    "plan.ends_before_start": (_("The plan ends before it begins."), 422),
    "plan.milestone_outside": (_("A milestone lies in the time of the plan: %(first)s to %(last)s."), 422),
    "plan.moved_nowhere": (_("Choose another day that lies ahead."), 422),
    "plan.no_milestones": (_("A plan needs at least one milestone."), 409),
    "plan.milestones_open": (_("%(count)s milestones are not reached yet."), 409),
    "group.step_not_now": (
        _("“%(group_step)s” cannot be done with a group that is: %(group_state)s. Reload the page."),
        409,
    ),
    "group.rules_unreadable": (_("This version of the rules cannot be read: %(part)s."), 422),
    "group.one_head": (_("A group has exactly one head; here are %(count)s."), 409),
    "group.head_no_leader": (_("The leader in charge heads a leading group; this post is none of a leader."), 409),
    "group.sectors_missing": (_("Not there yet: %(sectors)s."), 409),
    "group.sector_unknown": (_("The rules know no such sector. Choose one of the list."), 422),
    "group.term_backwards": (_("The term ends before it begins."), 422),
    "group.term_too_long": (_("A term lasts at most %(years)s years."), 422),
    "group.body_missing": (_("Choose a post, or name the body."), 422),
    "group.title_missing": (_("Name the post in that body; not the person."), 422),
    "group.seated_already": (_("This post sits in the group already."), 409),
    "group.seat_unknown": (_("This post does not sit in the group."), 404),
    "group.session_ahead": (_("A session is noted once it was held."), 422),
    "group.session_unknown": (_("There is no such session of this group."), 404),
    "group.present_count": (_("At least one member was there, and no more than sit in the group."), 422),
    "group.summary_missing": (_("Say what was said."), 422),
    "group.reminded_already": (_("The end of this term was told already."), 409),
    "major.step_not_now": (
        _("“%(major_step)s” cannot be done with a problem that is: %(major_state)s. Reload the page."),
        409,
    ),
    "major.matter_missing": (_("Say what the problem is."), 422),
    "major.place_out_of_reach": (_("This place is not in your range."), 422),
    "major.conclusion_missing": (_("Say what the study concluded."), 422),
    "major.result_missing": (_("Say what came of it."), 422),
    "major.study_ahead": (_("A study is noted once it was held."), 422),
    "major.study_before_last": (_("The last study was on %(last)s; this one cannot be before it."), 422),
    "major.never_studied": (_("A problem nobody studied cannot be settled."), 409),
    "major.late_already": (_("This was noted as late already."), 409),
    "visit.step_not_now": (
        _("“%(visit_step)s” cannot be done with a visit that is: %(visit_state)s. Reload the page."),
        409,
    ),
    "visit.aim_missing": (_("Say what the visit is for."), 422),
    "visit.compound_unknown": (_("There is no such compound in your range."), 422),
    "visit.findings_open": (_("%(count)s findings are not done yet."), 409),
}
