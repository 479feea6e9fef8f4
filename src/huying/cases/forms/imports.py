"""Forms of uploading a sheet and of saying what its headings mean 上传与表头对应."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from huying.cases.actions.uploads import SOURCE_LENGTH
from huying.cases.sheet_words import sheet_name
from huying.sheets.limits import MEGABYTE, MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from huying.sheets.columns import Column


class UploadForm(forms.Form):
    """What is sent and by whom; the file is looked at only by the worker."""

    kind = forms.ChoiceField(label=gettext_lazy("What the sheet holds"))
    source = forms.CharField(
        label=gettext_lazy("Sender (for cases)"),
        help_text=gettext_lazy("Who sent the sheet, such as 12345: headings are remembered under this name."),
        required=False,
        max_length=SOURCE_LENGTH,
    )
    file = forms.FileField(
        label=gettext_lazy("Sheet (xlsx, xls or csv)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv,.txt"}),
    )
    is_history = forms.BooleanField(
        label=gettext_lazy("History: rows with an answer become closed cases"), required=False
    )

    def __init__(self, *args: Any, kinds: Iterable[str], sources: Iterable[str] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [(kind, sheet_name(kind)) for kind in kinds]  # type: ignore[attr-defined]
        self.sources = list(sources)
        self.fields["source"].widget.attrs["list"] = "known-sources"

    def clean_file(self) -> Any:
        """Refuse a file larger than any sheet may be, before it is kept."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)s MB; %(most)s MB is the most: split it.")
                % {"size": file.size // MEGABYTE, "most": MOST_BYTES // MEGABYTE},
                code="size",
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for the sender of cases."""
        data = super().clean() or {}
        if data.get("kind") == "cases" and not str(data.get("source") or "").strip():
            self.add_error("source", forms.ValidationError(_("Name the sender of the cases."), code="required"))
        return data


class MappingForm(forms.Form):
    """One choice for each heading of the file: the column it means, or nothing."""

    def __init__(
        self, *args: Any, headings: Sequence[str], columns: Sequence[Column], known: dict[str, str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.headings = list(headings)
        options = [("", _("— not used —")), *((column.name, _named(column)) for column in columns)]
        for place, heading in enumerate(self.headings):
            self.fields[f"heading-{place}"] = forms.ChoiceField(
                label=heading, choices=options, required=False, initial=known.get(heading, "")
            )

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two headings, at the second of them."""
        data = super().clean() or {}
        seen: dict[str, str] = {}
        for name, column in list(data.items()):
            if column and column in seen:
                self.add_error(
                    name,
                    forms.ValidationError(
                        _("“%(heading)s” means this column already.") % {"heading": seen[column]}, code="twice"
                    ),
                )
            elif column:
                seen[column] = str(self.fields[name].label)
        return data

    def mapping(self) -> dict[str, str]:
        """Return the column each heading means, empty for none."""
        return {
            heading: str(self.cleaned_data.get(f"heading-{place}") or "") for place, heading in enumerate(self.headings)
        }


def _named(column: Column) -> str:
    required = _(" (required)") if column.required else ""
    english = "" if get_language() != "en" else f" · {column.name}"
    return f"{column.heading}{english}{required}"
