"""The calculators for everybody, in the order of the page 计算器目录."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from huying.portal.calculators import day_forms, figure_forms, owner_forms
from huying.portal.calculators.counting_form import CountForm
from huying.rulesets.calculating import Calculator

DAYS, VOTES, COMMITTEES, CREDIT = "values_city", "values_votes", "values_committees", "values_credit"
HOTLINE, APPRAISAL, INSPECTION = "values_hotline", "values_appraisal", "values_inspection"

GROUPS = (
    (
        _("Days and limits"),
        (
            Calculator(
                slug="deadline",
                title=_("When does a limit end?"),
                lead=_("Working days, natural days, months or hours, with each rest day on the way."),
                form=day_forms.DeadlineForm,
                families=(DAYS,),
            ),
            Calculator(
                slug="catalogue",
                title=_("By when must it be done?"),
                lead=_("The duties of the law and of the city, from the first assembly to the hand-over."),
                form=day_forms.CatalogueForm,
                families=("deadlines", DAYS),
            ),
            Calculator(
                slug="workday",
                title=_("Is it a working day?"),
                lead=_("With moved holidays and make-up days."),
                form=day_forms.WorkdayForm,
            ),
        ),
    ),
    (
        _("Owners' decisions"),
        (
            Calculator(
                slug="vote",
                title=_("Is the motion carried?"),
                lead=_("Heads and area must both be enough, twice: taking part, and in favour."),
                form=owner_forms.VoteForm,
                families=(VOTES,),
            ),
            Calculator(
                slug="count",
                title=_("Count the ballots"),
                lead=_("From the roll and the ballots; nothing you enter here is kept."),
                form=CountForm,
                families=(VOTES,),
                is_personal=True,
            ),
            Calculator(
                slug="share",
                title=_("Share the income of common parts"),
                lead=_("By area, to the last fen."),
                form=owner_forms.ShareForm,
                is_personal=True,
            ),
            Calculator(
                slug="area",
                title=_("Which area counts?"),
                lead=_("Registered, else surveyed, else by contract."),
                form=owner_forms.AreaForm,
            ),
            Calculator(
                slug="consent",
                title=_("May a home become a business?"),
                lead=_("Every other owner of the building must agree."),
                form=owner_forms.ConsentForm,
            ),
        ),
    ),
    (
        _("Assembly and committee"),
        (
            Calculator(
                slug="first-assembly",
                title=_("Is a first assembly due?"),
                lead=_("By area, by homes, or by years since the first delivery."),
                form=owner_forms.FirstAssemblyForm,
                families=(VOTES,),
            ),
            Calculator(
                slug="extraordinary",
                title=_("May we ask for an extraordinary meeting?"),
                lead=_("A share of the owners may."),
                form=owner_forms.ExtraordinaryForm,
                families=(VOTES,),
            ),
            Calculator(
                slug="group",
                title=_("Is the preparatory group rightly made up?"),
                lead=_("Its number is odd, and enough of it are owners."),
                form=owner_forms.GroupForm,
                families=(COMMITTEES,),
            ),
            Calculator(
                slug="committee",
                title=_("Has the committee the right size?"),
                lead=_("Its number is odd and within the city's bounds."),
                form=owner_forms.CommitteeForm,
                families=(COMMITTEES,),
            ),
            Calculator(
                slug="committee-meeting",
                title=_("Did the committee decide?"),
                lead=_("Enough present, and enough of all members in favour."),
                form=owner_forms.CommitteeMeetingForm,
                families=(COMMITTEES,),
            ),
            Calculator(
                slug="rump",
                title=_("Must the committee be elected anew?"),
                lead=_("When too few members are left."),
                form=owner_forms.RumpForm,
                families=(COMMITTEES,),
            ),
        ),
    ),
    (
        _("Draw and credit"),
        (
            Calculator(
                slug="draw",
                title=_("Check a draw"),
                lead=_("Seed and list give the same order for everybody; the transcript can be checked without us."),
                form=figure_forms.DrawForm,
                families=(INSPECTION,),
                is_large=True,
            ),
            Calculator(
                slug="quota",
                title=_("How many are drawn?"),
                lead=_("A ratio of a list, rounded as the rule says."),
                form=figure_forms.QuotaForm,
                families=(INSPECTION,),
            ),
            Calculator(
                slug="credit",
                title=_("Credit score and grade"),
                lead=_("Basic points and good items less bad ones."),
                form=figure_forms.CreditForm,
                families=(CREDIT,),
            ),
            Calculator(
                slug="credit-publication",
                title=_("How long is dishonesty published?"),
                lead=_("From the day of the document: when repair may be asked, when it stops."),
                form=figure_forms.PublicationForm,
                families=(CREDIT,),
            ),
        ),
    ),
    (
        _("Rates and scores"),
        (
            Calculator(
                slug="hotline-rates",
                title=_("Three rates of the hotline"),
                lead=_("Response, solved, satisfied, and the weighted score."),
                form=figure_forms.ThreeRatesForm,
                families=(HOTLINE,),
            ),
            Calculator(
                slug="city-rates",
                title=_("Close rates of city management"),
                lead=_("Closed, and closed in time, over what was due."),
                form=figure_forms.CityRatesForm,
                families=(DAYS,),
            ),
            Calculator(
                slug="complaint-rate",
                title=_("Complaint rate"),
                lead=_("Property matters among all hotline calls."),
                form=figure_forms.ComplaintRateForm,
            ),
            Calculator(
                slug="score",
                title=_("Appraisal score"),
                lead=_("Weights that sum to a hundred, and a veto."),
                form=figure_forms.ScoreForm,
                families=(APPRAISAL,),
            ),
            Calculator(
                slug="mask",
                title=_("Mask a name or number"),
                lead=_("As pages and exports show it; nothing you enter here is kept."),
                form=figure_forms.MaskForm,
                is_personal=True,
            ),
        ),
    ),
)
CALCULATORS = {each.slug: each for _title, group in GROUPS for each in group}
