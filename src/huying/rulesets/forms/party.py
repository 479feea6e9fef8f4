"""Forms of the calculators of Party organisation and review 党组织与联审计算器表单."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.rulesets.forms.asking import AskingForm, count_field, day_field


class PartyFormForm(AskingForm):
    """Which organisation the members of a unit form (R7.1-R7.3)."""

    rule, main = "party.form", "form"
    full = count_field(_("Full members"))
    probationary = count_field(
        _("Probationary members"), required=False, help_text=_("They do not count for a branch.")
    )


class PartyTermForm(AskingForm):
    """When a term ends (R7.4)."""

    rule, main, day_of_rules = "party.term", "ends", "elected"
    kind = forms.ChoiceField(
        label=_("Organisation"),
        choices=[
            ("enterprise_branch", _("Branch of an enterprise")),
            ("community_branch", _("Branch of a community")),
            ("general_branch", _("General branch")),
            ("committee", _("Party committee")),
        ],
    )
    elected = day_field(_("Elected on"))


class PartyMeetingForm(AskingForm):
    """Whether a members' meeting is valid, and admits (R7.5)."""

    rule, main = "party.meeting", "valid"
    purpose = forms.ChoiceField(
        label=_("The meeting"), choices=[("election", _("elects")), ("admission", _("admits a member"))]
    )
    voters = count_field(_("Members with a vote who should attend"))
    present = count_field(_("Present"))
    in_favour = count_field(_("In favour"), required=False)


class CoverageForm(AskingForm):
    """The two coverages of firms (R7.7)."""

    rule, main, has_profile = "coverage.party", "organisation", False
    firms = count_field(_("Firms"))
    own = count_field(_("With a branch of their own"))
    joint = count_field(_("In a joint branch"))
    instructor = count_field(_("With an instructor or liaison only"))


class ReviewForm(AskingForm):
    """What a department's reply means for a candidate (R8.1)."""

    rule, main, has_profile = "review.ground", "effect", False
    basis = forms.ChoiceField(
        label=_("Where the ground stands"),
        choices=[
            ("law", _("in a law or regulation")),
            ("adopted_rules", _("in rules the owners adopted")),
            ("policy", _("in a policy document only")),
        ],
    )
    reply = forms.ChoiceField(
        label=_("The department's reply"),
        choices=[
            ("pass", _("pass")),
            ("not_pass", _("not pass")),
            ("no_data", _("no record")),
            ("none", _("no reply in time")),
        ],
    )
