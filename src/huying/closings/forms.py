"""Forms of the monthly close 结算表单."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.fields import words
from huying.closings import labels
from huying.rules.closings import ClosingStep, Fact, SignKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huying.closings.models import Objection, Sign
    from huying.rules.closings import ClosingRules

GROUND, FACT = "ground:", "fact:"


class StepForm(forms.Form):
    """What every step carries: the version the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class WrongForm(StepForm):
    """What is wrong with a row: it should be left out on a ground, or a fact is not so."""

    what = forms.ChoiceField(label=_("What is wrong"), widget=forms.RadioSelect)

    def offer(self, rules: ClosingRules, facts: Iterable[tuple[Fact, bool]]) -> None:
        """Offer the grounds of the rules, and the facts the row has, each as it would be."""
        turned = {
            Fact.CONTACTED: (_("It was not contacted in time"), _("It was contacted in time")),
            Fact.ON_TIME: (_("It was not answered in time"), _("It was answered in time")),
        }
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            *((f"{FACT}{fact.value}", str(turned[fact][not is_now])) for fact, is_now in facts),
            *((f"{GROUND}{code}", _("Leave it out: %(ground)s") % {"ground": text}) for code, text in _of(rules)),
        ]

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        given = super().facts()
        what = given.pop("what")
        if what.startswith(GROUND):
            return given | {"ground": what.removeprefix(GROUND)}
        return given | {"fact": Fact(what.removeprefix(FACT))}


def _of(rules: ClosingRules) -> Iterable[tuple[str, str]]:
    return rules.grounds.items()


class ObjectForm(WrongForm):
    """What is wrong, and what proves it."""

    proof = words(_("What proves it"), rows=3)


class CorrectForm(WrongForm):
    """What is wrong, and why it is corrected now."""

    reason = words(_("Reason"), rows=3)


class RuleForm(StepForm):
    """Which objection, and how it is ruled on."""

    objection_id = forms.TypedChoiceField(label=_("Objection"), coerce=int)
    is_upheld = forms.TypedChoiceField(
        label=_("Ruling"),
        choices=[("1", _("Upheld: the row changes")), ("0", _("Not upheld"))],
        coerce=lambda given: given == "1",
        widget=forms.RadioSelect,
    )
    reason = words(_("Reason"), rows=2)

    def offer(self, objections: Iterable[Objection]) -> None:
        """Offer the objections that wait."""
        self.fields["objection_id"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{row.counted.case.number} {row.unit.name}") for row in objections
        ]


class LookForm(StepForm):
    """Which sign, and what it turned out to be."""

    sign_id = forms.TypedChoiceField(label=_("Sign"), coerce=int)
    finding = words(_("What it turned out to be"), rows=2)

    def offer(self, signs: Iterable[Sign]) -> None:
        """Offer the signs nobody looked at yet."""
        self.fields["sign_id"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{labels.label(SignKind(row.kind))} {row.unit.name if row.unit else ''} {row.part}/{row.whole}")
            for row in signs
        ]


FORMS: dict[ClosingStep, type[StepForm]] = {
    ClosingStep.PUBLISH: StepForm,
    ClosingStep.RULE: RuleForm,
    ClosingStep.LOOK: LookForm,
    ClosingStep.OBJECT: ObjectForm,
    ClosingStep.CORRECT: CorrectForm,
}
