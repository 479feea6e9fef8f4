"""Refusals in words: with their facts, as a page or as a piece for htmx."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from huying.rules.errors import RuleBrokenError
from huying.ui import refusals, wording
from huying.ui.language import COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

pytestmark = pytest.mark.urls("tests.ui.urls")
HTMX = {"HX-Request": "true"}


class Colour(Enum):
    RED = "red"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_the_facts_stand_in_the_sentence() -> None:
    assert "371" in refusals.words(RuleBrokenError("place.code_shape", code="371"))


def test_a_missing_fact_breaks_nothing() -> None:
    assert "…" in refusals.words(RuleBrokenError("place.code_shape"))


def test_an_unknown_code_is_a_sentence_too() -> None:
    error = RuleBrokenError("moon.full")
    assert refusals.words(error) == "This cannot be done (moon.full)."
    assert refusals.status(error) == 409


def test_an_instant_is_told_in_local_time() -> None:
    error = RuleBrokenError("case.return_too_late", days=1, until=datetime(2021, 6, 1, 2, tzinfo=UTC))
    assert "2021-06-01 10:00" in refusals.words(error)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Colour.RED, "crimson"), ([Colour.RED, "blue"], "crimson, blue"), ({"b", "a"}, "a, b")],
)
def test_values_read_as_words(value: object, shown: str) -> None:
    wording.register("sheets", {"red": "crimson"})
    assert shown in refusals.words(RuleBrokenError("sheet.no_sheet", sheets=value))


def test_a_code_stands_once() -> None:
    with pytest.raises(ValueError, match=r"place\.code_shape"):
        refusals.register({"place.code_shape": refusals.WORDS["place.code_shape"]})


@pytest.mark.parametrize("code", sorted(refusals.WORDS))
def test_each_sentence_is_whole_and_its_status_a_refusal(code: str) -> None:
    error = RuleBrokenError(code)
    assert refusals.words(error)[-1] in ".!?"
    assert refusals.status(error) in {400, 403, 404, 409, 422, 429, 500, 503}
    assert list(Formatter().parse(refusals.words(error)))


@pytest.mark.parametrize("code", sorted(refusals.WORDS))
def test_no_sentence_is_cut_by_a_stray_percent(code: str) -> None:
    assert "%" not in refusals.words(RuleBrokenError(code))


def test_a_refusal_is_a_page(client: Client) -> None:
    answer = client.get("/gallery/refuse")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "&lt;b&gt;" in shown
    assert "place.code_shape" in shown
    assert "<html" in shown


def test_staff_stay_at_the_desk(client: Client) -> None:
    assert 'class="side"' in client.get("/gallery/refuse?desk").content.decode()


def test_only_what_was_sent_is_said_to_have_changed_nothing(client: Client) -> None:
    client.cookies[COOKIE] = "en"
    assert "Nothing was changed" not in client.get("/gallery/refuse").content.decode()
    sent = client.post("/gallery/refuse", headers={"Referer": "http://testserver/gallery/portal"})
    assert "Nothing was changed" in sent.content.decode()
    assert 'href="/gallery/portal"' in sent.content.decode()


def test_htmx_gets_a_notice_above_the_page(client: Client) -> None:
    answer = client.get("/gallery/refuse", headers=HTMX)
    assert answer.status_code == 422
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#notices", "innerHTML")
    assert "<html" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_boosted_link_gets_the_whole_page(client: Client) -> None:
    answer = client.get("/gallery/refuse", headers=HTMX | {"HX-Boosted": "true"})
    assert "<html" in answer.content.decode()


def test_what_the_post_does_not_open_is_403(client: Client) -> None:
    assert client.get("/gallery/forbid").status_code == 403
    piece = client.get("/gallery/forbid", headers=HTMX)
    assert piece.status_code == 403
    assert "dispatch_case" in piece.content.decode()


def test_what_nobody_foresaw_goes_on(client: Client) -> None:
    with pytest.raises(ZeroDivisionError):
        client.get("/gallery/fall")
