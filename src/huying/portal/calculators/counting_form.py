"""The form that counts ballots 计票表单: a roll and the ballots, typed, pasted from a sheet, or as two small files."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.portal.calculators.owner_forms import matters
from huying.rules.errors import RuleBrokenError
from huying.rules.voting import MATTERS
from huying.rulesets.forms.asking import AskingForm
from huying.sheets.reading import open_rows
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.core.files.uploadedfile import UploadedFile
    from django.utils.functional import _StrPromise

MOST_BYTES, MOST_ROWS, MOST_TEXT = 2_000_000, 5000, 400_000
BETWEEN = re.compile(r"[、，,;；/\s]+")
STATES = {
    "": "sold",
    "sold": "sold",
    "已售": "sold",
    "已交付": "sold",
    "unsold": "unsold",
    "未售": "unsold",
    "undelivered": "undelivered",
    "未交付": "undelivered",
}
CHOICES = {
    "yes": "yes",
    "同意": "yes",
    "赞成": "yes",
    "no": "no",
    "反对": "no",
    "不同意": "no",
    "abstain": "abstain",
    "弃权": "abstain",
}
UNRETURNED = (
    ("NOT_PARTICIPATING", _("Silence is not taking part (the rule)")),
    ("DELIVERED_COUNTS_AS_ABSTAIN", _("Silence abstains, where delivery is proved")),
    ("DELIVERED_JOINS_MAJORITY", _("Silence joins the majority, where delivery is proved")),
)


def _table(label: _StrPromise, help_text: _StrPromise) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
    return forms.CharField(
        label=label, help_text=help_text, required=False, widget=widget, max_length=MOST_TEXT, strip=False
    )


def _sheet(label: _StrPromise) -> forms.FileField:
    return forms.FileField(label=label, required=False, widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}))


class CountForm(AskingForm):
    """What the ballots say (R1.5-R1.9, R2.8)."""

    rule, main = "vote.count", "outcome"
    item = forms.ChoiceField(label=_("Matter of article 278"), choices=matters)
    parts = _table(
        _("Exclusive parts"),
        _("One a line: part, area, owners with strokes between them, state (sold, unsold or undelivered)."),
    )
    parts_file = _sheet(_("Or a sheet of them"))
    ballots = _table(
        _("Ballots"),
        _("One a line: who voted, choice (yes, no or abstain), time, and for a proxy the owners voted for."),
    )
    ballots_file = _sheet(_("Or a sheet of ballots"))
    ends_at = forms.DateTimeField(
        label=_("The vote ends"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Then every ballot needs its time."),
    )
    unreturned = forms.ChoiceField(label=_("Owners who return nothing"), choices=UNRETURNED)
    rules_allow = forms.BooleanField(label=_("The owners' own rules say so"), required=False)
    authority_confirms = forms.BooleanField(label=_("The housing authority confirms it"), required=False)
    delivered = forms.BooleanField(label=_("Delivery to every owner is proved"), required=False)

    def clean(self) -> dict[str, Any]:
        """Read both tables, typed or uploaded."""
        data = super().clean() or {}
        data["parts"] = self._read("parts", _part)
        data["ballots"] = self._read("ballots", _ballot)
        if not data["parts"] and "parts" not in self.errors:
            self.add_error("parts", _("Give at least one exclusive part."))
        return data

    def _read(self, name: str, read: Callable[[list[str]], dict[str, Any]]) -> list[dict[str, Any]]:
        file: UploadedFile[Any] | None = self.cleaned_data.get(f"{name}_file")
        typed = str(self.cleaned_data.get(name) or "")
        if file is None and not typed.strip():
            return []
        try:
            return list(_rows(_content(file, typed), read))
        except RuleBrokenError as error:
            self.add_error(f"{name}_file" if file else name, refusals.words(error))
        except forms.ValidationError as error:
            self.add_error(f"{name}_file" if file else name, error)
        return []

    def asked(self) -> dict[str, Any]:
        """Return the line with both tables."""
        data = self.cleaned_data
        line = {
            "rule": self.rule,
            "profile": data["profile"] or "shandong",
            "kind": MATTERS[int(data["item"])].kind.value,
            "parts": data["parts"],
            "ballots": data["ballots"],
            "unreturned": data["unreturned"],
            **{name: data[name] for name in ("rules_allow", "authority_confirms", "delivered")},
        }
        return line | ({"ends_at": data["ends_at"].strftime("%Y-%m-%dT%H:%M:%S")} if data["ends_at"] else {})


def _content(file: UploadedFile[Any] | None, typed: str) -> bytes:
    if file is None:
        return typed.replace("\t", ",").encode()
    if (file.size or 0) > MOST_BYTES:
        raise forms.ValidationError(_("A sheet here has at most 2 MB; larger rolls are counted on the desk."))
    return bytes(file.read())


def _rows(content: bytes, read: Callable[[list[str]], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, cells in enumerate(open_rows(content, name="rows.csv"), start=1):
        words = ["" if cell is None else str(cell).strip() for cell in cells]
        if not any(words):
            continue
        if number > MOST_ROWS:
            raise forms.ValidationError(_("At most %(most)s lines."), params={"most": MOST_ROWS})
        try:
            yield read([*words, "", "", "", ""])
        except (KeyError, InvalidOperation) as error:
            if number == 1:  # a heading
                continue
            facts = {"number": number, "entry": ", ".join(words)[:60]}
            raise forms.ValidationError(_("Line %(number)s cannot be read: %(entry)s"), params=facts) from error


def _part(words: list[str]) -> dict[str, Any]:
    part, area, owners, state = words[:4]
    written = format(Decimal(area).quantize(Decimal("0.01")), "f")
    return {"part": part or "-", "area": written, "owners": _names(owners), "state": STATES[state.lower()]}


def _ballot(words: list[str]) -> dict[str, Any]:
    voter, choice, at, head = words[:4]
    ticks = [CHOICES[each.lower()] for each in _names(choice)]
    found: dict[str, Any] = {"voter": voter or "-", "choices": ticks}
    if at:
        found["at"] = at.replace(" ", "T").replace("/", "-")
    if head:
        found["head"] = _names(head)
        if voter not in found["head"]:
            found["proxy"] = {}
    return found


def _names(written: str) -> list[str]:
    return [each for each in BETWEEN.split(written) if each]
