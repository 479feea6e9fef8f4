"""The form of a volume 组卷表单."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.rules.volumes import NAMES_THE_REPORTER, Variant, VolumePurpose
from huying.volumes import labels


def _purposes(variant: Variant) -> list[tuple[str, str]]:
    wanted = [each for each in VolumePurpose if variant is Variant.MASKED or each in NAMES_THE_REPORTER]
    return [(each.value, labels.label(each)) for each in wanted]


class MaskedForm(forms.Form):
    """For what a masked volume is made; the archive unless said otherwise."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=lambda: _purposes(Variant.MASKED), required=False)

    def wanted(self) -> VolumePurpose:
        """Return the purpose; only call it on a valid form."""
        return VolumePurpose(self.cleaned_data["purpose"] or VolumePurpose.ARCHIVE.value)


class FullForm(forms.Form):
    """For what a volume that names the reporter is made."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=lambda: [("", str(_("choose"))), *_purposes(Variant.FULL)])

    def wanted(self) -> VolumePurpose:
        """Return the purpose; only call it on a valid form."""
        return VolumePurpose(self.cleaned_data["purpose"])


FORMS: dict[Variant, type[MaskedForm | FullForm]] = {Variant.MASKED: MaskedForm, Variant.FULL: FullForm}
