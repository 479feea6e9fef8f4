"""Which steps of whistles and conferences tell whom: each piece of news somewhere, and everything else nobody."""

from __future__ import annotations

from huying.rules import conference_news, whistle_news
from huying.rules.conference_news import ConferenceAudience, ConferenceNews
from huying.rules.conferences import ConferenceStep
from huying.rules.whistle_news import WhistleAudience, WhistleNews
from huying.rules.whistles import WhistleStep


def test_every_piece_of_news_of_whistles_and_every_audience_is_told_by_a_step() -> None:
    found = [
        each
        for step in WhistleStep
        for is_other in (False, True)
        for each in whistle_news.tellings(step, is_blown=is_other, is_paper=is_other)
    ]
    assert {each.news for each in found} == set(WhistleNews)
    assert {each.audience for each in found} == set(WhistleAudience)


def test_what_is_asked_waits_for_approval_or_calls_at_once() -> None:
    (waits,) = whistle_news.tellings(WhistleStep.ASK)
    (calls,) = whistle_news.tellings(WhistleStep.ASK, is_blown=True)
    assert (waits.news, waits.audience) == (WhistleNews.APPROVAL_ASKED, WhistleAudience.APPROVERS)
    assert (calls.news, calls.audience) == (WhistleNews.CALLED, WhistleAudience.CALLED)
    assert whistle_news.tellings(WhistleStep.APPROVE, is_blown=True)[0] == calls


def test_a_missing_paper_is_no_missing_unit() -> None:
    assert {each.news for each in whistle_news.tellings(WhistleStep.ESCALATE)} == {WhistleNews.LATE_BELOW}
    paper = whistle_news.tellings(WhistleStep.ESCALATE, is_paper=True)
    assert {each.news for each in paper} == {WhistleNews.PAPER_LATE}
    assert whistle_news.tellings(WhistleStep.LATE, is_paper=True) == whistle_news.TELLS[WhistleStep.LATE]


def test_every_piece_of_news_of_conferences_and_every_audience_is_told_by_a_step() -> None:
    found = [each for step in ConferenceStep for each in conference_news.tellings(step, was_called=True)]
    assert {each.news for each in found} == set(ConferenceNews)
    assert {each.audience for each in found} == set(ConferenceAudience)


def test_a_conference_nobody_was_invited_to_is_moved_and_cancelled_in_silence() -> None:
    for step in (ConferenceStep.POSTPONE, ConferenceStep.CANCEL):
        assert conference_news.tellings(step, was_called=False) == ()
    assert conference_news.tellings(ConferenceStep.CALL, was_called=False)
