"""Words for refusals of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "case.text_missing": (_("Write what the matter is."), 422),
    "case.too_long": (_("%(field)s has %(length)s characters; %(most)s is the most."), 422),
    "case.topic_unknown": (_("There is no topic %(topic)s."), 422),
    "case.phone_shape": (_("This is not a telephone number: write digits only."), 422),
    "case.pin_shape": (_("Choose exactly four digits."), 422),
    "case.control_characters": (_("The text holds characters that cannot be kept; type it anew."), 422),
    "case.step_not_now": (
        _("This step cannot be taken now (state: %(state)s). Reload the page to see what can be done."),
        409,
    ),
    "case.step_unknown": (_("There is no step %(step)s."), 404),
    "case.stale": (
        _(
            "Somebody changed the case since you opened it: %(unit)s, “%(step)s”, %(at)s. "
            "Look at the changes, then send yours again."
        ),
        409,
    ),
    "case.department_only": (_("This matter belongs to a department and may not be sent down (%(ground)s)."), 409),
    "case.held_by_complained_about": (
        _("A complaint is never held by the unit it is about. Choose another unit."),
        409,
    ),
    "case.unit_unknown": (_("There is no such unit, or it is closed."), 422),
    "case.person_not_in_unit": (_("This person holds no post in %(unit)s."), 422),
    "case.successor_same": (_("Name somebody else as the successor."), 422),
    "backup.unreadable": (_("This file is no backup, or it is cut off."), 422),
    "backup.format": (_("This backup has the format %(format)s, which this version does not read."), 422),
    "backup.damaged": (_("The backup is damaged: %(part)s is not what its sha256 says. Nothing was changed."), 409),
    "backup.part_unknown": (_("The backup holds a part its manifest does not name: %(part)s."), 409),
    "backup.part_missing": (_("The backup lacks the part %(part)s. Nothing was changed."), 409),
    "backup.no_file": (_("There is no file %(file)s."), 404),
    "backup.target_not_empty": (
        _("An installation stands here already (%(folder)s). Stop it and add --force to replace it."),
        409,
    ),
    "backup.other_database": (
        _("The backup was made from %(made)s and cannot be put into %(here)s."),
        409,
    ),
    "backup.tool_missing": (_("%(tool)s is not installed: install the package postgresql-client."), 409),
    "backup.tool_failed": (_("%(tool)s failed (%(told)s). Look at the message, then try again."), 409),
    "case.note_missing": (_("Say in a few words what was done."), 422),
    "case.reason_missing": (_("Give the reason."), 422),
    "case.remark_missing": (_("Say what the writer should change."), 422),
    "case.milestone_missing": (_("Name the next milestone and its day."), 422),
    "case.milestone_count": (_("Plan 1 to %(most)s milestones."), 422),
    "case.milestone_day": (
        _("A milestone is due after today and by %(latest)s at the latest; plan the rest when it is reached."),
        422,
    ),
    "case.standing_asked": (_("A request to let the case stand is already waiting."), 409),
    "case.standing_not_asked": (_("No request to let the case stand waits here."), 409),
    "case.standing_own": (_("The level above decides whether a case stands long-term, not its holder."), 409),
    "case.answer_missing": (_("Write the answer first."), 422),
    "case.brief_missing": (_("Write the brief first."), 422),
    "case.brief_has_numbers": (
        _("The brief still holds a telephone or identity number. Take it out before you release it."),
        422,
    ),
    "case.override_needs_reason": (_("You chose another unit than the responsibility list: give the reason."), 422),
    "case.no_draft": (_("There is no draft to check or issue."), 409),
    "case.nothing_to_approve": (_("No answer waits here to be approved after the fact."), 409),
    "case.own_draft": (_("Nobody checks their own draft: ask a colleague."), 409),
    "case.not_approved": (_("The draft has %(approvals)s of %(needed)s approvals."), 409),
    "case.return_too_late": (
        _("A case may be sent back within %(days)s working days of its arrival; that ended at %(until)s."),
        409,
    ),
    "case.ruling_needs_unit": (_("Name the unit the case goes to."), 422),
    "case.ruling_same_unit": (_("The case is already with this unit: choose another."), 422),
    "case.no_return": (_("No return waits for a ruling here."), 404),
    "case.extension_days": (_("Ask for 1 to %(most)s working days."), 422),
    "case.extension_too_late": (_("More time must be asked for before the deadline (%(due)s)."), 409),
    "case.extension_spent": (_("More time was already granted %(times)s time(s): that is the most."), 409),
    "case.extension_open": (_("A request for more time is already waiting."), 409),
    "case.no_extension": (_("No request for more time waits here."), 404),
    "case.no_clock": (_("No deadline runs that could be moved."), 409),
    "case.paused_already": (_("The clocks are already paused."), 409),
    "case.not_paused": (_("The clocks are not paused."), 409),
    "case.verdict_incomplete": (
        _("When the reporter was reached, say whether it is solved and whether they are satisfied."),
        422,
    ),
    "case.verdict_unreached": (_("When the reporter was not reached, leave solved and satisfied open."), 422),
    "case.ending_not_shown": (
        _("“%(ending)s” cannot be chosen: only a call-back can say that a case was solved."),
        409,
    ),
    "case.ending_needs_answer": (_("Lawfully explained needs an issued answer that explains."), 409),
    "case.ending_needs_contact": (_("Withdrawn needs a noted contact that reached the reporter."), 409),
    "sample.day_not_over": (_("The sample of %(day)s is drawn when the day is over."), 409),
    "case.purpose_missing": (_("Choose for what you open the reporter's contact."), 422),
    "case.no_identity": (_("The reporter left no contact."), 404),
    "case.not_found": (_("There is no case %(number)s here. Check the number, or ask the unit that holds it."), 404),
    "case.rated_already": (_("You have already told us what you think, or the case no longer waits for it."), 409),
    "case.no_city_office": (_("The register has no city office: create one before cases can be received."), 409),
    "list.cursor": (_("This link to the next page is damaged. Go back to the first page."), 422),
    "list.limit": (_("A page holds 1 to %(most)s rows."), 422),
    "list.filter_unknown": (_("%(name)s cannot be %(value)s."), 422),
    "list.filter_name": (_("Give the filter a name of at most 40 characters."), 422),
    "export.kind": (_("Lists are exported as xlsx or csv."), 404),
    "export.filter": (_("The filter could not be read; go back to the list and set it anew."), 422),
    "export.too_many_rows": (_("A worksheet holds %(most)s rows: narrow the list or export csv."), 422),
    "export.unknown_kind": (_("Files of the kind %(suffix)s are not written here."), 422),
    "export.extra_missing": (
        _("Parquet needs an extra that is not installed: pip install 'huying[%(extra)s]'."),
        422,
    ),
    "photo.not_a_photo": (_("This file is not a photo (JPEG, PNG or WebP)."), 422),
    "photo.too_large": (_("A photo may have %(megabytes)s MB at most."), 422),
    "photo.too_many": (_("A case holds %(most)s photos at most."), 422),
    "photo.too_many_pixels": (_("A photo may have %(megapixels)s million pixels at most."), 422),
    "tracking.not_found": (
        _("Code and digits do not fit together. The digits are the last four of your telephone, or those you chose."),
        404,
    ),
    "tracking.pass_over": (_("This page was open too long. Enter your code and digits once more."), 403),
    "link.unknown": (_("This link leads nowhere. See how far your case is with its code instead."), 404),
    "link.used": (_("This link was used: you have told us what you think. Thank you."), 409),
    "link.over": (_("This link is over. See how far your case is with its code instead."), 409),
    "case.not_to_press": (_("The case no longer waits for a unit: there is nobody to press."), 409),
    "case.pressed_already": (
        _("You pressed at %(at)s, and the unit has seen it. You may press again from %(again)s."),
        409,
    ),
    "case.not_to_reopen": (
        _("This case is not taken up again. If something new has happened, report it as a new matter."),
        409,
    ),
    "case.reopen_too_late": (
        _("A closed case could be taken up again until %(until)s. Please report it as a new matter."),
        409,
    ),
    "throttle.too_many": (_("Too many tries. Wait %(minutes)s minutes and try again."), 429),
    "idempotency.other_body": (
        _("This request was already sent with other contents. Open the page anew and send it once more."),
        422,
    ),
    "idempotency.key_missing": (
        _("Send an Idempotency-Key of 1 to 80 visible characters, a new one for each new case."),
        400,
    ),
    "idempotency.still_running": (_("The same request is still being worked on. Wait a moment and look again."), 409),
    "key.unreadable": (
        _("A key in the data directory cannot be read (%(name)s). Restore it from the backup of keys."),
        500,
    ),
    "serve.demo_in_production": (_("%(folder)s holds the demo city and cannot be served in production."), 409),
    "serve.demo_host": (_("The demo city is served on this machine only (127.0.0.1), not on %(host)s."), 409),
    "serve.port_taken": (_("Port %(port)s cannot be used on this machine; name another with --port."), 409),
    "demo.database_not_empty": (
        _("The database holds something already. The demo city is built into an empty database only."),
        409,
    ),
    "demo.unfinished": (
        _("The database holds a demo city that was never finished. Empty the database, then build it anew."),
        409,
    ),
    "demo.no_city": (_("No demo city stands here; build one first."), 409),
    "demo.until_too_far": (_("The demo city goes on for at most %(days)s days beyond where it stands."), 422),
    "totals.source_length": (_("A source has 1 to %(most)s characters, not %(length)s."), 422),
    "totals.out_of_range": (_("A month's total lies between 0 and %(most)s, not at %(total)s."), 422),
    "serve.any_host_in_production": (_("HUYING_ALLOWED_HOSTS cannot be * in production: name the hosts."), 409),
    "serve.unit_network": (
        _(
            "HUYING_UNIT_NETWORKS cannot be read at “%(network)s”: write a credit code or the number of a unit, "
            "=, and a network such as 203.0.113.0/24."
        ),
        409,
    ),
    "serve.metrics_network": (_("HUYING_METRICS_NETWORKS holds something that is no network: %(networks)s."), 409),
    "serve.metrics_token": (_("HUYING_METRICS_TOKEN needs at least %(least)s characters."), 409),
    "serve.metrics_open": (
        _("HUYING_METRICS_NETWORKS is so wide (%(networks)s) that anybody could read: set HUYING_METRICS_TOKEN too."),
        409,
    ),
    "serve.debug_in_production": (_("HUYING_DEBUG cannot be 1 in production."), 409),
    "calendar.no_data": (_("The work-day calendar begins in %(first_year)s; %(date)s lies before it."), 422),
    "date.impossible": (_("There is no such date: %(value)s."), 422),
    "field.missing": (_("The field %(field)s is missing."), 422),
    "field.type": (_("%(field)s cannot be %(value)s."), 422),
    "line.not_json": (_("This line is not a JSON object."), 422),
    "rule.unknown": (_("There is no rule %(rule)s."), 404),
    "profile.unknown": (_("There is no profile %(profile)s."), 422),
    "ratio.above_one": (_("%(field)s is more than its whole."), 422),
    "routing.lead_unknown": (_("The list names no such kind of unit: %(lead)s."), 422),
    "routing.entry_twice": (_("The list has two lines %(code)s."), 422),
    "routing.key_unknown": (_("Line %(code)s of the list uses unknown keys: %(keys)s."), 422),
    "routing.no_fallback": (_("The list has no fallback holder: without one a case could stay without holder."), 422),
    "form.stale": (_("Somebody changed this since you opened it. Look at the changes and send it again."), 409),
    "case.nothing_suggested": (_("Nothing is suggested for %(number)s: open it and choose the topic yourself."), 422),
    "case.too_many_at_once": (_("At most %(most)s cases can be accepted at once."), 422),
    "case.undo_not_yours": (_("Only your own last dispatch can be taken back, before anybody works on it."), 409),
    "case.undo_too_late": (
        _("A dispatch can be taken back for %(seconds)s seconds only. Ask the unit to send it back."),
        409,
    ),
    "case.source_name": (_("Name the sender in 1 to 40 characters."), 422),
    "case.source_unknown": (_("Nothing was ever imported from %(source)s."), 404),
    "case.received_in_future": (_("The time %(at)s lies in the future."), 422),
}
