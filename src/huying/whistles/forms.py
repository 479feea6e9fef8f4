"""Forms of whistles 吹哨表单: asking, and one form for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.fields import day, words
from huying.rules.whistles import HIGHEST, LOWEST, Cause, Pace, WhistleState, WhistleStep
from huying.whistles import labels
from huying.whistles.actions.settling import Task
from huying.whistles.queries.visible import WhistleFilter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huying.accounts.models import Unit
    from huying.rules.whistles import WhistleList
    from huying.whistles.models import WhistleTask

PLACE = r"^([0-9]{9}|[0-9]{12}(-[0-9]{4})?)$"
TASK_ROWS = 4


def _choices(kind: Any) -> list[tuple[str, str]]:
    return [(each.value, labels.label(each)) for each in kind]


class PlaceForm(forms.Form):
    """Where the matter is, when it comes from no case."""

    place = forms.RegexField(
        label=_("Place"),
        regex=PLACE,
        max_length=17,
        help_text=_("Code of the street, community or compound; type a name or its initials to find it."),
    )


class AskForm(forms.Form):
    """What is asked for; place and case are known by then."""

    token = forms.CharField(max_length=40, widget=forms.HiddenInput)
    item = forms.ChoiceField(label=_("Line of the whistle list"))
    cause = forms.ChoiceField(label=_("Cause"), choices=lambda: _choices(Cause))
    matter = words(_("What it is about"), rows=3, hint=_("The matter, not who told it: no names, no numbers."))
    tries = words(_("What was tried so far"), rows=4, required=False)
    called = forms.TypedMultipleChoiceField(
        label=_("Units called"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    pace = forms.ChoiceField(
        label=_("How soon"),
        choices=lambda: [("", str(_("as the list says"))), *_choices(Pace)],
        required=False,
    )
    is_oral = forms.BooleanField(
        label=_("Emergency, called by voice: blow at once, the paper follows within a working day"), required=False
    )

    def offer(self, rules: WhistleList, units: Iterable[Unit]) -> None:
        """Offer the lines of the list and the units that may be called."""
        named = [(code, f"{code} {labels.item_name(rules, code)}") for code in rules.items]
        self.fields["item"].choices = named  # type: ignore[attr-defined]
        self.fields["called"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return what is asked; only call it on a valid form."""
        data: dict[str, Any] = dict(self.cleaned_data)
        del data["token"]
        return data | {"cause": Cause(data["cause"]), "pace": Pace(data["pace"]) if data["pace"] else None}


