"""Words for refusals of the rulebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "catalogue.code_twice": (_("The catalogue names %(code)s twice."), 409),
    "catalogue.code_unknown": (_("The catalogue has no %(code)s."), 422),
    "catalogue.counted_in_hours": (_("%(code)s is counted in hours, not days."), 409),
    "catalogue.limit_unreadable": (_("The limit %(limit)s cannot be read."), 422),
    "catalogue.variant_unknown": (_("%(code)s has no variant %(variant)s; it has: %(known)s."), 422),
    "city.code_shape": (_("A part has a code of 10 or 16 digits, not %(code)s."), 422),
    "city.stage_not_now": (_("The stage %(to)s does not follow %(stage)s."), 409),
    "conference.resolution_open": (_("A resolution needs a lead unit and a due day before it can be closed."), 409),
    "credit.measure_without_law": (_("No law or regulation lists this measure; a score alone does not punish."), 409),
    "credit.never_collected": (_("A credit record may not hold: %(fields)s."), 409),
    "credit.person_not_public": (_("The credit of a natural person is not published."), 409),
    "draw.list_changed": (_("The list is not the one that was frozen; the draw is refused."), 409),
    "draw.pool_empty": (_("The list to draw from is empty."), 422),
    "draw.pool_twice": (_("An id stands twice in the list."), 422),
    "draw.pool_unreadable": (_("An id of the list is empty or holds a line break."), 422),
    "draw.seed_changed": (_("The seed is not the one that was committed to."), 409),
    "draw.take_above_eligible": (_("%(take)s are to be taken, only %(eligible)s are eligible."), 422),
    "fund.check_missing": (_("The check on the spot lacks: %(missing)s."), 409),
    "fund.no_decision": (_("The owners who bear the cost have not decided on it."), 409),
    "fund.posting_too_short": (_("It was posted for %(days)s days; %(least)s are needed."), 409),
    "fund.renewal_needs_vote": (_("A renewal needs the owners' decision; it is no emergency."), 409),
    "fund.utility_pays": (_("What a utility owns is not paid from the maintenance fund."), 409),
    "hotline.direct_interest": (_("The handler has a direct interest in the matter and must withdraw."), 409),
    "hotline.extension_range": (_("An extension may have 1 to %(most)s working days."), 409),
    "inspection.body_may_not": (_("This body may not carry out administrative inspections."), 409),
    "inspection.cap_reached": (_("The yearly cap of %(cap)s inspections of this enterprise is reached."), 409),
    "inspection.must_withdraw": (_("These inspectors must withdraw: %(inspectors)s."), 409),
    "inspection.no_certificate": (_("These inspectors have no law-enforcement certificate: %(inspectors)s."), 409),
    "inspection.no_law": (_("Without a law there is no inspection: name its legal basis."), 409),
    "inspection.not_a_penalty_limit": (
        _("The penalty law counts 2, 3, 5 and 7 days as working days, not %(days)s."),
        422,
    ),
    "inspection.team_too_small": (_("A team has at least %(least)s inspectors."), 409),
    "mediation.committee": (_("A mediation committee has %(least)s to %(most)s members, women among them."), 409),
    "mediation.extension_without_consent": (_("A mediation is extended only with the consent of both sides."), 409),
    "mediation.not_public": (_("A side objects, or has not agreed to be recorded: the session is not public."), 409),
    "mediation.not_voluntary": (_("Mediation begins only when every side agrees."), 409),
    "mediation.step_not_now": (_("This step does not follow where the mediation stands."), 409),
    "party.activist_too_short": (_("An activist is trained for at least %(months)s months before."), 409),
    "party.extension_range": (_("Probation is extended by %(least)s to %(most)s months."), 409),
    "party.introducers_missing": (_("%(needed)s full members introduce an applicant."), 409),
    "party.training_too_short": (_("A target is trained for %(days)s days or %(hours)s class hours."), 409),
    "party.under_age": (_("An applicant is at least %(least)s years old."), 409),
    "provider.emergency_not_posted": (_("Scope, term and cost of the emergency service must be posted."), 409),
    "provider.emergency_too_long": (_("The emergency service must end by %(latest)s."), 409),
    "provider.fee_without_vote": (_("The fee may not rise without the owners' decision."), 409),
    "provider.handed_on_twice": (_("A complaint may be handed on once only."), 409),
    "provider.supply_cut": (_("Water, power, heat and gas may not be cut to press for payment."), 409),
    "review.not_public": (_("These facts of a candidate may not be posted: %(fields)s."), 409),
    "review.notice_too_short": (_("The candidates were posted for %(days)s days; %(least)s are needed."), 409),
    "scoring.not_aligned": (_("There are %(weights)s weights and %(scores)s scores."), 422),
    "scoring.punishes_reporting": (_("An indicator may not punish reporting."), 409),
    "scoring.volume_only": (_("An indicator may not rank by raw volume alone."), 409),
    "scoring.weights_sum": (_("The weights must sum to %(whole)s, not %(sum)s."), 422),
    "session.idle": (_("The session was idle for more than %(minutes)s minutes; sign in again."), 403),
    "session.second_factor": (_("Staff sign in with a second factor."), 403),
    "profile.value_unknown": (_("No city rule sets the value %(name)s."), 409),
    "profile.value_unreadable": (_("The value %(name)s of %(profile)s lacks its name, figure or source."), 422),
    "rules.source_unknown": (_("The rulebook does not know the source %(source)s."), 422),
}
