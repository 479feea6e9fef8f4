"""The responsibility list 责任清单: in force, drafted line by line, tried over past cases, released by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huying.cases import duty_words
from huying.cases.actions import duties
from huying.cases.forms.office import DraftForm, LineForm, PeriodForm
from huying.cases.models import TrialChange, TrialRun
from huying.cases.queries.limits import LIST, day_of
from huying.cases.views.rows import actor_of
from huying.core.clock import now
from huying.core.views import page
from huying.rules.errors import RuleBrokenError
from huying.rules.routing import KEYS, Entry, read_list
from huying.rulesets import policies, queries
from huying.rulesets.models import RuleSet, VersionState
from huying.ui import refusals

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

CHANGES = 50
PAIRS = 100
NEW = "new"


@page(policies.SEE_RULES)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the list in force, its versions, and the drafts."""
    standing = queries.in_force(LIST, on=day_of(now()))
    found = read_list(standing.body, number=standing.number)
    context = {
        "standing": standing,
        "rows": [duty_words.shown(entry) for entry in found.entries],
        "fallback": duty_words.lead_words(found.fallback),
        "family": LIST,
        "versions": RuleSet.objects.filter(family=LIST).defer("body").order_by("-number"),
        "form": DraftForm(),
        "may_edit": policies.RELEASE_RULES.may(actor_of(request)),
    }
    return render(request, "office/duties.html", context)


def _first_error(form: Form) -> str:
    """Return the first thing that is wrong with a short form, with the field it is about."""
    name, errors = next(iter(form.errors.items()))
    return f"{form.fields[name].label}: {errors[0]}"


@page(policies.RELEASE_RULES, methods=("POST",))
def start_draft(request: HttpRequest) -> HttpResponse:
    """Begin a draft as a copy of what is in force."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect("office:duties")
    draft = duties.start_draft(**form.cleaned_data, actor=actor_of(request), at=now())
    return redirect("office:draft", number=draft.number)


def draft_of(number: int) -> RuleSet:
    """Return a version of the list, or refuse."""
    row = RuleSet.objects.filter(family=LIST, number=number).first()
    if row is None:
        raise RuleBrokenError("rules.version_unknown", family=LIST, number=number)
    return row


def _is_tried(row: RuleSet) -> bool:
    digest = duties.digest_of(row)
    return TrialRun.objects.filter(number=row.number, digest=digest, finished_at__isnull=False).exists()


@page(policies.RELEASE_RULES)
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Show a draft with its trial runs."""
    row, at = draft_of(number), now()
    found = read_list(row.body, number=number)
    runs = TrialRun.objects.filter(number=number).order_by("-id")[:10]
    context = {
        "draft": row,
        "is_open": row.state is VersionState.DRAFT,
        "rows": [duty_words.shown(entry) for entry in found.entries],
        "form": PeriodForm(initial={"received_to": day_of(at)}),
        "runs": runs,
        "is_tried": _is_tried(row),
    }
    return render(request, "office/draft.html", context)


@page(policies.RELEASE_RULES, methods=("GET", "HEAD", "POST"))
def line(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Change one line of a draft, or add one."""
    row = draft_of(number)
    entries = {entry.code: entry for entry in read_list(row.body, number=number).entries}
    if code != NEW and code not in entries:
        raise RuleBrokenError("duties.no_line", code=code[:40])
    form = LineForm(request.POST or None, initial=_initial(entries.get(code), seen=entries))
    status = 200
    if request.method == "POST":
        status = 409
        if form.is_valid():
            try:
                seen = form.cleaned_data["seen"].split()
                duties.put_line(number=number, line=form.line(), seen=seen, actor=actor_of(request), at=now())
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
            else:
                messages.success(request, _("The line stands in the draft."))
                return redirect("office:draft", number=number)
    return render(request, "office/line.html", {"draft": row, "form": form, "code": code}, status=status)


def _initial(entry: Entry | None, *, seen: dict[str, Entry]) -> dict[str, Any]:
    codes = " ".join(seen)
    if entry is None:
        return {"seen": codes}
    return {
        "code": entry.code,
        "zh": entry.zh,
        "en": entry.en,
        "lead": entry.lead.written,
        "assist": ", ".join(lead.written for lead in entry.assist),
        "ground": entry.ground,
        "street_list": entry.street_list.value,
        "seen": codes,
    } | {key: sorted(entry.needs.get(key, ())) for key in KEYS}


@page(policies.RELEASE_RULES, methods=("POST",))
def drop_line(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Take a line out of a draft."""
    duties.drop_line(number=number, code=code, actor=actor_of(request), at=now())
    messages.success(request, _("The line was taken out of the draft."))
    return redirect("office:draft", number=number)


@page(policies.RELEASE_RULES, methods=("POST",))
def ask_trial(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the worker to try the draft."""
    form = PeriodForm(request.POST)
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect("office:draft", number=number)
    run = duties.ask_trial(number=number, **form.cleaned_data, actor=actor_of(request), at=now())
    return redirect("office:trial", run_id=run.pk)


@page(policies.RELEASE_RULES)
def trial(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show how far a trial run is, and what it found: from whom to whom, and how many."""
    run = TrialRun.objects.filter(pk=run_id).first()
    if run is None:
        raise RuleBrokenError("duties.no_trial", number=run_id)
    pairs = run.changes.values("before", "after", "before__name", "after__name").annotate(n=Count("pk"))
    context = {"run": run, "pairs": pairs.order_by("-n", "before", "after")[:PAIRS]}
    return render(request, "office/trial_found.html" if request.htmx else "office/trial.html", context)  # type: ignore[attr-defined]


@page(policies.RELEASE_RULES)
def trial_rows(request: HttpRequest, run_id: int, before: int, after: int) -> HttpResponse:
    """Show the cases that would move from one unit to another."""
    cursor = request.GET.get("cursor", "")
    rows = TrialChange.objects.filter(run=run_id, before=before, after=after).select_related("case", "before", "after")
    if cursor:
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):  # noqa: PLR2004 - a big integer
            raise RuleBrokenError("list.cursor")
        rows = rows.filter(pk__gt=int(cursor))
    found = list(rows.order_by("pk")[: CHANGES + 1])
    following = str(found[CHANGES - 1].pk) if len(found) > CHANGES else ""
    context = {"rows": found[:CHANGES], "run_id": run_id, "next_cursor": following, "has_cursor": bool(cursor)}
    return render(request, "office/trial_rows.html", context)
