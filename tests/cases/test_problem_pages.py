"""Problems on pages: what is likely the same, one key to merge it, the list by heat, and nobody's identity anywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.cases.actions import answering
from huying.cases.actions.merging import merge
from huying.cases.models import Case, Problem
from huying.cases.queries import public
from huying.cases.queries.likely import likely
from huying.rules.case_facts import Kind, Nature
from huying.rules.problems import WINDOW
from tests.cases.desk import client_of, page, set_clock
from tests.cases.together import HOUR, PHONES, merged, sent, signed, told
from tests.people import AT

if TYPE_CHECKING:
    import pytest

    from tests.people import City


def _merge(city: City, case: Case, into: Case, *, by: str = "district_clerk", back: str = "") -> int:
    fields = {"version": case.version, "into": into.number, "back": back}
    return client_of(city, by).post(reverse("cases:merge", args=[case.number]), fields).status_code


def test_the_page_of_a_case_offers_what_is_likely_the_same_and_merges_it_with_one_key(city: City) -> None:
    set_clock(AT + 4 * HOUR)
    lead, waiting = (
        signed(city),
        told(city, 1, text="海悦花园3号楼电梯停了两天，老人下不了楼。", suggestion={"topic": "LFT"}),
    )
    body = page(client_of(city, "district_clerk"), "read", waiting.number)
    assert lead.number in body.partition("the same" if "Likely the same" in body else "疑似同一问题")[2]
    assert 'data-key="g"' in body
    assert _merge(city, waiting, lead) == 302
    waiting.refresh_from_db()
    assert waiting.follows == lead
    assert reverse("cases:problem", args=[waiting.problem_id]) in page(
        client_of(city, "district_clerk"), "read", waiting.number
    )


def test_candidates_are_of_one_place_and_topic_within_the_window(city: City) -> None:
    case = signed(city)
    near, old = sent(city, 1, at=AT + WINDOW), sent(city, 2, at=AT - WINDOW - timedelta(minutes=1))
    other = sent(city, 3, topic="FEE")
    elsewhere = told(city, 4, place=city.unserved.key, compound=city.unserved.key, topic="LFT")
    found = {each.case for each in likely(case, actor=city["district_clerk"])}
    assert near in found
    assert found.isdisjoint({old, other, elsewhere, case})


def test_who_told_it_before_is_marked_for_officials_and_never_for_the_firm(city: City) -> None:
    lead = signed(city)
    sent(city, 0)
    assert [each.is_same_person for each in likely(lead, actor=city["district_clerk"])] == [True]
    assert [each.is_same_person for each in likely(lead, actor=city["firm_staff"])] == [False]


def test_the_problem_shows_voices_people_growth_and_the_answer_without_anybodys_identity(city: City) -> None:
    lead, _joined = merged(city, voices=3)
    again = told(city, 1)
    merge(again.pk, into=lead.pk, actor=city["district_clerk"], at=AT + 4 * HOUR)
    answering.draft(lead.pk, text="门机已更换。", actor=city["firm_staff"], at=AT + 5 * HOUR)
    answering.check_draft(lead.pk, is_approved=True, remark="", actor=city["firm_manager"], at=AT + 6 * HOUR)
    answering.issue(lead.pk, actor=city["firm_staff"], at=AT + 7 * HOUR)
    set_clock(AT + 8 * HOUR)
    problem = Problem.objects.get()
    bodies = [
        page(client_of(city, name), "problem", problem.pk) for name in ("district_clerk", "firm_staff", "auditor")
    ]
    for body in bodies:
        assert "门机已更换。" in body
        assert "2021-05-31" in body
        assert not any(secret in body for secret in (*PHONES, "邻居", "王芳"))
        assert body.count("<strong>4</strong>") == 1
        assert body.count("<strong>5</strong>") == 1


def test_the_firm_does_not_read_which_voices_are_one_person(city: City) -> None:
    merged(city)
    set_clock(AT + 4 * HOUR)
    problem = Problem.objects.get()
    column = ('data-label="Reporter no."', 'data-label="诉求人序号"')
    shown = {name: page(client_of(city, name), "problem", problem.pk) for name in ("firm_staff", "district_clerk")}
    assert not any(label in shown["firm_staff"] for label in column)
    assert any(label in shown["district_clerk"] for label in column)


def test_out_of_sight_is_not_found(city: City) -> None:
    merged(city)
    problem = Problem.objects.get()
    for name in ("other_clerk", "department_officer", "caller"):
        address = reverse("cases:problem", args=[problem.pk])
        assert client_of(city, name).get(address).status_code == 404, name


def _many(city: City, count: int) -> None:
    for number in range(count):
        lead = signed(city)
        for person in range(1, 2 + number % 3):
            merge(told(city, person).pk, into=lead.pk, actor=city["district_clerk"], at=AT + 3 * HOUR)


def test_the_list_has_the_hottest_first_and_asks_the_same_number_of_questions(city: City) -> None:
    set_clock(AT + 4 * HOUR)
    client = client_of(city, "district_clerk")
    counts = []
    for more in (2, 4):
        _many(city, more)
        page(client, "problems")
        with CaptureQueriesContext(connection) as asked:
            page(client, "problems")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
    body = page(client, "problems")
    hottest = Problem.objects.order_by("-people", "-pk").values_list("pk", flat=True)
    places = [body.index(f'problems/{pk}/"') for pk in hottest]
    assert places == sorted(places)


def test_the_list_goes_on_by_cursor_and_is_narrowed_by_place_and_topic(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huying.cases.queries.problems.USUAL", 2)
    set_clock(AT + 4 * HOUR)
    _many(city, 5)
    client, seen = client_of(city, "district_clerk"), list[int]()
    address = reverse("cases:problems")
    following = address
    while following:
        answer = client.get(following)
        seen += [problem.pk for problem, _row in answer.context["rows"]]
        cursor = answer.context["next_cursor"]
        following = f"{address}?cursor={cursor}" if cursor else ""
    assert seen == list(Problem.objects.order_by("-people", "-pk").values_list("pk", flat=True))
    for query, count in (("topic=LFT&state=open", 2), ("topic=FEE", 0), ("place=371003", 0), ("place=371002003", 2)):
        assert len(client.get(f"{address}?{query}").context["rows"]) == count, query
    assert client.get(f"{address}?cursor=x").status_code in {409, 422}


def test_the_page_of_a_case_costs_no_more_with_many_likely_ones(city: City) -> None:
    set_clock(AT + 4 * HOUR)
    case, client = signed(city), client_of(city, "district_clerk")
    counts = []
    for more in (1, 8):
        for person in range(more):
            sent(city, person % 4 + 1)
        page(client, "read", case.number)
        with CaptureQueriesContext(connection) as asked:
            page(client, "read", case.number)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_reporter_reads_how_many_others_told_the_same_and_who_answers(city: City) -> None:
    lead, (first, _second) = merged(city)
    for case in (lead, first):
        assert public.by_key(case.pk).others == 2
    alone = told(city, 3)
    assert public.by_key(alone.pk).others == 0
    again = told(city, 1)
    merge(again.pk, into=lead.pk, actor=city["district_clerk"], at=AT + 4 * HOUR)
    assert public.by_key(lead.pk).others == 2


def test_a_refused_merge_says_why_and_changes_nothing(city: City) -> None:
    set_clock(AT + 4 * HOUR)
    lead = signed(city)
    elsewhere = told(city, 1, place=city.unserved.key, compound=city.unserved.key)
    assert _merge(city, elsewhere, lead) == 409
    complaint = told(city, 2, nature=Nature.COMPLAINT, kind=Kind.COMPLAINT)
    assert _merge(city, complaint, lead) == 409
    assert _merge(city, told(city, 3), lead, by="firm_staff") == 403
    assert not Case.objects.filter(problem__isnull=False).exists()


def test_a_case_is_taken_out_on_its_page(city: City) -> None:
    set_clock(AT + 9 * HOUR)
    _lead, (first, _second) = merged(city)
    client = client_of(city, "district_clerk")
    fields = {"version": first.version, "reason": ""}
    address = reverse("cases:unmerge", args=[first.number])
    assert client.post(address, fields).status_code == 422
    assert client.post(address, fields | {"reason": "另一台电梯"}).status_code == 302
    first.refresh_from_db()
    assert (first.problem, first.follows) == (None, None)
