"""A gallery of the pieces of pages, for tests only, on top of the real addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.urls import path

from huying.config import urls
from huying.core.actors import Actor
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import Role
from huying.ui.pieces import Row, StepShown

if TYPE_CHECKING:
    from django.http import HttpRequest

HERE = Path(__file__).parent / "gallery"
AT = datetime(2021, 6, 1, 2, tzinfo=UTC)
CLERK = Actor(person_id=1, post_id=1, unit_id=1, role=Role.CITY_CLERK, is_system=True)


class SampleForm(forms.Form):
    """One field of each kind."""

    text = forms.CharField(
        label="发生了什么",
        max_length=20,
        help_text="例如：3号楼电梯停运",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.CharField(label="哪个小区", max_length=60, required=False, help_text="名称或拼音首字母")
    nature = forms.ChoiceField(
        label="您希望", choices=[("service", "修好或办成"), ("complaint", "投诉")], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="涉及",
        choices=[("a", "电梯"), ("b", "供水")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    unit = forms.ChoiceField(label="承办单位", choices=[("", "按清单"), ("1", "竹岛社区")], required=False)
    phone = forms.CharField(label="电话", max_length=30, widget=forms.TextInput(attrs={"type": "tel"}))
    may_share = forms.BooleanField(label="可以把电话告诉维修人员", required=False)
    photo = forms.FileField(label="照片", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class SampleFilter(forms.Form):
    """A filter."""

    q = forms.CharField(label="关键词或编号", required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("handling", "办理中")], required=False)
    since = forms.DateField(label="起始日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))


@dataclass(frozen=True)
class Someone:
    """Somebody signed in, without a database."""

    name: str = "李敏"
    is_authenticated: bool = True


def context(form: forms.Form) -> dict[str, Any]:
    """Return what the gallery shows."""
    return {
        "form": form,
        "filter": SampleFilter(),
        "at": AT,
        "late": AT - timedelta(days=2, hours=3),
        "soon": AT + timedelta(hours=5, minutes=20),
        "far": AT + timedelta(days=4),
        "answered": AT - timedelta(days=3),
        "columns": ["编号", "事项", "小区", "期限"],
        "rows": [
            Row(cells=[f"H20210601-{n:04}", "电梯停运，老人上下楼困难", "海源小区", "2天"], url=f"#{n}")
            for n in range(1, 5)
        ],
        "nothing": [],
        "items": [
            StepShown(label="已收到", at=AT),
            StepShown(label="办理中", is_now=True, note="由竹岛社区居委会办理"),
            StepShown(label="答复"),
        ],
    }


def _shown(request: HttpRequest, name: str) -> HttpResponse:
    form = SampleForm(request.POST) if request.method == "POST" or "wrong" in request.GET else SampleForm()
    status = 422 if form.is_bound and not form.is_valid() else 200
    source = (HERE / name).read_text(encoding="utf-8")
    return HttpResponse(engines["django"].from_string(source).render(context(form), request), status=status)


def desk(request: HttpRequest) -> HttpResponse:
    """Show the pieces at the desk, as a clerk sees them."""
    request.actor, request.user = CLERK, Someone()  # type: ignore[attr-defined, assignment]  # no database here
    if "said" in request.GET:
        messages.success(request, "已保存")
    return _shown(request, "desk.html")


def portal(request: HttpRequest) -> HttpResponse:
    """Show the pieces to a resident; a whole form leads on, as a receipt does."""
    if request.method == "POST" and SampleForm(request.POST).is_valid():
        return HttpResponse(render_to_string("ui/portal.html", {}, request))
    return _shown(request, "portal.html")


def refuse(request: HttpRequest) -> NoReturn:
    """Break a rule."""
    if "desk" in request.GET:
        request.actor, request.user = CLERK, Someone()  # type: ignore[attr-defined, assignment]  # no database here
    raise RuleBrokenError("place.code_shape", code="<b>")


def forbid(_request: HttpRequest) -> NoReturn:
    """Ask for what the post does not open."""
    raise NotAllowedError("dispatch_case")


def fall(_request: HttpRequest) -> NoReturn:
    """Fail in a way nobody foresaw."""
    raise ZeroDivisionError


urlpatterns = [
    path("gallery/desk", desk),
    path("gallery/portal", portal),
    path("gallery/refuse", refuse),
    path("gallery/forbid", forbid),
    path("gallery/fall", fall),
    *urls.urlpatterns,
]
