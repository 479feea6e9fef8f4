"""Words for refusals of joint conferences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "conference.not_found": (_("There is no such conference in your range."), 404),
    "conference.step_unknown": (_("There is no such step of a conference."), 404),
    "conference.paper_unknown": (_("There is no such paper."), 404),
    "conference.code_wrong": (_("This code belongs to no conference that is on now. Ask the host to note you."), 409),
    "conference.step_not_now": (
        _("“%(conference_step)s” cannot be done with a conference that is %(conference_state)s. Reload the page."),
        409,
    ),
    "conference.stale": (
        _("Somebody worked on this conference since you opened it. Look at it again and repeat."),
        409,
    ),
    "conference.rules_unreadable": (_("This version of the rules cannot be read: %(part)s."), 422),
    "conference.title_missing": (_("Give the conference a title."), 422),
    "conference.room_missing": (_("Say where it takes place."), 422),
    "conference.starts_past": (_("The conference must lie ahead. Choose a later time."), 422),
    "conference.too_many_items": (_("At most %(most)s matters stand on one agenda."), 409),
    "conference.item_twice": (_("This matter stands on the agenda already."), 409),
    "conference.item_words": (_("Say what the matter is."), 422),
    "conference.item_unknown": (_("There is no such matter on the agenda."), 404),
    "conference.item_returns": (
        _("An open resolution stays on the agenda. It goes when it is done, or lifted with a reason."),
        409,
    ),
    "conference.proposal_gone": (_("This proposal waits no more: somebody put it on an agenda."), 409),
    "conference.no_host": (_("No street or community is registered over this place."), 422),
    "conference.nobody_invited": (_("Tick at least one member; observers alone are no conference."), 422),
    "conference.too_many_members": (_("At most %(most)s bodies take part."), 422),
    "conference.unit_not_invitable": (_("One of these units does not work in this place, or is closed."), 422),
    "conference.member_name": (_("A body without account needs its name."), 422),
    "conference.member_twice": (_("A body stands twice among those invited."), 422),
    "conference.member_unknown": (_("This body does not take part in the conference."), 409),
    "conference.no_items": (_("The agenda is empty. Put a matter on it first."), 409),
    "conference.nobody_ticked": (_("Tick who is there."), 422),
    "conference.attended_already": (_("That this body is there was noted already."), 409),
    "conference.no_quorum": (
        _(
            "Only %(present)s of %(members)s members are there; %(needed)s are needed. "
            "Note who came late, or move the conference."
        ),
        409,
    ),
    "conference.summary_missing": (_("Say what was spoken of."), 422),
    "conference.resolution_words": (_("Say what is to be done."), 422),
    "conference.no_owner": (_("A resolution needs somebody who has it. Choose one."), 422),
    "conference.no_due": (_("A resolution needs a day. Choose one."), 422),
    "conference.due_past": (_("The day lies before %(first)s. Choose one from today on."), 422),
    "conference.no_matter": (_("A motion names which of the nine matters of Civil Code art. 278 it is."), 422),
    "conference.no_powers": (
        _("A transfer goes to a body that holds the power: a department, the street or the district. Choose one."),
        422,
    ),
    "conference.no_basis": (_("Say on what the task rests: a duty, a consent or an order."), 422),
    "conference.consent_absent": (
        _("Who was not there cannot have consented. Choose another ground, or somebody who was there."),
        422,
    ),
    "conference.basis_words": (_("Name the duty or the order: article, line of the list, or number."), 422),
    "conference.ban_owners": (
        _("“%(found)s” is for the owners to decide together. Write it as a motion to the owners."),
        422,
    ),
    "conference.ban_powers": (
        _("“%(found)s” needs a power that a conference has not. Write it as a transfer to the body that has it."),
        422,
    ),
    "conference.ban_person": (_("“%(found)s” would publish a person. Leave it out."), 422),
    "conference.resolution_unknown": (_("There is no such resolution in this conference."), 404),
    "conference.issued_stays": (_("An issued resolution is not struck. Lift it with a reason."), 409),
    "conference.not_in_force": (_("This resolution is not in force yet: its minutes were not issued."), 409),
    "conference.ended_already": (_("This resolution was done or lifted already."), 409),
    "conference.late_already": (_("That it is late was noted already."), 409),
    "conference.evidence_missing": (_("Say what shows that it is done."), 422),
    "conference.no_minutes": (_("Minutes were not begun yet."), 409),
    "conference.nothing_written": (
        _("Nothing was written down yet. Sum up a matter or write a resolution first."),
        409,
    ),
    "conference.nobody_asked": (_("Tick at least one body whose comment is asked for."), 422),
    "conference.not_asked": (_("Your unit was not asked for its comment."), 403),
    "conference.silence_is_noted": (_("Silence is not said. It is noted when the time is over."), 422),
    "conference.commented_already": (_("This body has spoken already."), 409),
    "conference.comments_over": (_("Comments were possible until %(until)s. Speak with the host."), 409),
    "conference.objection_words": (_("Say what is not right in the minutes."), 422),
    "conference.comments_run": (
        _("Somebody asked has not spoken, and may do so until %(until)s. Issue the minutes after that."),
        409,
    ),
    "conference.reason_missing": (_("Say why."), 422),
    "conference.too_long": (_("These words are %(length)s characters long; at most %(most)s fit."), 422),
    "conference.has_numbers": (
        _("These words hold a telephone or identity number. Take it out: minutes go to many."),
        422,
    ),
}
