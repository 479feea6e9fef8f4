"""The resident's forms 群众填报: few fields, each with its reason, errors that say what to do."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.actions.demands import ADDRESS_LENGTH, DOOR_LENGTH, TEXT_LENGTH, plain_phone
from huying.cases.actions.pressing import WORD_LENGTH

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

PHOTOS_MOST = 3
PHONE = re.compile(r"\+?\d{5,15}", re.ASCII)
PIN = re.compile(r"\d{4}", re.ASCII)
_FILLERS = re.compile(r"[\s.·_\-－—]+")


class Wish(Enum):
    """What the reporter wants, and whether the repairer may ring 诉求性质."""

    SERVICE = "service"  # 报修求助
    SERVICE_SHARED = "service_shared"  # 报修求助，维修人员可联系我
    COMPLAINT = "complaint"  # 投诉举报


def plain_contact(written: str) -> str:
    """Return what was typed as a telephone or four digits, without full-width forms, spaces, dashes and +86."""
    return plain_phone(_FILLERS.sub("", unicodedata.normalize("NFKC", written))).removeprefix("+86")


class PhotosInput(forms.ClearableFileInput):
    """A file input that takes several photographs."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PhotosField(forms.FileField):
    """Several photographs; the value is a list of files."""

    widget = PhotosInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files that were sent."""
        sent = data if isinstance(data, list | tuple) else [data]
        return [super(PhotosField, self).clean(each, initial) for each in sent if each]


class ReportForm(forms.Form):
    """What happened, where, what is wanted, how to reach the reporter; only the first must be filled."""

    text = forms.CharField(
        label=_("What happened"),
        max_length=TEXT_LENGTH,
        help_text=_("For example: the lift of building 3 has stood still since yesterday."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write in a few words what the matter is.")},
    )
    photos = PhotosField(
        label=_("Photos, three at most (may stay empty)"),
        required=False,
        widget=PhotosInput(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True}),
        error_messages={"empty": _("This file is empty: choose another photo, or send without.")},
    )
    place = forms.CharField(
        label=_("Which compound"),
        required=False,
        max_length=ADDRESS_LENGTH,
        help_text=_("Its name, its pinyin initials, or part of the address"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    wish = forms.ChoiceField(
        label=_("What do you want"),
        choices=[
            (Wish.SERVICE.value, _("Something repaired or done")),
            (Wish.SERVICE_SHARED.value, _("Something repaired or done; the repairer may ring me")),
            (Wish.COMPLAINT.value, _("To complain; the firm will not learn who you are")),
        ],
        widget=forms.RadioSelect,
        initial=Wish.SERVICE.value,
        error_messages={
            "required": _("Choose one of the three."),
            "invalid_choice": _("Choose one of the three."),
        },
    )
    contact = forms.CharField(
        label=_("Telephone, or four digits of your choice (may stay empty)"),
        required=False,
        max_length=40,
        help_text=_("With its last four digits you read the answer. Left empty, we give you four digits."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    door = forms.CharField(
        label=_("Your door number (may stay empty)"),
        required=False,
        max_length=DOOR_LENGTH,
        help_text=_("Kept encrypted with your telephone. The firm gets it only where the repairer may ring you."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    compound = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_contact(self) -> str:
        """Return a telephone or four digits as digits only, or say what is expected."""
        plain = plain_contact(self.cleaned_data["contact"])
        if plain and not PIN.fullmatch(plain) and not PHONE.fullmatch(plain):
            raise forms.ValidationError(
                _("Write a telephone number, or exactly four digits, or leave it empty."), code="contact"
            )
        return plain

    def clean(self) -> dict[str, Any]:
        """Refuse a request to be rung without a number to ring, and a door number of nobody."""
        data = super().clean() or {}
        wants_call = data.get("wish") == Wish.SERVICE_SHARED.value
        if wants_call and "contact" not in self.errors and not self.phone_of(data):
            self.add_error("contact", _("Leave the telephone the repairer may ring, or choose the first line above."))
        if data.get("door") and "contact" not in self.errors and not self.phone_of(data):
            self.add_error("door", _("Without your telephone the report is anonymous: leave one, or leave this empty."))
        return data

    @staticmethod
    def phone_of(data: dict[str, Any]) -> str:
        """Return the telephone, empty where four digits or nothing were given."""
        contact = str(data.get("contact", ""))
        return "" if PIN.fullmatch(contact) else contact

    @staticmethod
    def pin_of(data: dict[str, Any]) -> str:
        """Return the four digits of the reporter's choice, where such were given."""
        contact = str(data.get("contact", ""))
        return contact if PIN.fullmatch(contact) else ""


class TrackForm(forms.Form):
    """The code of the receipt and four digits."""

    code = forms.CharField(
        label=_("Code on the receipt"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Write the ten characters of the code on your receipt."),
            "max_length": _("The code has ten characters: look at your receipt again."),
        },
    )
    digits = forms.CharField(
        label=_("Last four digits of the telephone, or the four of the receipt"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Write exactly four digits.")},
    )

    def clean_code(self) -> str:
        """Return the code as it was given out, without full-width forms, spaces and dashes."""
        return plain_contact(self.cleaned_data["code"]).upper()

    def clean_digits(self) -> str:
        """Return four digits, written in whatever form."""
        plain = plain_contact(self.cleaned_data["digits"])
        if not PIN.fullmatch(plain):
            raise forms.ValidationError(_("Write exactly four digits."), code="digits")
        return plain


class WordForm(forms.Form):
    """A word more, when pressing or saying that it is not solved; it may stay empty."""

    word = forms.CharField(
        label=_("Anything to add (may stay empty)"),
        required=False,
        max_length=WORD_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
