"""Versions of rules 规则版本: families, versions with what they change, drafts released by a second person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from huying.core.clock import now
from huying.core.views import page
from huying.rules import sources, value_words
from huying.rules.deadlines import CHINA
from huying.rules.errors import RuleBrokenError
from huying.rules.profiles import FAMILY_PREFIX, profile_of
from huying.rules.version_changes import changes
from huying.rulesets import actions, drafting, number_rows, policies, queries
from huying.rulesets.forms.versions import AppliedForm, BodyForm, DraftForm, LimitForm, RemarkForm, ValueForm
from huying.rulesets.models import VersionState
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.rulesets.models import RuleSet
    from huying.ui.typing import HuyingRequest

POST = ("POST",)


def _actor(request: HttpRequest) -> Actor:
    return cast("HuyingRequest", request).actor


def _may_draft(request: HttpRequest) -> bool:
    return policies.RELEASE_RULES.may(_actor(request))


def _today() -> date:
    return now().astimezone(CHINA).date()


def _language() -> str:
    return get_language() or ""


def _version(request: HttpRequest, family: str, number: int) -> RuleSet:
    found = queries.row(family, number, with_drafts=_may_draft(request))
    if found is None:
        raise Http404
    return found


@page(policies.SEE_RULES)
def families(request: HttpRequest) -> HttpResponse:
    """List the families with the version in force, the next one, and what waits for a second person."""
    today = _today()
    waiting = queries.waiting() if _may_draft(request) else {}
    lines = [_family_line(family, today, waiting.get(family, 0)) for family in queries.families()]
    return render(request, "rulesets/families.html", {"lines": lines, "may_draft": _may_draft(request)})


def _family_line(family: str, today: date, waiting: int) -> dict[str, Any]:
    found = queries.versions(family)
    standing = next((each for each in found if each.is_in_force(today)), None)
    coming = [each for each in found if each.valid_from > today]
    doubtful = number_rows.doubts(standing.body) if standing else 0
    return {
        "family": family,
        "name": value_words.family_words(family, language=_language()),
        "standing": standing,
        "coming": coming[-1] if coming else None,
        "doubtful": doubtful,
        "waiting": waiting,
    }


@page(policies.SEE_RULES)
def family(request: HttpRequest, family: str) -> HttpResponse:
    """List the versions of a family, the newest first."""
    rows = queries.rows_of(family, with_drafts=_may_draft(request))
    if not rows:
        raise Http404
    context = {
        "family": family,
        "name": value_words.family_words(family, language=_language()),
        "rows": rows,
        "today": _today(),
        "form": DraftForm() if _may_draft(request) else None,
        "has_numbers": family.startswith(FAMILY_PREFIX) or family == queries.DEADLINES,
    }
    return render(request, "rulesets/family.html", context)


@page(policies.RELEASE_RULES, methods=POST)
def draft(request: HttpRequest, family: str) -> HttpResponse:
    """Begin the next version as a copy of the newest one in force."""
    form = DraftForm(request.POST)
    if family not in queries.families():
        raise Http404
    if not form.is_valid():
        rows = queries.rows_of(family, with_drafts=True)
        name = value_words.family_words(family, language=_language())
        context = {"family": family, "name": name, "rows": rows, "today": _today(), "form": form}
        return render(request, "rulesets/family.html", context, status=422)
    released = queries.versions(family)
    row = actions.draft_rule_set(
        family=family,
        body=released[0].body if released else {},
        actor=_actor(request),
        at=now(),
        **form.cleaned_data,
    )
    return HttpResponseRedirect(reverse("rules:version", args=[family, row.number]))


@page(policies.SEE_RULES)
def version(request: HttpRequest, family: str, number: int) -> HttpResponse:
    """Show a version: what it changes, its numbers, and what may be done with it."""
    return _shown(request, _version(request, family, number))


def _shown(
    request: HttpRequest, row: RuleSet, *, edit: Any = None, remark: Any = None, status: int = 200
) -> HttpResponse:
    earlier, actor = queries.before(row), _actor(request)
    is_draft = row.state is VersionState.DRAFT and _may_draft(request)
    context = {
        "row": row,
        "state": row.state.value,
        "name": value_words.family_words(row.family, language=_language()),
        "earlier": earlier,
        "changes": changes(earlier.body, row.body, language=_language()) if earlier else [],
        "numbers": _numbers(row),
        "edit": edit or (_edit_form(row) if is_draft else None),
        "facts": DraftForm(initial={"valid_from": row.valid_from, "source": row.source}) if is_draft else None,
        "remark": remark or RemarkForm(),
        "is_own": actor.person_id is not None and actor.person_id in {row.drafted_by, row.proposed_by},
        "me": actor.person_id,
        "may_draft": _may_draft(request),
        "today": _today(),
        "sources": _sources() if is_draft else [],
    }
    return render(request, "rulesets/version.html", context, status=status)


def _sources() -> list[tuple[str, str]]:
    """Return the keys that citations use, with the titles."""
    is_english = _language().startswith("en")
    return [(key, each.en if is_english else each.zh) for key, each in sources.shipped().items()]


def _numbers(row: RuleSet) -> list[number_rows.Number]:
    if row.family.startswith(FAMILY_PREFIX):
        return number_rows.values(row.body, profile="weihai-demo", on=row.valid_from, language=_language())
    if row.family == queries.DEADLINES:
        return number_rows.limits(row.body, profile="weihai-demo", language=_language())
    return []


def _edit_form(row: RuleSet, data: Any = None) -> ValueForm | LimitForm | BodyForm:
    if row.family.startswith(FAMILY_PREFIX):
        return ValueForm(row.family, row.body, data)
    if row.family == queries.DEADLINES:
        return LimitForm(row.body, data)
    written = json.dumps(row.body, ensure_ascii=False, indent=2)
    return BodyForm(data, initial={"body": written})


@page(policies.RELEASE_RULES, methods=POST)
def edit(request: HttpRequest, family: str, number: int) -> HttpResponse:
    """Change one figure, one limit or the body of a draft; a wrong field keeps what was typed."""
    row = _version(request, family, number)
    form = _edit_form(row, request.POST)
    if not form.is_valid():
        return _shown(request, row, edit=form, status=422)
    try:
        actions.edit_draft(
            rule_set_id=row.pk,
            valid_from=row.valid_from,
            source=row.source,
            body=_edited(row, form),
            actor=_actor(request),
            at=now(),
        )
    except RuleBrokenError as error:
        form.add_error(None, refusals.words(error))
        return _shown(request, row, edit=form, status=refusals.status(error))
    return _back(row)


def _edited(row: RuleSet, form: ValueForm | LimitForm | BodyForm) -> dict[str, Any]:
    if isinstance(form, ValueForm):
        return drafting.with_value(row.body, **form.cleaned_data)
    if isinstance(form, LimitForm):
        return drafting.with_limit(row.body, **form.cleaned_data)
    return dict(form.cleaned_data["body"])


@page(policies.RELEASE_RULES, methods=POST)
def edit_facts(request: HttpRequest, family: str, number: int) -> HttpResponse:
    """Change from when a draft is to be in force, and what it rests on."""
    row, form = _version(request, family, number), DraftForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, edit=form, status=422)
    actions.edit_draft(rule_set_id=row.pk, body=row.body, actor=_actor(request), at=now(), **form.cleaned_data)
    return _back(row)


def _back(row: RuleSet) -> HttpResponse:
    return HttpResponseRedirect(reverse("rules:version", args=[row.family, row.number]))


def _moved(request: HttpRequest, family: str, number: int, move: Callable[..., RuleSet]) -> HttpResponse:
    row, form = _version(request, family, number), RemarkForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, remark=form, status=422)
    try:
        move(rule_set_id=row.pk, remark=form.cleaned_data["remark"], actor=_actor(request), at=now())
    except RuleBrokenError as error:
        form.add_error(None, refusals.words(error))
        return _shown(request, _version(request, family, number), remark=form, status=refusals.status(error))
    return _back(row)


@page(policies.RELEASE_RULES, methods=POST)
def propose(request: HttpRequest, family: str, number: int) -> HttpResponse:
    """Hand a draft to a second person."""
    return _moved(request, family, number, actions.propose_rule_set)


@page(policies.RELEASE_RULES, methods=POST)
def give_back(request: HttpRequest, family: str, number: int) -> HttpResponse:
    """Give a proposal back."""
    return _moved(request, family, number, actions.give_back_rule_set)


def _release(*, rule_set_id: int, remark: str, actor: Actor, at: Any) -> RuleSet:
    del remark  # the reason of the proposal stands
    return actions.release_rule_set(rule_set_id=rule_set_id, actor=actor, at=at)


@page(policies.RELEASE_RULES, methods=POST)
def release(request: HttpRequest, family: str, number: int) -> HttpResponse:
    """Put a proposal in force, as a second person."""
    return _moved(request, family, number, _release)


@page(policies.SEE_RULES)
def applied(request: HttpRequest) -> HttpResponse:
    """Show which version of each family applied on a day, and with whose numbers at a place."""
    today = _today()
    form = AppliedForm(request.GET or None, initial={"on": today, "place": "3710"})
    is_asked = form.is_bound and form.is_valid()
    lines = []
    if is_asked:
        on = form.cleaned_data["on"]
        for name in queries.families():
            found = next((each for each in queries.versions(name) if each.is_in_force(on)), None)
            words = value_words.family_words(name, language=_language())
            lines.append({"family": name, "name": words, "version": found})
    profile = profile_of(form.cleaned_data["place"]) if is_asked else ""
    context = {
        "form": form,
        "lines": lines,
        "is_asked": is_asked,
        "profile": profile,
        "city": value_words.profile_words(profile, language=_language()),
    }
    return render(request, "rulesets/applied.html", context, status=422 if form.is_bound and not is_asked else 200)
