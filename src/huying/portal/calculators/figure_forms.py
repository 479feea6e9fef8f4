"""Forms about the draw, credit, rates and scores 抽取、信用、比率计算表单."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.rulesets.forms.asking import AskingForm, Lines, count_field, day_field, decimal_field

SEED_LENGTH = 200


class DrawForm(AskingForm):
    """A draw that anybody can compute again (R6.6)."""

    rule, main, has_profile = "draw.rank", "chosen", False
    seed = forms.CharField(
        label=_("Seed"), max_length=SEED_LENGTH, strip=False, help_text=_("As it was revealed, to the letter.")
    )
    pool = Lines(label=_("List to draw from"), help_text=_("One id a line; their order does not matter."))
    take = count_field(_("How many are drawn"))
    excluded = Lines(label=_("Must withdraw"), required=False, rows=2, help_text=_("Ids of the list, one a line."))


class QuotaForm(AskingForm):
    """How many a ratio gives (R6.4)."""

    rule, main, has_profile = "draw.quota", "take", False
    count = count_field(_("In the list"))
    ratio = decimal_field(_("Ratio, per cent"), most=100)
    bound = forms.ChoiceField(
        label=_("The ratio may"),
        choices=[("at_most", _("not be passed: rounded down")), ("at_least", _("not be missed: rounded up"))],
    )

    def asked(self) -> dict[str, Any]:
        """Return the line with a share of one."""
        line = super().asked()
        return {**line, "ratio": format(Decimal(line["ratio"]) / 100, "f")}


class CreditForm(AskingForm):
    """The credit score and grade of an enterprise (R3.20, R3.21)."""

    rule, main = "credit.grade", "grade"
    basic = decimal_field(_("Basic points"))
    good = decimal_field(_("Points of good items"))
    bad = decimal_field(_("Points of bad items"))
    has_bad_record = forms.BooleanField(label=_("There is a bad record"), required=False)
    has_joined = forms.TypedChoiceField(
        label=_("The enterprise takes part in the evaluation"),
        choices=[("1", _("Yes")), ("0", _("No"))],
        coerce=lambda value: value == "1",
    )
    is_blacklisted = forms.BooleanField(
        label=_("It stands on the blacklist"), required=False, help_text=_("Only where the city keeps such a list.")
    )

    def asked(self) -> dict[str, Any]:
        """Return the line under the names of the rule."""
        line = super().asked()
        return {**line, "joined": line.pop("has_joined"), "blacklisted": line.pop("is_blacklisted")}


class PublicationForm(AskingForm):
    """How long a dishonest act is published (R3.24)."""

    rule, main, has_profile, day_of_rules = "credit.publication", "stops_on", False, "decided"
    severity = forms.ChoiceField(
        label=_("How grave"),
        choices=[("minor", _("minor")), ("general", _("general")), ("serious", _("serious"))],
    )
    decided = day_field(_("Day of the document"))


class ThreeRatesForm(AskingForm):
    """The three rates of the hotline (R4.9)."""

    rule, main, has_profile = "rates.hotline", "score", False
    orders = count_field(_("Orders"))
    excluded = count_field(_("Excluded by approval"))
    contacted = count_field(_("Contacted in time"))
    callbacks = count_field(_("Call-backs that reached somebody"))
    solved = count_field(_("Solved"))
    satisfied = count_field(_("Satisfied"))
    weights = forms.RegexField(
        label=_("Weights of response, solved, satisfied"),
        regex=r"^\d{1,3}/\d{1,3}/\d{1,3}$",
        initial="30/35/35",
        help_text=_("For example 30/35/35."),
        error_messages={"invalid": _("Write three whole numbers with strokes between them.")},
    )

    def asked(self) -> dict[str, Any]:
        """Return the line with the weights as numbers."""
        line = super().asked()
        return {**line, "weights": [int(each) for each in line["weights"].split("/")]}


class CityRatesForm(AskingForm):
    """Close rates of city management (R5.5)."""

    rule, main = "rates.city", "close_rate"
    due = count_field(_("Cases due"))
    deferred = count_field(_("Deferred by approval"))
    closed = count_field(_("Cases closed"))
    on_time = count_field(_("Closed in time"))


class ComplaintRateForm(AskingForm):
    """Property matters among all hotline calls (R12.4)."""

    rule, main, has_profile = "rate.complaint", "rate", False
    property = count_field(_("Property matters"))
    all = count_field(_("All hotline orders"))


class ScoreForm(AskingForm):
    """A weighted score (R12.1)."""

    rule, main, has_profile = "appraisal.score", "score", False
    parts = Lines(label=_("Weights and scores"), help_text=_("A weight and a score a line, for example: 40 90"))
    veto = forms.BooleanField(label=_("A veto item applies"), required=False)

    def clean_parts(self) -> list[tuple[str, str]]:
        """Return each line as weight and score."""
        found = []
        for number, entry in enumerate(self.cleaned_data["parts"], start=1):
            words = entry.replace(",", " ").split()
            try:
                weight, score = (format(Decimal(each), "f") for each in words)
            except (ValueError, InvalidOperation):
                facts = {"number": number}
                message = _("Line %(number)s needs a weight and a score.")
                raise forms.ValidationError(message, params=facts) from None
            found.append((weight, score))
        return found

    def asked(self) -> dict[str, Any]:
        """Return the line with two lists."""
        parts = self.cleaned_data["parts"]
        line = {"rule": self.rule, "veto": self.cleaned_data["veto"]}
        return line | {"weights": [each[0] for each in parts], "scores": [each[1] for each in parts]}


class MaskForm(AskingForm):
    """How a value of a person is masked (R10.12)."""

    rule, main, has_profile = "mask", "masked", False
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("phone", _("Telephone")),
            ("name", _("Name")),
            ("id", _("Identity number")),
            ("address", _("Address")),
        ],
    )
    value = forms.CharField(label=_("Value"), max_length=200)
