"""What several people tell is gathered as it comes, counted by people, ranked, and merged by a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.cases.actions.gathering import forget_matters, gather, gather_stepped, recount_old
from huying.cases.actions.merging import merge, unmerge
from huying.cases.models import Case, Matter, Problem, Voice
from huying.cases.queries import exporting
from huying.cases.queries.lists import CaseFilter
from huying.rules.problems import MONTH, WEEK, WINDOW, pulse
from tests.cases.desk import DAY, HOUR, client_of, page, set_clock
from tests.cases.together import merged, sent, signed, told
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

GARBAGE = "垃圾桶三天没有清运，楼下臭气很重，请安排清运。"


def _gathered(at: datetime = AT + 5 * HOUR) -> list[tuple[int, int, int]]:
    gather_stepped(at=at)
    rows = Matter.objects.filter(voices__gt=1).order_by("-people", "pk")
    return [(row.voices, row.people, row.repeats) for row in rows]


def test_the_pulse_counts_people_at_its_bounds() -> None:
    told_at = [
        (AT - MONTH, 1),
        (AT - MONTH + HOUR, 2),
        (AT - WEEK, 3),
        (AT - WEEK + HOUR, 4),
        (AT, 4),
        (AT, 0),
        (AT, 0),
    ]
    found = pulse(told_at, at=AT)
    assert (found.people, found.repeats, found.week, found.month) == (5, 1, 2, 4)
    assert found.rise == 4
    steady = pulse([(AT - week * WEEK, week) for week in range(4)], at=AT)
    assert steady.rise == 0


def test_what_reads_the_same_of_one_place_is_one_matter_and_repeats_stand_apart(city: City) -> None:
    for person in (0, 1, 2, 1):
        sent(city, person)
    sent(city, 3, topic="SAN", text=GARBAGE)
    assert _gathered() == [(4, 3, 1)]
    assert _gathered() == [(4, 3, 1)], "doing it twice changes nothing"
    assert Voice.objects.count() == 5


def test_two_matters_of_one_topic_and_place_stay_two_though_the_place_and_the_plea_are_the_same(city: City) -> None:
    water = "海悦花园1号楼五楼自来水水压低，周末基本没有水。找过物业没有结果，请帮忙协调。"
    heat = "海悦花园1号楼三楼暖气不热，室温只有十四五度。找过物业没有结果，请帮忙协调。"
    for person, text in enumerate((water, heat, f"您好，{water}", f"再次反映，{heat}")):
        sent(city, person, topic="WPH", text=text)
    assert _gathered() == [(2, 2, 0), (2, 2, 0)]


def test_it_goes_on_where_it_stopped(city: City) -> None:
    sent(city, 0)
    assert _gathered() == []
    sent(city, 1)
    with CaptureQueriesContext(connection) as asked:
        assert gather_stepped(at=AT + 5 * HOUR) == 1
    assert len(asked) < 40
    with CaptureQueriesContext(connection) as idle:
        gather_stepped(at=AT + 5 * HOUR)
    assert len(idle) == 2


def test_many_steps_are_taken_in_parts(city: City) -> None:
    for person in range(4):
        sent(city, person)
    for _turn in range(12):
        gather_stepped(at=AT + 5 * HOUR, most=1)
    assert _gathered() == [(4, 4, 0)]


def test_a_case_waiting_to_be_confirmed_is_gathered_by_its_suggestion_and_moves_with_its_topic(city: City) -> None:
    sent(city, 0)
    waiting = told(city, 1, suggestion={"topic": "LFT", "topics": ["LFT"]})
    assert _gathered() == [(2, 2, 0)]
    Case.objects.filter(pk=waiting.pk).update(topic="SAN")
    gather([waiting.pk], at=AT + 5 * HOUR)
    assert _gathered() == []
    assert Voice.objects.get(pk=waiting.pk).matter.topic == "SAN"


def test_what_a_person_merged_stands_together_and_what_one_parted_stays_apart(city: City) -> None:
    lead, (first, _second) = merged(city)
    assert _gathered() == [(3, 3, 0)]
    matter = Matter.objects.get(problem__isnull=False)
    assert (matter.problem, matter.lead) == (Problem.objects.get(), lead)
    unmerge(first.pk, reason="另一台电梯", actor=city["district_clerk"], at=AT + 4 * HOUR)
    assert _gathered() == [(2, 2, 0)]
    gather([first.pk], at=AT + 6 * HOUR)
    assert _gathered() == [(2, 2, 0)]


def test_a_merge_of_what_reads_differently_ties_two_matters(city: City) -> None:
    lead = signed(city)
    other = told(city, 1, text="轿厢灯不亮，按钮失灵。", suggestion={"topic": "LFT", "topics": ["LFT"]})
    assert _gathered() == []
    merge(other.pk, into=lead.pk, actor=city["district_clerk"], at=AT + 3 * HOUR)
    assert _gathered() == [(2, 2, 0)]
    assert Matter.objects.count() == 1, "an empty one goes"


def test_days_pass_and_the_week_is_counted_anew(city: City) -> None:
    for person in range(3):
        sent(city, person)
    _gathered()
    matter = Matter.objects.get(voices=3)
    assert (matter.week, matter.month, matter.rise) == (3, 3, 9)
    assert recount_old(at=AT + 6 * HOUR) == 0
    recount_old(at=AT + 8 * DAY)
    matter.refresh_from_db()
    assert (matter.week, matter.month, matter.rise, matter.people) == (0, 3, -3, 3)
    recount_old(at=AT + 29 * DAY)
    matter.refresh_from_db()
    assert matter.month == 0
    assert recount_old(at=AT + 30 * DAY) == 0, "what nobody tells any more is not counted every day"


def test_old_matters_are_forgotten_and_history_is_never_gathered(city: City) -> None:
    old = told(city, 0, suggestion={"topic": "LFT", "topics": ["LFT"]})
    Case.objects.filter(pk=old.pk).update(is_history=True)
    sent(city, 1)
    _gathered()
    assert Voice.objects.count() == 1
    forget_matters(at=AT + 2 * WINDOW - HOUR)
    assert Matter.objects.count() == 1
    forget_matters(at=AT + 2 * WINDOW + HOUR)
    assert not Matter.objects.exists()


def _many(city: City, *sizes: int) -> None:
    texts = ("电梯门夹人，按钮失灵要修。", GARBAGE, "地下车库漏水，墙皮脱落。", "楼道灯全坏，晚上看不见路。")
    for number, size in enumerate(sizes):
        for person in range(size):
            sent(city, person, text=texts[number], topic=("LFT", "SAN", "MNT", "FEE")[number])


def test_the_page_ranks_by_people_or_growth_within_the_range_and_costs_the_same(city: City) -> None:
    set_clock(AT + 5 * HOUR)
    client, counts = client_of(city, "district_clerk"), []
    for sizes in ((2, 3), (0, 0, 2, 4)):
        _many(city, *sizes)
        _gathered()
        page(client, "matters")
        with CaptureQueriesContext(connection) as asked:
            page(client, "matters")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
    answer = client.get(reverse("cases:matters"))
    assert [matter.people for matter, *_row in answer.context["rows"]] == [4, 3, 2, 2]
    assert [(spot.matters, spot.people) for spot, _name in answer.context["spots"]] == [(4, 11)]
    Matter.objects.filter(people=2).update(rise=90)
    answer = client.get(reverse("cases:matters") + "?sort=rise")
    assert [matter.people for matter, *_row in answer.context["rows"]] == [2, 2, 4, 3]
    for query, count in (("topic=LFT", 1), ("state=merged", 0), ("state=apart", 4), ("place=371003", 0)):
        assert len(client.get(f"{reverse('cases:matters')}?{query}").context["rows"]) == count, query
    assert "<strong" not in page(client_of(city, "other_clerk"), "matters").partition("<table")[2]


def test_the_list_goes_on_by_cursor(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huying.cases.queries.matters.USUAL", 1)
    set_clock(AT + 5 * HOUR)
    _many(city, 2, 3, 2)
    _gathered()
    client, seen, cursor = client_of(city, "district_clerk"), list[int](), ""
    while True:
        answer = client.get(reverse("cases:matters"), {"cursor": cursor} if cursor else {})
        seen += [matter.pk for matter, *_row in answer.context["rows"]]
        cursor = answer.context["next_cursor"]
        if not cursor:
            break
    assert seen == list(Matter.objects.order_by("-people", "-pk").values_list("pk", flat=True))
    assert client.get(reverse("cases:matters") + "?cursor=x").status_code in {409, 422}


@pytest.mark.parametrize("name", ["firm_staff", "caller"])
def test_firms_and_callers_see_no_matters(city: City, name: str) -> None:
    sent(city, 0)
    sent(city, 1)
    _gathered()
    matter = Matter.objects.get(voices=2)
    client = client_of(city, name)
    assert client.get(reverse("cases:matters")).status_code == 403
    assert client.get(reverse("cases:matter", args=[matter.pk])).status_code == 403


def _join(city: City, matter: Matter, *cases: Case, by: str = "district_clerk") -> Any:
    numbers = {"number": [case.number for case in cases]}
    return client_of(city, by).post(reverse("cases:join", args=[matter.pk]), numbers)


def test_one_press_merges_the_ticked_into_one_problem(city: City) -> None:
    set_clock(AT + 5 * HOUR)
    lead, second, third = signed(city), sent(city, 1), told(city, 2, suggestion={"topic": "LFT", "topics": ["LFT"]})
    _gathered()
    matter = Matter.objects.get(voices=3)
    body = page(client_of(city, "district_clerk"), "matter", matter.pk)
    assert all(case.number in body for case in (lead, second, third))
    assert body.count('type="checkbox" name="number"') == 2
    answer = _join(city, matter, lead, second)
    problem = Problem.objects.get()
    assert answer["Location"] == reverse("cases:problem", args=[problem.pk])
    assert set(Case.objects.filter(problem=problem)) == {lead, second}
    matter.refresh_from_db()
    assert (matter.problem, matter.voices) == (problem, 3)
    assert _join(city, matter, lead, third).status_code == 302
    assert Case.objects.filter(problem=problem).count() == 3


def test_nothing_leads_where_all_wait_to_be_confirmed_and_others_may_not(city: City) -> None:
    set_clock(AT + 5 * HOUR)
    first, second = (told(city, person, suggestion={"topic": "LFT", "topics": ["LFT"]}) for person in (0, 1))
    _gathered()
    matter = Matter.objects.get(voices=2)
    assert _join(city, matter, first, second).status_code == 409
    assert _join(city, matter, first, second, by="auditor").status_code == 403
    assert 'type="submit">' not in page(client_of(city, "auditor"), "matter", matter.pk).partition("<main")[2]
    assert not Problem.objects.exists()


def test_the_page_of_a_matter_names_nobody(city: City) -> None:
    set_clock(AT + 5 * HOUR)
    for person in range(3):
        sent(city, person)
    _gathered()
    body = page(client_of(city, "district_clerk"), "matter", Matter.objects.get(voices=3).pk)
    assert "邻居" not in body
    assert "1381234" not in body


def test_an_export_names_the_group_and_whether_a_person_confirmed_it(city: City) -> None:
    lead, joined = merged(city)
    near = told(city, 3, suggestion={"topic": "LFT", "topics": ["LFT"]})
    first, second = (sent(city, person, topic="SAN", text=GARBAGE) for person in (0, 1))
    alone = sent(city, 2, topic="FEE", text="物业费没有明细，要求公示。")
    _gathered()
    with CaptureQueriesContext(connection) as asked:
        found = {
            str(row[0]): row[-2:] for row in exporting.rows(city["district_clerk"], CaseFilter(), at=AT + 6 * HOUR)
        }
    assert len(asked) <= 5
    problem, matter = f"P{Problem.objects.get().pk}", f"M{Matter.objects.get(topic='SAN').pk}"
    assert {case.number: found[case.number] for case in (lead, *joined, near, first, second, alone)} == {
        **{case.number: [problem, 1] for case in (lead, *joined)},
        near.number: [problem, 0],
        **{case.number: [matter, 0] for case in (first, second)},
        alone.number: ["", 0],
    }


def test_a_message_on_arrival_gathers_at_once(city: City) -> None:
    from huying.core import outbox  # noqa: PLC0415 - the worker's part

    set_clock(AT + timedelta(hours=1))
    for person in (0, 1):
        told(city, person, suggestion={"topic": "LFT", "topics": ["LFT"]})
    outbox.drain()
    assert Matter.objects.filter(voices=2).count() == 1
