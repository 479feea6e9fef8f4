"""The form of a calculator 计算器表单: its fields become the fields of one line of the rulebook."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huying.rules import value_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from huying.rules.errors import RuleBrokenError

HERE = "weihai-demo"
"""The profile of the city this installation serves, offered first."""
MOST_LINES, MOST_TEXT = 5000, 400_000


def profiles() -> list[tuple[str, str]]:
    """Return the cities in the language of the page, one's own first."""
    language = get_language() or ""
    names = [(name, value_words.profile_words(name, language=language)) for name in value_words.PROFILE_NAMES]
    return sorted(names, key=lambda each: each[0] != HERE)


class DayInput(forms.DateInput):
    """A day, picked or typed."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Lines(forms.CharField):
    """Several entries, one a line; empty lines are passed over."""

    def __init__(self, *, rows: int = 6, **given: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})
        super().__init__(widget=widget, max_length=MOST_TEXT, strip=False, **given)

    def clean(self, value: Any) -> list[str]:
        """Return the entries without what stands around them."""
        found = [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]
        if len(found) > MOST_LINES:
            raise forms.ValidationError(_("At most %(most)s lines."), params={"most": MOST_LINES})
        return found


class AskingForm(forms.Form):
    """The fields of one rule; what is left empty is not asked."""

    rule: ClassVar[str]
    main: ClassVar[str]
    """The part of the result that answers the question."""
    has_profile: ClassVar[bool] = True
    day_of_rules: ClassVar[str] = ""
    """The field whose day says which versions of the rules apply; without one, today."""

    profile = forms.ChoiceField(label=_("City whose rules apply"), choices=profiles, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.use_required_attribute = False
        profile = self.fields.pop("profile")
        if self.has_profile:
            self.fields["profile"] = profile

    def asked(self) -> dict[str, Any]:
        """Return the line to be reckoned."""
        given = {name: _plain(value) for name, value in self.cleaned_data.items()}
        return {"rule": self.rule, **{name: value for name, value in given.items() if value not in {None, ""}}}

    def day(self, today: date) -> date:
        """Return the day whose rules apply."""
        found = self.cleaned_data.get(self.day_of_rules)
        if isinstance(found, datetime):
            return found.date()
        return found if isinstance(found, date) else today

    def refuse(self, error: RuleBrokenError, words: _StrPromise | str) -> None:
        """Show a refusal at the field it names, or above the form."""
        field = str(error.facts.get("field", "")).partition(".")[0]
        self.add_error(field if field in self.fields else None, str(words))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return tuple(value) if isinstance(value, list) else value


def day_field(label: _StrPromise, *, required: bool = True, help_text: _StrPromise | str = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput())


def count_field(label: _StrPromise, *, help_text: _StrPromise | str = "", required: bool = True) -> forms.IntegerField:
    """Return a field for a whole number."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=10**12,
        help_text=help_text,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def decimal_field(
    label: _StrPromise, *, help_text: _StrPromise | str = "", required: bool = True, most: int | None = None
) -> forms.DecimalField:
    """Return a field for a number with two decimals."""
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=most,
        max_digits=12,
        decimal_places=2,
        help_text=help_text,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
