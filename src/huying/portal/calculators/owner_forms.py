"""Forms about owners' decisions and committees 业主共同决定计算表单."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huying.rules.voting import MATTERS
from huying.rulesets.forms.asking import AskingForm, Lines, count_field, day_field, decimal_field

CENT = Decimal("0.01")


def matters() -> list[tuple[str, str]]:
    """Return the nine items of art. 278 in the language of the page."""
    is_english = (get_language() or "").startswith("en")
    return [(str(each.item), f"{each.item}. {each.en if is_english else each.zh}") for each in MATTERS.values()]


class VoteForm(AskingForm):
    """Whether a motion is carried (R1.1-R1.4)."""

    rule, main, has_profile = "vote.decide", "outcome", False
    item = forms.ChoiceField(label=_("Matter of article 278"), choices=matters)
    roll_heads = count_field(_("All owners: heads"))
    roll_area = decimal_field(_("All owners: area, m²"))
    cast_heads = count_field(_("Taking part: heads"), help_text=_("Who abstains takes part."))
    cast_area = decimal_field(_("Taking part: area, m²"))
    yes_heads = count_field(_("In favour: heads"))
    yes_area = decimal_field(_("In favour: area, m²"))

    def asked(self) -> dict[str, Any]:
        """Return the line with both measures of each side."""
        data = self.cleaned_data
        line: dict[str, Any] = {"rule": self.rule, "kind": MATTERS[int(data["item"])].kind.value}
        for name, field in (("roll", "roll"), ("cast", "cast"), ("in_favour", "yes")):
            line[name] = {"heads": data[f"{field}_heads"], "area": format(data[f"{field}_area"], "f")}
        return line


class ShareForm(AskingForm):
    """How income of common parts is shared (R1.13)."""

    rule, main, has_profile = "share", "shares", False
    income = decimal_field(_("Income, yuan"))
    cost = decimal_field(_("Reasonable cost, yuan"), required=False)
    areas = Lines(label=_("Areas, m²"), help_text=_("One a line; a name may stand before the number."))

    def clean_areas(self) -> list[tuple[str, str]]:
        """Return each entry as name and area."""
        found = []
        for number, entry in enumerate(self.cleaned_data["areas"], start=1):
            name, _space, area = entry.replace("\t", " ").replace(",", " ").rpartition(" ")
            try:
                area = format(Decimal(area).quantize(CENT), "f")
            except InvalidOperation:
                facts = {"number": number, "entry": entry[:40]}
                raise forms.ValidationError(_("Line %(number)s has no area: %(entry)s"), params=facts) from None
            found.append((name.strip() or str(number), area))
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse a cost above the income."""
        data = super().clean() or {}
        if (data.get("cost") or 0) > data.get("income", data.get("cost") or 0):
            self.add_error("cost", _("The cost is above the income: there is nothing to share."))
        return data

    def asked(self) -> dict[str, Any]:
        """Return the line in fen."""
        data = self.cleaned_data
        total = int((data["income"] - (data["cost"] or 0)) * 100)
        return {"rule": self.rule, "total": total, "areas": [area for _name, area in data["areas"]]}


class AreaForm(AskingForm):
    """Which area counts (R1.6)."""

    rule, main, has_profile = "area.source", "area", False
    registered = decimal_field(_("Registered area, m²"), required=False)
    surveyed = decimal_field(_("Surveyed area, m²"), required=False)
    contract = decimal_field(_("Area of the contract, m²"), required=False)


class ConsentForm(AskingForm):
    """Whether a home may be used as a business (R1.10)."""

    rule, main, has_profile = "consent.unanimous", "allowed", False
    owners = count_field(_("Other owners of the building"))
    consents = count_field(_("Of these agree"))


class FirstAssemblyForm(AskingForm):
    """Whether a first assembly is due (R2.1)."""

    rule, main, day_of_rules = "assembly.first_due", "due", "on"
    area_share = decimal_field(_("Area delivered, per cent"), most=100)
    head_share = decimal_field(_("Homes delivered, per cent"), most=100)
    first_delivery = day_field(_("First home delivered on"), required=False)
    applicants_share = decimal_field(
        _("Owners who apply, per cent (Beijing)"), most=100, required=False, help_text=_("Elsewhere leave it empty.")
    )
    on = day_field(_("Judged on"))

    def asked(self) -> dict[str, Any]:
        """Return the line with shares of one."""
        line = super().asked()
        for name in ("area_share", "head_share", "applicants_share"):
            if name in line:
                line[name] = format(Decimal(line[name]) / 100, "f")
        return line


class ExtraordinaryForm(AskingForm):
    """Whether owners may have an extraordinary meeting (R2.7)."""

    rule, main = "assembly.extraordinary", "allowed"
    heads = count_field(_("All owners: heads"))
    proposers = count_field(_("Owners who ask"))


class GroupForm(AskingForm):
    """Whether a preparatory group is rightly made up (R2.3)."""

    rule, main = "group.check", "valid"
    size = count_field(_("Members"))
    owners = count_field(_("Owners among them"))


class CommitteeForm(AskingForm):
    """Whether an owners' committee has the right size (R2.9)."""

    rule, main = "committee.check", "valid"
    size = count_field(_("Members"))
    homes = count_field(_("Homes of the compound"), required=False)
    area_m2 = count_field(_("Built area of the compound, m²"), required=False)


class CommitteeMeetingForm(AskingForm):
    """Whether a committee decided (R2.14)."""

    rule, main = "committee.meeting", "passed"
    members = count_field(_("Members"))
    present = count_field(_("Present"))
    in_favour = count_field(_("In favour"))


class RumpForm(AskingForm):
    """Whether a committee is elected anew (R2.19)."""

    rule, main = "committee.rump", "re_elect"
    seats = count_field(_("Seats"))
    left = count_field(_("Members left, substitutes moved up"))