class StepForm(forms.Form):
    """What every step carries: the version the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReasonForm(StepForm):
    """Why."""

    reason = words(_("Reason"), rows=2)


class PaperForm(StepForm):
    """What was tried before the whistle went by voice."""

    tries = words(_("What was tried so far"), rows=3)


class UnitForm(StepForm):
    """Which called unit."""

    unit_id = forms.TypedChoiceField(label=_("Unit"), coerce=int)

    def offer_units(self, units: Iterable[Unit]) -> None:
        """Offer units."""
        self.fields["unit_id"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]


class RefuseForm(ReasonForm):
    """On which ground."""

    ground = forms.ChoiceField(label=_("Ground"))
    field_order = ("version", "ground", "reason")

    def offer_grounds(self, rules: WhistleList) -> None:
        """Offer the grounds of the list."""
        named = [(code, labels.ground_name(rules, code)) for code in rules.grounds]
        self.fields["ground"].choices = named  # type: ignore[attr-defined]


class RuleForm(UnitForm):
    """Whether the refusal stands."""

    is_upheld = forms.TypedChoiceField(
        label=_("Ruling"),
        choices=[("no", _("It must come")), ("yes", _("It need not come"))],
        coerce=lambda value: value == "yes",
    )
    reason = words(_("Reason"), rows=2)
    asks_list_change = forms.BooleanField(label=_("Propose a change of the whistle list"), required=False)


class DecideForm(StepForm):
    """Findings, and up to four tasks; an empty row is none."""

    finding = words(_("What was found"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(1, TASK_ROWS + 1):
            number = {"number": row}
            self.fields[f"unit_{row}"] = forms.TypedChoiceField(
                label=_("Task %(number)s: unit") % number, coerce=int, empty_value=None, required=False
            )
            self.fields[f"words_{row}"] = words(_("Task %(number)s: what") % number, rows=2, required=False)
            self.fields[f"due_{row}"] = day(_("Task %(number)s: by") % number, required=False)

    def offer_units(self, units: Iterable[Unit]) -> None:
        """Offer who may be given a task."""
        choices = [("", "—"), *((unit.pk, unit.name) for unit in units)]
        for row in range(1, TASK_ROWS + 1):
            self.fields[f"unit_{row}"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a task that lacks its unit, its words or its day."""
        data: dict[str, Any] = super().clean() or {}
        for row in range(1, TASK_ROWS + 1):
            parts = [data.get(f"{name}_{row}") for name in ("unit", "words", "due")]
            if any(parts) and not all(parts):
                self.add_error(f"words_{row}", str(_("A task needs a unit, words and a day.")))
        return data

    def facts(self) -> dict[str, Any]:
        """Return findings and tasks."""
        data = self.cleaned_data
        tasks = [
            Task(unit_id=data[f"unit_{row}"], words=data[f"words_{row}"], due_on=data[f"due_{row}"])
            for row in range(1, TASK_ROWS + 1)
            if data[f"words_{row}"]
        ]
        return {"finding": data["finding"], "tasks": tasks}


class FinishTaskForm(StepForm):
    """Which task, and what shows it."""

    task_id = forms.TypedChoiceField(label=_("Task"), coerce=int)
    evidence = words(_("What shows that it is done"), rows=2)

    def offer_tasks(self, tasks: Iterable[WhistleTask]) -> None:
        """Offer the open tasks."""
        named = [(task.pk, f"{task.unit.name}: {task.words[:40]}") for task in tasks]
        self.fields["task_id"].choices = named  # type: ignore[attr-defined]


class CloseForm(StepForm):
    """With what result."""

    result = words(_("Result"), rows=3)


class AppraiseForm(UnitForm):
    """From 1, did not do its part, to 5, did more than its part."""

    score = forms.TypedChoiceField(
        label=_("Appraisal, 5 is best"),
        coerce=int,
        choices=[(each, str(each)) for each in range(HIGHEST, LOWEST - 1, -1)],
    )


FORMS: dict[WhistleStep, type[StepForm]] = {
    WhistleStep.APPROVE: StepForm,
    WhistleStep.TURN_DOWN: ReasonForm,
    WhistleStep.ARRIVE: UnitForm,
    WhistleStep.ACKNOWLEDGE: StepForm,
    WhistleStep.REFUSE: RefuseForm,
    WhistleStep.RULE: RuleForm,
    WhistleStep.PAPER: PaperForm,
    WhistleStep.DECIDE: DecideForm,
    WhistleStep.FINISH_TASK: FinishTaskForm,
    WhistleStep.CLOSE: CloseForm,
    WhistleStep.APPRAISE: AppraiseForm,
}


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    state = forms.ChoiceField(
        label=_("State"), choices=lambda: [("", str(_("any"))), *_choices(WhistleState)], required=False
    )
    late = forms.ChoiceField(
        label=_("Arrivals"),
        choices=lambda: [("", str(_("any"))), ("on", str(_("somebody came late or not at all")))],
        required=False,
    )
    called = forms.IntegerField(min_value=1, max_value=2**31, required=False, widget=forms.HiddenInput)
    blown = forms.IntegerField(min_value=1, max_value=2**31, required=False, widget=forms.HiddenInput)

    def wanted(self) -> WhistleFilter:
        """Return the filter; only call it on a valid form."""
        data = self.cleaned_data
        return WhistleFilter(
            state=data["state"], called=data["called"], blown=data["blown"], is_late=bool(data["late"])
        )
