"""The pieces of pages: what they say, and how they are tied together for screen readers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from huying.ui.pieces import Row, StepShown
from tests.ui.urls import SampleForm

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = datetime(2021, 6, 1, 2, tzinfo=UTC)
WHOLE = {"text": "电梯停运", "nature": "service", "phone": "13800000000"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def rendered(source: str, url: str = "/list?state=open&cursor=old", **given: Any) -> str:
    template = engines["django"].from_string("{% load huying %}" + source)
    return template.render(given, RequestFactory().get(url))


@pytest.mark.parametrize(
    ("due_at", "answered_at", "words", "kind"),
    [
        pytest.param(AT + timedelta(days=4, hours=3), None, "4 d 3 h left", "ok", id="in time"),
        pytest.param(AT + timedelta(hours=24), None, "1 d 0 h left", "ok", id="a whole day is not soon"),
        pytest.param(AT + timedelta(hours=23, minutes=59), None, "due soon, 23 h 59 min left", "soon", id="soon"),
        pytest.param(AT, None, "due soon, 0 h 0 min left", "soon", id="to the second is in time"),
        pytest.param(AT - timedelta(minutes=1), None, "overdue by 0 h 1 min", "late", id="late"),
        pytest.param(AT, AT, "answered in time", "ok", id="answered to the second"),
        pytest.param(AT, AT + timedelta(seconds=1), "answered late", "late", id="answered late"),
    ],
)
def test_a_deadline_is_told_in_words(due_at: datetime, answered_at: datetime | None, words: str, kind: str) -> None:
    shown = rendered("{% due due_at at answered_at %}", due_at=due_at, at=AT, answered_at=answered_at)
    assert f'<span class="badge badge-{kind}">{words}</span>' in shown


def test_no_deadline_is_a_dash() -> None:
    assert rendered("{% due None at %}", at=AT) == "—"


def test_a_deadline_of_another_year_names_the_year() -> None:
    assert ">2022-06-01 10:00<" in rendered("{% due d at %}", d=AT.replace(year=2022), at=AT)
    assert ">06-03 10:00<" in rendered("{% due d at %}", d=AT + timedelta(days=2), at=AT)


def test_instants_are_local() -> None:
    shown = rendered("{% local_time at %}", at=AT)
    assert 'datetime="2021-06-01T10:00:00+08:00"' in shown
    assert ">2021-06-01 10:00<" in shown
    assert rendered("{% local_time None %}") == "—"


def test_an_unknown_state_shows_itself_escaped() -> None:
    assert "&lt;i&gt;" in rendered("{% status_badge s %}", s="<i>")


@pytest.mark.parametrize(
    ("tag", "query"),
    [
        ("{% with_query order='due' %}", "?state=open&order=due"),
        ("{% with_query state=None %}", "?"),
        ("{% with_query cursor='new' %}", "?state=open&cursor=new"),
    ],
)
def test_a_query_is_kept_and_the_list_begins_anew(tag: str, query: str) -> None:
    assert rendered("{% autoescape off %}" + tag + "{% endautoescape %}") == query


def test_pages_lead_on_and_back_to_the_first() -> None:
    both = rendered("{% cursor_pages 'n&x' True %}")
    assert 'href="?state=open&amp;cursor=n%26x"' in both
    assert 'href="?state=open"' in both
    assert rendered("{% cursor_pages '' False %}").strip() == ""


def field(name: str, data: dict[str, str] | None = None, tag: str = "{% field f %}") -> str:
    return rendered(tag, f=SampleForm(data)[name])


def test_a_field_is_tied_to_its_help_and_error() -> None:
    shown = field("text", {})
    assert 'aria-describedby="id_text_helptext id_text_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_text_helptext"' in shown
    assert 'id="id_text_error"' in shown
    assert '<label for="id_text">' in shown
    assert 'data-count="20"' in shown


def test_what_was_typed_is_kept() -> None:
    assert "&lt;script&gt;" in field("text", {"text": "<script>" * 9})


def test_choices_are_a_fieldset_with_its_error() -> None:
    shown = field("nature", {})
    assert "<legend>您希望</legend>" in shown
    assert 'aria-describedby="id_nature_error"' in shown
    assert 'id="id_nature_error"' in shown
    assert "<legend>" in field("topics")


def test_a_tick_stands_before_its_words() -> None:
    shown = field("may_share")
    assert shown.index('type="checkbox"') < shown.index("可以把电话告诉维修人员")


def test_a_hidden_field_has_no_label() -> None:
    assert "label" not in field("token")


def test_a_field_may_look_things_up() -> None:
    shown = field("place", tag='{% field f hx_get="portal:find_compound" %}')
    assert 'hx-get="/compounds/found"' in shown
    assert 'hx-params="place"' in shown


@pytest.mark.parametrize("wrong", ["text", "nature", "phone"])
def test_each_fault_is_listed_linked_and_said_in_the_same_words(wrong: str) -> None:
    form = SampleForm({name: value for name, value in WHOLE.items() if name != wrong})
    summary = rendered("{% error_summary form %}", form=form)
    target = "id_nature_0" if wrong == "nature" else f"id_{wrong}"
    assert f'<a href="#{target}">' in summary
    assert "data-focus" in summary
    beside = rendered("{% for f in form %}{% field f %}{% endfor %}", form=form)
    assert f'id="{target}"' in beside
    assert str(form.errors[wrong][0]) in summary
    assert str(form.errors[wrong][0]) in beside


def test_a_fault_of_the_whole_form_is_listed() -> None:
    form = SampleForm(WHOLE)
    form.add_error(None, "已有人办理")
    assert "<li>已有人办理</li>" in rendered("{% error_summary form %}", form=form)


def test_a_fault_of_a_hidden_field_leads_nowhere() -> None:
    form = SampleForm(WHOLE)
    form.add_error("token", "请重新打开页面")
    summary = rendered("{% error_summary form %}", form=form)
    assert "请重新打开页面" in summary
    assert "<a " not in summary


def test_nothing_wrong_says_nothing() -> None:
    assert rendered("{% error_summary form %}", form=SampleForm()).strip() == ""
    assert rendered("{% error_summary form %}", form=forms.Form({})).strip() == ""


def test_a_table_leads_on_by_its_first_cell() -> None:
    shown = rendered("{% data_table c r caption='k' %}", c=["a", "b"], r=[Row(cells=["<1>", "x"], url="/one")])
    assert '<a href="/one">&lt;1&gt;</a>' in shown
    assert "<caption>k</caption>" in shown
    assert shown.count('scope="col"') == 2


def test_an_empty_table_says_so() -> None:
    assert "Nothing here yet." in rendered("{% data_table c r %}", c=["a"], r=[])
    assert "还没有诉求" in rendered("{% data_table c r empty='还没有诉求' %}", c=["a"], r=[])


def test_emptiness_offers_what_to_do() -> None:
    assert 'href="/new"' in rendered("{% empty_state 'none' url='/new' action='Begin' %}")
    assert "href" not in rendered("{% empty_state 'none' %}")


def test_a_figure_leads_to_its_rows() -> None:
    shown = rendered("{% tile 3 'late' url='/late' is_alarm=True %}")
    assert 'href="/late"' in shown
    assert "tile-alarm" in shown
    assert "<strong>—</strong>" in rendered("{% tile None 'rate' %}")
    assert "<strong>0</strong>" in rendered("{% tile 0 'late' %}")


def test_steps_say_what_is_now() -> None:
    items = [StepShown(label="in", at=AT), StepShown(label="work", is_now=True), StepShown(label="answer")]
    shown = rendered("{% steps items %}", items=items)
    assert shown.count('aria-current="step"') == 1
    assert [shown.count(f"step-{kind}") for kind in ("done", "now", "later")] == [1, 1, 1]


def test_progress_is_in_figures_too() -> None:
    shown = rendered("{% progress 3 5 'signed in' %}")
    assert 'value="3" max="5"' in shown
    assert "signed in: 3 / 5" in shown


def test_a_filter_becomes_the_address() -> None:
    shown = rendered("{% filter_form form %}", form=SampleForm())
    assert 'method="get"' in shown
    assert 'href="/list"' in shown
    assert "csrf" not in shown
